// SPDX-License-Identifier: MIT
// placeholder: reserved memory that views and allocations replace and become again.
#ifndef NTMM_MM_PLACEHOLDER_H
#define NTMM_MM_PLACEHOLDER_H

#include "mm/vad.h"
#include "sys/mem.h"

/*
 * Puts the area, which is in no tree yet, in place of the placeholder that is exactly
 * [base, base + size). STATUS_CONFLICTING_ADDRESSES: there is none. The space's lock is held.
 */
NTSTATUS mm_placeholder_replace(struct mm_vad *vad, uintptr_t base, size_t size,
                                const struct sys_mapping *mapping);

/*
 * The area becomes a placeholder. Its section, if it has one, is the caller's to dereference when
 * the space's lock, held here, is free. STATUS_CONFLICTING_ADDRESSES: it never was one.
 */
NTSTATUS mm_placeholder_restore(struct mm_vad *vad, struct mm_section **section);

/*
 * Cuts a placeholder, or gives a part of private memory that replaced one back as placeholder: the
 * pages that [*base, *base + *size) touches, which both become.
 */
NTSTATUS mm_placeholder_split(uintptr_t *base, size_t *size);

/* Makes one placeholder of the two or more that are exactly [base, base + size). */
NTSTATUS mm_placeholder_coalesce(uintptr_t base, size_t size);

#endif
