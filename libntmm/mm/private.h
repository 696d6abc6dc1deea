// SPDX-License-Identifier: MIT
// private: VirtualAlloc: reserving, committing and freeing memory.
#ifndef NTMM_MM_PRIVATE_H
#define NTMM_MM_PRIVATE_H

#include "mm/prot.h"

#include <stddef.h>
#include <stdint.h>

/*
 * VirtualAlloc: type is a checked combination of MEM_RESERVE, MEM_COMMIT, MEM_RESET and
 * MEM_TOP_DOWN. *base and *size become what was reserved or committed.
 */
NTSTATUS mm_private_alloc(uintptr_t *base, size_t *size, ULONG type, ULONG protect);

/* VirtualFree: type is MEM_DECOMMIT or MEM_RELEASE. */
NTSTATUS mm_private_free(uintptr_t *base, size_t *size, ULONG type);

#endif
