// SPDX-License-Identifier: MIT
// wait: threads wait for objects.
#include "ke/wait.h"

#include "ke/dispatcher.h"
#include "ke/mutant.h"
#include "ke/timer.h"
#include "sys/clock.h"

#include <errno.h>

/* A wait under way. */
struct waiting {
    const struct ke_wait_object *objects;
    unsigned count;
    uint64_t marks[KE_WAIT_MOST];
    int64_t deadline;
    struct ke_apc_queue *apcs; /* NULL: it is not to be alerted */
    uint8_t turns[KE_WAIT_MOST]; /* of all: which comes first, which next, the same for everybody */
    bool slept; /* on mutants' words, among others */
};

/* The objects' words, and that of the queue. */
enum { WORDS_MOST = KE_WAIT_MOST + 1 };

static struct ke_dispatcher *mutant_of(const struct ke_wait_object *each)
{
    return each->object->type == &ke_mutant_type ? (struct ke_dispatcher *)each->object : NULL;
}

static bool is_timer(const struct ke_wait_object *each)
{
    return each->object->type == &ke_timer_type;
}

/* STATUS_TIMEOUT: it is not signalled. */
static NTSTATUS take(const struct ke_wait_object *each, uint64_t mark)
{
    struct ke_dispatcher *mutant = mutant_of(each);

    if (mutant)
        return ke_mutant_try(mutant);
    if (is_timer(each))
        ke_timer_look(each->state);
    return ke_gate_take(each->state, mark) ? STATUS_SUCCESS : STATUS_TIMEOUT;
}

static bool is_ready(const struct ke_wait_object *each)
{
    struct ke_dispatcher *mutant = mutant_of(each);

    if (mutant)
        return ke_mutant_ready(mutant);
    if (is_timer(each))
        ke_timer_look(each->state);
    return ke_gate_ready(each->state);
}

/* Not as if it had been signalled: nobody who waits for news of it has missed any. */
static void give_back(const struct ke_wait_object *each, NTSTATUS taken)
{
    struct ke_dispatcher *mutant = mutant_of(each);
    uint32_t before;
    LONG depth;

    if (mutant && taken == STATUS_ABANDONED)
        mutant->state->abandoned = true; /* for the next one to be told */
    if (mutant)
        ke_mutant_release(mutant, &depth);
    else if (each->state->kind == KE_SYNCHRONIZATION)
        ke_gate_add(each->state, 1, &before);
}

/* --- sleeping ------------------------------------------------------------------------------ */

/* Who slept on a mutant's word may have been the one that was woken for it. */
static void pass_on(const struct waiting *waiting, unsigned taken)
{
    if (!waiting->slept)
        return;
    for (unsigned i = 0; i < waiting->count; i++) {
        struct ke_dispatcher *mutant = mutant_of(&waiting->objects[i]);

        if (mutant && i == taken)
            sys_robust_rejoin(&mutant->state->lock);
        else if (mutant)
            sys_robust_wake(&mutant->state->lock, 1);
    }
}

static int64_t earlier(int64_t one, int64_t other)
{
    return one < 0 ? other : other < 0 ? one : one < other ? one : other;
}

/*
 * Before the look that decides whether to sleep: from now on news change the words. When a timer is
 * due is part of that look.
 */
static void watch_news(const struct waiting *waiting, struct sys_futex_wait *words)
{
    for (unsigned i = 0; i < waiting->count; i++)
        words[i] = ke_news_watch(waiting->objects[i].state);
    if (waiting->apcs)
        words[waiting->count] = ke_apc_watch(waiting->apcs);
}

static bool is_alerted(const struct waiting *waiting)
{
    return waiting->apcs && ke_apc_pending(waiting->apcs);
}

/* 0: look again; -ETIMEDOUT; -ENOMEM. */
static int sleep_on(struct waiting *waiting, struct sys_futex_wait *words)
{
    int64_t until = waiting->deadline;
    unsigned count = waiting->count;
    int result;

    for (unsigned i = 0; i < waiting->count; i++) {
        const struct ke_wait_object *each = &waiting->objects[i];
        struct ke_dispatcher *mutant = mutant_of(each);

        if (mutant && !sys_robust_watch(&mutant->state->lock, &words[i]))
            return 0;
        waiting->slept |= mutant != NULL;
        if (is_timer(each))
            until = earlier(until, ke_timer_look(each->state));
    }
    if (waiting->apcs) {
        until = earlier(until, ke_apc_due(waiting->apcs));
        count++;
    }
    result = count == 1 ? sys_futex_wait(words[0].word, words[0].value, until)
                        : sys_futex_wait_any(words, count, until);
    if (result == -ETIMEDOUT && until != waiting->deadline)
        return 0;
    return result >= 0 || result == -EAGAIN || result == -EINTR ? 0 : result;
}

/* --- one of them --------------------------------------------------------------------------- */

static NTSTATUS take_first(const struct waiting *waiting, unsigned *index)
{
    NTSTATUS status = STATUS_TIMEOUT;

    for (*index = 0; *index < waiting->count && status == STATUS_TIMEOUT; *index += 1)
        status = take(&waiting->objects[*index], waiting->marks[*index]);
    *index -= status != STATUS_TIMEOUT;
    return status == STATUS_TIMEOUT && is_alerted(waiting) ? STATUS_USER_APC : status;
}

static NTSTATUS with_index(NTSTATUS status, unsigned index)
{
    return status == STATUS_SUCCESS || status == STATUS_ABANDONED ? status + (NTSTATUS)index
                                                                  : status;
}

static NTSTATUS wait_for_any(struct waiting *waiting)
{
    struct sys_futex_wait words[WORDS_MOST];
    unsigned index;
    NTSTATUS status = take_first(waiting, &index);
    int result = 0;

    while (status == STATUS_TIMEOUT && result == 0 && waiting->deadline != 0) {
        watch_news(waiting, words);
        status = take_first(waiting, &index);
        if (status == STATUS_TIMEOUT)
            result = sleep_on(waiting, words);
        if (status == STATUS_TIMEOUT)
            status = take_first(waiting, &index);
    }
    pass_on(waiting, index);
    if (status == STATUS_TIMEOUT && result != 0 && result != -ETIMEDOUT)
        return ob_status(result);
    return with_index(status, index);
}

/* --- all of them --------------------------------------------------------------------------- */

static void set_turns(struct waiting *waiting)
{
    for (unsigned i = 0; i < waiting->count; i++) {
        unsigned at = i;

        for (; at > 0 && waiting->objects[waiting->turns[at - 1]].state->order >
                         waiting->objects[i].state->order; at--)
            waiting->turns[at] = waiting->turns[at - 1];
        waiting->turns[at] = (uint8_t)i;
    }
}

static NTSTATUS nothing_taken(const struct waiting *waiting)
{
    return is_alerted(waiting) ? STATUS_USER_APC : STATUS_TIMEOUT;
}

/*
 * Takes all, or none: STATUS_TIMEOUT, with the index of one that is not signalled. Of those who
 * want the same, one has the first of them and gets the others.
 */
static NTSTATUS take_all(const struct waiting *waiting, unsigned *index)
{
    NTSTATUS status = STATUS_SUCCESS, each = STATUS_SUCCESS, taken[KE_WAIT_MOST];
    unsigned turn;

    for (*index = 0; *index < waiting->count; *index += 1)
        if (!is_ready(&waiting->objects[*index]))
            return nothing_taken(waiting);
    for (turn = 0; turn < waiting->count; turn++) {
        *index = waiting->turns[turn];
        each = take(&waiting->objects[*index], ke_gate_mark(waiting->objects[*index].state));
        taken[turn] = each;
        if (each == STATUS_ABANDONED)
            status = each;
        else if (each != STATUS_SUCCESS)
            break;
    }
    if (turn == waiting->count)
        return status;
    while (turn-- > 0)
        give_back(&waiting->objects[waiting->turns[turn]], taken[turn]);
    return each == STATUS_TIMEOUT ? nothing_taken(waiting) : each;
}

/* Sleeps on the one that is missing, as long as it is. */
static int sleep_on_one(const struct waiting *waiting, unsigned index)
{
    struct sys_futex_wait words[2];
    struct waiting one = {
        .objects = &waiting->objects[index], .count = 1, .deadline = waiting->deadline,
        .apcs = waiting->apcs
    };
    int result = 0;

    watch_news(&one, words);
    if (!is_ready(one.objects) && !is_alerted(&one))
        result = sleep_on(&one, words);
    pass_on(&one, 1);
    return result;
}

static NTSTATUS wait_for_all(struct waiting *waiting)
{
    unsigned index;
    NTSTATUS status;
    int result = 0;

    set_turns(waiting);
    status = take_all(waiting, &index);
    while (status == STATUS_TIMEOUT && result == 0 && waiting->deadline != 0) {
        result = sleep_on_one(waiting, index);
        status = take_all(waiting, &index);
    }
    if (status == STATUS_TIMEOUT && result != 0 && result != -ETIMEDOUT)
        return ob_status(result);
    return status;
}

/* One that has a word of its own to sleep on. */
static NTSTATUS wait_for_one(const struct ke_wait_object *object, int64_t deadline)
{
    struct ke_dispatcher *mutant = mutant_of(object);
    NTSTATUS status;

    if (!mutant)
        return ke_gate_wait(object->state, deadline);
    status = ke_mutant_try(mutant);
    return status == STATUS_TIMEOUT ? ke_mutant_wait(mutant, deadline) : status;
}

NTSTATUS ke_wait(const struct ke_wait_object *objects, unsigned count, bool all, int64_t deadline,
                 struct ke_apc_queue *apcs)
{
    struct waiting waiting = {
        .objects = objects, .count = count, .deadline = deadline, .apcs = apcs
    };

    if (count == 1 && deadline != 0 && !apcs && !is_timer(objects) &&
        objects->state->kind != KE_NOTIFICATION)
        return wait_for_one(objects, deadline);
    for (unsigned i = 0; i < count; i++)
        waiting.marks[i] = mutant_of(&objects[i]) ? 0 : ke_gate_mark(objects[i].state);
    return all && count > 1 ? wait_for_all(&waiting) : wait_for_any(&waiting);
}

NTSTATUS ke_signal(struct ob_object *object)
{
    struct ke_dispatcher *dispatcher = (struct ke_dispatcher *)object;
    uint32_t before;
    LONG depth;

    if (object->type == &ke_mutant_type)
        return ke_mutant_release(dispatcher, &depth);
    if (object->type == &ke_semaphore_type)
        return ke_gate_add(dispatcher->state, 1, &before);
    if (object->type != &ke_event_type)
        return STATUS_OBJECT_TYPE_MISMATCH;
    ke_gate_set(dispatcher->state);
    return STATUS_SUCCESS;
}
