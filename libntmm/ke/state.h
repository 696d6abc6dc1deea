// SPDX-License-Identifier: MIT
// state: what threads of any process wait on, in memory that those processes share.
#ifndef NTMM_KE_STATE_H
#define NTMM_KE_STATE_H

#include "ob/status.h"
#include "sys/robust.h"

#include <stdbool.h>
#include <stdint.h>

enum ke_kind {
    KE_NOTIFICATION = 1, /* releases all who wait, and stays signalled */
    KE_SYNCHRONIZATION,  /* releases one for each count */
    KE_MUTANT,           /* owned by a thread */
};

/*
 * Its bytes are known to other processes. A thread that waits for this alone sleeps on `gate` if it
 * is a synchronization: whoever wakes it there has given it the signal, so nobody else can take it
 * and a reset does not take it back. All others sleep on `news`, which says: look again.
 * What a reset takes from them stays promised to those who wait for any of several objects.
 */
struct ke_state {
    _Atomic uint64_t gate;  /* high half: what is signalled; the low one tells sleepers of change */
    sys_futex news;         /* bit 0: somebody sleeps here or is about to */
    uint32_t kind;          /* enum ke_kind */
    uint32_t limit;         /* of the count */
    _Atomic uint32_t depth; /* of a mutant: how often its owner has it */
    _Atomic uint32_t abandoned; /* of a mutant: a thread ended with it, in order */
    _Atomic uint32_t shared; /* of unnamed objects: others may have it (pool.c) */
    _Atomic int64_t due;    /* of a timer: when it is signalled, on the steady clock; 0: never */
    _Atomic int64_t period; /* of a timer: nanoseconds, 0: once */
    _Atomic uint64_t promises; /* of a synchronization (gate.c) */
    _Atomic uint64_t settings; /* of a timer: how often it was set or cancelled */
    uint64_t order;         /* of creation: who takes several objects does so in this order */
    struct sys_robust lock; /* of a mutant; its links are in memory of this process's own */
    uint64_t unused[2];
};

_Static_assert(sizeof(struct ke_state) == 128, "states fill slots of their own");

/* What other processes share of the state of a named object. */
#define KE_STATE_SHARED offsetof(struct ke_state, lock.links)

void ke_state_init(struct ke_state *state, enum ke_kind kind, uint32_t count, uint32_t limit);

/* Always signalled. */
extern struct ke_state ke_state_signalled;

/* --- gates: all but mutants ---------------------------------------------------------------- */

/* What was signalled or promised so far, as a mark for ke_gate_take(). */
uint64_t ke_gate_mark(const struct ke_state *state);

/*
 * A notification that was signalled since the mark counts as signalled, whatever came then; so does
 * a synchronization, for one of those who wait.
 */
bool ke_gate_take(struct ke_state *state, uint64_t mark);

/* Would ke_gate_take() take something now? */
bool ke_gate_ready(const struct ke_state *state);

/* Until it is taken; alone, and of a synchronization. STATUS_SUCCESS, STATUS_TIMEOUT. */
NTSTATUS ke_gate_wait(struct ke_state *state, int64_t deadline);

uint32_t ke_gate_count(const struct ke_state *state);

/* Signals; they return what was signalled before. */
uint32_t ke_gate_set(struct ke_state *state);
uint32_t ke_gate_reset(struct ke_state *state);
/* Releases those who wait now, and leaves it reset. */
uint32_t ke_gate_pulse(struct ke_state *state);
/* STATUS_SEMAPHORE_LIMIT_EXCEEDED: the count would be above the limit, and nothing has happened. */
NTSTATUS ke_gate_add(struct ke_state *state, uint32_t count, uint32_t *before);

/* --- news ---------------------------------------------------------------------------------- */

/* The word to sleep on if a look at the state, made after this call, finds nothing. */
struct sys_futex_wait ke_news_watch(struct ke_state *state);

void ke_news_tell(struct ke_state *state);

#endif
