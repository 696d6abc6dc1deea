// SPDX-License-Identifier: MIT
// space: where in the address space views and allocations go.
#include "mm/space.h"

#include "mm/pages.h"
#include "sys/maps.h"

#include <errno.h>

/*
 * The kernel places mappings at multiples of a page only. To have multiples of 64 KiB in one call
 * the library proposes addresses itself, going up from a start far from where the kernel, the heap
 * and the sanitizers put theirs, and lets the kernel refuse what is taken.
 */
#define AREA_START ((uintptr_t)0x200000000000)
#define AREA_END ((uintptr_t)0x500000000000)
#define AREA_SPREAD ((uintptr_t)0x100000000000)
#define AREA_TRIES 64

static uintptr_t area_start; /* 0: not chosen yet; under the space's lock */
static uintptr_t area_next;

static uintptr_t round_up(uintptr_t address)
{
    return (address + MM_GRANULARITY - 1) & ~(uintptr_t)(MM_GRANULARITY - 1);
}

/*
 * As random as the kernel's own choice of addresses is. The first page stays mapped for ever: a
 * neighbour keeps the kernel from freeing the page tables with the last view and making them anew
 * for the next, which costs more than the mapping itself.
 */
static void area_choose(void)
{
    static const struct sys_mapping nothing = { .fd = -1 };
    uintptr_t seed = (uintptr_t)__builtin_frame_address(0) >> 4;

    area_start = AREA_START + seed * MM_GRANULARITY % AREA_SPREAD;
    area_next = area_start;
    if (sys_mem_map_at(area_start, MM_PAGE, &nothing) == 0)
        area_next += MM_GRANULARITY;
}

static NTSTATUS map_anywhere(uintptr_t *base, size_t size, const struct sys_mapping *mapping)
{
    uintptr_t at;
    intptr_t got;
    int result = -ENOMEM;

    if (!area_start)
        area_choose();
    at = area_next;
    for (unsigned i = 0; i < AREA_TRIES && size <= AREA_END - AREA_START; i++) {
        if (at + size > AREA_END)
            at = AREA_START;
        result = sys_mem_map_at(at, size, mapping);
        if (result == 0) {
            *base = at;
            area_next = round_up(at + size);
            return STATUS_SUCCESS;
        }
        if (result != -EEXIST)
            break;
        at = round_up(at + (size < (1u << 20) ? 1u << 20 : size));
    }
    if (result != -EEXIST && result != -ENOMEM)
        return ob_status(result);
    got = sys_mem_map_any(size, MM_GRANULARITY, mapping);
    if (got < 0)
        return ob_status((int)got);
    *base = (uintptr_t)got;
    return STATUS_SUCCESS;
}

/* The first address in [from, end) where `size` bytes fit below `end`; or the last one. */
static bool place(uintptr_t from, uintptr_t end, size_t size, const struct mm_space_limits *limits,
                  uintptr_t *at)
{
    uintptr_t alignment = limits->alignment ? limits->alignment : MM_GRANULARITY;
    uintptr_t first = (from + alignment - 1) & ~(alignment - 1);

    if (first < from || first >= end || size > end - first)
        return false;
    *at = limits->top_down ? (end - size) & ~(alignment - 1) : first;
    return true;
}

/* An address that nothing is mapped at, looked for in the kernel's list. 0 or -errno. */
static int find_room(size_t size, const struct mm_space_limits *limits, uintptr_t *at)
{
    uintptr_t stack = sys_mem_stack_floor(), end = limits->end ? limits->end : MM_SPACE_END;
    uintptr_t from = limits->lowest > MM_SPACE_START ? limits->lowest : MM_SPACE_START;
    struct sys_map map;
    bool found = false;

    if (end > stack) /* what is above is the main thread's */
        end = stack;
    while (from < end && (!found || limits->top_down)) {
        int result = sys_maps_find(from, &map);
        bool more = result == 0 && map.start < end;

        if (result && result != -ENOENT)
            return result;
        found |= place(from, more ? map.start : end, size, limits, at);
        if (!more)
            break;
        from = map.end > from ? map.end : from;
    }
    return found ? 0 : -ENOMEM;
}

/* Others map, too, without our lock: what was found may be taken by now. */
static NTSTATUS map_within(uintptr_t *base, size_t size, const struct mm_space_limits *limits,
                           const struct sys_mapping *mapping)
{
    int result = -EEXIST;
    uintptr_t at = 0;

    for (unsigned i = 0; i < AREA_TRIES && result == -EEXIST; i++) {
        result = find_room(size, limits, &at);
        if (result == 0)
            result = sys_mem_map_at(at, size, mapping);
    }
    if (result == 0)
        *base = at;
    return ob_status(result);
}

NTSTATUS mm_space_map(uintptr_t *base, size_t size, const struct mm_space_limits *limits,
                      const struct sys_mapping *mapping)
{
    int result;

    if (*base == 0) {
        if (limits->lowest || limits->end || limits->alignment || limits->top_down)
            return map_within(base, size, limits, mapping);
        return map_anywhere(base, size, mapping);
    }
    if (*base >= MM_SPACE_END || size > MM_SPACE_END - *base)
        return STATUS_INVALID_PARAMETER;
    result = sys_mem_map_at(*base, size, mapping);
    return result == -EEXIST ? STATUS_CONFLICTING_ADDRESSES : ob_status(result);
}

void mm_space_release(uintptr_t base, size_t size)
{
    if (round_up(base + size) == area_next)
        area_next = base;
}
