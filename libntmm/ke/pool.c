// SPDX-License-Identifier: MIT
// pool: memory for the states of unnamed objects, which children may share.
#include "ke/pool.h"

#include "sys/file.h"
#include "sys/lock.h"
#include "sys/mem.h"
#include "sys/shm.h"

#include <errno.h>
#include <stdlib.h>

#define POOL_SIZE ((size_t)64 << 10)
#define PAGE ((size_t)4096)
#define SLOTS (POOL_SIZE / sizeof(struct ke_state))

/*
 * A process takes slots from pools that it made itself; one that came to it from another process,
 * a page or by fork(), it only gives back. A slot is free when no process uses it. One that was
 * killed never gives its slots back: then they are lost as long as the pool's other users live.
 */
struct pool {
    struct pool *next;
    struct ke_state *slots;
    size_t size;
    uint64_t offset;      /* in the file */
    int fd;
    bool own;
    unsigned hint;        /* where a free slot is likely */
    unsigned used;        /* slots that this process uses */
    bool uses[SLOTS];
};

static struct sys_lock pool_lock = SYS_LOCK_INIT; /* protects all of: */
static struct pool *pools;

/* Takes the descriptor over when it succeeds. */
static int pool_map(int fd, uint64_t offset, size_t size, bool own, struct pool **made)
{
    const struct sys_mapping mapping = {
        .fd = fd, .offset = offset, .shared = true, .protection = SYS_READ | SYS_WRITE
    };
    struct pool *pool = calloc(1, sizeof *pool);
    intptr_t address = pool ? sys_mem_map_any(size, PAGE, &mapping) : 0;

    if (!pool || address < 0) {
        free(pool);
        return pool ? (int)address : -ENOMEM;
    }
    *pool = (struct pool) {
        .next = pools, .slots = (struct ke_state *)address, .size = size, .offset = offset,
        .fd = fd, .own = own
    };
    pools = pool;
    *made = pool;
    return 0;
}

static struct pool *pool_make(void)
{
    int fd = sys_shm_anonymous("ntmm.pool", false);
    struct pool *pool = NULL;

    if (fd < 0)
        return NULL;
    if (sys_file_truncate(fd, (int64_t)POOL_SIZE) ||
        pool_map(fd, 0, POOL_SIZE, true, &pool))
        sys_file_close(fd);
    return pool;
}

static struct ke_state *pool_find(struct pool *pool)
{
    uint32_t none;

    for (unsigned i = 0; i < SLOTS; i++) {
        unsigned slot = (pool->hint + i) % SLOTS;

        none = 0;
        if (!atomic_compare_exchange_strong(&pool->slots[slot].uses, &none, 1))
            continue;
        pool->hint = slot + 1;
        pool->uses[slot] = true;
        pool->used++;
        return &pool->slots[slot];
    }
    return NULL;
}

struct ke_state *ke_pool_take(void)
{
    struct ke_state *state = NULL;
    struct pool *pool;

    sys_lock_acquire(&pool_lock);
    for (pool = pools; pool && !state; pool = pool->next)
        if (pool->own && pool->used < SLOTS)
            state = pool_find(pool);
    if (!state && (pool = pool_make()))
        state = pool_find(pool);
    sys_lock_release(&pool_lock);
    return state;
}

/* The lock is held. */
static struct pool *pool_of(const struct ke_state *state)
{
    struct pool *pool = pools;

    while ((uintptr_t)state - (uintptr_t)pool->slots >= pool->size)
        pool = pool->next;
    return pool;
}

/* The lock is held. Has another pool of our own room? */
static bool has_other_room(const struct pool *than)
{
    for (const struct pool *pool = pools; pool; pool = pool->next)
        if (pool != than && pool->own && pool->used < SLOTS)
            return true;
    return false;
}

/* The lock is held. One pool is kept for the next object. */
static void pool_drop_if_unused(struct pool *pool)
{
    struct pool **link = &pools;

    if (pool->used || (pool->own && !has_other_room(pool)))
        return;
    while (*link != pool)
        link = &(*link)->next;
    *link = pool->next;
    sys_mem_unmap((uintptr_t)pool->slots, pool->size);
    sys_file_close(pool->fd);
    free(pool);
}

void ke_pool_give(struct ke_state *state)
{
    struct pool *pool;

    sys_lock_acquire(&pool_lock);
    pool = pool_of(state);
    pool->uses[state - pool->slots] = false;
    pool->used--;
    pool->hint = (unsigned)(state - pool->slots);
    atomic_fetch_sub(&state->uses, 1);
    pool_drop_if_unused(pool);
    sys_lock_release(&pool_lock);
}

void ke_pool_pack(struct ke_state *state, int *fd, uint64_t *offset)
{
    struct pool *pool;

    sys_lock_acquire(&pool_lock);
    pool = pool_of(state);
    *fd = pool->fd;
    *offset = (uint64_t)((char *)state - (char *)pool->slots) + pool->offset;
    atomic_fetch_add(&state->uses, 1);
    sys_lock_release(&pool_lock);
}

NTSTATUS ke_pool_unpack(int fd, uint64_t offset, struct ke_state **state)
{
    struct pool *pool;
    int result;

    sys_lock_acquire(&pool_lock);
    result = pool_map(fd, offset & ~(uint64_t)(PAGE - 1), PAGE, false, &pool);
    if (result == 0) {
        *state = pool->slots + offset % PAGE / sizeof **state;
        pool->uses[*state - pool->slots] = true;
        pool->used = 1;
    }
    sys_lock_release(&pool_lock);
    return ob_status(result);
}

/* --- as others see it ------------------------------------------------------------------------ */

#define MOST_POOLS 1000000 /* a list that changes while it is read could lead in circles */

uint64_t ke_pool_far_list(void)
{
    return (uintptr_t)&pools;
}

bool ke_pool_pack_far(const struct ob_far *there, uint64_t state, int *fd, uint64_t *offset)
{
    struct pool pool;
    struct pool *next;

    if (!ob_far_read(there, there->pools, &next, sizeof next))
        return false;
    for (int i = 0; next && i < MOST_POOLS; i++, next = pool.next) {
        if (!ob_far_read(there, (uintptr_t)next, &pool, sizeof pool))
            return false;
        if (state - (uintptr_t)pool.slots < pool.size) {
            *fd = pool.fd;
            *offset = state - (uintptr_t)pool.slots + pool.offset;
            return true;
        }
    }
    return false;
}

void ke_pool_hold(struct ke_state *state)
{
    atomic_fetch_add(&state->uses, 1);
}

void ke_pool_fork_prepare(void)
{
    sys_lock_acquire(&pool_lock);
    for (struct pool *pool = pools; pool; pool = pool->next)
        for (size_t i = 0; i < pool->size / sizeof *pool->slots; i++)
            if (pool->uses[i])
                atomic_fetch_add(&pool->slots[i].uses, 1);
}

void ke_pool_fork_parent(void)
{
    sys_lock_release(&pool_lock);
}

void ke_pool_fork_child(void)
{
    for (struct pool *pool = pools; pool; pool = pool->next)
        pool->own = false;
    sys_lock_release(&pool_lock);
}
