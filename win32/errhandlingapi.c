// SPDX-License-Identifier: MIT
// errhandlingapi: last error and exceptions, as errhandlingapi.h declares them.
#include "win32/error.h"

#include "ke/exception.h"

/* A part of each thread's static block: reading it is one instruction and allocates nothing. */
static _Thread_local DWORD last_error __attribute__((__tls_model__("initial-exec")));

DWORD WINAPI GetLastError(void)
{
    return last_error;
}

void WINAPI SetLastError(DWORD error)
{
    last_error = error;
}

void win32_set_status(NTSTATUS status)
{
    last_error = RtlNtStatusToDosError(status);
}

PVOID WINAPI AddVectoredExceptionHandler(ULONG first, PVECTORED_EXCEPTION_HANDLER handler)
{
    return RtlAddVectoredExceptionHandler(first, handler);
}

ULONG WINAPI RemoveVectoredExceptionHandler(PVOID handle)
{
    return RtlRemoveVectoredExceptionHandler(handle);
}

PVOID WINAPI AddVectoredContinueHandler(ULONG first, PVECTORED_EXCEPTION_HANDLER handler)
{
    return RtlAddVectoredContinueHandler(first, handler);
}

ULONG WINAPI RemoveVectoredContinueHandler(PVOID handle)
{
    return RtlRemoveVectoredContinueHandler(handle);
}

LPTOP_LEVEL_EXCEPTION_FILTER WINAPI
SetUnhandledExceptionFilter(LPTOP_LEVEL_EXCEPTION_FILTER filter)
{
    return ke_exception_set_filter(filter);
}

VOID WINAPI RaiseException(DWORD code, DWORD flags, DWORD count, const ULONG_PTR *arguments)
{
    EXCEPTION_RECORD record = {
        .ExceptionCode = code,
        .ExceptionFlags = flags & EXCEPTION_NONCONTINUABLE,
        .ExceptionAddress = __builtin_return_address(0),
    };

    if (arguments) {
        record.NumberParameters =
            count < EXCEPTION_MAXIMUM_PARAMETERS ? count : EXCEPTION_MAXIMUM_PARAMETERS;
        for (DWORD i = 0; i < record.NumberParameters; i++)
            record.ExceptionInformation[i] = arguments[i];
    }
    RtlRaiseException(&record);
}
