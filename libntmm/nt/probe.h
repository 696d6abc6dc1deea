// SPDX-License-Identifier: MIT
// probe: reading and writing the caller's memory without trusting its pointers.
#ifndef NTMM_NT_PROBE_H
#define NTMM_NT_PROBE_H

#include "ob/status.h"

/* Both: STATUS_SUCCESS, or STATUS_ACCESS_VIOLATION when a byte cannot be reached. */
NTSTATUS nt_copy_in(void *to, const void *user, SIZE_T length);
NTSTATUS nt_copy_out(void *user, const void *from, SIZE_T length);

/* What lies behind the first bytes of the caller's, whose pointer may be of no object at all. */
static inline void *nt_behind(const void *user, SIZE_T bytes)
{
    return (void *)((ULONG_PTR)user + bytes);
}

/*
 * Makes the range ready for a system call that reads it, or writes into it: copy-on-write pages
 * are then this process's own. STATUS_ACCESS_VIOLATION when a view or allocation of ours there does
 * not allow it, STATUS_GUARD_PAGE_VIOLATION when a guard page was met, which is none any more.
 */
NTSTATUS nt_probe_read(const void *user, SIZE_T length);
NTSTATUS nt_probe_write(void *user, SIZE_T length);

/*
 * Can a result of NT_PROBE_MOST bytes at most be written there? Asked before a call changes
 * anything; what lies there stays as it is.
 */
#define NT_PROBE_MOST 128

NTSTATUS nt_probe_out(void *user, SIZE_T length);

#endif
