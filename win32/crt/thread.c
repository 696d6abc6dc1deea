// SPDX-License-Identifier: MIT
// Threads under the C runtime's names.
#include "check.h"

#include <process.h>
#include <windows.h>

/* What a new thread is to do. */
struct start {
    _beginthread_proc_type routine;
    void *argument;
    HANDLE thread;
};

/* Of a thread that _beginthread made: it closes its own handle. */
static _Thread_local HANDLE own __attribute__((__tls_model__("initial-exec")));

void _endthreadex(unsigned int code)
{
    ExitThread(code);
}

void _endthread(void)
{
    if (own)
        CloseHandle(own);
    own = NULL;
    _endthreadex(0);
}

static DWORD WINAPI run(LPVOID context)
{
    struct start start = *(struct start *)context;

    free(context);
    own = start.thread;
    start.routine(start.argument);
    _endthread();
    return 0;
}

/* Too many threads, which looks like too little memory here; or a stack size that cannot be. */
static int error_of(DWORD error)
{
    return error == ERROR_NOT_ENOUGH_MEMORY ? EAGAIN : EINVAL;
}

#define NO_THREAD ((uintptr_t)-1)

uintptr_t _beginthread(_beginthread_proc_type routine, unsigned int stack, void *argument)
{
    struct start *start;
    HANDLE thread;

    if (!routine) {
        crt_invalid(EINVAL);
        return NO_THREAD;
    }
    start = malloc(sizeof *start);
    if (!start) {
        errno = EACCES;
        return NO_THREAD;
    }
    *start = (struct start) { .routine = routine, .argument = argument };
    /* suspended, for it has to know its handle, and may be over before this one goes on */
    thread = CreateThread(NULL, stack, run, start, CREATE_SUSPENDED, NULL);
    if (!thread) {
        errno = error_of(GetLastError());
        free(start);
        return NO_THREAD;
    }
    start->thread = thread;
    ResumeThread(thread);
    return (uintptr_t)thread;
}

uintptr_t _beginthreadex(void *security, unsigned int stack, _beginthreadex_proc_type routine,
                         void *argument, unsigned int flags, unsigned int *id)
{
    HANDLE thread;
    DWORD number;

    if (!routine) {
        crt_invalid(EINVAL);
        return 0;
    }
    thread = CreateThread(security, stack, (LPTHREAD_START_ROUTINE)routine, argument, flags,
                          &number);
    if (!thread)
        errno = error_of(GetLastError());
    else if (id)
        *id = number;
    return (uintptr_t)thread;
}
