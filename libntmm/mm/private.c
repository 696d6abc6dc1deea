// SPDX-License-Identifier: MIT
// private: VirtualAlloc: reserving, committing and freeing memory.
#include "mm/private.h"

#include "mm/backing.h"
#include "mm/commit.h"
#include "mm/page.h"
#include "mm/placeholder.h"
#include "mm/protect.h"
#include "mm/watch.h"

#include <stdlib.h>

/* The area that will be reserved, or NULL. */
static struct mm_vad *vad_alloc(const struct mm_private_request *request, size_t pages, mm_pte pte)
{
    struct mm_vad *vad = calloc(1, sizeof *vad);

    if (!vad)
        return NULL;
    vad->type = MEM_PRIVATE;
    vad->protect = pte;
    vad->placeholder = request->type & MEM_RESERVE_PLACEHOLDER;
    if (request->type & MEM_COMMIT)
        pte |= MM_PTE_COMMIT;
    mm_pages_init(&vad->pages, pages, pte);
    if (pte & MM_PTE_COMMIT && (pte & MM_PTE_GUARD || request->type & MEM_WRITE_WATCH) &&
        !mm_pages_prepare(&vad->pages, 0, pages)) {
        mm_vad_free(vad);
        return NULL;
    }
    return vad;
}

/* The space's lock is held. */
static NTSTATUS reserve_place(struct mm_vad *vad, uintptr_t start, size_t size,
                              const struct mm_private_request *request)
{
    int processor = mm_page_processor(mm_pages_get(&vad->pages, 0));
    struct sys_mapping mapping = { .fd = -1, .protection = processor };
    NTSTATUS status;

    if (request->type & MEM_REPLACE_PLACEHOLDER) {
        status = mm_placeholder_replace(vad, start, size, &mapping);
    } else {
        status = mm_space_map(&start, size, &request->limits, &mapping);
        if (NT_SUCCESS(status)) {
            vad->start = start;
            vad->end = start + size;
            mm_vad_insert(vad);
        }
    }
    if (NT_SUCCESS(status) && request->type & MEM_WRITE_WATCH)
        mm_watch_begin(vad);
    return status;
}

/* Placeholders begin at any page, other memory at multiples of 64 KiB. */
static NTSTATUS reserve(struct mm_private_request *request, mm_pte pte)
{
    uintptr_t step = request->type & MEM_REPLACE_PLACEHOLDER ? MM_PAGE : MM_GRANULARITY;
    uintptr_t start = request->base & ~(step - 1);
    size_t pages = (request->base - start + request->size + MM_PAGE - 1) / MM_PAGE;
    struct mm_vad *vad;
    NTSTATUS status;

    if ((request->type & MEM_COMMIT) && !mm_backing_can_commit((uint64_t)pages * MM_PAGE, false))
        return STATUS_COMMITMENT_LIMIT;
    vad = vad_alloc(request, pages, pte);
    if (!vad)
        return STATUS_NO_MEMORY;
    mm_space_lock();
    status = reserve_place(vad, start, pages * MM_PAGE, request);
    if (NT_SUCCESS(status)) {
        request->base = vad->start;
        request->size = pages * MM_PAGE;
    }
    mm_space_unlock();
    if (!NT_SUCCESS(status))
        mm_vad_free(vad);
    return status;
}

/* S-PRO-02. The space's lock is held. */
static NTSTATUS commit_view(struct mm_vad *vad, size_t first, size_t count, mm_pte pte)
{
    NTSTATUS status = STATUS_SUCCESS;

    if (mm_section_is_file(vad->section))
        return STATUS_ALREADY_COMMITTED;
    if (!mm_prot_covers(vad->protect, pte))
        return STATUS_SECTION_PROTECTION;
    if (mm_page_is_lazy(vad))
        status = mm_commit_set(vad->section, vad->offset / MM_PAGE + first, count);
    return NT_SUCCESS(status) ? mm_protect_pages(vad, first, count, pte) : status;
}

/* The space's lock is held. */
static NTSTATUS commit_private(struct mm_vad *vad, size_t first, size_t count, mm_pte pte)
{
    if (mm_prot_is_copy(pte))
        return STATUS_INVALID_PAGE_PROTECTION;
    if (mm_watch_commit(vad, first, count))
        return STATUS_NO_MEMORY;
    return mm_protect_pages(vad, first, count, pte | MM_PTE_COMMIT);
}

/* The pages that the range touches, in the one area that holds them all; NULL: there is none. */
static struct mm_vad *find_pages(uintptr_t base, size_t size, size_t *first, size_t *count)
{
    uintptr_t start = base & ~(uintptr_t)(MM_PAGE - 1);
    uintptr_t end = (base + size + MM_PAGE - 1) & ~(uintptr_t)(MM_PAGE - 1);
    struct mm_vad *vad = mm_vad_find_range(start, end - start);

    if (vad) {
        *first = mm_vad_page(vad, start);
        *count = (end - start) / MM_PAGE;
    }
    return vad;
}

/* MEM_RESET promises nothing of the contents: they stay, and MEM_RESET_UNDO has them back. */
static NTSTATUS reset(struct mm_vad *vad, size_t first, size_t count)
{
    bool committed;

    if (vad->section && mm_section_is_file(vad->section))
        return STATUS_USER_MAPPED_FILE;
    if (mm_page_committed_run(vad, first, count, &committed) < count || !committed)
        return STATUS_CONFLICTING_ADDRESSES;
    return STATUS_SUCCESS;
}

static NTSTATUS commit(struct mm_private_request *request, mm_pte pte)
{
    NTSTATUS status = STATUS_CONFLICTING_ADDRESSES;
    size_t first, count;
    struct mm_vad *vad;

    mm_space_lock();
    vad = find_pages(request->base, request->size, &first, &count);
    if (vad && !vad->placeholder) {
        status = request->type & (MEM_RESET | MEM_RESET_UNDO) ? reset(vad, first, count)
               : !mm_backing_can_commit((uint64_t)count * MM_PAGE, false)
                   ? STATUS_COMMITMENT_LIMIT
               : vad->section ? commit_view(vad, first, count, pte)
               : commit_private(vad, first, count, pte);
        if (NT_SUCCESS(status)) {
            request->base = mm_vad_address(vad, first);
            request->size = count * MM_PAGE;
        }
    }
    mm_space_unlock();
    return status;
}

NTSTATUS mm_private_alloc(struct mm_private_request *request)
{
    mm_pte pte;

    if (!mm_prot_parse(request->protect, &pte))
        return STATUS_INVALID_PAGE_PROTECTION;
    if (request->type & (MEM_RESET | MEM_RESET_UNDO) ||
        (!(request->type & MEM_RESERVE) && request->base))
        return commit(request, pte);
    if (mm_prot_is_copy(pte))
        return STATUS_INVALID_PAGE_PROTECTION;
    return reserve(request, pte);
}

/* A watched mapping stays as it is: the kernel would forget to watch a new one. */
static int discard(struct mm_vad *vad, uintptr_t start, size_t size)
{
    static const struct sys_mapping nothing = { .fd = -1 };
    int result;

    if (!vad->watch)
        return sys_mem_replace(start, size, &nothing);
    sys_mem_unlock(start, size); /* what is locked cannot be discarded */
    result = sys_mem_protect(start, size, SYS_NONE);
    return result ? result : sys_mem_discard(start, size);
}

/* Pages that are reserved only stay in their state: a large area costs what is committed of it. */
static bool prepare_decommit(struct mm_vad *vad, size_t first, size_t count)
{
    const size_t end = first + count;

    for (size_t run; mm_page_next_run(vad, true, &first, end, &run); first += run)
        if (!mm_pages_prepare(&vad->pages, first, run))
            return false;
    return true;
}

/* The space's lock is held. */
static NTSTATUS decommit(struct mm_vad *vad, size_t first, size_t count)
{
    const mm_pte kept = MM_PTE_WATCHED | MM_PTE_LATCHED;

    mm_watch_collect(vad, first, count);
    if (!prepare_decommit(vad, first, count))
        return STATUS_NO_MEMORY;
    if (discard(vad, mm_vad_address(vad, first), count * MM_PAGE))
        return STATUS_NO_MEMORY;
    for (size_t done = 0, run; done < count; done += run) {
        run = mm_pages_run(&vad->pages, first + done, count - done);
        mm_pages_set(&vad->pages, first + done, run,
                     (mm_pages_get(&vad->pages, first + done) & kept) | vad->protect);
    }
    if (vad->watch)
        mm_watch_discarded(vad, first, count);
    return STATUS_SUCCESS;
}

/* Gives back some of the pages; what is left is one area or two. The space's lock is held. */
static NTSTATUS release(struct mm_vad *vad, size_t first, size_t count)
{
    uintptr_t start = mm_vad_address(vad, first), end = start + count * MM_PAGE;
    struct mm_vad_cut cut = { 0 };
    int result;

    if (count < vad->pages.count && !mm_vad_cut_make(&cut, vad, start, end))
        return STATUS_NO_MEMORY;
    result = sys_mem_unmap(start, end - start);
    if (result) {
        mm_vad_cut_free(&cut);
        return ob_status(result);
    }
    mm_vad_free(cut.middle);
    cut.middle = NULL;
    mm_vad_cut_apply(&cut, vad);
    mm_space_release(start, end - start);
    return STATUS_SUCCESS;
}

/* Size 0 means the whole allocation, and then the base has to be its own. */
static NTSTATUS free_range(struct mm_vad *vad, ULONG type, uintptr_t base, size_t *size,
                           size_t *first, size_t *count)
{
    uintptr_t start = base & ~(uintptr_t)(MM_PAGE - 1);

    if (vad->section)
        return STATUS_UNABLE_TO_DELETE_SECTION;
    if (vad->placeholder && type == MEM_DECOMMIT)
        return STATUS_CONFLICTING_ADDRESSES;
    if (*size == 0) {
        if (start != vad->start)
            return STATUS_FREE_VM_NOT_AT_BASE;
        *size = vad->end - base;
    }
    if (*size > vad->end - base)
        return STATUS_UNABLE_TO_FREE_VM;
    *first = mm_vad_page(vad, start);
    *count = (base - start + *size + MM_PAGE - 1) / MM_PAGE;
    return STATUS_SUCCESS;
}

NTSTATUS mm_private_free(uintptr_t *base, size_t *size, ULONG type)
{
    size_t bytes = *size, first, count;
    struct mm_vad *vad;
    NTSTATUS status;

    mm_space_lock();
    vad = mm_vad_find(*base);
    status = vad ? free_range(vad, type, *base, &bytes, &first, &count)
                 : STATUS_MEMORY_NOT_ALLOCATED;
    if (NT_SUCCESS(status)) {
        uintptr_t start = mm_vad_address(vad, first);

        status = type == MEM_DECOMMIT ? decommit(vad, first, count)
                                      : release(vad, first, count);
        if (NT_SUCCESS(status)) {
            *base = start;
            *size = count * MM_PAGE;
        }
    }
    mm_space_unlock();
    return status;
}
