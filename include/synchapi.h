/* SPDX-License-Identifier: MIT */
/*
 * Waiting: mingw-w64's header, which marks only some of its functions as imported.
 */
#ifndef NTMM_SYNCHAPI_H
#define NTMM_SYNCHAPI_H

#pragma GCC system_header

#pragma GCC visibility push(default)
#include_next <synchapi.h>
#pragma GCC visibility pop

#ifndef CREATE_WAITABLE_TIMER_HIGH_RESOLUTION
#define CREATE_WAITABLE_TIMER_HIGH_RESOLUTION 0x00000002
#endif

#endif
