// SPDX-License-Identifier: MIT
// cow: the copy-on-write tracker: lets writes through, and knows which pages were copied.
#include "mm/cow.h"

#include "mm/page.h"
#include "sys/mem.h"
#include "sys/pagemap.h"

#include <stdlib.h>
#include <string.h>

#define CLUSTER_PAGES 16u      /* 64 KiB, of a fault out of order */
#define CLUSTER_MOST 1024u     /* 4 MiB, of faults in order */
#define VIEW_CLUSTERS 2048u    /* a view is cut into so many at most: the kernel counts mappings */

static enum mm_cow_way way;

void mm_cow_init(void)
{
    const char *wanted = getenv("NTMM_COW");

    if (!sys_pagemap_available() || (wanted && strcmp(wanted, "page") == 0))
        way = MM_COW_PAGE;
    else if (wanted && strcmp(wanted, "kernel") == 0)
        way = MM_COW_KERNEL;
    else
        way = MM_COW_CLUSTER;
}

enum mm_cow_way mm_cow_way(void)
{
    return way;
}

int mm_cow_processor(mm_pte pte)
{
    int rights = mm_prot_processor(pte);

    if (way == MM_COW_KERNEL || (way == MM_COW_PAGE && (pte & MM_PTE_COPIED)))
        rights = mm_prot_processor(mm_prot_written(pte));
    return rights;
}

bool mm_cow_prepare(struct mm_vad *vad, size_t first, size_t count)
{
    return way != MM_COW_PAGE || mm_pages_prepare(&vad->pages, first, count);
}

static bool is_candidate(const struct mm_vad *vad, size_t page, mm_pte pte)
{
    return mm_pages_get(&vad->pages, page) == pte;
}

static size_t cluster_size(struct mm_vad *vad, size_t page)
{
    size_t least = CLUSTER_PAGES;

    while (least * VIEW_CLUSTERS < vad->pages.count)
        least *= 2;
    if (page == vad->cow.next && vad->cow.cluster)
        least = vad->cow.cluster < CLUSTER_MOST ? vad->cow.cluster * 2 : vad->cow.cluster;
    return least;
}

/*
 * The cluster holds the page and neighbours in the same state: [first, first + count). In a
 * SEC_RESERVE view those behind that are committed too; the others have to stay closed.
 */
static void cluster_around(struct mm_vad *vad, size_t page, size_t *first, size_t *count)
{
    mm_pte pte = mm_pages_get(&vad->pages, page);
    size_t size = cluster_size(vad, page);
    size_t start = page == vad->cow.next ? page : page / size * size;
    size_t end = start + size < vad->pages.count ? start + size : vad->pages.count;
    bool lazy = mm_page_is_lazy(vad), committed;

    *first = page;
    while (!lazy && *first > start && is_candidate(vad, *first - 1, pte))
        --*first;
    *count = page - *first + mm_pages_run(&vad->pages, page, end - page);
    if (lazy)
        *count = mm_page_committed_run(vad, page, *count, &committed);
    vad->cow.next = *first + *count;
    vad->cow.cluster = size;
}

static bool open_pages(struct mm_vad *vad, size_t first, size_t count)
{
    mm_pte pte = mm_pages_get(&vad->pages, first);

    return mm_page_protect_as(vad, first, count, pte,
                              mm_prot_processor(mm_prot_written(pte))) == 0;
}

static void mark_copied(struct mm_vad *vad, size_t page)
{
    mm_pages_set(&vad->pages, page, 1, mm_pages_get(&vad->pages, page) | MM_PTE_COPIED);
}

bool mm_cow_open(struct mm_vad *vad, size_t page)
{
    size_t first = page, count = 1;

    if (way == MM_COW_CLUSTER)
        cluster_around(vad, page, &first, &count);
    if (!open_pages(vad, first, count))
        return false;
    if (way == MM_COW_PAGE)
        mark_copied(vad, page);
    return true;
}

bool mm_cow_open_range(struct mm_vad *vad, size_t first, size_t count)
{
    size_t end = first + count;

    while (first < end) {
        size_t run = mm_pages_run(&vad->pages, first, end - first);

        if (mm_prot_is_copy(mm_pages_get(&vad->pages, first))) {
            if (!open_pages(vad, first, run))
                return false;
            for (size_t i = 0; way == MM_COW_PAGE && i < run; i++)
                mark_copied(vad, first + i);
            /* who probes for writing writes; where the kernel cannot yet, the system call copies */
            sys_mem_populate_write(mm_vad_address(vad, first), run * MM_PAGE);
        }
        first += run;
    }
    return true;
}

bool mm_cow_copied(const struct mm_vad *vad, size_t page)
{
    bool copied;

    mm_cow_run(vad, page, 1, &copied);
    return copied;
}

static bool is_marked(const struct mm_vad *vad, size_t page)
{
    return mm_pages_get(&vad->pages, page) & MM_PTE_COPIED;
}

size_t mm_cow_run(const struct mm_vad *vad, size_t first, size_t limit, bool *copied)
{
    intptr_t run = -1;
    size_t done = 0;

    if (way != MM_COW_PAGE)
        run = sys_pagemap_copied_run(mm_vad_address(vad, first), limit, copied);
    if (run > 0)
        return (size_t)run;
    *copied = is_marked(vad, first);
    while (done < limit && is_marked(vad, first + done) == *copied)
        done += mm_pages_run(&vad->pages, first + done, limit - done);
    return done;
}
