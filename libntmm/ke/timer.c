// SPDX-License-Identifier: MIT
// timer: a state that is signalled at its time, by whoever looks at it then: nobody else cares.
#include "ke/timer.h"

#include "sys/clock.h"

uint64_t ke_timer_set(struct ke_state *state, int64_t due, int64_t period)
{
    uint64_t settings;

    state->due = 0;
    ke_gate_reset(state);
    state->period = period;
    settings = atomic_fetch_add(&state->settings, 1) + 1;
    state->due = due > 0 ? due : 1;
    ke_news_tell(state);
    return settings;
}

void ke_timer_cancel(struct ke_state *state)
{
    ke_timer_look(state);
    atomic_fetch_add(&state->settings, 1);
    state->due = 0;
}

/* A period that others wrote may be anything. */
int64_t ke_timer_next(int64_t due, int64_t period, int64_t now)
{
    int64_t next;

    if (period <= 0 || __builtin_add_overflow(now - (now - due) % period, period, &next))
        return 0;
    return next;
}

int64_t ke_timer_look(struct ke_state *state)
{
    int64_t due = state->due, now, next;

    if (due <= 0)
        return -1;
    now = sys_clock_steady();
    if (now < due)
        return due;
    next = ke_timer_next(due, state->period, now);
    if (atomic_compare_exchange_strong(&state->due, &due, next))
        ke_gate_set(state);
    due = state->due;
    return due > 0 ? due : -1;
}
