// SPDX-License-Identifier: MIT
// pages: the page states of one view or allocation.
#ifndef NTMM_MM_PAGES_H
#define NTMM_MM_PAGES_H

#include "mm/prot.h"

#include <stddef.h>

#define MM_PAGE 4096u
#define MM_GRANULARITY 65536u
#define MM_PAGES_LEAF 4096u /* pages */

/*
 * One state for all pages until they differ, then one for each, in leaves of 4096 that exist only
 * where something differs. The fault handler reads them and may change a page's state where
 * mm_pages_prepare was called before.
 */
struct mm_pages {
    size_t count;
    mm_pte uniform; /* the state of every page that has no leaf */
    mm_pte **leaf;  /* NULL, or one pointer for each 4096 pages */
};

void mm_pages_init(struct mm_pages *pages, size_t count, mm_pte pte);
void mm_pages_free(struct mm_pages *pages);

/* Of some of the pages a copy of its own, prepared where they are. False: out of memory. */
bool mm_pages_copy(struct mm_pages *copy, const struct mm_pages *pages, size_t first,
                   size_t count);

mm_pte mm_pages_get(const struct mm_pages *pages, size_t page);

/* Makes sure that setting any of these pages needs no memory. False: out of memory. */
bool mm_pages_prepare(struct mm_pages *pages, size_t first, size_t count);

/* Only after mm_pages_prepare, unless the range is all of them. */
void mm_pages_set(struct mm_pages *pages, size_t first, size_t count, mm_pte pte);

/* How many pages from `first` on, `limit` at most, are in the same state as it. */
size_t mm_pages_run(const struct mm_pages *pages, size_t first, size_t limit);

#endif
