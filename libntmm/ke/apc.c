// SPDX-License-Identifier: MIT
// apc: what a thread is asked to call when it next waits so that it can be alerted.
#include "ke/apc.h"

#include "ke/timer.h"
#include "sys/clock.h"
#include "sys/lock.h"

#include <stdlib.h>

struct ke_apc {
    struct ke_apc *next;
    PNTAPCFUNC routine;
    PVOID arguments[3];
};

/* Nobody need tell the thread when a timer is due: it knows, and has slept until then. */
struct ke_apc_timer {
    struct ke_apc_timer *next;
    struct ke_dispatcher *timer; /* with a reference */
    uint64_t settings;           /* the timer's, when it was set so */
    int64_t due, period;
    PTIMER_APC_ROUTINE routine;
    PVOID context;
};

static struct sys_lock queues_lock = SYS_LOCK_INIT; /* protects what all threads are asked for */

NTSTATUS ke_apc_queue(struct ke_apc_queue *queue, PNTAPCFUNC routine, PVOID first, PVOID second,
                      PVOID third)
{
    struct ke_apc *apc = malloc(sizeof *apc), **end = &queue->first;
    bool over;

    if (!apc)
        return STATUS_NO_MEMORY;
    *apc = (struct ke_apc) { .routine = routine, .arguments = { first, second, third } };
    sys_lock_acquire(&queues_lock);
    over = queue->over;
    while (*end)
        end = &(*end)->next;
    if (!over)
        *end = apc;
    sys_lock_release(&queues_lock);
    if (over) {
        free(apc);
        return STATUS_UNSUCCESSFUL;
    }
    queue->news++;
    sys_futex_wake(&queue->news, 1);
    return STATUS_SUCCESS;
}

/* The first one, taken out; NULL: there is none. */
static struct ke_apc *take_first(struct ke_apc_queue *queue)
{
    struct ke_apc *apc;

    sys_lock_acquire(&queues_lock);
    apc = queue->first;
    if (apc)
        queue->first = apc->next;
    sys_lock_release(&queues_lock);
    return apc;
}

/* --- timers -------------------------------------------------------------------------------- */

static bool is_stale(const struct ke_apc_timer *each)
{
    return each->due == 0 || each->timer->state->settings != each->settings ||
           atomic_load(&each->timer->object.handles) == 0;
}

static void forget(struct ke_apc_timer **link)
{
    struct ke_apc_timer *timer = *link;

    *link = timer->next;
    ob_object_dereference(&timer->timer->object);
    free(timer);
}

/* The one that is due next; NULL: none. Forgets those that concern the thread no more. */
static struct ke_apc_timer *next_timer(struct ke_apc_queue *queue)
{
    struct ke_apc_timer **link = &queue->timers, *found = NULL;

    while (*link)
        if (is_stale(*link)) {
            forget(link);
        } else {
            if (!found || (*link)->due < found->due)
                found = *link;
            link = &(*link)->next;
        }
    return found;
}

NTSTATUS ke_apc_set_timer(struct ke_apc_queue *queue, struct ke_dispatcher *timer, int64_t due,
                          int64_t period, PTIMER_APC_ROUTINE routine, PVOID context)
{
    struct ke_apc_timer *made = malloc(sizeof *made);

    if (!made)
        return STATUS_NO_MEMORY;
    ob_object_reference(&timer->object);
    *made = (struct ke_apc_timer) {
        .next = queue->timers, .timer = timer, .due = due, .period = period,
        .routine = routine, .context = context,
        .settings = ke_timer_set(timer->state, due, period),
    };
    queue->timers = made;
    next_timer(queue); /* what was set before */
    return STATUS_SUCCESS;
}

/* Tells the moment when it was due. False: none is due. */
static bool call_timer(struct ke_apc_queue *queue)
{
    struct ke_apc_timer *timer = next_timer(queue), due;
    int64_t now = sys_clock_steady(), moment;

    if (!timer || timer->due > now)
        return false;
    ke_timer_look(timer->timer->state); /* what is called finds it signalled */
    due = *timer;
    timer->due = ke_timer_next(due.due, due.period, now);
    moment = sys_clock_units(sys_clock_time() - (now - due.due));
    due.routine(due.context, (ULONG)moment, (LONG)(moment >> 32));
    return true;
}

/* --- the thread's own ---------------------------------------------------------------------- */

struct sys_futex_wait ke_apc_watch(struct ke_apc_queue *queue)
{
    return (struct sys_futex_wait) { &queue->news, queue->news };
}

int64_t ke_apc_due(struct ke_apc_queue *queue)
{
    struct ke_apc_timer *timer = next_timer(queue);

    return timer ? timer->due : -1;
}

bool ke_apc_pending(struct ke_apc_queue *queue)
{
    int64_t due = ke_apc_due(queue);
    bool asked;

    sys_lock_acquire(&queues_lock);
    asked = queue->first != NULL;
    sys_lock_release(&queues_lock);
    return asked || (due >= 0 && due <= sys_clock_steady());
}

/* A routine need not return: it may jump out of here. */
static bool call_first(struct ke_apc_queue *queue)
{
    struct ke_apc *first = take_first(queue), apc;

    if (!first)
        return false;
    apc = *first;
    free(first);
    apc.routine(apc.arguments[0], apc.arguments[1], apc.arguments[2]);
    return true;
}

void ke_apc_deliver(struct ke_apc_queue *queue)
{
    while (call_first(queue) || call_timer(queue))
        ;
}

static void drop(struct ke_apc_queue *queue)
{
    struct ke_apc *apc;

    while ((apc = take_first(queue)))
        free(apc);
    while (queue->timers)
        forget(&queue->timers);
}

void ke_apc_end(struct ke_apc_queue *queue)
{
    sys_lock_acquire(&queues_lock);
    queue->over = true;
    sys_lock_release(&queues_lock);
    for (struct ke_apc_timer *each = queue->timers; each; each = each->next)
        if (!is_stale(each))
            ke_timer_cancel(each->timer->state);
    drop(queue);
}

void ke_apc_fork_prepare(void)
{
    sys_lock_acquire(&queues_lock);
}

void ke_apc_fork_done(void)
{
    sys_lock_release(&queues_lock);
}

void ke_apc_fork_child(struct ke_apc_queue *queue, bool lives)
{
    queue->over = !lives;
    drop(queue);
}
