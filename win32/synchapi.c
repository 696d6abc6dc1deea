// SPDX-License-Identifier: MIT
// synchapi: events, mutexes, semaphores, timers, waiting and sleeping, as synchapi.h declares them.
#include "win32/error.h"
#include "win32/objects.h"

/* --- making and opening -------------------------------------------------------------------- */

/* S-ERR-02: the handle, and last error in any case. */
static HANDLE created(NTSTATUS status, HANDLE handle)
{
    if (!NT_SUCCESS(status))
        return win32_fail_null(status);
    SetLastError(status == STATUS_OBJECT_NAME_EXISTS ? ERROR_ALREADY_EXISTS : ERROR_SUCCESS);
    return handle;
}

typedef NTSTATUS NTAPI open_call(PHANDLE, ACCESS_MASK, const OBJECT_ATTRIBUTES *);

static HANDLE open_by_name(open_call *call, DWORD access, BOOL inherit, LPCWSTR name)
{
    struct win32_object object;
    HANDLE handle;
    NTSTATUS status = STATUS_INVALID_PARAMETER;

    if (name)
        status = win32_object_init(&object, name, NULL, inherit ? OBJ_INHERIT : 0);
    if (NT_SUCCESS(status))
        status = call(&handle, access, &object.attributes);
    return NT_SUCCESS(status) ? handle : win32_fail_null(status);
}

HANDLE WINAPI CreateEventExW(LPSECURITY_ATTRIBUTES security, LPCWSTR name, DWORD flags,
                             DWORD access)
{
    struct win32_object object;
    HANDLE event = NULL;
    NTSTATUS status = STATUS_INVALID_PARAMETER;

    if (!(flags & ~(DWORD)(CREATE_EVENT_MANUAL_RESET | CREATE_EVENT_INITIAL_SET)))
        status = win32_object_init(&object, name, security, OBJ_OPENIF);
    if (NT_SUCCESS(status))
        status = NtCreateEvent(&event, access, &object.attributes,
                               flags & CREATE_EVENT_MANUAL_RESET ? NotificationEvent
                                                                 : SynchronizationEvent,
                               (flags & CREATE_EVENT_INITIAL_SET) != 0);
    return created(status, event);
}

HANDLE WINAPI CreateEventW(LPSECURITY_ATTRIBUTES security, BOOL manual, BOOL set, LPCWSTR name)
{
    return CreateEventExW(security, name, (manual ? CREATE_EVENT_MANUAL_RESET : 0) |
                          (set ? CREATE_EVENT_INITIAL_SET : 0), EVENT_ALL_ACCESS);
}

HANDLE WINAPI OpenEventW(DWORD access, BOOL inherit, LPCWSTR name)
{
    return open_by_name(NtOpenEvent, access, inherit, name);
}

HANDLE WINAPI CreateMutexExW(LPSECURITY_ATTRIBUTES security, LPCWSTR name, DWORD flags,
                             DWORD access)
{
    struct win32_object object;
    HANDLE mutex = NULL;
    NTSTATUS status = STATUS_INVALID_PARAMETER;

    if (!(flags & ~(DWORD)CREATE_MUTEX_INITIAL_OWNER))
        status = win32_object_init(&object, name, security, OBJ_OPENIF);
    if (NT_SUCCESS(status))
        status = NtCreateMutant(&mutex, access, &object.attributes, flags != 0);
    return created(status, mutex);
}

HANDLE WINAPI CreateMutexW(LPSECURITY_ATTRIBUTES security, BOOL owned, LPCWSTR name)
{
    return CreateMutexExW(security, name, owned ? CREATE_MUTEX_INITIAL_OWNER : 0,
                          MUTEX_ALL_ACCESS);
}

HANDLE WINAPI OpenMutexW(DWORD access, BOOL inherit, LPCWSTR name)
{
    return open_by_name(NtOpenMutant, access, inherit, name);
}

HANDLE WINAPI CreateSemaphoreExW(LPSECURITY_ATTRIBUTES security, LONG count, LONG limit,
                                 LPCWSTR name, DWORD flags, DWORD access)
{
    struct win32_object object;
    HANDLE semaphore = NULL;
    NTSTATUS status = STATUS_INVALID_PARAMETER;

    if (!flags)
        status = win32_object_init(&object, name, security, OBJ_OPENIF);
    if (NT_SUCCESS(status))
        status = NtCreateSemaphore(&semaphore, access, &object.attributes, count, limit);
    return created(status, semaphore);
}

HANDLE WINAPI CreateSemaphoreW(LPSECURITY_ATTRIBUTES security, LONG count, LONG limit,
                               LPCWSTR name)
{
    return CreateSemaphoreExW(security, count, limit, name, 0, SEMAPHORE_ALL_ACCESS);
}

HANDLE WINAPI OpenSemaphoreW(DWORD access, BOOL inherit, LPCWSTR name)
{
    return open_by_name(NtOpenSemaphore, access, inherit, name);
}

/* All timers are as exact as those of high resolution. */
HANDLE WINAPI CreateWaitableTimerExW(LPSECURITY_ATTRIBUTES security, LPCWSTR name, DWORD flags,
                                     DWORD access)
{
    struct win32_object object;
    HANDLE timer = NULL;
    NTSTATUS status = STATUS_INVALID_PARAMETER;

    if (!(flags & ~(DWORD)(CREATE_WAITABLE_TIMER_MANUAL_RESET |
                           CREATE_WAITABLE_TIMER_HIGH_RESOLUTION)))
        status = win32_object_init(&object, name, security, OBJ_OPENIF);
    if (NT_SUCCESS(status))
        status = NtCreateTimer(&timer, access, &object.attributes,
                               flags & CREATE_WAITABLE_TIMER_MANUAL_RESET ? NotificationTimer
                                                                          : SynchronizationTimer);
    return created(status, timer);
}

HANDLE WINAPI CreateWaitableTimerW(LPSECURITY_ATTRIBUTES security, BOOL manual, LPCWSTR name)
{
    return CreateWaitableTimerExW(security, name, manual ? CREATE_WAITABLE_TIMER_MANUAL_RESET : 0,
                                  TIMER_ALL_ACCESS);
}

HANDLE WINAPI OpenWaitableTimerW(DWORD access, BOOL inherit, LPCWSTR name)
{
    return open_by_name(NtOpenTimer, access, inherit, name);
}

/* --- signalling ---------------------------------------------------------------------------- */

BOOL WINAPI SetEvent(HANDLE event)
{
    return win32_result(NtSetEvent(event, NULL));
}

BOOL WINAPI ResetEvent(HANDLE event)
{
    return win32_result(NtResetEvent(event, NULL));
}

BOOL WINAPI PulseEvent(HANDLE event)
{
    return win32_result(NtPulseEvent(event, NULL));
}

BOOL WINAPI ReleaseMutex(HANDLE mutex)
{
    return win32_result(NtReleaseMutant(mutex, NULL));
}

BOOL WINAPI ReleaseSemaphore(HANDLE semaphore, LONG count, LPLONG before)
{
    return win32_result(NtReleaseSemaphore(semaphore, count, before));
}

/* A machine that cannot be woken: a success that last error tells. */
BOOL WINAPI SetWaitableTimerEx(HANDLE timer, const LARGE_INTEGER *due, LONG period,
                               PTIMERAPCROUTINE routine, LPVOID context, PREASON_CONTEXT wake,
                               ULONG tolerable_delay)
{
    NTSTATUS status;

    (void)tolerable_delay; /* none is needed */
    status = NtSetTimer(timer, due, (PTIMER_APC_ROUTINE)routine, context, wake != NULL, period,
                        NULL);
    if (status == STATUS_TIMER_RESUME_IGNORED)
        SetLastError(ERROR_NOT_SUPPORTED);
    return win32_result(status);
}

BOOL WINAPI SetWaitableTimer(HANDLE timer, const LARGE_INTEGER *due, LONG period,
                             PTIMERAPCROUTINE routine, LPVOID context, BOOL resume)
{
    REASON_CONTEXT wake = { .Version = POWER_REQUEST_CONTEXT_VERSION };

    return SetWaitableTimerEx(timer, due, period, routine, context, resume ? &wake : NULL, 0);
}

BOOL WINAPI CancelWaitableTimer(HANDLE timer)
{
    return win32_result(NtCancelTimer(timer, NULL));
}

/* --- waiting and sleeping ------------------------------------------------------------------ */

/* A time in milliseconds as the native calls want it; NULL for INFINITE. */
static LARGE_INTEGER *timeout_of(DWORD milliseconds, LARGE_INTEGER *timeout)
{
    timeout->QuadPart = -(LONGLONG)milliseconds * 10000;
    return milliseconds == INFINITE ? NULL : timeout;
}

static DWORD waited(NTSTATUS status)
{
    return win32_result(status) ? (DWORD)status : WAIT_FAILED;
}

DWORD WINAPI SleepEx(DWORD milliseconds, BOOL alertable)
{
    LARGE_INTEGER interval;

    if (!timeout_of(milliseconds, &interval))
        interval.QuadPart = INT64_MIN;
    return NtDelayExecution(alertable != FALSE, &interval) == STATUS_USER_APC ? WAIT_IO_COMPLETION
                                                                             : 0;
}

VOID WINAPI Sleep(DWORD milliseconds)
{
    SleepEx(milliseconds, FALSE);
}

DWORD WINAPI WaitForSingleObjectEx(HANDLE handle, DWORD milliseconds, BOOL alertable)
{
    LARGE_INTEGER timeout;

    return waited(NtWaitForSingleObject(handle, alertable != FALSE,
                                        timeout_of(milliseconds, &timeout)));
}

DWORD WINAPI WaitForSingleObject(HANDLE handle, DWORD milliseconds)
{
    return WaitForSingleObjectEx(handle, milliseconds, FALSE);
}

DWORD WINAPI WaitForMultipleObjectsEx(DWORD count, const HANDLE *handles, BOOL all,
                                      DWORD milliseconds, BOOL alertable)
{
    LARGE_INTEGER timeout;

    return waited(NtWaitForMultipleObjects(count, handles, all ? WaitAll : WaitAny,
                                           alertable != FALSE,
                                           timeout_of(milliseconds, &timeout)));
}

DWORD WINAPI WaitForMultipleObjects(DWORD count, const HANDLE *handles, BOOL all,
                                    DWORD milliseconds)
{
    return WaitForMultipleObjectsEx(count, handles, all, milliseconds, FALSE);
}

DWORD WINAPI SignalObjectAndWait(HANDLE signal, HANDLE handle, DWORD milliseconds,
                                 BOOL alertable)
{
    LARGE_INTEGER timeout;

    return waited(NtSignalAndWaitForSingleObject(signal, handle, alertable != FALSE,
                                                 timeout_of(milliseconds, &timeout)));
}
