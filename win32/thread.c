// SPDX-License-Identifier: MIT
// thread: threads, as processthreadsapi.h declares them.
#include "win32/error.h"

#include "nt/self.h"
#include "nt/thread.h"

#include <winternl.h>

/* What the system below cannot do has a Win32 error of its own. */
static BOOL done(NTSTATUS status)
{
    if (status == STATUS_NOT_SUPPORTED)
        return win32_fail(ERROR_CALL_NOT_IMPLEMENTED);
    return win32_result(status);
}

/* --- making and ending --------------------------------------------------------------------- */

HANDLE WINAPI CreateThread(LPSECURITY_ATTRIBUTES security, SIZE_T stack,
                           LPTHREAD_START_ROUTINE start, LPVOID parameter, DWORD flags,
                           LPDWORD id)
{
    const struct nt_thread_create create = {
        .routine = (ps_thread_routine *)start, .context = parameter, .stack = stack,
        .exactly = stack && (flags & STACK_SIZE_PARAM_IS_A_RESERVATION),
        .suspended = flags & CREATE_SUSPENDED,
        .attributes = security && security->bInheritHandle ? OBJ_INHERIT : 0,
    };
    HANDLE thread;
    ULONG number;
    NTSTATUS status = STATUS_INVALID_PARAMETER;

    if (!(flags & ~(DWORD)(CREATE_SUSPENDED | STACK_SIZE_PARAM_IS_A_RESERVATION)))
        status = nt_thread_create(&create, &thread, id ? &number : NULL);
    if (!NT_SUCCESS(status))
        return win32_fail_null(status);
    if (id)
        *id = number;
    return thread;
}

HANDLE WINAPI CreateRemoteThreadEx(HANDLE process, LPSECURITY_ATTRIBUTES security, SIZE_T stack,
                                   LPTHREAD_START_ROUTINE start, LPVOID parameter, DWORD flags,
                                   LPPROC_THREAD_ATTRIBUTE_LIST attributes, LPDWORD id)
{
    NTSTATUS status = attributes ? STATUS_NOT_SUPPORTED : nt_self_require(process);

    return done(status) ? CreateThread(security, stack, start, parameter, flags, id) : NULL;
}

HANDLE WINAPI CreateRemoteThread(HANDLE process, LPSECURITY_ATTRIBUTES security, SIZE_T stack,
                                 LPTHREAD_START_ROUTINE start, LPVOID parameter, DWORD flags,
                                 LPDWORD id)
{
    return CreateRemoteThreadEx(process, security, stack, start, parameter, flags, NULL, id);
}

HANDLE WINAPI OpenThread(DWORD access, BOOL inherit, DWORD id)
{
    CLIENT_ID client = { .UniqueThread = (HANDLE)(ULONG_PTR)id };
    OBJECT_ATTRIBUTES attributes;
    HANDLE thread;

    InitializeObjectAttributes(&attributes, NULL, inherit ? OBJ_INHERIT : 0, NULL, NULL);
    return done(NtOpenThread(&thread, access, &attributes, &client)) ? thread : NULL;
}

static VOID NTAPI call_back(PVOID routine, PVOID data, PVOID unused)
{
    (void)unused;
    ((PAPCFUNC)routine)((ULONG_PTR)data);
}

DWORD WINAPI QueueUserAPC(PAPCFUNC routine, HANDLE thread, ULONG_PTR data)
{
    return (DWORD)done(NtQueueApcThread(thread, call_back, (PVOID)routine, (PVOID)data, NULL));
}

VOID WINAPI ExitThread(DWORD code)
{
    ps_thread_exit(code);
}

BOOL WINAPI TerminateThread(HANDLE thread, DWORD code)
{
    if (!thread)
        return win32_fail(ERROR_INVALID_HANDLE);
    return done(NtTerminateThread(thread, (NTSTATUS)code));
}

/* --- running and not ----------------------------------------------------------------------- */

#define NO_COUNT ((DWORD)-1)

DWORD WINAPI SuspendThread(HANDLE thread)
{
    ULONG before;

    return done(NtSuspendThread(thread, &before)) ? before : NO_COUNT;
}

DWORD WINAPI ResumeThread(HANDLE thread)
{
    ULONG before;

    return done(NtResumeThread(thread, &before)) ? before : NO_COUNT;
}

BOOL WINAPI SwitchToThread(VOID)
{
    return NtYieldExecution() != STATUS_NO_YIELD_PERFORMED;
}

/* --- what is known of a thread ------------------------------------------------------------- */

HANDLE WINAPI GetCurrentThread(VOID)
{
    return NtCurrentThread();
}

DWORD WINAPI GetCurrentThreadId(VOID)
{
    return (DWORD)ps_thread_number();
}

static BOOL query(HANDLE thread, THREAD_BASIC_INFORMATION *basic)
{
    return win32_result(NtQueryInformationThread(thread, ThreadBasicInformation, basic,
                                                 sizeof *basic, NULL));
}

DWORD WINAPI GetThreadId(HANDLE thread)
{
    THREAD_BASIC_INFORMATION basic;

    return query(thread, &basic) ? (DWORD)(ULONG_PTR)basic.ClientId.UniqueThread : 0;
}

DWORD WINAPI GetProcessIdOfThread(HANDLE thread)
{
    THREAD_BASIC_INFORMATION basic;

    return query(thread, &basic) ? (DWORD)(ULONG_PTR)basic.ClientId.UniqueProcess : 0;
}

BOOL WINAPI GetExitCodeThread(HANDLE thread, LPDWORD code)
{
    THREAD_BASIC_INFORMATION basic;

    if (!query(thread, &basic))
        return FALSE;
    *code = (DWORD)basic.ExitStatus;
    return TRUE;
}

/* The ends of the range have other numbers below. */
static const struct {
    int priority;
    LONG increment;
} ends[] = {
    { THREAD_PRIORITY_TIME_CRITICAL, 16 },
    { THREAD_PRIORITY_IDLE, -16 },
};

BOOL WINAPI SetThreadPriority(HANDLE thread, int priority)
{
    LONG increment = priority;

    if (priority > THREAD_PRIORITY_TIME_CRITICAL || priority < THREAD_PRIORITY_IDLE)
        return win32_fail(ERROR_INVALID_PARAMETER);
    for (int i = 0; i < 2; i++)
        if (ends[i].priority == priority)
            increment = ends[i].increment;
    return win32_result(NtSetInformationThread(thread, ThreadBasePriority, &increment,
                                               sizeof increment));
}

int WINAPI GetThreadPriority(HANDLE thread)
{
    THREAD_BASIC_INFORMATION basic;

    if (!query(thread, &basic))
        return THREAD_PRIORITY_ERROR_RETURN;
    for (int i = 0; i < 2; i++)
        if (ends[i].increment == basic.BasePriority)
            return ends[i].priority;
    return (int)basic.BasePriority;
}
