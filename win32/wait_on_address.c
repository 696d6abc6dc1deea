// SPDX-License-Identifier: MIT
// wait_on_address: waiting for a change of memory, as synchapi.h declares it.
#include "win32/error.h"

#include <winternl.h>

BOOL WINAPI WaitOnAddress(volatile VOID *address, PVOID compare, SIZE_T size, DWORD milliseconds)
{
    LARGE_INTEGER timeout = { .QuadPart = -(LONGLONG)milliseconds * 10000 };
    NTSTATUS status = RtlWaitOnAddress(address, compare, size,
                                       milliseconds == INFINITE ? NULL : &timeout);

    return status == STATUS_TIMEOUT ? win32_fail(ERROR_TIMEOUT) : win32_result(status);
}

VOID WINAPI WakeByAddressSingle(PVOID address)
{
    RtlWakeAddressSingle(address);
}

VOID WINAPI WakeByAddressAll(PVOID address)
{
    RtlWakeAddressAll(address);
}
