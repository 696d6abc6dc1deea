// SPDX-License-Identifier: MIT
// gate: signalling and taking what is signalled, without locks.
#include "ke/state.h"

#include "sys/clock.h"

#include <errno.h>

/*
 * A synchronization's gate holds the count in its high half. The low half is the word to sleep on:
 * who is about to sleep takes a ticket, that is, changes the word, and sets the SLEEPERS bit. Who
 * signals finds the bit and wakes: who was asleep has been given the signal. Nobody was? Then the
 * count says so in one step with clearing the bit, which fails if a ticket was taken meanwhile, and
 * has those who are on their way to sleep look again. SLEEPERS set means that the count is 0.
 *
 * A notification's gate is 0 or 1 in the lowest bit of the high half; above it the times that it
 * was signalled are counted.
 *
 * Who waits for any of several objects cannot be given a signal: it has to come and take it. Where
 * a reset is faster, the signal becomes a promise. The high half of `promises` numbers them; bit i
 * of the low half says that i promises before the last one is one that nobody has taken. A promise
 * is for who began to wait before it was made: often nobody.
 */
#define SLEEPERS UINT64_C(1)
#define TICKET UINT64_C(2)
#define ONE (UINT64_C(1) << 32)
#define LOW UINT64_C(0xffffffff)
#define SIGNALLED ONE
#define TIMES (ONE << 1)
#define PROMISES 32 /* that are remembered */

static sys_futex *word_of(struct ke_state *state)
{
    _Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the low half comes first");
    return (sys_futex *)(void *)&state->gate;
}

static uint64_t count_of(uint64_t gate)
{
    return gate >> 32;
}

/* The next ticket; after the last one comes the first, not a count. */
static uint64_t with_ticket(uint64_t gate)
{
    return (gate & ~LOW) | ((gate + TICKET) & LOW);
}

void ke_state_init(struct ke_state *state, enum ke_kind kind, uint32_t count, uint32_t limit)
{
    *state = (struct ke_state) {
        .gate = count * ONE, .kind = kind, .limit = limit, .order = (uint64_t)sys_clock_steady()
    };
}

struct ke_state ke_state_signalled = { .gate = SIGNALLED, .kind = KE_NOTIFICATION, .limit = 1 };

uint32_t ke_gate_count(const struct ke_state *state)
{
    uint64_t count = count_of(state->gate);

    return (uint32_t)(state->kind == KE_NOTIFICATION ? count & 1 : count);
}

bool ke_gate_ready(const struct ke_state *state)
{
    return ke_gate_count(state) != 0;
}

uint64_t ke_gate_mark(const struct ke_state *state)
{
    return state->kind == KE_NOTIFICATION ? state->gate / TIMES : state->promises >> 32;
}

static void promise(struct ke_state *state)
{
    uint64_t promises = state->promises;

    while (!atomic_compare_exchange_weak(&state->promises, &promises,
                                         (((promises >> 32) + 1) << 32) |
                                         ((promises << 1 | 1) & LOW)))
        ;
    ke_news_tell(state);
}

/* The oldest of those that were made since the mark. */
static bool take_promise(struct ke_state *state, uint64_t mark)
{
    uint64_t promises = state->promises, since, open;

    do {
        since = ((promises >> 32) - mark) & LOW;
        open = promises & (since < PROMISES ? (UINT64_C(1) << since) - 1 : LOW);
        if (!open)
            return false;
    } while (!atomic_compare_exchange_weak(
        &state->promises, &promises, promises & ~(UINT64_C(1) << (63 - __builtin_clzll(open)))));
    return true;
}

bool ke_gate_take(struct ke_state *state, uint64_t mark)
{
    uint64_t gate = state->gate;

    if (state->kind == KE_NOTIFICATION)
        return (gate & SIGNALLED) || gate / TIMES != mark;
    do
        if (count_of(gate) == 0)
            return take_promise(state, mark);
    while (!atomic_compare_exchange_weak(&state->gate, &gate, gate - ONE));
    return true;
}

NTSTATUS ke_gate_wait(struct ke_state *state, int64_t deadline)
{
    uint64_t gate, ticket;
    int result;

    for (;;) {
        gate = state->gate;
        if (count_of(gate)) {
            if (atomic_compare_exchange_weak(&state->gate, &gate, gate - ONE))
                return STATUS_SUCCESS;
            continue;
        }
        ticket = with_ticket(gate) | SLEEPERS;
        if (!atomic_compare_exchange_weak(&state->gate, &gate, ticket))
            continue;
        result = sys_futex_wait(word_of(state), (uint32_t)ticket, deadline);
        if (result == 0)
            return STATUS_SUCCESS;
        if (result == -ETIMEDOUT)
            return STATUS_TIMEOUT;
        if (result != -EAGAIN && result != -EINTR)
            return ob_status(result);
    }
}

NTSTATUS ke_gate_add(struct ke_state *state, uint32_t count, uint32_t *before)
{
    uint64_t gate, room;
    uint32_t woken = 0;

    for (;;) {
        gate = state->gate;
        room = state->limit - count_of(gate);
        if (!woken)
            *before = (uint32_t)count_of(gate);
        if (count - woken > room && !woken)
            return STATUS_SEMAPHORE_LIMIT_EXCEEDED;
        if (gate & SLEEPERS) {
            /* from here on nobody falls asleep by a ticket that was taken before */
            if (!atomic_compare_exchange_weak(&state->gate, &gate, with_ticket(gate)))
                continue;
            gate = with_ticket(gate);
            woken += (uint32_t)sys_futex_wake(word_of(state), (int)(count - woken));
        }
        if (woken == count)
            return STATUS_SUCCESS;
        if (count - woken < room) /* others may have signalled too since some were woken */
            room = count - woken;
        if (atomic_compare_exchange_weak(&state->gate, &gate, (gate & ~SLEEPERS) + room * ONE))
            break;
    }
    ke_news_tell(state);
    return STATUS_SUCCESS;
}

/* A notification's new state, once; who waits has been released by it. */
static uint32_t notify(struct ke_state *state, uint64_t signalled)
{
    uint64_t gate = state->gate;

    while (!atomic_compare_exchange_weak(&state->gate, &gate,
                                         ((gate & ~SIGNALLED) + TIMES) | signalled))
        ;
    ke_news_tell(state);
    return gate & SIGNALLED ? 1 : 0;
}

uint32_t ke_gate_set(struct ke_state *state)
{
    uint32_t before;

    if (state->kind == KE_NOTIFICATION)
        return notify(state, SIGNALLED);
    return NT_SUCCESS(ke_gate_add(state, 1, &before)) ? before : 1;
}

uint32_t ke_gate_reset(struct ke_state *state)
{
    uint64_t gate = state->gate, after;

    do
        after = state->kind == KE_NOTIFICATION ? gate & ~SIGNALLED : gate & LOW;
    while (!atomic_compare_exchange_weak(&state->gate, &gate, after));
    if (state->kind == KE_SYNCHRONIZATION && count_of(gate))
        promise(state);
    return (uint32_t)count_of(gate) & (state->kind == KE_NOTIFICATION ? 1 : UINT32_MAX);
}

uint32_t ke_gate_pulse(struct ke_state *state)
{
    if (state->kind == KE_NOTIFICATION)
        return notify(state, 0);
    if (!(state->gate & SLEEPERS) || !sys_futex_wake(word_of(state), 1))
        promise(state);
    return ke_gate_reset(state);
}

struct sys_futex_wait ke_news_watch(struct ke_state *state)
{
    return (struct sys_futex_wait) { &state->news, atomic_fetch_or(&state->news, 1) | 1 };
}

void ke_news_tell(struct ke_state *state)
{
    uint32_t news = state->news;

    if (!(news & 1))
        return;
    while (news & 1 && !atomic_compare_exchange_weak(&state->news, &news, (news + 2) & ~1u))
        ;
    sys_futex_wake(&state->news, SYS_FUTEX_ALL);
}
