// SPDX-License-Identifier: MIT
// place: where the states of named objects lie, in files that are not this process's alone.
#include "ke/place.h"

#include "sys/lock.h"
#include "sys/mem.h"

#include <errno.h>

#define PLACE (2 * (size_t)KE_PLACE_PAGE)
#define PLACES 256 /* in a stretch of address space */
#define STRETCHES 256

/* Stretches stay. The handler of faults looks for addresses among their starts without a lock. */
struct stretch {
    _Atomic uintptr_t start; /* 0: there is none yet */
    unsigned used;
    bool taken[PLACES];
};

static struct sys_lock place_lock = SYS_LOCK_INIT; /* protects all but the starts: */
static struct stretch stretches[STRETCHES];

static const struct sys_mapping private_memory = { .fd = -1, .protection = SYS_READ | SYS_WRITE };

/* The lock is held. -ENOMEM, or what mapping says. */
static int find_stretch(struct stretch **found)
{
    struct stretch *stretch = stretches;
    intptr_t start;

    while (stretch < stretches + STRETCHES && stretch->used == PLACES)
        stretch++;
    if (stretch == stretches + STRETCHES)
        return -ENOMEM;
    *found = stretch;
    if (stretch->start)
        return 0;
    start = sys_mem_map_any(PLACES * PLACE, PLACE, &private_memory);
    if (start < 0)
        return (int)start;
    stretch->start = (uintptr_t)start;
    return 0;
}

static uintptr_t take_place(struct stretch *stretch)
{
    size_t i = 0;

    while (stretch->taken[i])
        i++;
    stretch->taken[i] = true;
    stretch->used++;
    return stretch->start + i * PLACE;
}

/* The lock is held; what was mapped there is not any more. */
static void give_place(uintptr_t place)
{
    struct stretch *stretch = stretches;

    while (place - stretch->start >= PLACES * PLACE)
        stretch++;
    stretch->taken[(place - stretch->start) / PLACE] = false;
    stretch->used--;
}

int ke_place_take(int fd, struct ke_state **state)
{
    const struct sys_mapping shared = {
        .fd = fd, .shared = true, .protection = SYS_READ | SYS_WRITE
    };
    struct stretch *stretch;
    uintptr_t place = 0;
    int result;

    sys_lock_acquire(&place_lock);
    result = find_stretch(&stretch);
    if (result == 0) {
        place = take_place(stretch);
        result = sys_mem_replace(place, KE_PLACE_PAGE, &shared);
        if (result)
            give_place(place);
    }
    sys_lock_release(&place_lock);
    if (result == 0)
        *state = (struct ke_state *)(place + KE_PLACE_OFFSET);
    return result;
}

/* Where there is no memory to map, the place is lost, with the file's page in it. */
void ke_place_give(struct ke_state *state)
{
    uintptr_t place = (uintptr_t)state - KE_PLACE_OFFSET;

    sys_lock_acquire(&place_lock);
    if (sys_mem_replace(place, PLACE, &private_memory) == 0)
        give_place(place);
    sys_lock_release(&place_lock);
}

bool ke_place_mend(uintptr_t address)
{
    for (size_t i = 0; i < STRETCHES; i++) {
        uintptr_t start = stretches[i].start;

        if (start && address - start < PLACES * PLACE)
            return sys_mem_replace(address & ~(uintptr_t)(KE_PLACE_PAGE - 1), KE_PLACE_PAGE,
                                   &private_memory) == 0;
    }
    return false;
}

void ke_place_fork_prepare(void)
{
    sys_lock_acquire(&place_lock);
}

void ke_place_fork_done(void)
{
    sys_lock_release(&place_lock);
}
