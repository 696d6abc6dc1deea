// SPDX-License-Identifier: MIT
// address: the native calls that wait for a change of memory.
#include "ke/address.h"

#include "nt/time.h"
#include "sys/clock.h"

#include <limits.h>
#include <winternl.h>

NTSTATUS NTAPI RtlWaitOnAddress(const volatile VOID *address, const VOID *compare, SIZE_T size,
                                const LARGE_INTEGER *timeout)
{
    int64_t nanoseconds;
    NTSTATUS status;

    if (size != 1 && size != 2 && size != 4 && size != 8)
        return STATUS_INVALID_PARAMETER;
    status = nt_time_capture(timeout, &nanoseconds);
    if (!NT_SUCCESS(status))
        return status;
    return ke_address_wait(address, compare, size, sys_clock_deadline(nanoseconds));
}

VOID NTAPI RtlWakeAddressSingle(const VOID *address)
{
    ke_address_wake(address, 1);
}

VOID NTAPI RtlWakeAddressAll(const VOID *address)
{
    ke_address_wake(address, UINT_MAX);
}
