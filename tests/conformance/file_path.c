// SPDX-License-Identifier: MIT
// Paths: what a program may write for a file's name.

#include <windows.h>
#include "wine/test.h"
#include "check.h"
#include "scratch.h"

static char folder[MAX_PATH]; /* of this test, without a separator at the end */

static HANDLE open_path(const char *path)
{
    return CreateFileA(path, GENERIC_READ, SCRATCH_SHARE, NULL, OPEN_EXISTING, 0, NULL);
}

static void check_found(const char *path)
{
    HANDLE file;

    SetLastError(NO_ERROR_YET);
    file = open_path(path);
    ok(file != INVALID_HANDLE_VALUE, "cannot open %s, error %lu\n", path, GetLastError());
    if (file != INVALID_HANDLE_VALUE)
        CloseHandle(file);
}

static void check_missing(const char *path, DWORD error)
{
    HANDLE file;

    SetLastError(NO_ERROR_YET);
    file = open_path(path);
    ok(file == INVALID_HANDLE_VALUE, "opened %s\n", path);
    ok(GetLastError() == error, "%s: error %lu, expected %lu\n", path, GetLastError(), error);
    if (file != INVALID_HANDLE_VALUE)
        CloseHandle(file);
}

static const char *below(const char *rest)
{
    return wine_dbg_sprintf("%s%s", folder, rest);
}

/* The same file, however it is spelled; names are worked out before anything is looked up. */
static void test_spellings(void)
{
    check_found(below("\\file"));
    check_found(below("/file"));
    check_found(below("\\.\\file"));
    check_found(below("\\\\file"));
    check_found(below("\\sub\\..\\file"));
    check_found(below("\\sub/..\\./sub\\..//file"));
    check_found(below("\\no-such-folder\\..\\file"));
    check_found(below("\\file\\..\\file"));
    check_found(below("\\sub\\no-such-folder\\..\\..\\file"));
    /* dots and spaces at the end do not count */
    check_found(below("\\file."));
    check_found(below("\\file "));
    check_found(below("\\file. . "));
}

static void test_missing(void)
{
    check_missing("", ERROR_PATH_NOT_FOUND);
    check_missing(below("\\missing"), ERROR_FILE_NOT_FOUND);
    check_missing(below("\\missing\\file"), ERROR_PATH_NOT_FOUND);
    check_missing(below("\\file\\file"), ERROR_PATH_NOT_FOUND);
    check_missing(below("\\sub\\..\\missing"), ERROR_FILE_NOT_FOUND);
    check_missing(below("\\fi*e"), ERROR_INVALID_NAME);
    check_missing(below("\\fi?e"), ERROR_INVALID_NAME);
    check_missing(below("\\fi<e"), ERROR_INVALID_NAME);
    check_missing(below("\\fi|e"), ERROR_INVALID_NAME);
    check_missing(below("\\fi\"e"), ERROR_INVALID_NAME);
    /* a folder is no file */
    check_missing(folder, ERROR_ACCESS_DENIED);
    check_missing(below("\\sub"), ERROR_ACCESS_DENIED);
    SetLastError(NO_ERROR_YET);
    ok(open_path(below("\\sub\\")) == INVALID_HANDLE_VALUE, "opened a folder\n");
    /* Wine makes no difference. */
    todo_wine ok_error(ERROR_PATH_NOT_FOUND);
}

/* Relative to the current directory. */
static void test_relative(void)
{
    char before[MAX_PATH];

    ok(GetCurrentDirectoryA(sizeof(before), before), "failed, error %lu\n", GetLastError());
    ok_succeeds(SetCurrentDirectoryA(below("\\sub")));
    check_found("inner");
    check_found(".\\inner");
    check_found("..\\file");
    check_found("../sub/inner");
    check_found("no-such-folder\\..\\inner");
    check_found("no-such-folder\\..\\..\\file");
    check_found("..\\no-such-folder\\..\\file");
    check_missing("file", ERROR_FILE_NOT_FOUND);
    check_missing("missing\\file", ERROR_PATH_NOT_FOUND);
    ok_succeeds(SetCurrentDirectoryA(before));
}

/* With the prefix that keeps a path as it is. */
static void test_prefix(void)
{
    char full[MAX_PATH];

    ok(GetFullPathNameA(folder, sizeof(full), full, NULL), "failed, error %lu\n", GetLastError());
    check_found(wine_dbg_sprintf("\\\\?\\%s\\file", full));
    check_missing(wine_dbg_sprintf("\\\\?\\%s\\missing", full), ERROR_FILE_NOT_FOUND);
}

static void test_null_device(void)
{
    char byte = 1;
    DWORD moved;
    HANDLE file;

    file = CreateFileA("NUL", GENERIC_READ | GENERIC_WRITE, SCRATCH_SHARE, NULL, OPEN_EXISTING, 0,
                       NULL);
    ok(file != INVALID_HANDLE_VALUE, "cannot open NUL, error %lu\n", GetLastError());
    ok_value(GetFileType(file), FILE_TYPE_CHAR);
    ok_succeeds(WriteFile(file, &byte, 1, &moved, NULL));
    ok_value(moved, 1);
    ok_succeeds(ReadFile(file, &byte, 1, &moved, NULL));
    ok_value(moved, 0);
    CloseHandle(file);
    check_found("nul");
    check_found("\\\\.\\NUL");
}

static void make_file(const char *path)
{
    HANDLE file =
        CreateFileA(path, GENERIC_WRITE, 0, NULL, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, NULL);

    ok(file != INVALID_HANDLE_VALUE, "cannot create %s, error %lu\n", path, GetLastError());
    CloseHandle(file);
}

START_TEST(file_path)
{
    scratch_path(folder, "folder");
    ok_succeeds(CreateDirectoryA(folder, NULL));
    ok_succeeds(CreateDirectoryA(below("\\sub"), NULL));
    make_file(below("\\file"));
    make_file(below("\\sub\\inner"));

    test_spellings();
    test_missing();
    test_relative();
    test_prefix();
    test_null_device();

    ok_succeeds(DeleteFileA(below("\\sub\\inner")));
    ok_succeeds(DeleteFileA(below("\\file")));
    ok_succeeds(RemoveDirectoryA(below("\\sub")));
    ok_succeeds(RemoveDirectoryA(folder));
}
