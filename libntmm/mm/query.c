// SPDX-License-Identifier: MIT
// query: VirtualQuery.
#include "mm/query.h"

#include "mm/page.h"
#include "mm/space.h"
#include "sys/maps.h"

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
    if (sys_maps_find(page, &map) == 0 && map.start < end) {
        if (map.start <= page)
            query_foreign(&map, page, end, information);
        else
            query_free(page, map.start, information);
    } else {
        query_free(page, end, information);
    }
    mm_space_unlock();
    return STATUS_SUCCESS;
}
