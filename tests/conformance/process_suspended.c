// SPDX-License-Identifier: MIT
// Processes that are created suspended: what holds them, what lets them go, what ends them.

#include <windows.h>
#include "wine/test.h"
#include "check.h"
#include "scratch.h"
#include "child.h"

/* A section that a child writes into as soon as its program runs. */
static volatile LONG *make_mark(char *name, HANDLE *section)
{
    volatile LONG *mark;

    strcpy(name, scratch_name("mark"));
    *section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, name);
    mark = MapViewOfFile(*section, FILE_MAP_WRITE, 0, 0, 0);
    ok(mark != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    return mark;
}

static void child_mark(const char *name)
{
    HANDLE section = OpenFileMappingA(FILE_MAP_WRITE, FALSE, name);
    LONG *mark = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);

    ok(mark != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    *mark = 1;
    ExitProcess(17);
}

static PROCESS_INFORMATION start_suspended(const char *name)
{
    char program[MAX_PATH], line[2 * MAX_PATH];
    STARTUPINFOA startup = { .cb = sizeof(startup) };
    PROCESS_INFORMATION process;

    memset(&process, 0, sizeof(process));
    GetModuleFileNameA(NULL, program, sizeof(program));
    sprintf(line, "\"%s\" process_suspended mark %s", program, name);
    ok(CreateProcessA(NULL, line, NULL, NULL, FALSE, CREATE_SUSPENDED, NULL, NULL, &startup,
                      &process),
       "CreateProcess failed, error %lu\n", GetLastError());
    return process;
}

static void close_both(PROCESS_INFORMATION process)
{
    ok_succeeds(CloseHandle(process.hThread));
    ok_succeeds(CloseHandle(process.hProcess));
}

static void check_runs_not(PROCESS_INFORMATION process, volatile LONG *mark)
{
    DWORD code = 0;

    ok_value(WaitForSingleObject(process.hProcess, 50), WAIT_TIMEOUT);
    ok_value(WaitForSingleObject(process.hThread, 0), WAIT_TIMEOUT);
    ok_value(*mark, 0);
    ok_succeeds(GetExitCodeProcess(process.hProcess, &code));
    ok_value(code, STILL_ACTIVE);
    ok_succeeds(GetExitCodeThread(process.hThread, &code));
    ok_value(code, STILL_ACTIVE);
}

static void check_ends(PROCESS_INFORMATION process, DWORD expected)
{
    DWORD code = 0;

    ok_value(WaitForSingleObject(process.hProcess, 60000), WAIT_OBJECT_0);
    ok_value(WaitForSingleObject(process.hThread, 60000), WAIT_OBJECT_0);
    ok_succeeds(GetExitCodeProcess(process.hProcess, &code));
    ok_value(code, expected);
    ok_succeeds(GetExitCodeThread(process.hThread, &code));
    ok_value(code, expected);
}

static void test_resume(void)
{
    PROCESS_INFORMATION process;
    volatile LONG *mark;
    HANDLE section;
    char name[64];

    mark = make_mark(name, &section);
    process = start_suspended(name);
    ok(GetProcessId(process.hProcess) == process.dwProcessId, "another process id\n");
    ok(GetThreadId(process.hThread) == process.dwThreadId, "another thread id\n");
    ok(GetProcessIdOfThread(process.hThread) == process.dwProcessId, "another process id\n");
    check_runs_not(process, mark);
    ok_value(ResumeThread(process.hThread), 1);
    check_ends(process, 17);
    ok_value(*mark, 1);
    close_both(process);
    UnmapViewOfFile((void *)mark);
    CloseHandle(section);
}

/* It is suspended once; each further time counts. */
static void test_count(void)
{
    PROCESS_INFORMATION process;
    volatile LONG *mark;
    HANDLE section;
    char name[64];

    mark = make_mark(name, &section);
    process = start_suspended(name);
    ok_value(SuspendThread(process.hThread), 1);
    ok_value(SuspendThread(process.hThread), 2);
    ok_value(ResumeThread(process.hThread), 3);
    ok_value(ResumeThread(process.hThread), 2);
    check_runs_not(process, mark);
    ok_value(ResumeThread(process.hThread), 1);
    check_ends(process, 17);
    ok_value(*mark, 1);
    ok_fails(SuspendThread(process.hThread) != (DWORD)-1, ERROR_ACCESS_DENIED);
    close_both(process);
    UnmapViewOfFile((void *)mark);
    CloseHandle(section);
}

static void test_ends(BOOL by_thread)
{
    PROCESS_INFORMATION process;
    volatile LONG *mark;
    HANDLE section;
    char name[64];

    mark = make_mark(name, &section);
    process = start_suspended(name);
    if (by_thread)
        ok_succeeds(TerminateThread(process.hThread, 0x1234567));
    else
        ok_succeeds(TerminateProcess(process.hProcess, 0x1234567));
    check_ends(process, 0x1234567);
    ok_value(*mark, 0);
    close_both(process);
    UnmapViewOfFile((void *)mark);
    CloseHandle(section);
}

/* Rights are the handle's. */
static void test_access(void)
{
    PROCESS_INFORMATION process;
    volatile LONG *mark;
    HANDLE section, weak;
    char name[64];

    mark = make_mark(name, &section);
    process = start_suspended(name);
    ok_succeeds(DuplicateHandle(GetCurrentProcess(), process.hThread, GetCurrentProcess(), &weak,
                                SYNCHRONIZE | THREAD_QUERY_INFORMATION, FALSE, 0));
    ok_fails(ResumeThread(weak) != (DWORD)-1, ERROR_ACCESS_DENIED);
    check_runs_not(process, mark);
    ok_succeeds(CloseHandle(weak));
    ok_value(ResumeThread(process.hThread), 1);
    check_ends(process, 17);
    close_both(process);
    UnmapViewOfFile((void *)mark);
    CloseHandle(section);
}

START_TEST(process_suspended)
{
    char **argv;
    int argc = winetest_get_mainargs(&argv);

    if (argc > 3) {
        child_mark(argv[3]);
        return;
    }
    test_resume();
    test_count();
    test_ends(FALSE);
    test_ends(TRUE);
    test_access();
}
