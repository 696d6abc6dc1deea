// SPDX-License-Identifier: MIT
// Processes: starting them, what they get, how they end.

#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include "wine/test.h"
#include "check.h"
#include "scratch.h"
#include "child.h"

/* --- command lines -----------------------------------------------------------------------------
 */

/* A child writes what it got into a shared section, which it finds by name. */
struct seen {
    LONG argc;
    char argv[8][64];
    char line[1024];
    WCHAR wide_line[1024];
};

static void child_arguments(int argc, char **argv)
{
    HANDLE section = OpenFileMappingA(FILE_MAP_WRITE, FALSE, argv[3]);
    struct seen *seen;
    int i;

    ok(section != NULL, "OpenFileMapping failed, error %lu\n", GetLastError());
    seen = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    ok(seen != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    seen->argc = argc - 4;
    for (i = 4; i < argc && i < 12; i++)
        strcpy(seen->argv[i - 4], argv[i]);
    strcpy(seen->line, GetCommandLineA());
    memcpy(seen->wide_line, GetCommandLineW(), 2 * (strlen(seen->line) + 1));
}

/* The rules of Microsoft's C runtime: what stands on the line, and what main() sees of it. */
static void test_quoting(void)
{
    static const struct {
        const char *line;
        int argc;
        const char *argv[4];
    } rows[] = {
        { "", 0, { 0 } },
        { "a b c", 3, { "a", "b", "c" } },
        { "a  b\tc ", 3, { "a", "b", "c" } },
        { "\"a b\" c", 2, { "a b", "c" } },
        { "a\" b \"c", 1, { "a b c" } },
        { "\"\" x", 2, { "", "x" } },
        { "a\\b", 1, { "a\\b" } },
        { "a\\\\b", 1, { "a\\\\b" } },
        { "a\\\"b", 1, { "a\"b" } },
        { "a\\\\\"b c\"", 1, { "a\\b c" } },
        { "a\\\\\\\"b c", 2, { "a\\\"b", "c" } },
        { "\"ab\\\\\" c", 2, { "ab\\", "c" } },
        { "\"a b\\\\\" \"c\\\\d\"", 2, { "a b\\", "c\\\\d" } },
        { "\"C:\\dir name\\\\\" x", 2, { "C:\\dir name\\", "x" } },
        { "'a b'", 2, { "'a", "b'" } },
        /* the examples of Microsoft's documentation */
        { "\"abc\" d e", 3, { "abc", "d", "e" } },
        { "a\\\\b d\"e f\"g h", 3, { "a\\\\b", "de fg", "h" } },
        { "a\\\\\\\"b c d", 3, { "a\\\"b", "c", "d" } },
        { "a\\\\\\\\\"b c\" d e", 3, { "a\\\\b c", "d", "e" } },
        { "\"\" \"\\\"\" \"\\\\\"", 3, { "", "\"", "\\" } },
        { "$HOME ; | > <", 5, { "$HOME", ";", "|", ">" } },
    };
    struct seen *seen;
    char name[64], program[MAX_PATH], expected[1024];
    HANDLE section;
    size_t i;
    int j;

    strcpy(name, scratch_name("line"));
    section =
        CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, sizeof(*seen), name);
    seen = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    ok(seen != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    GetModuleFileNameA(NULL, program, sizeof(program));
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        winetest_push_context("<%s>", rows[i].line);
        memset(seen, 0, sizeof(*seen));
        child_finish(child_start(FALSE, "arguments %s %s", name, rows[i].line));
        ok_value(seen->argc, rows[i].argc);
        for (j = 0; j < rows[i].argc && j < 4 && rows[i].argv[j]; j++)
            ok(!strcmp(seen->argv[j], rows[i].argv[j]), "argument %d is <%s>, expected <%s>\n", j,
               seen->argv[j], rows[i].argv[j]);
        /* the line itself arrives as it was */
        sprintf(expected, "\"%s\" process arguments %s %s", program, name, rows[i].line);
        ok(!strcmp(seen->line, expected), "line is <%s>, expected <%s>\n", seen->line, expected);
        for (j = 0; expected[j] && seen->wide_line[j] == (unsigned char)expected[j]; j++)
            ;
        ok(!expected[j] && !seen->wide_line[j], "wide line differs at %d\n", j);
        winetest_pop_context();
    }
    UnmapViewOfFile(seen);
    CloseHandle(section);
}

/* --- starting ----------------------------------------------------------------------------------
 */

static void test_start(void)
{
    char program[MAX_PATH], line[MAX_PATH + 64];
    WCHAR wide_program[MAX_PATH], wide_line[MAX_PATH + 64];
    STARTUPINFOW wide_startup = { .cb = sizeof(wide_startup) };
    STARTUPINFOA startup = { .cb = sizeof(startup) };
    PROCESS_INFORMATION process;
    DWORD code;

    GetModuleFileNameA(NULL, program, sizeof(program));
    sprintf(line, "\"%s\" process exit 7", program);

    /* the program by its own argument; the line's first word is then only a word */
    memset(&process, 0xcc, sizeof(process));
    ok_succeeds(
        CreateProcessA(program, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process));
    ok(process.dwProcessId && process.dwProcessId != GetCurrentProcessId(), "process %lu\n",
       process.dwProcessId);
    ok(process.dwThreadId != 0, "thread %lu\n", process.dwThreadId);
    ok(process.hThread && process.hThread != process.hProcess, "thread %p, process %p\n",
       process.hThread, process.hProcess);
    ok_succeeds(CloseHandle(process.hThread));
    ok_value(child_exit_code(process.hProcess), 7);

    sprintf(line, "another process exit 8");
    ok(CreateProcessA(program, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process),
       "failed, error %lu\n", GetLastError());
    CloseHandle(process.hThread);
    ok_value(child_exit_code(process.hProcess), 8);

    sprintf(line, "\"%s\" process exit 9", program);
    scratch_widen(wide_program, program);
    scratch_widen(wide_line, line);
    ok(CreateProcessW(wide_program, wide_line, NULL, NULL, FALSE, 0, NULL, NULL, &wide_startup,
                      &process),
       "failed, error %lu\n", GetLastError());
    CloseHandle(process.hThread);
    ok_value(child_exit_code(process.hProcess), 9);
    ok(CreateProcessW(NULL, wide_line, NULL, NULL, FALSE, 0, NULL, NULL, &wide_startup, &process),
       "failed, error %lu\n", GetLastError());
    CloseHandle(process.hThread);
    ok_value(WaitForSingleObject(process.hProcess, INFINITE), WAIT_OBJECT_0);
    /* waiting does not use it up */
    ok_value(WaitForSingleObject(process.hProcess, 0), WAIT_OBJECT_0);
    ok_succeeds(GetExitCodeProcess(process.hProcess, &code));
    ok_value(code, 9);
    CloseHandle(process.hProcess);

    ok_fails(CreateProcessA("no-such-program.exe", NULL, NULL, NULL, FALSE, 0, NULL, NULL, &startup,
                            &process),
             ERROR_FILE_NOT_FOUND);
    strcpy(line, "no-such-program-at-all with arguments");
    ok_fails(CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process),
             ERROR_FILE_NOT_FOUND);
}

/* A command line has 32,767 characters at most, the closing 0 among them. */
static void test_long_line(void)
{
    static char line[32768];
    char program[MAX_PATH];
    STARTUPINFOA startup = { .cb = sizeof(startup) };
    PROCESS_INFORMATION process;
    int start;

    GetModuleFileNameA(NULL, program, sizeof(program));
    start = sprintf(line, "\"%s\" process exit 12 ", program);
    memset(line + start, 'x', sizeof(line) - start - 1);
    todo_wine ok_fails(CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup,
                                      &process),
                       ERROR_FILENAME_EXCED_RANGE);
    line[sizeof(line) - 2] = 0;
    ok(CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process),
       "failed, error %lu\n", GetLastError());
    CloseHandle(process.hThread);
    ok_value(child_exit_code(process.hProcess), 12);
}

/* --- ending ------------------------------------------------------------------------------------
 */

static void test_exit_codes(void)
{
    static const DWORD codes[] = { 0,          1,          255,        256,       259,
                                   0x12345678, 0x80000000, 0xc0000005, 0xffffffff };
    HANDLE child, gate;
    DWORD code;
    size_t i;

    for (i = 0; i < ARRAY_SIZE(codes); i++) {
        winetest_push_context("code 0x%lx", codes[i]);
        ok_value(child_exit_code(child_start(FALSE, "exit 0x%lx", codes[i])), codes[i]);
        winetest_pop_context();
    }
    /* what main() returns is an exit code too */
    ok_value(child_exit_code(child_start(FALSE, "return")), 0);

    /* a process that runs, and then is ended */
    gate = child_signal();
    ok_value(WaitForSingleObject(gate, 0), WAIT_TIMEOUT);
    ok_value(WaitForSingleObject(gate, 10), WAIT_TIMEOUT);
    code = 0;
    ok_succeeds(GetExitCodeProcess(gate, &code));
    ok_value(code, STILL_ACTIVE);
    child = child_start(TRUE, "wait %I64x 42", (ULONGLONG)(ULONG_PTR)gate);
    ok_succeeds(GetExitCodeProcess(child, &code));
    ok_value(code, STILL_ACTIVE);
    ok_succeeds(TerminateProcess(gate, 0xabcd1234));
    ok_value(child_exit_code(gate), 0xabcd1234);
    ok_value(child_exit_code(child), 42);

    /* one that is gone cannot be ended once more */
    child = child_start(FALSE, "exit 3");
    ok_value(WaitForSingleObject(child, INFINITE), WAIT_OBJECT_0);
    todo_wine ok_fails(TerminateProcess(child, 4), ERROR_ACCESS_DENIED);
    ok_value(child_exit_code(child), 3);
}

/* A process that faults ends with the exception's code. */
static void test_fault(void)
{
    ok_value(child_exit_code(child_start(FALSE, "fault")), (DWORD)STATUS_ACCESS_VIOLATION);
}

/* --- inheriting --------------------------------------------------------------------------------
 */

static void child_inherited(const char *number, const char *other)
{
    HANDLE section = child_handle(number), not_mine = child_handle(other);
    DWORD flags = 0, *view;

    view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    ok_value(view[0], 1234);
    view[1] = 5678;
    ok(GetHandleInformation(section, &flags), "failed, error %lu\n", GetLastError());
    ok_value(flags, HANDLE_FLAG_INHERIT);
    /* what was not inheritable is not there */
    ok_fails(MapViewOfFile(not_mine, FILE_MAP_READ, 0, 0, 0), ERROR_INVALID_HANDLE);
    ok_fails(CloseHandle(not_mine), ERROR_INVALID_HANDLE);
}

static void child_no_handle(const char *number)
{
    ok_fails(MapViewOfFile(child_handle(number), FILE_MAP_READ, 0, 0, 0), ERROR_INVALID_HANDLE);
}

/* S-PRC-01, S-PRC-03: a section without a name, by the number of its handle. */
static void test_inherit(BOOL set_later)
{
    SECURITY_ATTRIBUTES inherit = { sizeof(inherit), NULL, TRUE };
    HANDLE section, private;
    DWORD *view;

    winetest_push_context(set_later ? "SetHandleInformation" : "bInheritHandle");
    section = CreateFileMappingA(INVALID_HANDLE_VALUE, set_later ? NULL : &inherit, PAGE_READWRITE,
                                 0, PAGE, NULL);
    private = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, NULL);
    if (set_later)
        SetHandleInformation(section, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
    view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    view[0] = 1234;
    child_finish(child_start(TRUE, "inherited %I64x %I64x", (ULONGLONG)(ULONG_PTR)section,
                             (ULONGLONG)(ULONG_PTR) private));
    ok_value(view[1], 5678);
    /* not asked for: not there */
    child_finish(child_start(FALSE, "no-handle %I64x", (ULONGLONG)(ULONG_PTR)section));
    UnmapViewOfFile(view);
    CloseHandle(private);
    CloseHandle(section);
    winetest_pop_context();
}

/* An inherited file handle: the same file pointer in both processes. */
static void child_file(const char *number)
{
    char text[8] = "";
    DWORD got = 0;

    ok(ReadFile(child_handle(number), text, 3, &got, NULL), "failed, error %lu\n", GetLastError());
    ok(got == 3 && !strcmp(text, "def"), "read %s\n", text);
}

static void test_inherit_file(void)
{
    char path[MAX_PATH];
    HANDLE file = scratch_create(path, "inherit", 0);

    scratch_write(file, 0, "abcdefghi", 9);
    SetHandleInformation(file, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
    ok_value(SetFilePointer(file, 3, NULL, FILE_BEGIN), 3);
    child_finish(child_start(TRUE, "file %I64x", (ULONGLONG)(ULONG_PTR)file));
    ok_value(SetFilePointer(file, 0, NULL, FILE_CURRENT), 6);
    CloseHandle(file);
    scratch_delete(path);
}

/* --- which child is this ------------------------------------------------------------------------
 */

static void child(int argc, char **argv)
{
    const char *what = argv[2];

    if (!strcmp(what, "arguments"))
        child_arguments(argc, argv);
    else if (!strcmp(what, "exit"))
        ExitProcess(strtoul(argv[3], NULL, 0));
    else if (!strcmp(what, "wait"))
        ExitProcess(WaitForSingleObject(child_handle(argv[3]), INFINITE) == WAIT_OBJECT_0
                        ? strtoul(argv[4], NULL, 0)
                        : 1);
    else if (!strcmp(what, "fault"))
        *(volatile char *)16 = 1;
    else if (!strcmp(what, "inherited"))
        child_inherited(argv[3], argv[4]);
    else if (!strcmp(what, "no-handle"))
        child_no_handle(argv[3]);
    else if (!strcmp(what, "file"))
        child_file(argv[3]);
}

START_TEST(process)
{
    char **argv;
    int argc = winetest_get_mainargs(&argv);

    if (child_was_signal())
        return;
    if (argc > 2) {
        child(argc, argv);
        return;
    }
    test_quoting();
    test_start();
    test_long_line();
    test_exit_codes();
    test_fault();
    test_inherit(FALSE);
    test_inherit(TRUE);
    test_inherit_file();
}
