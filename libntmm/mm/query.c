// SPDX-License-Identifier: MIT
// query: VirtualQuery.
#include "mm/query.h"

#include "mm/page.h"
#include "mm/section.h"
#include "mm/space.h"
#include "sys/file.h"
#include "sys/maps.h"
#include "sys/pagemap.h"

#include <errno.h>

static void query_area(const struct mm_vad *vad, uintptr_t page,
                       MEMORY_BASIC_INFORMATION *information)
{
    size_t first = mm_vad_page(vad, page), run;
    bool committed;
    mm_pte pte;

    run = mm_page_reported_run(vad, first, vad->pages.count - first, &committed, &pte);
    information->AllocationBase = (void *)vad->start;
    information->AllocationProtect = mm_prot_win32(vad->protect);
    information->RegionSize = run * MM_PAGE;
    information->State = committed ? MEM_COMMIT : MEM_RESERVE;
    information->Protect = committed ? mm_prot_win32(pte) : 0;
    information->Type = vad->type;
}

/* A mapping that somebody else made, up to where one of ours begins. */
static void query_foreign(const struct sys_map *map, uintptr_t page, uintptr_t end,
                          MEMORY_BASIC_INFORMATION *information)
{
    ULONG protect = mm_prot_of_processor(map->protection);

    information->AllocationBase = (void *)map->start;
    information->AllocationProtect = protect;
    information->RegionSize = (map->end < end ? map->end : end) - page;
    information->State = MEM_COMMIT;
    information->Protect = protect;
    information->Type = map->shared ? MEM_MAPPED : map->file ? MEM_IMAGE : MEM_PRIVATE;
}

static void query_free(uintptr_t page, uintptr_t end, MEMORY_BASIC_INFORMATION *information)
{
    information->RegionSize = end - page;
    information->State = MEM_FREE;
    information->Protect = PAGE_NOACCESS;
}

NTSTATUS mm_query(uintptr_t address, MEMORY_BASIC_INFORMATION *information)
{
    uintptr_t page = address & ~(uintptr_t)(MM_PAGE - 1), end = MM_SPACE_END;
    struct sys_map map;
    struct mm_vad *vad;
    int result;

    if (address >= MM_SPACE_END)
        return STATUS_INVALID_PARAMETER;
    *information = (MEMORY_BASIC_INFORMATION) { .BaseAddress = (void *)page };
    mm_space_lock();
    vad = mm_vad_next(page);
    if (vad && vad->start <= page) {
        query_area(vad, page, information);
        mm_space_unlock();
        return STATUS_SUCCESS;
    }
    if (vad && vad->start < end)
        end = vad->start;
    result = sys_maps_find(page, &map);
    mm_space_unlock();
    if (result && result != -ENOENT)
        return ob_status(result);
    if (result || map.start >= end)
        query_free(page, end, information);
    else if (map.start > page)
        query_free(page, map.start, information);
    else
        query_foreign(&map, page, end, information);
    return STATUS_SUCCESS;
}

NTSTATUS mm_query_file(uintptr_t address, char path[MM_QUERY_PATH], size_t *length)
{
    struct mm_section *section = NULL;
    int result = -ENOENT;
    struct mm_vad *vad;

    mm_space_lock();
    vad = mm_vad_find(address);
    if (vad && vad->section) {
        section = vad->section;
        mm_section_reference(section);
    }
    mm_space_unlock();
    if (section) {
        if (mm_section_is_file(section))
            result = sys_file_path(mm_section_file(section), path, MM_QUERY_PATH);
        mm_section_dereference(section);
        if (result == -ENOENT)
            return STATUS_FILE_INVALID;
    } else if (!vad) {
        result = sys_maps_path(address, path, MM_QUERY_PATH);
        if (result == -ENOENT)
            return STATUS_INVALID_ADDRESS;
    } else {
        return STATUS_INVALID_ADDRESS;
    }
    if (result < 0)
        return ob_status(result);
    *length = (size_t)result;
    return STATUS_SUCCESS;
}

/* The view that the address is in, and its section with a reference. */
static NTSTATUS find_view(uintptr_t address, struct mm_section **section, struct mm_vad **view)
{
    struct sys_map map;

    *view = mm_vad_find(address);
    *section = *view ? (*view)->section : NULL;
    if (*section) {
        mm_section_reference(*section);
        return STATUS_SUCCESS;
    }
    if (*view || (sys_maps_find(address, &map) == 0 && map.start <= address))
        return STATUS_CONFLICTING_ADDRESSES;
    return STATUS_INVALID_ADDRESS;
}

static bool is_same_file(const struct mm_section *one, const struct mm_section *other)
{
    struct sys_file_stat a, b;

    return mm_section_is_file(one) && mm_section_is_file(other) &&
           sys_file_stat(mm_section_file(one), &a) == 0 &&
           sys_file_stat(mm_section_file(other), &b) == 0 && a.device == b.device &&
           a.inode == b.inode;
}

NTSTATUS mm_query_same_file(uintptr_t image, uintptr_t other)
{
    struct mm_section *sections[2] = { NULL, NULL };
    struct mm_vad *views[2] = { NULL, NULL };
    NTSTATUS status;
    bool one_view;

    mm_space_lock();
    status = find_view(image, &sections[0], &views[0]);
    if (NT_SUCCESS(status))
        status = find_view(other, &sections[1], &views[1]);
    one_view = views[0] == views[1];
    mm_space_unlock();
    if (NT_SUCCESS(status) && !one_view &&
        !(sections[0]->image && is_same_file(sections[0], sections[1])))
        status = STATUS_NOT_SAME_DEVICE;
    for (int i = 0; i < 2; i++)
        if (sections[i])
            mm_section_dereference(sections[i]);
    return status;
}

/* The space's lock is held. */
static void query_area_page(const struct mm_vad *vad, size_t index, const struct sys_page *at,
                            struct mm_query_page *page)
{
    mm_pte pte = mm_pages_get(&vad->pages, index);

    page->shared = vad->section && (!at->present || at->shared);
    page->locked = pte & MM_PTE_LOCKED;
    page->protect = mm_prot_win32(mm_page_reported(vad, index));
    page->valid = at->present && mm_page_committed(vad, index) && mm_page_processor(pte);
}

NTSTATUS mm_query_page(uintptr_t address, struct mm_query_page *page)
{
    struct sys_page at = { 0 };
    struct mm_vad *vad;
    struct sys_map map;

    *page = (struct mm_query_page) { 0 };
    if (address >= MM_SPACE_END)
        return STATUS_SUCCESS;
    if (sys_pagemap_page(address, &at))
        return STATUS_NOT_SUPPORTED;
    mm_space_lock();
    vad = mm_vad_find(address);
    if (vad) {
        query_area_page(vad, mm_vad_page(vad, address), &at, page);
    } else if (sys_maps_find(address, &map) == 0 && map.start <= address) {
        page->shared = at.present ? at.shared : map.file || map.shared;
        page->protect = mm_prot_of_processor(map.protection);
        page->valid = at.present && map.protection;
    }
    mm_space_unlock();
    if (page->valid && page->shared)
        page->share_count = at.exclusive ? 1 : 2;
    return STATUS_SUCCESS;
}
