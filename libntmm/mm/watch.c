// SPDX-License-Identifier: MIT
// watch: MEM_WRITE_WATCH memory: which of its pages were written to.
#include "mm/watch.h"

#include "mm/page.h"
#include "sys/pagemap.h"
#include "sys/track.h"

#include <stdlib.h>
#include <string.h>

#define MARKS (MM_PTE_WRITTEN | MM_PTE_LATCHED)

static bool by_fault; /* asked for */

void mm_watch_init(void)
{
    const char *wanted = getenv("NTMM_WATCH");

    by_fault = wanted && strcmp(wanted, "fault") == 0;
}

enum mm_watch mm_watch_way(void)
{
    return !by_fault && sys_track_available() ? MM_WATCH_KERNEL : MM_WATCH_FAULT;
}

/* Changes the marks of pages, and tells the processor where it is to know of them. */
static int change(struct mm_vad *vad, size_t first, size_t count, mm_pte clear, mm_pte set)
{
    if (clear)
        mm_space_closed();
    for (size_t done = 0, run; done < count; done += run) {
        mm_pte old = mm_pages_get(&vad->pages, first + done);
        mm_pte pte = (mm_pte)((old & ~clear) | set);

        run = mm_pages_run(&vad->pages, first + done, count - done);
        if (pte == old)
            continue;
        mm_pages_set(&vad->pages, first + done, run, pte);
        if (mm_page_processor(pte) != mm_page_processor(old)) {
            int result = mm_page_protect(vad, first + done, run, pte);

            if (result) {
                mm_pages_set(&vad->pages, first + done, run, old);
                return result;
            }
        }
    }
    return 0;
}

/* Those of the pages that are committed, or those that are not. */
static int begin_pages(struct mm_vad *vad, size_t page, size_t count, bool committed)
{
    const size_t end = page + count;
    int result = 0;

    for (size_t run; result == 0 && mm_page_next_run(vad, committed, &page, end, &run); page += run)
        result = sys_track_clear(mm_vad_address(vad, page), run * MM_PAGE);
    return result;
}

void mm_watch_begin(struct mm_vad *vad)
{
    vad->watch = MM_WATCH_KERNEL;
    if (!by_fault && sys_track_begin(vad->start, vad->end - vad->start) == 0 &&
        begin_pages(vad, 0, vad->pages.count, true) == 0)
        return;
    vad->watch = MM_WATCH_FAULT;
    change(vad, 0, vad->pages.count, 0, MM_PTE_WATCHED);
    vad->pages.uniform |= MM_PTE_WATCHED; /* pages that have no state of their own yet */
}

int mm_watch_commit(struct mm_vad *vad, size_t first, size_t count)
{
    return vad->watch == MM_WATCH_KERNEL ? begin_pages(vad, first, count, false) : 0;
}

static void collect(struct mm_vad *vad, uintptr_t at, uintptr_t end)
{
    struct sys_range ranges[16];

    while (at < end) {
        int found = sys_pagemap_take_written(&at, end, ranges, 16);

        if (found < 0)
            return;
        for (int i = 0; i < found; i++)
            change(vad, mm_vad_page(vad, ranges[i].start),
                   (ranges[i].end - ranges[i].start) / MM_PAGE, 0, MM_PTE_WRITTEN);
    }
}

/* The kernel would take pages that it was not told of for written. */
void mm_watch_collect(struct mm_vad *vad, size_t first, size_t count)
{
    const size_t end = first + count;

    if (vad->watch != MM_WATCH_KERNEL)
        return;
    for (size_t run; mm_page_next_run(vad, true, &first, end, &run); first += run)
        collect(vad, mm_vad_address(vad, first), mm_vad_address(vad, first + run));
}

void mm_watch_discarded(struct mm_vad *vad, size_t first, size_t count)
{
    change(vad, first, count, MM_PTE_WRITTEN, 0);
}

int mm_watch_open(struct mm_vad *vad, size_t first, size_t count)
{
    return change(vad, first, count, 0, MM_PTE_WRITTEN);
}

/* The space's lock is held. */
static struct mm_vad *find(uintptr_t base, size_t size, size_t *first, size_t *count)
{
    uintptr_t start = base & ~(uintptr_t)(MM_PAGE - 1);
    uintptr_t end = (base + size + MM_PAGE - 1) & ~(uintptr_t)(MM_PAGE - 1);
    struct mm_vad *vad = size ? mm_vad_find_range(start, end - start) : NULL;

    if (!vad || vad->watch == MM_WATCH_NONE)
        return NULL;
    *first = mm_vad_page(vad, start);
    *count = (end - start) / MM_PAGE;
    return vad;
}

NTSTATUS mm_watch_get(uintptr_t base, size_t size, bool reset, void **addresses, size_t *room)
{
    size_t first, count, told = 0;
    struct mm_vad *vad;

    mm_space_lock();
    vad = find(base, size, &first, &count);
    if (!vad) {
        mm_space_unlock();
        return STATUS_INVALID_PARAMETER;
    }
    mm_watch_collect(vad, first, count);
    for (size_t done = 0, run; done < count && told < *room; done += run) {
        run = mm_pages_run(&vad->pages, first + done, count - done);
        if (!(mm_pages_get(&vad->pages, first + done) & MARKS))
            continue;
        if (run > *room - told)
            run = *room - told;
        for (size_t i = 0; i < run; i++)
            addresses[told++] = (void *)mm_vad_address(vad, first + done + i);
        if (reset)
            change(vad, first + done, run, MARKS, 0);
    }
    mm_space_unlock();
    *room = told;
    return STATUS_SUCCESS;
}

NTSTATUS mm_watch_reset(uintptr_t base, size_t size)
{
    size_t first, count;
    struct mm_vad *vad;
    int result = 0;

    mm_space_lock();
    vad = find(base, size, &first, &count);
    if (vad) {
        mm_watch_collect(vad, first, count);
        result = change(vad, first, count, MARKS, 0);
    }
    mm_space_unlock();
    return vad ? ob_status(result) : STATUS_INVALID_PARAMETER;
}

void mm_watch_fork_prepare(void)
{
    for (struct mm_vad *vad = mm_vad_next(0); vad; vad = mm_vad_next(vad->end))
        mm_watch_collect(vad, 0, vad->pages.count);
}

void mm_watch_fork_child(void)
{
    sys_track_fork_child();
    mm_space_lock();
    for (struct mm_vad *vad = mm_vad_next(0); vad; vad = mm_vad_next(vad->end))
        if (vad->watch == MM_WATCH_KERNEL)
            mm_watch_begin(vad);
    mm_space_unlock();
}
