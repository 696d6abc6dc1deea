// SPDX-License-Identifier: MIT
// protect: changing the protection of committed pages.
#include "mm/protect.h"

#include "mm/cow.h"
#include "mm/page.h"
#include "mm/present.h"
#include "mm/watch.h"
#include "sys/maps.h"
#include "sys/mem.h"

#include <stdlib.h>

/* The state bits that a change of protection keeps. */
#define KEPT (MM_PTE_COMMIT | MM_PTE_COPIED | MM_PTE_PRIVATE | MM_PTE_LOCKED | MM_PTE_WATCHED | \
              MM_PTE_WRITTEN | MM_PTE_LATCHED | MM_PTE_ABSENT)

static int remap(struct mm_vad *vad, size_t first, size_t count, mm_pte pte)
{
    struct sys_mapping mapping = mm_page_mapping(vad, first, pte, mm_page_processor(pte));
    uintptr_t address = mm_vad_address(vad, first);
    int result = sys_mem_replace(address, count * MM_PAGE, &mapping);

    if (result == 0 && (pte & MM_PTE_LOCKED))
        sys_mem_lock(address, count * MM_PAGE);
    return result;
}

/*
 * Pages that were copy-on-write in a shared view become shared again, those that were not written.
 * Writes are shut out first: else one that comes between the look and the remapping is lost. A
 * thread that writes meanwhile faults, waits for the space's lock and runs again.
 */
static int share_again(struct mm_vad *vad, size_t first, size_t count, mm_pte pte)
{
    int result = sys_mem_protect(mm_vad_address(vad, first), count * MM_PAGE, SYS_READ);

    for (size_t done = 0, run; result == 0 && done < count; done += run) {
        bool copied;
        mm_pte state = pte;

        run = mm_cow_run(vad, first + done, count - done, &copied);
        if (copied) {
            state |= MM_PTE_PRIVATE;
            result = mm_page_protect(vad, first + done, run, state);
        } else {
            state &= (mm_pte)~MM_PTE_COPIED;
            result = remap(vad, first + done, run, state);
        }
        if (result == 0)
            mm_pages_set(&vad->pages, first + done, run, state);
    }
    return result;
}

/* A run of pages in one state gets another. The pages are prepared, or all of the area. */
static int change_run(struct mm_vad *vad, size_t first, size_t count, mm_pte pte)
{
    mm_pte old = mm_pages_get(&vad->pages, first);
    int result;

    if ((old & MM_PTE_PRIVATE) && !(pte & MM_PTE_PRIVATE))
        return share_again(vad, first, count, pte);
    if (!(old & MM_PTE_PRIVATE) && (pte & MM_PTE_PRIVATE))
        result = remap(vad, first, count, pte);
    else
        result = mm_page_protect(vad, first, count, pte);
    if (result == 0)
        mm_pages_set(&vad->pages, first, count, pte);
    return result;
}

/*
 * What a page in this state becomes. Copy-on-write pages of a shared view may be shared again. That
 * a watched page was written is noted for good, as on Windows. An image's private pages stay
 * copy-on-write (S-IMG-02).
 */
static mm_pte changed(const struct mm_vad *vad, mm_pte old, mm_pte protection)
{
    mm_pte pte;

    if (mm_present_is_image(vad) && (old & MM_PTE_PRIVATE))
        protection = mm_prot_copying(protection);
    pte = (mm_pte)((old & KEPT) | protection);
    if (mm_prot_is_copy(pte))
        pte |= MM_PTE_PRIVATE;
    else if (mm_prot_is_copy(old) && !(vad->protect & MM_PTE_PRIVATE))
        pte &= (mm_pte)~MM_PTE_PRIVATE;
    if (pte & MM_PTE_WRITTEN)
        pte |= MM_PTE_LATCHED;
    return pte;
}

/*
 * Back to the states of before when the kernel had no more mappings to give. That needs none: the
 * boundaries are there, and each step joins what was cut.
 */
static void change_back(struct mm_vad *vad, size_t first, size_t count, const mm_pte *before)
{
    for (size_t done = 0, run; done < count; done += run) {
        run = mm_pages_run(&vad->pages, first + done, count - done);
        for (size_t i = 1; i < run; i++)
            if (before[done + i] != before[done])
                run = i;
        change_run(vad, first + done, run, before[done]);
    }
}

/* Has all of the area one state, and can the new one be set without room for each page's? */
static bool is_plain(const struct mm_vad *vad, size_t count, mm_pte protection)
{
    return count == vad->pages.count && mm_pages_run(&vad->pages, 0, count) == count &&
           !mm_prot_is_copy(protection) && !(protection & MM_PTE_GUARD) &&
           !(mm_pages_get(&vad->pages, 0) & MM_PTE_PRIVATE) && !vad->watch;
}

NTSTATUS mm_protect_pages(struct mm_vad *vad, size_t first, size_t count, mm_pte protection)
{
    mm_pte *before;
    int result = 0;

    mm_space_closed();
    if (is_plain(vad, count, protection))
        return ob_status(change_run(vad, 0, count,
                                    changed(vad, mm_pages_get(&vad->pages, 0), protection)));
    mm_watch_collect(vad, first, count);
    before = malloc(count * sizeof *before);
    if (!before || !mm_pages_prepare(&vad->pages, first, count)) {
        free(before);
        return STATUS_NO_MEMORY;
    }
    for (size_t i = 0; i < count; i++)
        before[i] = mm_pages_get(&vad->pages, first + i);
    for (size_t done = 0, run; result == 0 && done < count; done += run) {
        run = mm_pages_run(&vad->pages, first + done, count - done);
        result = change_run(vad, first + done, run, changed(vad, before[done], protection));
        if (result)
            change_back(vad, first, done + run, before);
    }
    free(before);
    return ob_status(result);
}

/* Memory that others mapped, all of it mapped somehow. */
static NTSTATUS protect_foreign(uintptr_t start, size_t size, mm_pte pte, ULONG *old)
{
    struct sys_map map;
    uintptr_t at = start;

    while (at < start + size) {
        int result = sys_maps_find(at, &map);

        if (result < 0 || map.start > at)
            return STATUS_CONFLICTING_ADDRESSES;
        if (at == start)
            *old = mm_prot_of_processor(map.protection);
        at = map.end;
    }
    if (pte & MM_PTE_MODIFIERS || mm_prot_is_copy(pte))
        return STATUS_NOT_SUPPORTED;
    return ob_status(sys_mem_protect(start, size, mm_prot_processor(pte)));
}

/* The space's lock is held. */
static NTSTATUS check(struct mm_vad *vad, size_t first, size_t count, mm_pte pte)
{
    bool committed;

    if (vad->section) {
        if (!mm_prot_covers(vad->protect, mm_present_is_image(vad) ? mm_prot_copying(pte) : pte))
            return STATUS_SECTION_PROTECTION;
    } else if (mm_prot_is_copy(pte)) {
        return STATUS_INVALID_PAGE_PROTECTION;
    }
    if (mm_page_committed_run(vad, first, count, &committed) < count || !committed)
        return STATUS_NOT_COMMITTED;
    return STATUS_SUCCESS;
}

NTSTATUS mm_protect(uintptr_t *base, size_t *size, ULONG protect, ULONG *old)
{
    uintptr_t start = *base & ~(uintptr_t)(MM_PAGE - 1);
    uintptr_t end = (*base + *size + MM_PAGE - 1) & ~(uintptr_t)(MM_PAGE - 1);
    struct mm_vad *vad;
    NTSTATUS status;
    ULONG before = 0;
    mm_pte pte;

    if (!mm_prot_parse(protect, &pte))
        return STATUS_INVALID_PAGE_PROTECTION;
    mm_space_lock();
    vad = mm_vad_next(start);
    if (!vad || vad->start >= end) {
        status = protect_foreign(start, end - start, pte, &before);
    } else if (vad->start > start || vad->end < end) {
        status = STATUS_CONFLICTING_ADDRESSES;
    } else {
        size_t first = mm_vad_page(vad, start), count = (end - start) / MM_PAGE;

        status = check(vad, first, count, pte);
        if (NT_SUCCESS(status)) {
            before = mm_prot_win32(mm_page_reported(vad, first));
            status = mm_protect_pages(vad, first, count, pte);
        }
    }
    mm_space_unlock();
    if (NT_SUCCESS(status)) {
        *base = start;
        *size = end - start;
        *old = before;
    }
    return status;
}
