// SPDX-License-Identifier: MIT
// fls: a value for each thread under an index, and a routine that is told when it goes.
#include "win32/error.h"

#include "ps/init.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

/* There are no fibers here: each thread is one. */

enum { SLOTS = FLS_MAXIMUM_AVAILABLE };

/* Of a thread, which alone frees it; others take values out of it while they have the lock. */
struct values {
    struct values *next; /* under the lock, as the list's beginning */
    _Atomic(void *) value[SLOTS];
};

enum state { UNUSED, USED, FREED /* its values are going */ };

/* All under ps_upper_lock; a slot's routine does not change while it is in use. */
static struct {
    _Atomic int state;
    PFLS_CALLBACK_FUNCTION routine;
} slots[SLOTS] = { { .state = FREED } }; /* index 0 is never given */
static struct values *all;

static _Thread_local struct values *own __attribute__((__tls_model__("initial-exec")));

static pthread_key_t owner; /* its destructor runs when a thread ends */
static pthread_once_t owner_once = PTHREAD_ONCE_INIT;
static int owner_error;

/* --- the end of a value -------------------------------------------------------------------- */

/* No lock is held: the routine is the program's. */
static void tell(DWORD index, void *value)
{
    if (value && slots[index].routine)
        slots[index].routine(value);
}

static void give_up_all(struct values *values)
{
    for (DWORD index = 0; index < SLOTS; index++)
        tell(index, atomic_exchange(&values->value[index], NULL));
}

static void end_thread(void *context)
{
    struct values *values = context, **link = &all;

    give_up_all(values);
    sys_lock_acquire(&ps_upper_lock);
    while (*link != values)
        link = &(*link)->next;
    *link = values->next;
    sys_lock_release(&ps_upper_lock);
    own = NULL;
    free(values);
}

static void end_process(void)
{
    if (own)
        give_up_all(own);
}

/* The other threads are not here, and what they had was theirs. */
static void fork_child(void)
{
    while (all) {
        struct values *each = all;

        all = each->next;
        if (each != own)
            free(each);
    }
    all = own;
    if (own)
        own->next = NULL;
}

static void make_owner(void)
{
    owner_error = pthread_key_create(&owner, end_thread);
    if (!owner_error)
        owner_error = pthread_atfork(NULL, NULL, fork_child);
    if (!owner_error)
        owner_error = atexit(end_process);
}

/* --- slots --------------------------------------------------------------------------------- */

DWORD WINAPI FlsAlloc(PFLS_CALLBACK_FUNCTION routine)
{
    DWORD index = 0;

    pthread_once(&owner_once, make_owner);
    sys_lock_acquire(&ps_upper_lock);
    while (index < SLOTS && slots[index].state != UNUSED)
        index++;
    if (index < SLOTS) {
        slots[index].routine = routine;
        slots[index].state = USED;
    }
    sys_lock_release(&ps_upper_lock);
    if (index < SLOTS)
        return index;
    SetLastError(ERROR_NO_MORE_ITEMS);
    return FLS_OUT_OF_INDEXES;
}

static bool is_used(DWORD index)
{
    return index < SLOTS && slots[index].state == USED;
}

/* Takes somebody's value under an index; NULL: there is none any more. */
static void *take_value(DWORD index)
{
    void *value = NULL;

    sys_lock_acquire(&ps_upper_lock);
    for (struct values *values = all; values && !value; values = values->next)
        value = atomic_exchange(&values->value[index], NULL);
    sys_lock_release(&ps_upper_lock);
    return value;
}

BOOL WINAPI FlsFree(DWORD index)
{
    int before = USED;
    void *value;

    if (index >= SLOTS || !atomic_compare_exchange_strong(&slots[index].state, &before, FREED))
        return win32_fail(ERROR_INVALID_PARAMETER);
    while ((value = take_value(index)))
        tell(index, value);
    slots[index].state = UNUSED;
    return TRUE;
}

/* --- values -------------------------------------------------------------------------------- */

static struct values *make_own(void)
{
    struct values *values = owner_error ? NULL : calloc(1, sizeof *values);

    if (!values)
        return NULL;
    if (pthread_setspecific(owner, values)) {
        free(values);
        return NULL;
    }
    sys_lock_acquire(&ps_upper_lock);
    values->next = all;
    all = values;
    sys_lock_release(&ps_upper_lock);
    own = values;
    return values;
}

PVOID WINAPI FlsGetValue(DWORD index)
{
    if (!is_used(index))
        return win32_fail_null(STATUS_INVALID_PARAMETER);
    SetLastError(ERROR_SUCCESS); /* NULL may be a value */
    return own ? own->value[index] : NULL;
}

BOOL WINAPI FlsSetValue(DWORD index, PVOID value)
{
    if (!is_used(index))
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (!own && !make_own())
        return win32_fail(ERROR_NOT_ENOUGH_MEMORY);
    own->value[index] = value;
    return TRUE;
}
