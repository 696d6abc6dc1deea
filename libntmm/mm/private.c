// SPDX-License-Identifier: MIT
// private: VirtualAlloc: reserving, committing and freeing memory.
#include "mm/private.h"

#include "mm/backing.h"
#include "mm/commit.h"
#include "mm/page.h"
#include "mm/protect.h"
#include "mm/space.h"

#include <stdlib.h>

static NTSTATUS reserve(uintptr_t *base, size_t *size, ULONG type, mm_pte pte)
{
    uintptr_t start = *base & ~(uintptr_t)(MM_GRANULARITY - 1);
    size_t pages = (*base - start + *size + MM_PAGE - 1) / MM_PAGE;
    struct sys_mapping mapping = { .fd = -1 };
    struct mm_vad *vad = calloc(1, sizeof *vad);
    NTSTATUS status;

    if (!vad)
        return STATUS_NO_MEMORY;
    vad->type = MEM_PRIVATE;
    vad->protect = pte;
    if (type & MEM_COMMIT) {
        if (!mm_backing_can_commit((uint64_t)pages * MM_PAGE, false)) {
            free(vad);
            return STATUS_COMMITMENT_LIMIT;
        }
        pte |= MM_PTE_COMMIT;
        mapping.protection = mm_page_processor(pte);
    }
    mm_pages_init(&vad->pages, pages, pte);
    if ((pte & MM_PTE_GUARD) && !mm_pages_prepare(&vad->pages, 0, pages)) {
        mm_pages_free(&vad->pages);
        free(vad);
        return STATUS_NO_MEMORY;
    }
    mm_space_lock();
    status = mm_space_map(&start, pages * MM_PAGE, &mapping);
    if (NT_SUCCESS(status)) {
        vad->start = start;
        vad->end = start + pages * MM_PAGE;
        mm_vad_insert(vad);
        *base = start;
        *size = pages * MM_PAGE;
    }
    mm_space_unlock();
    if (!NT_SUCCESS(status)) {
        mm_pages_free(&vad->pages);
        free(vad);
    }
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
    if (!mm_pages_prepare(&vad->pages, first, count))
        return STATUS_NO_MEMORY;
    if (sys_mem_protect(mm_vad_address(vad, first), count * MM_PAGE, mm_page_processor(pte)))
        return STATUS_NO_MEMORY;
    mm_pages_set(&vad->pages, first, count, pte | MM_PTE_COMMIT);
    return STATUS_SUCCESS;
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

/* MEM_RESET promises nothing of the contents, so that leaving them is right. */
static NTSTATUS reset(struct mm_vad *vad, size_t first, size_t count)
{
    bool committed;

    if (vad->section && mm_section_is_file(vad->section))
        return STATUS_USER_MAPPED_FILE;
    if (mm_page_committed_run(vad, first, count, &committed) < count || !committed)
        return STATUS_CONFLICTING_ADDRESSES;
    return STATUS_SUCCESS;
}

static NTSTATUS commit(uintptr_t *base, size_t *size, ULONG type, mm_pte pte)
{
    NTSTATUS status = STATUS_CONFLICTING_ADDRESSES;
    size_t first, count;
    struct mm_vad *vad;

    mm_space_lock();
    vad = find_pages(*base, *size, &first, &count);
    if (vad) {
        status = type & MEM_RESET ? reset(vad, first, count)
               : vad->section ? commit_view(vad, first, count, pte)
               : commit_private(vad, first, count, pte);
        if (NT_SUCCESS(status)) {
            *base = mm_vad_address(vad, first);
            *size = count * MM_PAGE;
        }
    }
    mm_space_unlock();
    return status;
}

NTSTATUS mm_private_alloc(uintptr_t *base, size_t *size, ULONG type, ULONG protect)
{
    mm_pte pte;

    if (!mm_prot_parse(protect, &pte))
        return STATUS_INVALID_PAGE_PROTECTION;
    if (!(type & MEM_RESERVE) && *base)
        return commit(base, size, type, pte);
    if (mm_prot_is_copy(pte))
        return STATUS_INVALID_PAGE_PROTECTION;
    return reserve(base, size, type | (type & MEM_COMMIT ? MEM_RESERVE : 0), pte);
}

/* The space's lock is held. */
static NTSTATUS decommit(struct mm_vad *vad, size_t first, size_t count)
{
    struct sys_mapping nothing = { .fd = -1 };

    if (!mm_pages_prepare(&vad->pages, first, count))
        return STATUS_NO_MEMORY;
    if (sys_mem_replace(mm_vad_address(vad, first), count * MM_PAGE, &nothing))
        return STATUS_NO_MEMORY;
    mm_pages_set(&vad->pages, first, count,
                 (mm_pte)(vad->protect & ~(mm_pte)MM_PTE_COMMIT));
    return STATUS_SUCCESS;
}

/* The space's lock is held. */
static void release(struct mm_vad *vad)
{
    mm_vad_remove(vad);
    sys_mem_unmap(vad->start, vad->end - vad->start);
    mm_space_release(vad->start, vad->end - vad->start);
    mm_pages_free(&vad->pages);
    free(vad);
}

/* Size 0 means the whole allocation, and then the base has to be its own. */
static NTSTATUS free_range(struct mm_vad *vad, uintptr_t base, size_t *size, size_t *first,
                           size_t *count)
{
    uintptr_t start = base & ~(uintptr_t)(MM_PAGE - 1);

    if (vad->section)
        return STATUS_UNABLE_TO_DELETE_SECTION;
    if (*size == 0) {
        if (start != vad->start)
            return STATUS_FREE_VM_NOT_AT_BASE;
        *size = vad->end - vad->start;
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
    status = vad ? free_range(vad, *base, &bytes, &first, &count) : STATUS_MEMORY_NOT_ALLOCATED;
    if (NT_SUCCESS(status)) {
        uintptr_t start = mm_vad_address(vad, first);

        if (type == MEM_DECOMMIT)
            status = decommit(vad, first, count);
        else if (count == vad->pages.count)
            release(vad);
        else
            status = STATUS_NOT_SUPPORTED; /* a part of an allocation cannot be given back yet */
        if (NT_SUCCESS(status)) {
            *base = start;
            *size = count * MM_PAGE;
        }
    }
    mm_space_unlock();
    return status;
}
