// SPDX-License-Identifier: MIT
// error: how a Win32 function answers: a status becomes the thread's last error.
#ifndef NTMM_WIN32_ERROR_H
#define NTMM_WIN32_ERROR_H

#include "ob/status.h"

/* Sets last error to what the status is among Win32's errors; success and all. */
void win32_set_status(NTSTATUS status);

/* S-ERR-02: TRUE for a success, which leaves last error alone; else FALSE, with last error. */
static inline BOOL win32_result(NTSTATUS status)
{
    if (NT_SUCCESS(status))
        return TRUE;
    win32_set_status(status);
    return FALSE;
}

/* For functions that return a handle or a pointer. */
static inline void *win32_fail_null(NTSTATUS status)
{
    win32_set_status(status);
    return NULL;
}

/* For those whose handle would be INVALID_HANDLE_VALUE. */
static inline HANDLE win32_fail_handle(NTSTATUS status)
{
    win32_set_status(status);
    return INVALID_HANDLE_VALUE;
}

/* FALSE, with an error that no status stands for. */
static inline BOOL win32_fail(DWORD error)
{
    SetLastError(error);
    return FALSE;
}

#endif
