// SPDX-License-Identifier: MIT
// private: VirtualAlloc: reserving, committing and freeing memory.
#ifndef NTMM_MM_PRIVATE_H
#define NTMM_MM_PRIVATE_H

#include "mm/prot.h"
#include "mm/space.h"

struct mm_private_request {
    uintptr_t base; /* bytes; base 0: anywhere within the limits */
    size_t size;
    ULONG type;     /* a checked combination of MEM_ bits */
    ULONG protect;  /* a PAGE_ value */
    struct mm_space_limits limits;
};

/*
 * VirtualAlloc: reserves, commits or resets. The request's base and size become what was reserved
 * or committed. STATUS_INVALID_PAGE_PROTECTION, STATUS_CONFLICTING_ADDRESSES, STATUS_NO_MEMORY,
 * STATUS_COMMITMENT_LIMIT; in a view also STATUS_ALREADY_COMMITTED, STATUS_SECTION_PROTECTION.
 */
NTSTATUS mm_private_alloc(struct mm_private_request *request);

/* VirtualFree: type is MEM_DECOMMIT or MEM_RELEASE. Size 0 means the whole allocation. */
NTSTATUS mm_private_free(uintptr_t *base, size_t *size, ULONG type);

#endif
