// SPDX-License-Identifier: MIT
// cow: the copy-on-write tracker: lets writes through, and knows which pages were copied.
#ifndef NTMM_MM_COW_H
#define NTMM_MM_COW_H

#include "mm/vad.h"

/*
 * A copy-on-write page is mapped MAP_PRIVATE; the kernel makes the copy. What the library adds is
 * to know of it. Three ways, one for the life of the process:
 *
 *     cluster  (NTMM_COW=fault, the default) pages are write-protected; the first write opens the
 *              pages around it; which of those were copied the pagemap tells when asked
 *     page     (NTMM_COW=page, and where the pagemap cannot be read) the first write opens its
 *              page and marks it copied
 *     kernel   (NTMM_COW=kernel) pages are writable from the start; the pagemap tells
 */
enum mm_cow_way { MM_COW_CLUSTER, MM_COW_PAGE, MM_COW_KERNEL };

enum mm_cow_way mm_cow_way(void);

void mm_cow_init(void);

/* The processor's rights for a copy-on-write page whose state is `pte`. */
int mm_cow_processor(mm_pte pte);

/* A range of the area becomes copy-on-write: makes room for the tracker's marks. */
bool mm_cow_prepare(struct mm_vad *vad, size_t first, size_t count);

/* A write to a copy-on-write page: lets it through. In the fault handler. False: it cannot. */
bool mm_cow_open(struct mm_vad *vad, size_t page);

/* Opens all copy-on-write pages of the range, for a system call that will write there. */
bool mm_cow_open_range(struct mm_vad *vad, size_t first, size_t count);

/* Was the page copied? Asked only of pages that are mapped private. */
bool mm_cow_copied(const struct mm_vad *vad, size_t page);

/* How many pages from `first` on, `limit` at most, are copied, or are not, as `first` is. */
size_t mm_cow_run(const struct mm_vad *vad, size_t first, size_t limit, bool *copied);

#endif
