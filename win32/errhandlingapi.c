// SPDX-License-Identifier: MIT
// errhandlingapi: last error, as errhandlingapi.h declares it.
#include "win32/error.h"

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
