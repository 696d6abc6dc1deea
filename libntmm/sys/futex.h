// SPDX-License-Identifier: MIT
// futex: sleeping until a word of memory changes; the memory may be shared between processes.
#ifndef NTMM_SYS_FUTEX_H
#define NTMM_SYS_FUTEX_H

#include <stdatomic.h>
#include <stdint.h>

typedef _Atomic uint32_t sys_futex;

enum { SYS_FUTEX_ALL = INT32_MAX, SYS_FUTEX_MOST = 128 };

/*
 * Sleeps while the word is `value`, until the deadline on the steady clock; negative: without end.
 * 0: a sys_futex_wake() counted this sleeper; -EAGAIN: the word is another; -EINTR; -ETIMEDOUT.
 */
int sys_futex_wait(sys_futex *word, uint32_t value, int64_t deadline);

/* Wakes so many sleepers at most, and says how many. */
int sys_futex_wake(sys_futex *word, int count);

struct sys_futex_wait {
    sys_futex *word;
    uint32_t value;
};

/*
 * Sleeps until one of the words changed or was woken. Any number above or equal 0: look at all of
 * them again; -EINTR, -ETIMEDOUT; -EAGAIN: a word is another, or -ENOMEM. At most SYS_FUTEX_MOST.
 *
 * Kernels before 5.16 cannot do that; then there is a thread for each word while this one sleeps
 * (NTMM_WAIT=threads: always).
 */
int sys_futex_wait_any(const struct sys_futex_wait *words, unsigned count, int64_t deadline);

#endif
