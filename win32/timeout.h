// SPDX-License-Identifier: MIT
// timeout: how long a Win32 function waits.
#ifndef NTMM_WIN32_TIMEOUT_H
#define NTMM_WIN32_TIMEOUT_H

#include "ob/status.h"
#include "sys/clock.h"

/* Milliseconds from now on as a deadline on the steady clock; INFINITE: negative, which is none. */
static inline int64_t win32_deadline(DWORD milliseconds)
{
    return milliseconds == INFINITE ? -1 : sys_clock_deadline(milliseconds * INT64_C(1000000));
}

#endif
