// SPDX-License-Identifier: MIT
// probe: reading and writing the caller's memory without trusting its pointers.
#include "nt/probe.h"

#include "mm/fault.h"
#include "sys/copy.h"

NTSTATUS nt_copy_in(void *to, const void *user, SIZE_T length)
{
    return ob_status(sys_copy(to, user, length));
}

NTSTATUS nt_copy_out(void *user, const void *from, SIZE_T length)
{
    return ob_status(sys_copy(user, from, length));
}

static NTSTATUS probe(const void *user, SIZE_T length, enum sys_access access)
{
    return length ? mm_fault_open_range((uintptr_t)user, length, access) : STATUS_SUCCESS;
}

NTSTATUS nt_probe_read(const void *user, SIZE_T length)
{
    return probe(user, length, SYS_ACCESS_READ);
}

NTSTATUS nt_probe_write(void *user, SIZE_T length)
{
    return probe(user, length, SYS_ACCESS_WRITE);
}

NTSTATUS nt_probe_out(void *user, SIZE_T length)
{
    UCHAR held[NT_PROBE_MOST];

    if (length > sizeof held || !NT_SUCCESS(nt_copy_in(held, user, length)))
        return STATUS_ACCESS_VIOLATION;
    return nt_copy_out(user, held, length);
}
