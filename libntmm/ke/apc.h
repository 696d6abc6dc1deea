// SPDX-License-Identifier: MIT
// apc: what a thread is asked to call when it next waits so that it can be alerted.
#ifndef NTMM_KE_APC_H
#define NTMM_KE_APC_H

#include "ke/dispatcher.h"

#include <winternl.h>

struct ke_apc;
struct ke_apc_timer;

/* A thread's. All zero: empty. */
struct ke_apc_queue {
    struct ke_apc *first;       /* what others asked for, under one lock */
    bool over;                  /* likewise: the thread has ended */
    sys_futex news;
    struct ke_apc_timer *timers; /* whose times concern the thread; its own */
};

/* STATUS_UNSUCCESSFUL: the thread has ended. STATUS_NO_MEMORY. */
NTSTATUS ke_apc_queue(struct ke_apc_queue *queue, PNTAPCFUNC routine, PVOID first, PVOID second,
                      PVOID third);

/*
 * Sets the timer (timer.h), and has the calling thread, whose queue it is, call the routine each
 * time it is due, until somebody sets or cancels it, or this process has no handle of it any more.
 * STATUS_NO_MEMORY: it is as it was.
 */
NTSTATUS ke_apc_set_timer(struct ke_apc_queue *queue, struct ke_dispatcher *timer, int64_t due,
                          int64_t period, PTIMER_APC_ROUTINE routine, PVOID context);

/* --- the thread's own calls ---------------------------------------------------------------- */

/* The word to sleep on if ke_apc_pending(), asked after this, says no; until ke_apc_due(). */
struct sys_futex_wait ke_apc_watch(struct ke_apc_queue *queue);
bool ke_apc_pending(struct ke_apc_queue *queue);
/* On the steady clock; -1: never. */
int64_t ke_apc_due(struct ke_apc_queue *queue);

/* Calls all, and what those ask for. The caller holds no lock of the library's. */
void ke_apc_deliver(struct ke_apc_queue *queue);

/* What was not called never will be; the timers are cancelled. */
void ke_apc_end(struct ke_apc_queue *queue);

/* --- fork ---------------------------------------------------------------------------------- */

void ke_apc_fork_prepare(void);
void ke_apc_fork_done(void);

/* In the child, of each thread: what it was asked for concerns the parent. `lives`: it is here. */
void ke_apc_fork_child(struct ke_apc_queue *queue, bool lives);

#endif
