// SPDX-License-Identifier: MIT
// synchapi: waiting and sleeping, as synchapi.h declares them.
#include "win32/error.h"

/* A time in milliseconds as the native calls want it; NULL for INFINITE. */
static LARGE_INTEGER *timeout_of(DWORD milliseconds, LARGE_INTEGER *timeout)
{
    timeout->QuadPart = -(LONGLONG)milliseconds * 10000;
    return milliseconds == INFINITE ? NULL : timeout;
}

DWORD WINAPI SleepEx(DWORD milliseconds, BOOL alertable)
{
    LARGE_INTEGER interval;

    if (!timeout_of(milliseconds, &interval))
        interval.QuadPart = INT64_MIN;
    NtDelayExecution(alertable != FALSE, &interval);
    return 0;
}

VOID WINAPI Sleep(DWORD milliseconds)
{
    SleepEx(milliseconds, FALSE);
}

DWORD WINAPI WaitForSingleObjectEx(HANDLE handle, DWORD milliseconds, BOOL alertable)
{
    LARGE_INTEGER timeout;
    NTSTATUS status = NtWaitForSingleObject(handle, alertable != FALSE,
                                            timeout_of(milliseconds, &timeout));

    return win32_result(status) ? (DWORD)status : WAIT_FAILED;
}

DWORD WINAPI WaitForSingleObject(HANDLE handle, DWORD milliseconds)
{
    return WaitForSingleObjectEx(handle, milliseconds, FALSE);
}
