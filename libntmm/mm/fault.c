// SPDX-License-Identifier: MIT
// fault: what to do about a touch that the processor refused.
#include "mm/fault.h"

#include "mm/cow.h"
#include "mm/page.h"
#include "mm/present.h"
#include "mm/section.h"
#include "mm/watch.h"
#include "sys/file.h"
#include "sys/mem.h"

/*
 *      view      page          asked
 *    +--------+
 *    | page   |  not committed          no business of ours: an access violation
 *    +--------+
 *    | page   |  guard                  no guard any more, and an exception of its own (S-PRO-06)
 *    +--------+
 *    | page   |  absent                 an image's: bring it in, and look again
 *    +--------+
 *    | page   |  copy-on-write  write   let the cluster's writes through
 *    +--------+
 *    | page   |  watched        write   mark it as written to, let writes through
 *    +--------+
 *    | page   |  allows it              the section's page was committed by somebody, or another
 *    |        |                         thread has just opened or reprotected it: make it so
 *    +--------+
 *    | page   |  forbids it             no business of ours
 *    +--------+
 */

/* Pages of a SEC_RESERVE view that one touch opens at most. */
#define COMMIT_AHEAD 64

static int right_of(enum sys_access access)
{
    return access == SYS_ACCESS_WRITE ? SYS_WRITE
         : access == SYS_ACCESS_EXECUTE ? SYS_EXECUTE : SYS_READ;
}

static bool open_committed(struct mm_vad *vad, size_t page, mm_pte pte)
{
    bool committed;
    size_t limit = mm_pages_run(&vad->pages, page, COMMIT_AHEAD);
    size_t run = mm_page_committed_run(vad, page, limit, &committed);

    return committed && mm_page_protect(vad, page, run, pte) == 0;
}

/*
 * A fault that comes back again and again at one place though the page's state allows the access,
 * and nobody closed pages in the meantime, has a cause that we do not know (a protection key, say):
 * then it is not ours.
 */
static bool is_stuck(const struct sys_fault *fault, uint64_t closings)
{
    static __thread struct {
        uintptr_t instruction, address;
        uint64_t closings;
        unsigned times;
    } last __attribute__((tls_model("initial-exec")));

    if (last.instruction != fault->instruction || last.address != fault->address ||
        last.closings != closings) {
        last.instruction = fault->instruction;
        last.address = fault->address;
        last.closings = closings;
        last.times = 0;
    }
    return ++last.times > 1000;
}

/* The one touch that a guard page catches. Its state was prepared when it became one. */
static void spring_guard(struct mm_vad *vad, size_t page, mm_pte pte)
{
    pte &= (mm_pte)~MM_PTE_GUARD;
    mm_pages_set(&vad->pages, page, 1, pte);
    mm_page_protect(vad, page, 1, pte);
}

/* A page of an image that its protection lets the program touch so. */
static bool resolve_absent(struct mm_vad *vad, size_t page, mm_pte pte, struct sys_fault *fault)
{
    mm_pte present = pte & (mm_pte)~MM_PTE_ABSENT;
    int rights = mm_page_processor(mm_prot_is_copy(pte) ? mm_prot_written(present) : present);

    if (!(rights & right_of(fault->access)))
        return false;
    fault->reason = mm_present_touch(vad, page);
    fault->lost = !NT_SUCCESS(fault->reason);
    return !fault->lost;
}

/* The space's lock is held. */
static bool resolve_page(struct mm_vad *vad, size_t page, struct sys_fault *fault)
{
    mm_pte pte = mm_pages_get(&vad->pages, page);
    enum sys_access access = fault->access;

    if (!mm_page_committed(vad, page))
        return false;
    if (pte & MM_PTE_GUARD) {
        spring_guard(vad, page, pte);
        fault->guard = true;
        return false;
    }
    if (access == SYS_ACCESS_EXECUTE && mm_present_is_image(vad))
        return false;
    if (pte & MM_PTE_ABSENT)
        return resolve_absent(vad, page, pte, fault);
    if (access == SYS_ACCESS_WRITE && mm_prot_is_copy(pte) && (pte & MM_PTE_PRIVATE))
        return mm_cow_open(vad, page);
    if (access == SYS_ACCESS_WRITE && (mm_page_processor(pte | MM_PTE_WRITTEN) & SYS_WRITE) &&
        (pte & MM_PTE_WATCHED))
        return mm_watch_open(vad, page, 1) == 0;
    if (!(mm_page_processor(pte) & right_of(access)))
        return false;
    return open_committed(vad, page, pte);
}

/* Why the kernel has no such page: the file ends before it, cannot be read, or there is no room. */
static NTSTATUS why_lost(const struct mm_vad *vad, uintptr_t address)
{
    uint64_t page = address / MM_PAGE * MM_PAGE;
    int64_t got = 0;
    char byte;

    if (vad && vad->section)
        got = sys_file_pread(vad->section->fd, &byte, 1,
                             (int64_t)(vad->offset + page - vad->start));
    return got < 0 ? ob_status((int)got) : got ? STATUS_DISK_FULL : STATUS_END_OF_FILE;
}

bool mm_fault_resolve(struct sys_fault *fault)
{
    struct mm_vad *vad;
    bool resolved = false;
    uint64_t closings;

    mm_space_lock();
    closings = mm_space_closings();
    vad = mm_vad_find(fault->address);
    if (fault->lost)
        fault->reason = why_lost(vad, fault->address);
    else if (vad)
        resolved = resolve_page(vad, mm_vad_page(vad, fault->address), fault);
    mm_space_unlock();
    return resolved && !is_stuck(fault, closings);
}

/* One access to a committed page, by the system in place of the program. */
static NTSTATUS open_run(struct mm_vad *vad, size_t page, size_t count, enum sys_access access)
{
    mm_pte pte = mm_pages_get(&vad->pages, page);

    if (pte & MM_PTE_ABSENT) {
        NTSTATUS status = mm_present_bring(vad, page, count);

        if (!NT_SUCCESS(status))
            return STATUS_ACCESS_VIOLATION;
        pte = mm_pages_get(&vad->pages, page);
    }
    if (access == SYS_ACCESS_WRITE) {
        if (mm_prot_is_copy(pte) && (pte & MM_PTE_PRIVATE))
            return mm_cow_open_range(vad, page, count) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
        if (!(mm_page_processor(pte | MM_PTE_WRITTEN) & SYS_WRITE))
            return STATUS_ACCESS_VIOLATION;
        if (vad->watch && mm_watch_open(vad, page, count))
            return STATUS_ACCESS_VIOLATION;
    } else if (!(mm_page_processor(pte) & SYS_READ)) {
        return STATUS_ACCESS_VIOLATION;
    }
    return mm_page_is_lazy(vad) ? ob_status(mm_page_protect(vad, page, count, pte))
                                : STATUS_SUCCESS;
}

/* The space's lock is held. A guard page is sprung as by a touch, and the call fails of it. */
static NTSTATUS open_area(struct mm_vad *vad, uintptr_t start, uintptr_t end,
                          enum sys_access access)
{
    size_t first = mm_vad_page(vad, start), last = mm_vad_page(vad, end - 1);
    NTSTATUS status = STATUS_SUCCESS;

    for (size_t page = first, run; page <= last && NT_SUCCESS(status); page += run) {
        mm_pte pte = mm_pages_get(&vad->pages, page);
        bool committed;

        run = mm_pages_run(&vad->pages, page, last - page + 1);
        run = mm_page_committed_run(vad, page, run, &committed);
        if (!committed)
            return STATUS_ACCESS_VIOLATION;
        if (pte & MM_PTE_GUARD) {
            spring_guard(vad, page, pte);
            return STATUS_GUARD_PAGE_VIOLATION;
        }
        status = open_run(vad, page, run, access);
    }
    return status;
}

NTSTATUS mm_fault_open_range(uintptr_t start, size_t size, enum sys_access access)
{
    uintptr_t end = start + size;
    NTSTATUS status = end >= start ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
    struct mm_vad *vad;

    mm_space_lock();
    for (vad = mm_vad_next(start); NT_SUCCESS(status) && vad && vad->start < end;
         vad = mm_vad_next(vad->end))
        status = open_area(vad, start > vad->start ? start : vad->start,
                           end < vad->end ? end : vad->end, access);
    mm_space_unlock();
    return status;
}
