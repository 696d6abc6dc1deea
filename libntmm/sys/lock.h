// SPDX-License-Identifier: MIT
// lock: the library's mutex; every lock has a place in the order that fork() takes them in.
#ifndef NTMM_SYS_LOCK_H
#define NTMM_SYS_LOCK_H

#include "sys/signal.h"

#include <pthread.h>

struct sys_lock {
    pthread_mutex_t mutex;
};

#define SYS_LOCK_INIT { PTHREAD_MUTEX_INITIALIZER }

static inline void sys_lock_acquire(struct sys_lock *lock)
{
    if (sys_signal_hold.locks++ == 0)
        pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &sys_signal_hold.cancel);
    pthread_mutex_lock(&lock->mutex);
}

static inline void sys_lock_release(struct sys_lock *lock)
{
    pthread_mutex_unlock(&lock->mutex);
    if (--sys_signal_hold.locks)
        return;
    pthread_setcancelstate(sys_signal_hold.cancel, NULL);
    if (sys_signal_hold.deferred)
        sys_signal_release();
}

#endif
