// SPDX-License-Identifier: MIT
// Opening, creating and deleting files, and the names of temporary ones.

#include <windows.h>
#include "wine/test.h"
#include "check.h"
#include "scratch.h"

/* S-ERR-02: each disposition on a file that is there and one that is not. */
static void test_dispositions(void)
{
    static const struct {
        DWORD disposition;
        BOOL exists;
        DWORD error;
        BOOL opened;
        DWORD size_after; /* of a file that had 10 bytes */
    } rows[] = {
        { CREATE_NEW, FALSE, 0, TRUE, 0 },
        { CREATE_NEW, TRUE, ERROR_FILE_EXISTS, FALSE, 10 },
        { CREATE_ALWAYS, FALSE, 0, TRUE, 0 },
        { CREATE_ALWAYS, TRUE, ERROR_ALREADY_EXISTS, TRUE, 0 },
        { OPEN_EXISTING, FALSE, ERROR_FILE_NOT_FOUND, FALSE, 0 },
        { OPEN_EXISTING, TRUE, 0, TRUE, 10 },
        { OPEN_ALWAYS, FALSE, 0, TRUE, 0 },
        { OPEN_ALWAYS, TRUE, ERROR_ALREADY_EXISTS, TRUE, 10 },
        { TRUNCATE_EXISTING, FALSE, ERROR_FILE_NOT_FOUND, FALSE, 0 },
        { TRUNCATE_EXISTING, TRUE, 0, TRUE, 0 },
        { 0, TRUE, ERROR_INVALID_PARAMETER, FALSE, 10 },
        { 6, TRUE, ERROR_INVALID_PARAMETER, FALSE, 10 },
    };
    char path[MAX_PATH];
    WCHAR wide_path[MAX_PATH];
    HANDLE file;
    BOOL wide;
    size_t i;

    for (i = 0; i < 2 * ARRAY_SIZE(rows); i++) {
        size_t row = i / 2;

        wide = i % 2;
        winetest_push_context("%s, disposition %lu, file %s", wide ? "W" : "A",
                              rows[row].disposition, rows[row].exists ? "exists" : "is missing");
        if (rows[row].exists)
            CloseHandle(scratch_create(path, "disposition", 10));
        else
            scratch_path(path, "disposition");
        scratch_widen(wide_path, path);
        SetLastError(NO_ERROR_YET);
        file = wide ? CreateFileW(wide_path, GENERIC_READ | GENERIC_WRITE, 0, NULL,
                                  rows[row].disposition, FILE_ATTRIBUTE_NORMAL, NULL)
                    : CreateFileA(path, GENERIC_READ | GENERIC_WRITE, 0, NULL,
                                  rows[row].disposition, FILE_ATTRIBUTE_NORMAL, NULL);
        ok_error(rows[row].error);
        ok((file != INVALID_HANDLE_VALUE) == rows[row].opened, "handle is %p\n", file);
        if (file != INVALID_HANDLE_VALUE) {
            ok_value(scratch_size(file), rows[row].size_after);
            ok_value(SetFilePointer(file, 0, NULL, FILE_CURRENT), 0);
            CloseHandle(file);
        } else if (rows[row].exists) {
            file = scratch_open(path, GENERIC_READ);
            ok_value(scratch_size(file), rows[row].size_after);
            CloseHandle(file);
        }
        if (rows[row].exists || rows[row].opened)
            scratch_delete(path);
        winetest_pop_context();
    }
}

static void test_bad_paths(void)
{
    char path[MAX_PATH], folder[MAX_PATH];
    HANDLE file;

    GetTempPathA(sizeof(folder), folder);
    scratch_path(path, "nowhere\\file");
    SetLastError(NO_ERROR_YET);
    file = CreateFileA(path, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    ok(file == INVALID_HANDLE_VALUE, "opened %s\n", path);
    ok_error(ERROR_PATH_NOT_FOUND);
    SetLastError(NO_ERROR_YET);
    file = CreateFileA(path, GENERIC_WRITE, 0, NULL, CREATE_NEW, 0, NULL);
    ok(file == INVALID_HANDLE_VALUE, "created %s\n", path);
    ok_error(ERROR_PATH_NOT_FOUND);
    SetLastError(NO_ERROR_YET);
    file = CreateFileA("", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    ok(file == INVALID_HANDLE_VALUE, "opened \"\"\n");
    ok_error(ERROR_PATH_NOT_FOUND);
    /* a folder is no file */
    SetLastError(NO_ERROR_YET);
    file = CreateFileA(folder, GENERIC_READ, SCRATCH_SHARE, NULL, OPEN_EXISTING, 0, NULL);
    ok(file == INVALID_HANDLE_VALUE, "opened a folder\n");
    ok(GetLastError() == ERROR_ACCESS_DENIED || GetLastError() == ERROR_PATH_NOT_FOUND,
       "error %lu\n", GetLastError());
    /* truncating needs the right to write */
    CloseHandle(scratch_create(path, "truncate", 10));
    SetLastError(NO_ERROR_YET);
    file = CreateFileA(path, GENERIC_READ, SCRATCH_SHARE, NULL, TRUNCATE_EXISTING, 0, NULL);
    /* Wine does not ask. */
    todo_wine {
        ok(file == INVALID_HANDLE_VALUE, "truncated without write access\n");
        ok_error(ERROR_INVALID_PARAMETER);
    }
    CloseHandle(file);
    scratch_delete(path);
}

/* What a handle was not opened for it does not do. */
static void test_access(void)
{
    char path[MAX_PATH], byte = 0;
    HANDLE file = scratch_create(path, "access", 10);
    DWORD done;

    CloseHandle(file);
    file = scratch_open(path, GENERIC_READ);
    ok_fails(WriteFile(file, &byte, 1, &done, NULL), ERROR_ACCESS_DENIED);
    ok(!SetEndOfFile(file), "set the size without write access\n");
    todo_wine ok_error(ERROR_ACCESS_DENIED);
    ok_succeeds(ReadFile(file, &byte, 1, &done, NULL));
    CloseHandle(file);
    file = scratch_open(path, GENERIC_WRITE);
    ok_fails(ReadFile(file, &byte, 1, &done, NULL), ERROR_ACCESS_DENIED);
    ok_succeeds(WriteFile(file, &byte, 1, &done, NULL));
    CloseHandle(file);
    file = scratch_open(path, 0);
    ok_fails(ReadFile(file, &byte, 1, &done, NULL), ERROR_ACCESS_DENIED);
    ok_fails(WriteFile(file, &byte, 1, &done, NULL), ERROR_ACCESS_DENIED);
    CloseHandle(file);
    scratch_delete(path);
}

/* Both kinds of slash lead to the same file. */
static void test_slashes(void)
{
    char path[MAX_PATH], other[MAX_PATH];
    HANDLE file;
    char *slash;

    CloseHandle(scratch_create(path, "slash", 10));
    strcpy(other, path);
    for (slash = other; *slash; slash++)
        if (*slash == '\\')
            *slash = '/';
    file = scratch_open(other, GENERIC_READ);
    ok_value(scratch_size(file), 10);
    CloseHandle(file);
    ok_succeeds(DeleteFileA(other));
    ok_fails(DeleteFileA(path), ERROR_FILE_NOT_FOUND);
}

static void test_delete(void)
{
    char path[MAX_PATH], folder[MAX_PATH];
    WCHAR wide[MAX_PATH];
    HANDLE file;

    CloseHandle(scratch_create(path, "delete", 10));
    ok_succeeds(DeleteFileW(scratch_widen(wide, path)));
    ok_fails(DeleteFileA(path), ERROR_FILE_NOT_FOUND);
    ok_fails(DeleteFileW(wide), ERROR_FILE_NOT_FOUND);
    scratch_path(path, "nowhere\\file");
    ok_fails(DeleteFileA(path), ERROR_PATH_NOT_FOUND);
    GetTempPathA(sizeof(folder), folder);
    folder[strlen(folder) - 1] = 0;
    ok_fails(DeleteFileA(folder), ERROR_ACCESS_DENIED);

    /* open, and shared for deletion: the handle goes on working */
    file = scratch_create(path, "delete", 10);
    ok_succeeds(DeleteFileA(path));
    ok_value(scratch_size(file), 10);
    CloseHandle(file);
    ok_fails(DeleteFileA(path), ERROR_FILE_NOT_FOUND);
}

static BOOL is_file(const char *path)
{
    HANDLE file = CreateFileA(path, 0, SCRATCH_SHARE, NULL, OPEN_EXISTING, 0, NULL);

    if (file == INVALID_HANDLE_VALUE)
        return FALSE;
    CloseHandle(file);
    return TRUE;
}

static void test_temporary(void)
{
    char folder[MAX_PATH], name[MAX_PATH], again[MAX_PATH], small[2];
    WCHAR wide[MAX_PATH], wide_name[MAX_PATH];
    DWORD length;
    HANDLE file;
    UINT number;
    size_t i;

    length = GetTempPathA(sizeof(folder), folder);
    ok(length > 0 && length == strlen(folder), "length is %lu of %s\n", length, folder);
    ok(folder[length - 1] == '\\', "no backslash at the end of %s\n", folder);
    /* too small a buffer: the answer is the room that is needed */
    ok_value(GetTempPathA(1, small), length + 1);
    ok_value(GetTempPathW(ARRAY_SIZE(wide), wide), length);
    for (i = 0; i <= length && wide[i] == (unsigned char)folder[i]; i++)
        ;
    ok(i == length + 1, "%s and %s\n", folder, wine_dbgstr_w(wide));

    /* number 0: an unused name, and the file is there, empty */
    number = GetTempFileNameA(folder, "nmpz", 0, name);
    ok(number > 0 && number <= 0xffff, "number is %u\n", number);
    ok(!strncmp(name, folder, length), "%s is not in %s\n", name, folder);
    ok(!_strnicmp(name + length, "nmp", 3) && name[length + 3] != 'z', "name is %s\n", name);
    ok(!strcmp(name + strlen(name) - 4, ".tmp") || !strcmp(name + strlen(name) - 4, ".TMP"),
       "name is %s\n", name);
    ok(is_file(name), "%s is not there\n", name);
    file = scratch_open(name, GENERIC_READ);
    ok_value(scratch_size(file), 0);
    CloseHandle(file);
    GetTempFileNameA(folder, "nmp", 0, again);
    ok(strcmp(name, again) != 0, "%s twice\n", name);
    scratch_delete(name);
    scratch_delete(again);

    /* a number: that name, and no file; only its low 16 bits count */
    number = GetTempFileNameA(folder, "nmp", 0x31234, name);
    ok(number == 0x31234 || number == 0x1234, "number is 0x%x\n", number);
    ok(!is_file(name), "%s was made\n", name);
    ok(!_stricmp(name + length, "nmp1234.tmp"), "name is %s\n", name);

    number = GetTempFileNameW(wide, L"nmp", 0, wide_name);
    ok(number > 0, "failed, error %lu\n", GetLastError());
    ok_succeeds(DeleteFileW(wide_name));

    strcat(folder, "nowhere");
    ok_fails(GetTempFileNameA(folder, "nmp", 0, name), ERROR_DIRECTORY);
}

START_TEST(file_create)
{
    test_dispositions();
    test_bad_paths();
    test_access();
    test_slashes();
    test_delete();
    test_temporary();
}
