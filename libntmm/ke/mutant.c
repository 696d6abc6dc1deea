// SPDX-License-Identifier: MIT
// mutant: an object that a thread owns, and that tells the next owner when it died.
#include "ke/mutant.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>

/*
 * What this thread owns. The list keeps the memory: a thread that ended with a mutant of which no
 * handle is left had it in use until then. Ending, it abandons them itself, since it takes their
 * memory along; for a process that ends the kernel does so.
 */
static _Thread_local struct ke_dispatcher *owned __attribute__((__tls_model__("initial-exec")));

static pthread_key_t owner;
static pthread_once_t owner_once = PTHREAD_ONCE_INIT;

static void disown(struct ke_dispatcher *mutant)
{
    struct ke_dispatcher **link = &owned;

    while (*link != mutant)
        link = &(*link)->next;
    *link = mutant->next;
}

static void release(struct ke_dispatcher *mutant)
{
    struct ke_state *state = mutant->state;

    disown(mutant);
    state->depth = 0;
    sys_robust_release(&state->lock);
    if (state->news & 1) {
        ke_news_tell(state);
        sys_robust_wake(&state->lock, SYS_FUTEX_ALL);
    }
    ob_object_dereference(&mutant->object);
}

void ke_mutant_abandon_all(void)
{
    while (owned) {
        owned->state->abandoned = true;
        release(owned);
    }
}

/*
 * What else runs at a thread's end may release some yet, so they are abandoned late; not in the
 * last round, for the first one may be taken in the first round.
 */
static void at_end(void *unused)
{
    static _Thread_local int rounds __attribute__((__tls_model__("initial-exec")));

    (void)unused;
    if (++rounds < PTHREAD_DESTRUCTOR_ITERATIONS - 1)
        pthread_setspecific(owner, &owned);
    else
        ke_mutant_abandon_all();
}

static void make_owner(void)
{
    pthread_key_create(&owner, at_end);
}

/* The lock is this thread's, by `result`. */
static NTSTATUS own(struct ke_dispatcher *mutant, int result)
{
    bool abandoned = atomic_exchange(&mutant->state->abandoned, false) || result == -EOWNERDEAD;

    mutant->state->depth = 1;
    pthread_once(&owner_once, make_owner);
    pthread_setspecific(owner, &owned);
    ob_object_reference(&mutant->object);
    mutant->next = owned;
    owned = mutant;
    return abandoned ? STATUS_ABANDONED : STATUS_SUCCESS;
}

bool ke_mutant_is_own(const struct ke_dispatcher *mutant)
{
    const struct ke_dispatcher *each = owned;

    while (each && each != mutant)
        each = each->next;
    return each != NULL;
}

static NTSTATUS deepen(struct ke_dispatcher *mutant)
{
    if (mutant->state->depth == (uint32_t)INT32_MAX + 1)
        return STATUS_MUTANT_LIMIT_EXCEEDED;
    mutant->state->depth++;
    return STATUS_SUCCESS;
}

bool ke_mutant_ready(const struct ke_dispatcher *mutant)
{
    return sys_robust_owner(&mutant->state->lock) == 0 || ke_mutant_is_own(mutant);
}

NTSTATUS ke_mutant_wait(struct ke_dispatcher *mutant, int64_t deadline)
{
    int result;

    if (ke_mutant_is_own(mutant))
        return deepen(mutant);
    result = sys_robust_wait(&mutant->state->lock, deadline);
    if (result == 0 || result == -EOWNERDEAD)
        return own(mutant, result);
    return result == -ETIMEDOUT ? STATUS_TIMEOUT : ob_status(result);
}

NTSTATUS ke_mutant_try(struct ke_dispatcher *mutant)
{
    int result;

    if (ke_mutant_is_own(mutant))
        return deepen(mutant);
    result = sys_robust_try(&mutant->state->lock);
    if (result == 0 || result == -EOWNERDEAD)
        return own(mutant, result);
    return result == -EBUSY ? STATUS_TIMEOUT : ob_status(result);
}

bool ke_mutant_is_abandoned(const struct ke_dispatcher *mutant)
{
    return mutant->state->abandoned || sys_robust_is_orphan(&mutant->state->lock);
}

LONG ke_mutant_count(const struct ke_dispatcher *mutant)
{
    return sys_robust_owner(&mutant->state->lock) ? 1 - (LONG)mutant->state->depth : 1;
}

NTSTATUS ke_mutant_release(struct ke_dispatcher *mutant, LONG *before)
{
    if (!ke_mutant_is_own(mutant))
        return STATUS_MUTANT_NOT_OWNED;
    *before = 1 - (LONG)mutant->state->depth;
    if (mutant->state->depth > 1)
        mutant->state->depth--;
    else
        release(mutant);
    return STATUS_SUCCESS;
}

void ke_mutant_fork_child(void)
{
    sys_robust_fork_child();
    while (owned) {
        struct ke_dispatcher *mutant = owned;

        owned = mutant->next;
        ob_object_dereference(&mutant->object);
    }
}
