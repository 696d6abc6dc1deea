// SPDX-License-Identifier: MIT
// time: the native calls on time, and the times that others are given.
#include "nt/time.h"

#include "nt/probe.h"
#include "sys/clock.h"

#include <winternl.h>

/* Between the beginnings of 1601 and 1970, in units of 100 ns. */
#define UNITS_TO_1970 INT64_C(116444736000000000)

NTSTATUS nt_time_capture(const LARGE_INTEGER *user, int64_t *nanoseconds)
{
    LARGE_INTEGER value;
    NTSTATUS status;
    int64_t units;

    *nanoseconds = -1;
    if (!user)
        return STATUS_SUCCESS;
    status = nt_copy_in(&value, user, sizeof value);
    if (!NT_SUCCESS(status) || value.QuadPart == INT64_MIN)
        return status;
    units = value.QuadPart < 0 ? -value.QuadPart
                               : value.QuadPart - UNITS_TO_1970 - sys_clock_time() / 100;
    if (units < 0)
        units = 0;
    if (__builtin_mul_overflow(units, INT64_C(100), nanoseconds))
        *nanoseconds = -1;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtDelayExecution(BOOLEAN alertable, const LARGE_INTEGER *interval)
{
    int64_t nanoseconds;
    NTSTATUS status;

    (void)alertable; /* nothing can alert a thread yet */
    if (!interval)
        return STATUS_ACCESS_VIOLATION;
    status = nt_time_capture(interval, &nanoseconds);
    if (!NT_SUCCESS(status))
        return status;
    if (nanoseconds)
        sys_clock_sleep(nanoseconds);
    else
        sys_clock_nap(0);
    return STATUS_SUCCESS;
}

/* Ticks of 100 ns since the start of the machine, the time asleep included. */
NTSTATUS NTAPI NtQueryPerformanceCounter(LARGE_INTEGER *counter, LARGE_INTEGER *frequency)
{
    LARGE_INTEGER ticks = { .QuadPart = sys_clock_uptime() / 100 };
    LARGE_INTEGER second = { .QuadPart = 10000000 };
    NTSTATUS status = nt_copy_out(counter, &ticks, sizeof ticks);

    if (NT_SUCCESS(status) && frequency)
        status = nt_copy_out(frequency, &second, sizeof second);
    return status;
}
