// SPDX-License-Identifier: MIT
// time: the native calls on time, and the times that others are given.
#include "nt/time.h"

#include "nt/probe.h"
#include "sys/clock.h"

#include <winternl.h>

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
                               : value.QuadPart - sys_clock_units(sys_clock_time());
    if (units < 0)
        units = 0;
    if (__builtin_mul_overflow(units, INT64_C(100), nanoseconds))
        *nanoseconds = -1;
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
