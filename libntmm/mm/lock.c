// SPDX-License-Identifier: MIT
// lock: VirtualLock: pages that stay in memory.
#include "mm/lock.h"

#include "mm/page.h"
#include "mm/present.h"
#include "sys/copy.h"
#include "sys/maps.h"
#include "sys/mem.h"

#include <errno.h>

/* A range by areas: what lies in one of ours, or between two. The space's lock is held. */
struct part {
    uintptr_t start, end;
    struct mm_vad *vad; /* NULL: not ours */
};

static struct part part_at(uintptr_t start, uintptr_t end)
{
    struct mm_vad *vad = mm_vad_next(start);

    if (!vad || vad->start >= end)
        return (struct part) { start, end, NULL };
    if (vad->start > start)
        return (struct part) { start, vad->start, NULL };
    return (struct part) { start, vad->end < end ? vad->end : end, vad };
}

/* All of it is mapped, readable, by others. */
static bool is_readable(uintptr_t start, uintptr_t end)
{
    struct sys_map map;

    for (; start < end; start = map.end)
        if (sys_maps_find(start, &map) || map.start > start || !(map.protection & SYS_READ))
            return false;
    return true;
}

static NTSTATUS check_page_run(struct mm_vad *vad, size_t page, size_t limit, size_t *run)
{
    mm_pte pte = mm_pages_get(&vad->pages, page);
    bool committed;

    *run = mm_page_committed_run(vad, page, mm_pages_run(&vad->pages, page, limit), &committed);
    if (!committed)
        return STATUS_ACCESS_VIOLATION;
    if (pte & MM_PTE_GUARD) {
        pte &= (mm_pte)~MM_PTE_GUARD;
        mm_pages_set(&vad->pages, page, 1, pte);
        mm_page_protect(vad, page, 1, pte);
        return STATUS_GUARD_PAGE_VIOLATION;
    }
    if (pte & MM_PTE_ABSENT) {
        if (!NT_SUCCESS(mm_present_bring(vad, page, *run)))
            return STATUS_IN_PAGE_ERROR;
        pte = mm_pages_get(&vad->pages, page);
    }
    if (!(mm_page_processor(pte) & SYS_READ))
        return STATUS_ACCESS_VIOLATION;
    return pte & MM_PTE_LOCKED ? STATUS_WAS_LOCKED : STATUS_SUCCESS;
}

/* Can all of it be locked? Makes room for the marks. */
static NTSTATUS check_part(const struct part *part)
{
    size_t first, count;
    bool was = false;

    if (!part->vad)
        return is_readable(part->start, part->end) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
    first = mm_vad_page(part->vad, part->start);
    count = (part->end - part->start) / MM_PAGE;
    for (size_t done = 0, run; done < count; done += run) {
        NTSTATUS status = check_page_run(part->vad, first + done, count - done, &run);

        if (!NT_SUCCESS(status))
            return status;
        was |= status == STATUS_WAS_LOCKED;
    }
    if (!mm_pages_prepare(&part->vad->pages, first, count))
        return STATUS_NO_MEMORY;
    return was ? STATUS_WAS_LOCKED : STATUS_SUCCESS;
}

static void mark(const struct part *part, bool locked)
{
    struct mm_pages *pages;
    size_t first, count;

    if (!part->vad)
        return;
    pages = &part->vad->pages;
    first = mm_vad_page(part->vad, part->start);
    count = (part->end - part->start) / MM_PAGE;
    for (size_t done = 0, run; done < count; done += run) {
        mm_pte pte = mm_pages_get(pages, first + done);

        run = mm_pages_run(pages, first + done, count - done);
        if (!!(pte & MM_PTE_LOCKED) != locked)
            mm_pages_set(pages, first + done, run, pte ^ MM_PTE_LOCKED);
    }
}

static void mark_all(uintptr_t start, uintptr_t end, bool locked)
{
    for (struct part part; start < end; start = part.end) {
        part = part_at(start, end);
        mark(&part, locked);
    }
}

/* What was locked before stays so; of memory of others nothing is known, and it is left alone. */
static void unlock_unmarked(const struct part *part)
{
    size_t first = mm_vad_page(part->vad, part->start);
    size_t count = (part->end - part->start) / MM_PAGE;

    for (size_t done = 0, run; done < count; done += run) {
        run = mm_pages_run(&part->vad->pages, first + done, count - done);
        if (!(mm_pages_get(&part->vad->pages, first + done) & MM_PTE_LOCKED))
            sys_mem_unlock(mm_vad_address(part->vad, first + done), run * MM_PAGE);
    }
}

static NTSTATUS lock_all(uintptr_t start, uintptr_t end)
{
    if (sys_mem_lock(start, end - start) == 0) {
        mark_all(start, end, true);
        return STATUS_SUCCESS;
    }
    for (struct part part; start < end; start = part.end) {
        part = part_at(start, end);
        if (part.vad)
            unlock_unmarked(&part);
    }
    return STATUS_WORKING_SET_QUOTA;
}

/* Brings the pages in: reading one byte of each where the kernel has no call for it. */
static void populate(uintptr_t start, uintptr_t end)
{
    char byte;

    if (sys_mem_populate(start, end - start) == -EINVAL)
        for (; start < end; start += MM_PAGE)
            sys_copy(&byte, (const void *)start, 1);
}

static NTSTATUS check_all(uintptr_t start, uintptr_t end)
{
    NTSTATUS result = STATUS_SUCCESS;

    for (struct part part; start < end; start = part.end) {
        NTSTATUS status;

        part = part_at(start, end);
        status = check_part(&part);
        if (!NT_SUCCESS(status))
            return status;
        if (status == STATUS_WAS_LOCKED)
            result = status;
    }
    return result;
}

static void round_out(uintptr_t *base, size_t *size)
{
    uintptr_t start = *base & ~(uintptr_t)(MM_PAGE - 1);

    *size = ((*base + *size + MM_PAGE - 1) & ~(uintptr_t)(MM_PAGE - 1)) - start;
    *base = start;
}

NTSTATUS mm_lock(uintptr_t *base, size_t *size)
{
    uintptr_t start = *base;
    size_t length = *size;
    NTSTATUS status, locked;

    round_out(&start, &length);
    mm_space_lock();
    status = check_all(start, start + length);
    locked = NT_SUCCESS(status) ? lock_all(start, start + length) : status;
    mm_space_unlock();
    if (!NT_SUCCESS(locked))
        return locked;
    populate(start, start + length); /* may fault, and then takes the lock */
    *base = start;
    *size = length;
    return status;
}

static bool is_locked(const struct part *part)
{
    size_t first, count;

    if (!part->vad)
        return is_readable(part->start, part->end);
    first = mm_vad_page(part->vad, part->start);
    count = (part->end - part->start) / MM_PAGE;
    for (size_t done = 0; done < count;
         done += mm_pages_run(&part->vad->pages, first + done, count))
        if (!(mm_pages_get(&part->vad->pages, first + done) & MM_PTE_LOCKED))
            return false;
    return true;
}

NTSTATUS mm_unlock(uintptr_t *base, size_t *size)
{
    uintptr_t start = *base, at;
    size_t length = *size;
    struct part part;
    bool locked = true;

    round_out(&start, &length);
    mm_space_lock();
    for (at = start; locked && at < start + length; at = part.end) {
        part = part_at(at, start + length);
        locked = is_locked(&part);
    }
    if (locked && sys_mem_unlock(start, length) == 0)
        mark_all(start, start + length, false);
    mm_space_unlock();
    if (!locked)
        return STATUS_NOT_LOCKED;
    *base = start;
    *size = length;
    return STATUS_SUCCESS;
}

void mm_lock_fork_child(void)
{
    mm_space_lock();
    for (struct mm_vad *vad = mm_vad_next(0); vad; vad = mm_vad_next(vad->end))
        mark(&(struct part) { vad->start, vad->end, vad }, false);
    mm_space_unlock();
}
