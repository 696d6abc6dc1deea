// SPDX-License-Identifier: MIT
// commit: which pages of a SEC_RESERVE section are committed.
#ifndef NTMM_MM_COMMIT_H
#define NTMM_MM_COMMIT_H

#include "mm/section.h"

/*
 * One byte for each page, behind the section's data in the same file, so that every process sees
 * them and two that commit neighbours at once never lose each other's. A byte goes from 0 to 1
 * only. They are read and written as a file: a mapping of them would die with a truncated file.
 */

/* The pages that the bytes for `pages` pages take. */
static inline uint64_t mm_commit_pages(uint64_t pages)
{
    return (pages + 4095) / 4096;
}

NTSTATUS mm_commit_set(struct mm_section *section, uint64_t first, uint64_t count);

bool mm_commit_test(const struct mm_section *section, uint64_t page);

/* How many pages from `first` on, `limit` at most, are committed as `first` is. */
uint64_t mm_commit_run(const struct mm_section *section, uint64_t first, uint64_t limit);

#endif
