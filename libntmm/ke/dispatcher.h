// SPDX-License-Identifier: MIT
// dispatcher: the objects that are nothing but a state to wait on: events, mutants, semaphores and
// timers; named ones have it in the file of their name.
#ifndef NTMM_KE_DISPATCHER_H
#define NTMM_KE_DISPATCHER_H

#include "ke/state.h"
#include "ob/object.h"

struct ke_dispatcher {
    struct ob_object object;
    struct ke_state *state;
    bool mapped;                /* a page of its own, else a slot of the pool */
    bool born_owned;            /* a mutant that is its maker's before others can see its name */
    struct ke_dispatcher *next; /* of a mutant: among those that its owner has */
};

/* The right to ask for an event's or a semaphore's state, which the headers give no name. */
#define KE_QUERY_STATE 0x0001

extern const struct ob_type ke_event_type, ke_semaphore_type, ke_timer_type;

/* With one reference, the caller's. */
NTSTATUS ke_dispatcher_create(const struct ob_type *type, enum ke_kind kind, uint32_t count,
                              uint32_t limit, struct ke_dispatcher **made);

/* Once, before any thread runs. */
void ke_dispatcher_init(void);

#endif
