// SPDX-License-Identifier: MIT
// watch: the native calls on MEM_WRITE_WATCH memory.
#include "mm/watch.h"

#include "mm/space.h"
#include "nt/probe.h"
#include "nt/self.h"

#include <stdlib.h>
#include <winternl.h>

static bool is_user_range(uintptr_t base, size_t size)
{
    return base < MM_SPACE_END && size <= MM_SPACE_END - base;
}

/*
 * The caller's memory is not touched under the library's lock: the result is gathered aside. That
 * it can go where it shall is seen to before the marks are reset.
 */
static NTSTATUS get(uintptr_t base, size_t size, bool reset, void **user,
                    ULONG_PTR *count)
{
    size_t most = size / MM_PAGE + 2, room = *count < most ? *count : most;
    void **addresses;
    NTSTATUS status;

    if (!is_user_range((uintptr_t)user, room * sizeof *user))
        return STATUS_ACCESS_VIOLATION;
    status = nt_probe_out(user + room - 1, sizeof *user); /* nobody has room for any number */
    if (!NT_SUCCESS(status))
        return status;
    addresses = malloc(room * sizeof *addresses);
    if (!addresses)
        return STATUS_NO_MEMORY;
    status = nt_copy_in(addresses, user, room * sizeof *addresses);
    if (NT_SUCCESS(status))
        status = nt_copy_out(user, addresses, room * sizeof *addresses);
    if (NT_SUCCESS(status))
        status = mm_watch_get(base, size, reset, addresses, &room);
    if (NT_SUCCESS(status))
        status = nt_copy_out(user, addresses, room * sizeof *addresses);
    free(addresses);
    *count = room;
    return status;
}

NTSTATUS NTAPI NtGetWriteWatch(HANDLE process, ULONG flags, PVOID base, SIZE_T size,
                               PVOID *addresses, ULONG_PTR *count, ULONG *granularity)
{
    const ULONG page = MM_PAGE;
    ULONG_PTR wanted;
    NTSTATUS status = nt_copy_in(&wanted, count, sizeof wanted);

    if (NT_SUCCESS(status) && (flags & ~(ULONG)WRITE_WATCH_FLAG_RESET || !wanted || !size ||
                               !is_user_range((uintptr_t)base, size)))
        status = STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status) && !addresses)
        status = STATUS_ACCESS_VIOLATION;
    if (NT_SUCCESS(status))
        status = nt_probe_out(count, sizeof *count);
    if (NT_SUCCESS(status))
        status = nt_probe_out(granularity, sizeof *granularity);
    if (NT_SUCCESS(status))
        status = nt_self_require(process);
    if (NT_SUCCESS(status))
        status = get((uintptr_t)base, size, flags & WRITE_WATCH_FLAG_RESET, addresses, &wanted);
    if (NT_SUCCESS(status)) {
        nt_copy_out(count, &wanted, sizeof wanted);
        nt_copy_out(granularity, &page, sizeof page);
    }
    return status;
}

NTSTATUS NTAPI NtResetWriteWatch(HANDLE process, PVOID base, SIZE_T size)
{
    NTSTATUS status = nt_self_require(process);

    if (NT_SUCCESS(status) && !is_user_range((uintptr_t)base, size))
        status = STATUS_INVALID_PARAMETER;
    return NT_SUCCESS(status) ? mm_watch_reset((uintptr_t)base, size) : status;
}
