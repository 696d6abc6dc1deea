// SPDX-License-Identifier: MIT
// clock: what time it is, and sleeping.
#define _GNU_SOURCE
#include "sys/clock.h"

#include <errno.h>
#include <sched.h>
#include <time.h>
#include <unistd.h>

#define NANOSECONDS INT64_C(1000000000)

static int64_t read_clock(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return now.tv_sec * NANOSECONDS + now.tv_nsec;
}

int64_t sys_clock_time(void)
{
    return read_clock(CLOCK_REALTIME);
}

int64_t sys_clock_steady(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t sys_clock_uptime(void)
{
    return read_clock(CLOCK_BOOTTIME);
}

void sys_clock_sleep(int64_t nanoseconds)
{
    int64_t end = sys_clock_steady() + nanoseconds;
    struct timespec until;

    if (nanoseconds < 0 || end < 0)
        for (;;)
            pause();
    until = (struct timespec) { .tv_sec = end / NANOSECONDS, .tv_nsec = end % NANOSECONDS };
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
        ;
}

void sys_clock_nap(unsigned microseconds)
{
    struct timespec nap = {
        .tv_sec = microseconds / 1000000, .tv_nsec = microseconds % 1000000 * 1000L
    };

    if (microseconds)
        nanosleep(&nap, NULL);
    else
        sched_yield();
}

int64_t sys_clock_deadline(int64_t nanoseconds)
{
    int64_t end;

    if (nanoseconds < 0 || __builtin_add_overflow(sys_clock_steady(), nanoseconds, &end))
        return -1;
    return end;
}

int64_t sys_clock_left(int64_t deadline)
{
    int64_t left;

    if (deadline < 0)
        return -1;
    left = deadline - sys_clock_steady();
    return left > 0 ? left : 0;
}
