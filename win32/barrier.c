// SPDX-License-Identifier: MIT
// barrier: where threads wait until all of them have come.
#include "win32/error.h"

#include "sys/futex.h"

#include <stdbool.h>

/* What a SYNCHRONIZATION_BARRIER is here. */
struct barrier {
    uint32_t total;
    _Atomic uint32_t missing; /* in this round */
    sys_futex rounds;         /* that are over: what those sleep on who wait for one */
    sys_futex inside;         /* threads; DELETING: another sleeps until there is none */
    uint32_t spins;
    uint32_t unused[3];
};

#define DELETING (1u << 31)
#define SPINS 2000 /* unless the program says how many */

_Static_assert(sizeof(struct barrier) == sizeof(SYNCHRONIZATION_BARRIER), "one for the other");

BOOL WINAPI InitializeSynchronizationBarrier(LPSYNCHRONIZATION_BARRIER user, LONG threads,
                                             LONG spins)
{
    struct barrier *barrier = (struct barrier *)(void *)user;

    if (threads <= 0 || spins < -1)
        return win32_fail(ERROR_INVALID_PARAMETER);
    *barrier = (struct barrier) {
        .total = (uint32_t)threads, .missing = (uint32_t)threads,
        .spins = spins < 0 ? SPINS : (uint32_t)spins
    };
    return TRUE;
}

static void wait_for_round(struct barrier *barrier, uint32_t round, DWORD flags)
{
    uint32_t spins = flags & SYNCHRONIZATION_BARRIER_FLAGS_BLOCK_ONLY ? 0 : barrier->spins;

    while (barrier->rounds == round) {
        if (flags & SYNCHRONIZATION_BARRIER_FLAGS_SPIN_ONLY || spins > 0) {
            spins -= spins > 0;
            YieldProcessor();
        } else {
            sys_futex_wait(&barrier->rounds, round, -1);
        }
    }
}

BOOL WINAPI EnterSynchronizationBarrier(LPSYNCHRONIZATION_BARRIER user, DWORD flags)
{
    struct barrier *barrier = (struct barrier *)(void *)user;
    uint32_t round = barrier->rounds;
    bool last;

    barrier->inside++;
    last = --barrier->missing == 0;
    if (last) {
        barrier->missing = barrier->total;
        barrier->rounds++;
        sys_futex_wake(&barrier->rounds, SYS_FUTEX_ALL);
    } else {
        wait_for_round(barrier, round, flags);
    }
    if (--barrier->inside == DELETING)
        sys_futex_wake(&barrier->inside, SYS_FUTEX_ALL);
    return last;
}

/* Who has come out of it may delete it while the others are still on their way. */
BOOL WINAPI DeleteSynchronizationBarrier(LPSYNCHRONIZATION_BARRIER user)
{
    struct barrier *barrier = (struct barrier *)(void *)user;
    uint32_t inside = atomic_fetch_or(&barrier->inside, DELETING) | DELETING;

    while (inside != DELETING) {
        sys_futex_wait(&barrier->inside, inside, -1);
        inside = barrier->inside;
    }
    return TRUE;
}
