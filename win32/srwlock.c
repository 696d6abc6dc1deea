// SPDX-License-Identifier: MIT
// srwlock: slim locks that many threads share, or one has to itself.
#include "win32/error.h"

#include "sys/futex.h"

#include <stdbool.h>

/*
 * The lock is one pointer in size, zero when it is free: two words. `holders` says who has it and
 * who waits; threads that want to share it sleep on this word, all together. One that wants it for
 * itself sleeps on `turns`, which changes whenever one of those is woken.
 *
 * While somebody waits, nobody begins to share the lock: else one that wants it for itself might
 * wait for ever.
 */
struct words {
    sys_futex holders;
    sys_futex turns;
};

#define SHARERS_WAIT (1u << 31)
#define OWNERS_WAIT (1u << 30)
#define WAITING (SHARERS_WAIT | OWNERS_WAIT)
#define OWNED (OWNERS_WAIT - 1) /* by one thread; less: shared by so many */

_Static_assert(sizeof(struct words) == sizeof(SRWLOCK), "the lock is these words");

static struct words *words_of(SRWLOCK *lock)
{
    return (struct words *)(void *)lock;
}

static bool may_share(uint32_t holders)
{
    return holders < OWNED - 1;
}

static bool is_free(uint32_t holders)
{
    return (holders & OWNED) == 0;
}

static bool try_share(struct words *words)
{
    uint32_t holders = words->holders;

    while (may_share(holders))
        if (atomic_compare_exchange_weak(&words->holders, &holders, holders + 1))
            return true;
    return false;
}

/* `waiting`: others wait for it too, though the word need not say so. */
static bool try_own(struct words *words, uint32_t waiting)
{
    uint32_t holders = words->holders;

    while (is_free(holders))
        if (atomic_compare_exchange_weak(&words->holders, &holders, holders | OWNED | waiting))
            return true;
    return false;
}

/* Says in the word that somebody waits. False: look at the lock again. */
static bool announce(struct words *words, uint32_t *holders, uint32_t waiting)
{
    if (*holders & waiting)
        return true;
    if (!atomic_compare_exchange_strong(&words->holders, holders, *holders | waiting))
        return false;
    *holders |= waiting;
    return true;
}

static void wait_to_share(struct words *words)
{
    uint32_t holders;

    while (!try_share(words)) {
        holders = words->holders;
        if (!may_share(holders) && announce(words, &holders, SHARERS_WAIT))
            sys_futex_wait(&words->holders, holders, -1);
    }
}

static void wait_to_own(struct words *words)
{
    uint32_t waiting = 0, holders, turn;

    while (!try_own(words, waiting)) {
        holders = words->holders;
        if (is_free(holders) || !announce(words, &holders, OWNERS_WAIT))
            continue;
        waiting = OWNERS_WAIT; /* whoever woke this thread may have taken the sign for all */
        turn = words->turns;
        holders = words->holders;
        if (!is_free(holders) && (holders & OWNERS_WAIT))
            sys_futex_wait(&words->turns, turn, -1);
    }
}

/* False: nobody was asleep there. */
static bool wake_owner(struct words *words)
{
    words->turns++;
    return sys_futex_wake(&words->turns, 1) > 0;
}

/* The lock is free and somebody waits. Whoever has taken it since does this when freeing it. */
static void wake(struct words *words, uint32_t holders)
{
    if (holders == OWNERS_WAIT &&
        atomic_compare_exchange_strong(&words->holders, &holders, 0)) {
        wake_owner(words);
        return;
    }
    if (holders == WAITING &&
        atomic_compare_exchange_strong(&words->holders, &holders, SHARERS_WAIT)) {
        if (wake_owner(words))
            return;
        holders = SHARERS_WAIT; /* it was about to sleep only, and will see the lock */
    }
    if (holders == SHARERS_WAIT &&
        atomic_compare_exchange_strong(&words->holders, &holders, 0))
        sys_futex_wake(&words->holders, SYS_FUTEX_ALL);
}

static void give_up(struct words *words, uint32_t share)
{
    uint32_t holders = atomic_fetch_sub(&words->holders, share) - share;

    if (is_free(holders) && (holders & WAITING))
        wake(words, holders);
}

VOID WINAPI InitializeSRWLock(PSRWLOCK lock)
{
    *lock = (SRWLOCK) SRWLOCK_INIT;
}

VOID WINAPI AcquireSRWLockShared(PSRWLOCK lock)
{
    wait_to_share(words_of(lock));
}

VOID WINAPI AcquireSRWLockExclusive(PSRWLOCK lock)
{
    wait_to_own(words_of(lock));
}

BOOLEAN WINAPI TryAcquireSRWLockShared(PSRWLOCK lock)
{
    return try_share(words_of(lock));
}

BOOLEAN WINAPI TryAcquireSRWLockExclusive(PSRWLOCK lock)
{
    return try_own(words_of(lock), 0);
}

static void require(bool held)
{
    if (!held)
        RaiseException((DWORD)STATUS_RESOURCE_NOT_OWNED, EXCEPTION_NONCONTINUABLE, 0, NULL);
}

VOID WINAPI ReleaseSRWLockShared(PSRWLOCK lock)
{
    uint32_t held = words_of(lock)->holders & OWNED;

    require(held != 0 && held != OWNED);
    give_up(words_of(lock), 1);
}

VOID WINAPI ReleaseSRWLockExclusive(PSRWLOCK lock)
{
    require((words_of(lock)->holders & OWNED) == OWNED);
    give_up(words_of(lock), OWNED);
}
