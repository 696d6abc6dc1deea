// SPDX-License-Identifier: MIT
// signal: the program's own signal handlers, behind the library's.
#ifndef NTMM_SYS_SIGNAL_H
#define NTMM_SYS_SIGNAL_H

#include <signal.h>
#include <stdbool.h>

/*
 * The library's handler for a signal, for good: what the program sets from now on, or had set, is
 * the next in line, and no thread can block the signal. 0 or -errno.
 */
int sys_signal_guard(int signal, void (*handler)(int, siginfo_t *, void *));

/*
 * In a handler: the program's turn. `repeats`: the cause is there again when the handler returns,
 * and a signal that nobody wants kills where it came from.
 */
void sys_signal_pass_on(int signal, siginfo_t *info, void *context, bool repeats);

/* In a handler: nobody's turn. The signal kills where it came from when the handler returns. */
void sys_signal_die(int signal);

/* The lock of the program's actions, behind all others. */
void sys_signal_fork_prepare(void);
void sys_signal_fork_done(void);

/*
 * A thread that holds a lock of the library runs no handler of the program: it could touch memory
 * that the fault handler needs the same lock for. Signals wait until the last lock is released. So
 * does the end of a thread that was cancelled. Kept by sys/lock.h.
 */
struct sys_signal_hold {
    unsigned locks;         /* that this thread holds */
    int cancel;             /* could it be cancelled before? */
    unsigned long deferred; /* signals that wait: bit n - 1 for signal n */
};

extern __thread struct sys_signal_hold sys_signal_hold
    __attribute__((tls_model("initial-exec")));

/* The last lock was released and signals wait. */
void sys_signal_release(void);

#endif
