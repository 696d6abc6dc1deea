// SPDX-License-Identifier: MIT
// page: what one page of a view or allocation is at this moment, and telling the processor so.
#ifndef NTMM_MM_PAGE_H
#define NTMM_MM_PAGE_H

#include "mm/vad.h"

/* The space's lock is held in all of these. */

/* A SEC_RESERVE view: its pages are opened to the processor when a touch finds them committed. */
bool mm_page_is_lazy(const struct mm_vad *vad);

/* How many pages from `first` on, `limit` at most, are committed as `first` is. */
size_t mm_page_committed_run(const struct mm_vad *vad, size_t first, size_t limit,
                             bool *committed);

/*
 * The next pages from *page on and before `end` that are all committed, or all not, as asked:
 * *page is moved to them, *run becomes how many they are. False: there are none.
 */
bool mm_page_next_run(const struct mm_vad *vad, bool committed, size_t *page, size_t end,
                      size_t *run);

static inline bool mm_page_committed(const struct mm_vad *vad, size_t page)
{
    bool committed;

    mm_page_committed_run(vad, page, 1, &committed);
    return committed;
}

/* The protection that Windows reports for a committed page: copied ones are READWRITE. */
mm_pte mm_page_reported(const struct mm_vad *vad, size_t page);

/* Pages from `first` on, `limit` at most, for which the same is reported: state and protection. */
size_t mm_page_reported_run(const struct mm_vad *vad, size_t first, size_t limit, bool *committed,
                            mm_pte *pte);

/* The processor's rights of a page in state `pte`. */
int mm_page_processor(mm_pte pte);

/*
 * Tells the processor of pages, all in state `pte` and mapped as it says. They may have more
 * rights than the state gives: a copy-on-write page that is opened. 0 or -errno.
 */
int mm_page_protect(const struct mm_vad *vad, size_t first, size_t count, mm_pte pte);
int mm_page_protect_as(const struct mm_vad *vad, size_t first, size_t count, mm_pte pte,
                       int rights);

/* How a part of the area is mapped: `pte` says whether private. */
struct sys_mapping mm_page_mapping(const struct mm_vad *vad, size_t first, mm_pte pte,
                                   int processor);

#endif
