// SPDX-License-Identifier: MIT
// timer: a state that is signalled at its time, by whoever looks at it then: nobody else cares.
#ifndef NTMM_KE_TIMER_H
#define NTMM_KE_TIMER_H

#include "ke/state.h"

/*
 * `due` on the steady clock, `period` in nanoseconds or 0. Not signalled until then. It counts as
 * set so until state->settings is another than what this returns.
 */
uint64_t ke_timer_set(struct ke_state *state, int64_t due, int64_t period);

/* It stays signalled if it is. */
void ke_timer_cancel(struct ke_state *state);

/* When it is due after `due`, on which or after which is `now`; 0: never. */
int64_t ke_timer_next(int64_t due, int64_t period, int64_t now);

/* Signals the timer if it is time; when to look again on the steady clock, or -1: never. */
int64_t ke_timer_look(struct ke_state *state);

#endif
