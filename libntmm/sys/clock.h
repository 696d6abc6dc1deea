// SPDX-License-Identifier: MIT
// clock: what time it is, and sleeping.
#ifndef NTMM_SYS_CLOCK_H
#define NTMM_SYS_CLOCK_H

#include <stdint.h>

/* Nanoseconds since 1970. */
int64_t sys_clock_time(void);

/* The same in Windows' units of 100 ns since 1601. */
static inline int64_t sys_clock_units(int64_t nanoseconds)
{
    return nanoseconds / 100 + INT64_C(116444736000000000);
}

/* Nanoseconds since some moment in the past; never set back, and standing still in suspension. */
int64_t sys_clock_steady(void);

/* Nanoseconds since the machine was started, suspension included. */
int64_t sys_clock_uptime(void);

/* Sleeps, signals or not; negative: for ever. */
void sys_clock_sleep(int64_t nanoseconds);

/* Lets others run; 0 microseconds only gives up the processor. A signal ends it early. */
void sys_clock_nap(unsigned microseconds);

/* When a wait of so many nanoseconds ends, on the steady clock; a negative wait never ends: -1. */
int64_t sys_clock_deadline(int64_t nanoseconds);

/* What is left until the deadline, 0 when it is past; -1: it never ends. */
int64_t sys_clock_left(int64_t deadline);

#endif
