// SPDX-License-Identifier: MIT
// lock: VirtualLock: pages that stay in memory.
#ifndef NTMM_MM_LOCK_H
#define NTMM_MM_LOCK_H

#include "mm/vad.h"

/*
 * The pages that [*base, *base + *size) touches, which both become. Locks do not add up. Of memory
 * that others mapped, the program's own variables above all, it is not known what was locked.
 * STATUS_WAS_LOCKED (a success): some were. STATUS_ACCESS_VIOLATION: a page is not there, not
 * committed or not readable. STATUS_GUARD_PAGE_VIOLATION: it is a guard page no more.
 * STATUS_WORKING_SET_QUOTA: more than the system allows.
 */
NTSTATUS mm_lock(uintptr_t *base, size_t *size);

/* STATUS_NOT_LOCKED: a page is not, and all stay as they are. */
NTSTATUS mm_unlock(uintptr_t *base, size_t *size);

/* The kernel does not lock for a fork child what it locks for the parent. */
void mm_lock_fork_child(void);

#endif
