// SPDX-License-Identifier: MIT
// space: where in the address space views and allocations go.
#ifndef NTMM_MM_SPACE_H
#define NTMM_MM_SPACE_H

#include "ob/status.h"
#include "sys/mem.h"

/* Behind the last address that a program can have: VirtualQuery ends there. */
#define MM_SPACE_END ((uintptr_t)0x7fffffff0000)
#define MM_SPACE_START ((uintptr_t)0x10000)

/* Where a mapping may go that is to have no certain address. All 0: anywhere. */
struct mm_space_limits {
    uintptr_t lowest, end; /* bytes, half-open; an end of 0: the whole space */
    uintptr_t alignment;   /* a power of two; 0: 64 KiB */
    bool top_down;         /* as high as possible */
};

/*
 * Maps at *base, or where there is room when *base is 0: at a multiple of 64 KiB, one system call
 * as a rule. STATUS_CONFLICTING_ADDRESSES: something is there. STATUS_NO_MEMORY: no room within
 * the limits. The caller holds the space's lock.
 */
NTSTATUS mm_space_map(uintptr_t *base, size_t size, const struct mm_space_limits *limits,
                      const struct sys_mapping *mapping);

/* The range is not mapped any more. */
void mm_space_release(uintptr_t base, size_t size);

#endif
