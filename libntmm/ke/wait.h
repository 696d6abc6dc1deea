// SPDX-License-Identifier: MIT
// wait: threads wait for objects.
#ifndef NTMM_KE_WAIT_H
#define NTMM_KE_WAIT_H

#include "ke/apc.h"
#include "ke/state.h"
#include "ob/object.h"

enum { KE_WAIT_MOST = MAXIMUM_WAIT_OBJECTS };

/* What a thread waits for. */
struct ke_wait_object {
    struct ob_object *object;
    struct ke_state *state; /* as its type's `waits` tells */
};

/*
 * Waits for one of the objects, or with `all` for all of them, until the deadline on the steady
 * clock; negative: for ever; 0: only looks. STATUS_WAIT_0 + the index of the object (with `all`:
 * STATUS_WAIT_0), STATUS_ABANDONED_WAIT_0 + the same, STATUS_TIMEOUT, STATUS_NO_MEMORY,
 * STATUS_MUTANT_LIMIT_EXCEEDED.
 *
 * `apcs`, the thread's own, unless NULL: as long as there is something in it and nothing to take,
 * STATUS_USER_APC; the caller delivers. Then `count` may be 0.
 *
 * One differs from Windows: taking all is a step for each object, in an order that is the same for
 * everybody. Who looks at them in between can find one taken that is given back a moment later, when
 * another is not to be had any more.
 */
NTSTATUS ke_wait(const struct ke_wait_object *objects, unsigned count, bool all, int64_t deadline,
                 struct ke_apc_queue *apcs);

/* Signals what can be: an event, a mutant or a semaphore. STATUS_OBJECT_TYPE_MISMATCH. */
NTSTATUS ke_signal(struct ob_object *object);

#endif
