// SPDX-License-Identifier: MIT
// page: what one page of a view or allocation is at this moment, and telling the processor so.
#include "mm/page.h"

#include "mm/commit.h"
#include "mm/cow.h"
#include "sys/mem.h"

bool mm_page_is_lazy(const struct mm_vad *vad)
{
    return vad->section && vad->section->commit_at;
}

static uint64_t section_page(const struct mm_vad *vad, size_t page)
{
    return vad->offset / MM_PAGE + page;
}

size_t mm_page_committed_run(const struct mm_vad *vad, size_t first, size_t limit,
                             bool *committed)
{
    size_t done = 0;

    if (mm_page_is_lazy(vad)) {
        *committed = mm_commit_test(vad->section, section_page(vad, first));
        return (size_t)mm_commit_run(vad->section, section_page(vad, first), limit);
    }
    if (vad->section) {
        *committed = true;
        return limit;
    }
    *committed = mm_pages_get(&vad->pages, first) & MM_PTE_COMMIT;
    while (done < limit &&
           *committed == !!(mm_pages_get(&vad->pages, first + done) & MM_PTE_COMMIT))
        done += mm_pages_run(&vad->pages, first + done, limit - done);
    return done;
}

bool mm_page_next_run(const struct mm_vad *vad, bool committed, size_t *page, size_t end,
                      size_t *run)
{
    for (bool are; *page < end; *page += *run) {
        *run = mm_page_committed_run(vad, *page, end - *page, &are);
        if (are == committed)
            return true;
    }
    return false;
}

static bool can_be_copied(mm_pte pte)
{
    return (pte & MM_PTE_PRIVATE) && mm_prot_is_copy(pte);
}

mm_pte mm_page_reported(const struct mm_vad *vad, size_t page)
{
    mm_pte pte = mm_pages_get(&vad->pages, page);

    return can_be_copied(pte) && mm_cow_copied(vad, page) ? mm_prot_written(pte) : pte;
}

size_t mm_page_reported_run(const struct mm_vad *vad, size_t first, size_t limit, bool *committed,
                            mm_pte *pte)
{
    size_t end = mm_page_committed_run(vad, first, limit, committed), done = 0;

    *pte = mm_page_reported(vad, first);
    if (!*committed)
        return end;
    while (done < end) {
        mm_pte state = mm_pages_get(&vad->pages, first + done);
        size_t run = mm_pages_run(&vad->pages, first + done, end - done);
        bool copied = false;

        if (can_be_copied(state))
            run = mm_cow_run(vad, first + done, run, &copied);
        if (mm_prot_win32(copied ? mm_prot_written(state) : state) != mm_prot_win32(*pte))
            break;
        done += run;
    }
    return done;
}

int mm_page_processor(mm_pte pte)
{
    int rights = can_be_copied(pte) ? mm_cow_processor(pte) : mm_prot_processor(pte);

    if (!(pte & MM_PTE_COMMIT) || (pte & MM_PTE_ABSENT))
        return SYS_NONE;
    if ((pte & MM_PTE_WATCHED) && !(pte & MM_PTE_WRITTEN))
        rights &= ~SYS_WRITE;
    return rights;
}

/* Code of an image is for another system: it is read and written, and never run. */
static int rights_in(const struct mm_vad *vad, int rights)
{
    return vad->type == MEM_IMAGE ? rights & ~SYS_EXECUTE : rights;
}

/*
 * The kernel fills what is locked and becomes writable: each page of a private mapping would be
 * copied. So the lock is taken off for the moment. It cannot fail to come back: as much was locked.
 */
int mm_page_protect_as(const struct mm_vad *vad, size_t first, size_t count, mm_pte pte,
                       int rights)
{
    uintptr_t address = mm_vad_address(vad, first);
    bool held = (pte & MM_PTE_LOCKED) && (pte & MM_PTE_PRIVATE);
    int result;

    if (held)
        sys_mem_unlock(address, count * MM_PAGE);
    result = sys_mem_protect(address, count * MM_PAGE, rights_in(vad, rights));
    if (held)
        sys_mem_lock(address, count * MM_PAGE);
    return result;
}

int mm_page_protect(const struct mm_vad *vad, size_t first, size_t count, mm_pte pte)
{
    return mm_page_protect_as(vad, first, count, pte, mm_page_processor(pte));
}

struct sys_mapping mm_page_mapping(const struct mm_vad *vad, size_t first, mm_pte pte,
                                   int processor)
{
    if (!vad->section)
        return (struct sys_mapping) { .fd = -1, .protection = processor };
    return (struct sys_mapping) {
        .fd = atomic_load(&vad->section->fd),
        .offset = vad->offset + (uint64_t)first * MM_PAGE,
        .shared = !(pte & MM_PTE_PRIVATE),
        .protection = rights_in(vad, processor),
    };
}
