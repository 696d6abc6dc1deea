// SPDX-License-Identifier: MIT
// protect: changing the protection of committed pages.
#ifndef NTMM_MM_PROTECT_H
#define NTMM_MM_PROTECT_H

#include "mm/vad.h"

/*
 * VirtualProtect: the pages that [*base, *base + *size) touches, which both become. *old is the
 * first page's protection before. STATUS_INVALID_PAGE_PROTECTION, STATUS_SECTION_PROTECTION,
 * STATUS_NOT_COMMITTED, STATUS_CONFLICTING_ADDRESSES, STATUS_NO_MEMORY; on failure nothing changes.
 */
NTSTATUS mm_protect(uintptr_t *base, size_t *size, ULONG protect, ULONG *old);

/*
 * Sets the protection of pages of one area that are committed and allowed it. The space's lock
 * is held. STATUS_NO_MEMORY: nothing changed.
 */
NTSTATUS mm_protect_pages(struct mm_vad *vad, size_t first, size_t count, mm_pte pte);

#endif
