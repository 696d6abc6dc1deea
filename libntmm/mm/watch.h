// SPDX-License-Identifier: MIT
// watch: MEM_WRITE_WATCH memory: which of its pages were written to.
#ifndef NTMM_MM_WATCH_H
#define NTMM_MM_WATCH_H

#include "mm/vad.h"

/*
 * Two ways, of which the first is taken where the kernel has it:
 *
 *     kernel  the kernel notes the pages; they are asked for and marked MM_PTE_WRITTEN when someone
 *             wants to know
 *     fault   (NTMM_WATCH=fault) pages are MM_PTE_WATCHED, closed to writes; the first write to
 *             each faults, marks and opens it
 */
void mm_watch_init(void);

enum mm_watch mm_watch_way(void);

/* The space's lock is held in these five. */

/* Watches the area from now on: it is mapped, and the pages that are committed are prepared. */
void mm_watch_begin(struct mm_vad *vad);

/* Pages that are going to be committed, if they are not: nothing was written to them yet. */
int mm_watch_commit(struct mm_vad *vad, size_t first, size_t count);

/* Marks the pages that the kernel noted. Before their marks are read, or their mapping changed. */
void mm_watch_collect(struct mm_vad *vad, size_t first, size_t count);

/* The pages were decommitted: what they were written to is gone, but for what is latched. */
void mm_watch_discarded(struct mm_vad *vad, size_t first, size_t count);

/* Pages of a watched area that are going to be written to by a system call. */
int mm_watch_open(struct mm_vad *vad, size_t first, size_t count);

/*
 * GetWriteWatch: the pages of [base, base + size) that were written to, in order, to `addresses`,
 * of which there are *count; *count becomes how many it told. `reset`: these are not any more.
 * STATUS_INVALID_PARAMETER: not all of one watched area.
 */
NTSTATUS mm_watch_get(uintptr_t base, size_t size, bool reset, void **addresses, size_t *count);

/* ResetWriteWatch. STATUS_INVALID_PARAMETER as above. */
NTSTATUS mm_watch_reset(uintptr_t base, size_t size);

/* The child's kernel knows nothing of the parent's writes: they are collected before the fork. */
void mm_watch_fork_prepare(void);
void mm_watch_fork_child(void);

#endif
