/* SPDX-License-Identifier: MIT */
/* Child processes: this program again, with arguments. */
#ifndef CONFORMANCE_CHILD_H
#define CONFORMANCE_CHILD_H

/* A child that faults on purpose dies of it; a sanitizer would make a report of it instead. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CHILD_SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(CHILD_SANITIZED)
const char *__asan_default_options(void);

__attribute__((__used__, __visibility__("default"))) const char *__asan_default_options(void)
{
    return "handle_segv=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0";
}
#endif

/* Starts "PROGRAM test ARGUMENTS", the arguments by format; NULL when it cannot. */
static WINETEST_PRINTF_ATTR(2, 3) inline HANDLE child_start(BOOL inherit, const char *format, ...)
{
    char program[MAX_PATH], line[2 * MAX_PATH + 512];
    PROCESS_INFORMATION process;
    STARTUPINFOA startup;
    va_list args;
    int length;
    BOOL started;

    GetModuleFileNameA(NULL, program, sizeof(program));
    length = sprintf(line, "\"%s\" %s ", program, winetest_testlist->name);
    va_start(args, format);
    vsnprintf(line + length, sizeof(line) - length, format, args);
    va_end(args);
    memset(&startup, 0, sizeof(startup));
    startup.cb = sizeof(startup);
    started = CreateProcessA(NULL, line, NULL, NULL, inherit, 0, NULL, NULL, &startup, &process);
    ok(started, "cannot start %s, error %lu\n", line, GetLastError());
    if (!started)
        return NULL;
    CloseHandle(process.hThread);
    return process.hProcess;
}

/* Waits for a child that checks things itself. */
static inline void child_finish(HANDLE process)
{
    winetest_wait_child_process(process);
    CloseHandle(process);
}

/* Waits for a child that tells something by its exit code. */
static inline DWORD child_exit_code(HANDLE process)
{
    DWORD code = NO_ERROR_YET;

    ok(WaitForSingleObject(process, 60000) == WAIT_OBJECT_0, "child process did not end\n");
    ok(GetExitCodeProcess(process, &code), "no exit code, error %lu\n", GetLastError());
    CloseHandle(process);
    return code;
}

/*
 * A process as a signal: a child that only waits for its parent's end. Whoever has its handle
 * sets the signal by ending it, once, with a number; all others wait for that. The handle is
 * inheritable, for other children to wait on or to set.
 */
static inline HANDLE child_signal(void)
{
    HANDLE self, process, signal = NULL;

    ok(DuplicateHandle(GetCurrentProcess(), GetCurrentProcess(), GetCurrentProcess(), &self,
                       SYNCHRONIZE, TRUE, 0),
       "DuplicateHandle failed, error %lu\n", GetLastError());
    process = child_start(TRUE, "signal %I64x", (ULONGLONG)(ULONG_PTR)self);
    CloseHandle(self);
    ok(DuplicateHandle(GetCurrentProcess(), process, GetCurrentProcess(), &signal, 0, TRUE,
                       DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE),
       "DuplicateHandle failed, error %lu\n", GetLastError());
    return signal;
}

static inline void child_signal_set(HANDLE signal, DWORD number)
{
    ok(TerminateProcess(signal, number), "cannot set a signal, error %lu\n", GetLastError());
}

/* Sets a signal that may still be unset, so that its process is gone when the test ends. */
static inline void child_signal_close(HANDLE signal)
{
    TerminateProcess(signal, 0);
    child_exit_code(signal);
}

/* A handle that a parent gave by number. */
static inline HANDLE child_handle(const char *number)
{
    return (HANDLE)(ULONG_PTR)strtoull(number, NULL, 16);
}

/* Each test with signals calls this first: when it says so, this process was one. */
static inline BOOL child_was_signal(void)
{
    char **argv;

    if (winetest_get_mainargs(&argv) != 4 || strcmp(argv[2], "signal"))
        return FALSE;
    WaitForSingleObject(child_handle(argv[3]), INFINITE);
    return TRUE;
}

#endif
