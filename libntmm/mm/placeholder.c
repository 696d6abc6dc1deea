// SPDX-License-Identifier: MIT
// placeholder: reserved memory that views and allocations replace and become again.
#include "mm/placeholder.h"

static const struct sys_mapping nothing = { .fd = -1 };

NTSTATUS mm_placeholder_replace(struct mm_vad *vad, uintptr_t base, size_t size,
                                const struct sys_mapping *mapping)
{
    struct mm_vad *placeholder = mm_vad_find(base);
    int result;

    if (!placeholder || !placeholder->placeholder || placeholder->start != base ||
        placeholder->end - base != size)
        return STATUS_CONFLICTING_ADDRESSES;
    result = sys_mem_replace(base, size, mapping);
    if (result)
        return ob_status(result);
    mm_vad_remove(placeholder);
    mm_vad_free(placeholder);
    vad->start = base;
    vad->end = base + size;
    vad->replaced = true;
    mm_vad_insert(vad);
    return STATUS_SUCCESS;
}

static void become(struct mm_vad *vad)
{
    size_t count = vad->pages.count;

    mm_pages_free(&vad->pages);
    mm_pages_init(&vad->pages, count, 0);
    vad->type = MEM_PRIVATE;
    vad->protect = 0; /* PAGE_NOACCESS */
    vad->section = NULL;
    vad->offset = 0;
    vad->unmap = false;
    vad->watch = MM_WATCH_NONE;
    vad->cow = (struct mm_cow) { 0 };
    vad->replaced = false;
    vad->placeholder = true;
}

NTSTATUS mm_placeholder_restore(struct mm_vad *vad, struct mm_section **section)
{
    int result;

    if (!vad->replaced)
        return STATUS_CONFLICTING_ADDRESSES;
    result = sys_mem_replace(vad->start, vad->end - vad->start, &nothing);
    if (result)
        return ob_status(result);
    *section = vad->section;
    become(vad);
    return STATUS_SUCCESS;
}

/* The space's lock is held. */
static NTSTATUS split(struct mm_vad *vad, uintptr_t start, uintptr_t end)
{
    struct mm_vad_cut cut;

    if (vad->section)
        return STATUS_UNABLE_TO_DELETE_SECTION;
    if (end > vad->end)
        return STATUS_UNABLE_TO_FREE_VM;
    if (!vad->placeholder && !vad->replaced)
        return STATUS_CONFLICTING_ADDRESSES;
    if (vad->placeholder && start == vad->start && end == vad->end) /* nothing to cut */
        return STATUS_CONFLICTING_ADDRESSES;
    if (!mm_vad_cut_make(&cut, vad, start, end))
        return STATUS_NO_MEMORY;
    if (vad->replaced) {
        int result = sys_mem_replace(start, end - start, &nothing);

        if (result) {
            mm_vad_cut_free(&cut);
            return ob_status(result);
        }
        become(cut.middle);
    }
    mm_vad_cut_apply(&cut, vad);
    return STATUS_SUCCESS;
}

NTSTATUS mm_placeholder_split(uintptr_t *base, size_t *size)
{
    uintptr_t start = *base & ~(uintptr_t)(MM_PAGE - 1);
    uintptr_t end = (*base + *size + MM_PAGE - 1) & ~(uintptr_t)(MM_PAGE - 1);
    NTSTATUS status = STATUS_MEMORY_NOT_ALLOCATED;
    struct mm_vad *vad;

    if (*size == 0)
        return STATUS_INVALID_PARAMETER_3;
    mm_space_lock();
    vad = mm_vad_find(start);
    if (vad)
        status = split(vad, start, end);
    mm_space_unlock();
    if (NT_SUCCESS(status)) {
        *base = start;
        *size = end - start;
    }
    return status;
}

/* How many placeholders make up exactly the range; 0: they do not. The space's lock is held. */
static size_t count_in(uintptr_t start, uintptr_t end)
{
    size_t count = 0;

    for (struct mm_vad *vad; start < end; start = vad->end, count++) {
        vad = mm_vad_find(start);
        if (!vad || !vad->placeholder || vad->start != start || vad->end > end)
            return 0;
    }
    return count;
}

NTSTATUS mm_placeholder_coalesce(uintptr_t base, size_t size)
{
    uintptr_t end = base + size;
    NTSTATUS status = STATUS_CONFLICTING_ADDRESSES;

    if (size == 0)
        return STATUS_INVALID_PARAMETER_3;
    mm_space_lock();
    if (count_in(base, end) > 1) {
        struct mm_vad *first = mm_vad_find(base);

        while (first->end < end) {
            struct mm_vad *next = mm_vad_find(first->end);

            mm_vad_remove(next);
            first->end = next->end;
            mm_vad_free(next);
        }
        mm_pages_init(&first->pages, size / MM_PAGE, 0);
        status = STATUS_SUCCESS;
    }
    mm_space_unlock();
    return status;
}
