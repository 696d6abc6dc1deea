// SPDX-License-Identifier: MIT
// robust: a lock in shared memory whose next owner learns that the last one died with it.
#define _GNU_SOURCE
#include "sys/robust.h"

#include <errno.h>
#include <linux/futex.h>
#include <stddef.h>
#include <time.h>

/*
 * The kernel knows the locks that a thread owns by a list that glibc keeps, so they have to be
 * glibc's. The lock's word is what the kernel defines for its robust futexes: the owner's thread
 * number, a bit for sleepers and one for a dead owner.
 */
_Static_assert(offsetof(pthread_mutex_t, __data.__lock) == 0, "the mutex starts with its word");

static sys_futex *word_of(const struct sys_robust *lock)
{
    return (sys_futex *)(uintptr_t)&lock->mutex;
}

int sys_robust_init(struct sys_robust *lock)
{
    pthread_mutexattr_t attributes;
    int result = pthread_mutexattr_init(&attributes);

    if (result)
        return -result;
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    result = pthread_mutex_init(&lock->mutex, &attributes);
    pthread_mutexattr_destroy(&attributes);
    return -result;
}

static int taken(struct sys_robust *lock, int result)
{
    if (result == EOWNERDEAD)
        pthread_mutex_consistent(&lock->mutex);
    return -result;
}

int sys_robust_try(struct sys_robust *lock)
{
    return taken(lock, pthread_mutex_trylock(&lock->mutex));
}

int sys_robust_wait(struct sys_robust *lock, int64_t deadline)
{
    struct timespec until = {
        .tv_sec = deadline / 1000000000, .tv_nsec = deadline % 1000000000
    };

    return taken(lock, deadline < 0 ? pthread_mutex_lock(&lock->mutex)
                       : pthread_mutex_clocklock(&lock->mutex, CLOCK_MONOTONIC, &until));
}

void sys_robust_release(struct sys_robust *lock)
{
    pthread_mutex_unlock(&lock->mutex);
}

int sys_robust_owner(const struct sys_robust *lock)
{
    return (int)(*word_of(lock) & FUTEX_TID_MASK);
}

bool sys_robust_is_orphan(const struct sys_robust *lock)
{
    return *word_of(lock) & FUTEX_OWNER_DIED;
}

bool sys_robust_watch(struct sys_robust *lock, struct sys_futex_wait *word)
{
    uint32_t value = *word_of(lock);

    do
        if (!(value & FUTEX_TID_MASK))
            return false;
    while (!(value & FUTEX_WAITERS) &&
           !atomic_compare_exchange_weak(word_of(lock), &value, value | FUTEX_WAITERS));
    *word = (struct sys_futex_wait) { word_of(lock), value | FUTEX_WAITERS };
    return true;
}

void sys_robust_rejoin(struct sys_robust *lock)
{
    atomic_fetch_or(word_of(lock), FUTEX_WAITERS);
}

void sys_robust_wake(struct sys_robust *lock, int count)
{
    sys_futex_wake(word_of(lock), count);
}
