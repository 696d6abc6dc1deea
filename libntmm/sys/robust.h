// SPDX-License-Identifier: MIT
// robust: a lock in shared memory whose next owner learns that the last one died with it.
#ifndef NTMM_SYS_ROBUST_H
#define NTMM_SYS_ROBUST_H

#include "sys/futex.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The kernel finds the locks that a dead thread owned by a list through them, whose links have to
 * lie so far behind each lock's word. Who can write into the links of another process can make it
 * write anywhere: where not all who share the word are to be trusted, it lies at the end of a
 * shared page, and the links in a private one behind it.
 *
 * All zero: free. Not to be unmapped while a thread of this process owns it.
 */
struct sys_robust {
    sys_futex word;
    uint32_t unused[5];
    struct sys_robust_links { /* the owner's */
        void *previous, *next;
    } links;
};

/* 0: it is this thread's now; -EOWNERDEAD: too, and its last owner ended without a release. */
int sys_robust_try(struct sys_robust *lock);                    /* -EBUSY */
int sys_robust_wait(struct sys_robust *lock, int64_t deadline); /* -ETIMEDOUT; negative: none */

void sys_robust_release(struct sys_robust *lock);

/* The thread that owns it, or 0. */
int sys_robust_owner(const struct sys_robust *lock);

/* Its owner died, and nobody has taken it since. */
bool sys_robust_is_orphan(const struct sys_robust *lock);

/*
 * For a sleep on several words: notes that somebody sleeps on this one, which changes when the lock
 * becomes free. False: it is free already. Who then gets the lock calls sys_robust_rejoin(), for
 * others may sleep there still; who does not wakes one of them.
 */
bool sys_robust_watch(struct sys_robust *lock, struct sys_futex_wait *word);
void sys_robust_rejoin(struct sys_robust *lock);

/* The word's sleepers all look again. */
void sys_robust_wake(struct sys_robust *lock, int count);

/* The thread has another number now, and owns nothing. */
void sys_robust_fork_child(void);

#endif
