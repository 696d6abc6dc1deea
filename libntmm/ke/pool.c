// SPDX-License-Identifier: MIT
// pool: memory for the states of unnamed objects, which children may share.
#include "ke/pool.h"

#include "sys/file.h"
#include "sys/lock.h"
#include "sys/mem.h"
#include "sys/ofd.h"
#include "sys/shm.h"

#include <errno.h>
#include <stdlib.h>

#define POOL_SIZE ((size_t)64 << 10)
#define PAGE ((size_t)4096)
#define SLOTS (POOL_SIZE / sizeof(struct ke_state))

/*
 * A process takes slots from pools that it made itself; one that came to it from another process,
 * a page or by fork(), it only gives back. Who has a slot of another's pool holds a shared lock on
 * its first byte in the pool's file, which goes with the process, however it ends:
 *
 *     fork()    a new description is made for the child before, with a lock for each of its slots
 *     packed    the descriptor that is handed on is that of a description with the one lock, the
 *               slot's carrier; it holds the slot on its way, and for all who get it
 *
 * A slot that its state calls shared is free when the maker does not use it and sees no lock.
 */
struct pool {
    struct pool *next;
    struct ke_state *slots;
    size_t size;
    uint64_t offset;      /* in the file */
    int fd;
    int heir;             /* during fork(): the child's */
    bool own;
    bool locks;           /* `fd` has a lock for each slot that we use, and is ours alone */
    unsigned hint;        /* where a free slot is likely */
    unsigned used;        /* slots that this process uses */
    bool uses[SLOTS];
    int carrier[SLOTS];   /* -1: none */
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
        .fd = fd, .heir = -1, .own = own
    };
    for (size_t i = 0; i < SLOTS; i++)
        pool->carrier[i] = -1;
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

static int64_t slot_byte(const struct pool *pool, size_t slot)
{
    return (int64_t)(pool->offset + slot * sizeof *pool->slots);
}

static bool slot_is_locked(const struct pool *pool, size_t slot)
{
    enum sys_ofd_kind kind;
    int64_t length;

    return sys_ofd_query(pool->fd, slot_byte(pool, slot), &kind, &length) ||
           kind != SYS_OFD_FREE;
}

static int pool_reopen(const struct pool *pool)
{
    return sys_shm_reopen(pool->fd, true);
}

/* For whoever gets the description `fd`: slots [first, end). */
static int slots_lock(const struct pool *pool, int fd, size_t first, size_t end)
{
    int64_t start = slot_byte(pool, first);

    for (size_t i = first; i < end; i++)
        pool->slots[i].shared = 1;
    return sys_ofd_try(fd, SYS_OFD_SHARED, start, slot_byte(pool, end - 1) + 1 - start);
}

/* Another description of the pool's file, which holds the slot. Negative: -errno. */
static int pool_reopen_for(const struct pool *pool, size_t slot)
{
    int fd = pool_reopen(pool), result;

    if (fd < 0)
        return fd;
    result = slots_lock(pool, fd, slot, slot + 1);
    if (result == 0)
        return fd;
    sys_file_close(fd);
    return result;
}

/* With `ask` also slots that others had, if they have them no more. */
static struct ke_state *pool_find(struct pool *pool, bool ask)
{
    for (unsigned i = 0; i < SLOTS; i++) {
        unsigned slot = (pool->hint + i) % SLOTS;

        if (pool->uses[slot] || (pool->slots[slot].shared && (!ask || slot_is_locked(pool, slot))))
            continue;
        pool->slots[slot].shared = 0;
        pool->hint = slot + 1;
        pool->uses[slot] = true;
        pool->used++;
        return &pool->slots[slot];
    }
    return NULL;
}

static struct ke_state *pools_find(bool ask)
{
    struct ke_state *state = NULL;

    for (struct pool *pool = pools; pool && !state; pool = pool->next)
        if (pool->own && pool->used < SLOTS)
            state = pool_find(pool, ask);
    return state;
}

/* Asking takes a system call for each slot: it is done before a new pool's worth of slots. */
struct ke_state *ke_pool_take(void)
{
    struct ke_state *state;
    struct pool *pool;

    sys_lock_acquire(&pool_lock);
    state = pools_find(false);
    if (!state)
        state = pools_find(true);
    if (!state && (pool = pool_make()))
        state = pool_find(pool, false);
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

static void drop_carrier(struct pool *pool, size_t slot)
{
    if (pool->carrier[slot] >= 0)
        sys_file_close(pool->carrier[slot]);
    pool->carrier[slot] = -1;
}

void ke_pool_give(struct ke_state *state)
{
    struct pool *pool;
    size_t slot;

    sys_lock_acquire(&pool_lock);
    pool = pool_of(state);
    slot = (size_t)(state - pool->slots);
    pool->uses[slot] = false;
    pool->used--;
    pool->hint = (unsigned)slot;
    drop_carrier(pool, slot);
    if (pool->locks)
        sys_ofd_try(pool->fd, SYS_OFD_FREE, slot_byte(pool, slot), 1);
    pool_drop_if_unused(pool);
    sys_lock_release(&pool_lock);
}

NTSTATUS ke_pool_pack(struct ke_state *state, int *fd, uint64_t *offset)
{
    struct pool *pool;
    size_t slot;
    int made;

    sys_lock_acquire(&pool_lock);
    pool = pool_of(state);
    slot = (size_t)(state - pool->slots);
    made = pool->carrier[slot] >= 0 ? pool->carrier[slot] : pool_reopen_for(pool, slot);
    if (made >= 0) {
        *fd = pool->carrier[slot] = made;
        *offset = (uint64_t)slot_byte(pool, slot);
    }
    sys_lock_release(&pool_lock);
    return made < 0 ? ob_status(made) : STATUS_SUCCESS;
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

/* `fd` has this process's locks; what was there has another's, or none. */
static void pool_replace(struct pool *pool, int fd)
{
    sys_file_close(pool->fd);
    pool->fd = fd;
    pool->locks = true;
}

NTSTATUS ke_pool_hold(struct ke_state *state)
{
    struct pool *pool;
    int made;

    sys_lock_acquire(&pool_lock);
    pool = pool_of(state);
    made = pool_reopen_for(pool, (size_t)(state - pool->slots));
    if (made >= 0)
        pool_replace(pool, made);
    sys_lock_release(&pool_lock);
    return made < 0 ? ob_status(made) : STATUS_SUCCESS;
}

/* The lock is held. For a child that will have all that this process uses. */
static int make_heir(const struct pool *pool)
{
    int fd = pool_reopen(pool), result = 0;
    size_t count = pool->size / sizeof *pool->slots, end;

    if (fd < 0)
        return fd;
    for (size_t i = 0; i < count && result == 0; i = end + 1) {
        for (end = i; end < count && pool->uses[end]; end++)
            ;
        if (end > i)
            result = slots_lock(pool, fd, i, end);
    }
    if (result == 0)
        return fd;
    sys_file_close(fd);
    return result;
}

/* Without a description for the child, slots are given to nobody again and no lock is undone. */
void ke_pool_fork_prepare(void)
{
    sys_lock_acquire(&pool_lock);
    for (struct pool *pool = pools; pool; pool = pool->next) {
        if (pool->used == 0)
            continue;
        pool->heir = make_heir(pool);
        if (pool->heir < 0)
            pool->own = pool->locks = false;
    }
}

void ke_pool_fork_parent(void)
{
    for (struct pool *pool = pools; pool; pool = pool->next) {
        if (pool->heir >= 0)
            sys_file_close(pool->heir);
        pool->heir = -1;
    }
    sys_lock_release(&pool_lock);
}

void ke_pool_fork_child(void)
{
    for (struct pool *pool = pools; pool; pool = pool->next) {
        pool->own = false;
        for (size_t i = 0; i < SLOTS; i++)
            drop_carrier(pool, i);
        if (pool->heir >= 0)
            pool_replace(pool, pool->heir);
        pool->heir = -1;
    }
    sys_lock_release(&pool_lock);
}
