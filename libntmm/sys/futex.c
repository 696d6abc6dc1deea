// SPDX-License-Identifier: MIT
// futex: sleeping until a word of memory changes; the memory may be shared between processes.
#define _GNU_SOURCE
#include "sys/futex.h"

#include "sys/clock.h"
#include "sys/thread.h"

#include <errno.h>
#include <linux/futex.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define NANOSECONDS 1000000000

static const struct timespec *timespec_of(int64_t deadline, struct timespec *until)
{
    *until = (struct timespec) {
        .tv_sec = deadline / NANOSECONDS, .tv_nsec = deadline % NANOSECONDS
    };
    return deadline < 0 ? NULL : until;
}

int sys_futex_wait(sys_futex *word, uint32_t value, int64_t deadline)
{
    struct timespec until;

    return syscall(SYS_futex, word, FUTEX_WAIT_BITSET, value, timespec_of(deadline, &until), NULL,
                   FUTEX_BITSET_MATCH_ANY) ? -errno : 0;
}

int sys_futex_wake(sys_futex *word, int count)
{
    long woken = syscall(SYS_futex, word, FUTEX_WAKE, count, NULL, NULL, 0);

    return woken < 0 ? 0 : (int)woken;
}

/* --- the kernel's way ---------------------------------------------------------------------- */

#ifndef SYS_futex_waitv
#define SYS_futex_waitv 449
#endif

/* struct futex_waitv and its flag, as Linux 5.16 has them. */
struct waiter {
    uint64_t value, word;
    uint32_t flags, reserved;
};
#define WAITER_32_BITS 2

static int wait_by_kernel(const struct sys_futex_wait *words, unsigned count, int64_t deadline)
{
    struct waiter waiters[SYS_FUTEX_MOST];
    struct timespec until;
    long woken;

    for (unsigned i = 0; i < count; i++)
        waiters[i] = (struct waiter) {
            .value = words[i].value, .word = (uintptr_t)words[i].word, .flags = WAITER_32_BITS
        };
    woken = syscall(SYS_futex_waitv, waiters, count, 0, timespec_of(deadline, &until),
                    CLOCK_MONOTONIC);
    return woken < 0 ? -errno : (int)woken;
}

/* --- a thread for each word ---------------------------------------------------------------- */

struct rally {
    sys_futex met; /* 1: a word changed */
    _Atomic bool over;
};

struct watcher {
    struct rally *rally;
    struct sys_futex_wait word;
    pthread_t thread;
    _Atomic bool done;
};

static void *watch(void *context)
{
    struct watcher *watcher = context;
    struct rally *rally = watcher->rally;

    while (!rally->over &&
           sys_futex_wait(watcher->word.word, watcher->word.value, -1) == -EINTR)
        ;
    rally->met = 1;
    sys_futex_wake(&rally->met, 1);
    watcher->done = true;
    return NULL;
}

/* Others that sleep on the word look at it again, and sleep again. */
static void stop_watcher(struct watcher *watcher)
{
    while (!watcher->done) {
        sys_futex_wake(watcher->word.word, SYS_FUTEX_ALL);
        sys_clock_nap(0);
    }
    pthread_join(watcher->thread, NULL);
}

static int wait_by_threads(const struct sys_futex_wait *words, unsigned count, int64_t deadline)
{
    struct watcher watchers[SYS_FUTEX_MOST];
    struct rally rally = { .met = 0 };
    unsigned started = 0;
    int result = 0;

    for (; started < count && result == 0; started += result == 0) {
        watchers[started] = (struct watcher) { .rally = &rally, .word = words[started] };
        result = sys_thread_start(watch, &watchers[started], &watchers[started].thread);
    }
    if (result == 0)
        result = sys_futex_wait(&rally.met, 0, deadline);
    rally.over = true;
    while (started)
        stop_watcher(&watchers[--started]);
    return result == -EAGAIN ? 0 : result;
}

/* 0: not known yet. */
enum { WAY_KERNEL = 1, WAY_THREADS };
static _Atomic int way;

int sys_futex_wait_any(const struct sys_futex_wait *words, unsigned count, int64_t deadline)
{
    int result;

    if (!way) {
        const char *wanted = getenv("NTMM_WAIT");

        way = wanted && strcmp(wanted, "threads") == 0 ? WAY_THREADS : WAY_KERNEL;
    }
    if (way == WAY_KERNEL) {
        result = wait_by_kernel(words, count, deadline);
        if (result != -ENOSYS)
            return result;
        way = WAY_THREADS;
    }
    return wait_by_threads(words, count, deadline);
}
