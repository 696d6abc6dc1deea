// SPDX-License-Identifier: MIT
// tls: a value for each thread under an index.
#include "win32/error.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

/*
 * A slot that is given away again must be zero in all threads. So a value is one only if it is as
 * old as its slot: freeing a slot begins a new age.
 */
enum { GROUP = TLS_MINIMUM_AVAILABLE, GROUPS = 17, SLOTS = GROUPS * GROUP };

_Static_assert(GROUP == 64, "a word has a bit for each slot of a group");
_Static_assert(SLOTS == 1088, "as many as Windows has");

static _Atomic uint64_t used[GROUPS];
static _Atomic uint32_t ages[SLOTS];

struct value {
    void *value;
    uint32_t age;
};

#define OF_THIS_THREAD static _Thread_local __attribute__((__tls_model__("initial-exec")))

OF_THIS_THREAD struct value *groups[GROUPS]; /* each made when it is first set */

static pthread_key_t owner; /* its destructor frees them */
static pthread_once_t owner_once = PTHREAD_ONCE_INIT;
static int owner_error;

static void free_groups(void *unused)
{
    (void)unused;
    for (int i = 0; i < GROUPS; i++) {
        free(groups[i]);
        groups[i] = NULL;
    }
}

static void make_owner(void)
{
    owner_error = pthread_key_create(&owner, free_groups);
}

static struct value *make_group(DWORD group)
{
    pthread_once(&owner_once, make_owner);
    if (owner_error || pthread_setspecific(owner, groups))
        return NULL;
    groups[group] = calloc(GROUP, sizeof *groups[group]);
    return groups[group];
}

DWORD WINAPI TlsAlloc(VOID)
{
    for (DWORD group = 0; group < GROUPS; group++) {
        uint64_t taken = used[group];

        while (~taken) {
            DWORD slot = (DWORD)__builtin_ctzll(~taken);

            if (atomic_compare_exchange_weak(&used[group], &taken, taken | UINT64_C(1) << slot))
                return group * GROUP + slot;
        }
    }
    SetLastError(ERROR_NO_MORE_ITEMS);
    return TLS_OUT_OF_INDEXES;
}

BOOL WINAPI TlsFree(DWORD index)
{
    uint64_t bit = UINT64_C(1) << index % GROUP, taken;

    if (index >= SLOTS)
        return win32_fail(ERROR_INVALID_PARAMETER);
    taken = used[index / GROUP];
    do
        if (!(taken & bit))
            return win32_fail(ERROR_INVALID_PARAMETER);
        else
            ages[index]++; /* before another can have the slot; once more does no harm */
    while (!atomic_compare_exchange_weak(&used[index / GROUP], &taken, taken & ~bit));
    return TRUE;
}

/* Neither asks whether the slot is in use: as documented, they are meant to be fast. */

LPVOID WINAPI TlsGetValue(DWORD index)
{
    const struct value *group;

    if (index >= SLOTS)
        return win32_fail_null(STATUS_INVALID_PARAMETER);
    SetLastError(ERROR_SUCCESS); /* NULL may be a value */
    group = groups[index / GROUP];
    if (!group || group[index % GROUP].age != ages[index])
        return NULL;
    return group[index % GROUP].value;
}

BOOL WINAPI TlsSetValue(DWORD index, LPVOID value)
{
    struct value *group;

    if (index >= SLOTS)
        return win32_fail(ERROR_INVALID_PARAMETER);
    group = groups[index / GROUP];
    if (!group)
        group = make_group(index / GROUP);
    if (!group)
        return win32_fail(ERROR_NOT_ENOUGH_MEMORY);
    group[index % GROUP] = (struct value) { .value = value, .age = ages[index] };
    return TRUE;
}
