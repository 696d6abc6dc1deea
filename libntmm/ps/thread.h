// SPDX-License-Identifier: MIT
// thread: the thread object: those of this process, and the first one of a child.
#ifndef NTMM_PS_THREAD_H
#define NTMM_PS_THREAD_H

#include "ke/apc.h"
#include "ps/process.h"

typedef ULONG NTAPI ps_thread_routine(void *context);

struct ps_thread {
    struct ob_object object;
    struct ps_process *process; /* with a reference */
    sys_futex id;               /* 0: it does not run yet */
    sys_futex run;              /* PS_THREAD_ bits, and how often it is suspended */
    _Atomic uint32_t code;      /* valid when it is signalled */
    _Atomic uint32_t doom;      /* the code of one that was ended before it began */
    _Atomic int32_t priority;   /* relative to the process's; it changes nothing here */
    struct ke_state state;      /* signalled at its end; not that of a child's */
    struct ke_apc_queue apcs;
    int rounds;                 /* of its end; its own */
    ps_thread_routine *routine; /* NULL: it was not started by ps_thread_start() */
    void *context;
    struct ps_thread *next;     /* among those that live, under one lock */
};

extern const struct ob_type ps_thread_type;

/* The calling thread; the reference is not the caller's. STATUS_NO_MEMORY. */
NTSTATUS ps_thread_self(struct ps_thread **thread);

/* The calling thread's number. */
int ps_thread_number(void);

/* Of a child's first thread. NULL: no memory. */
struct ps_thread *ps_thread_of_child(struct ps_process *process);

/* One that can be started; it is suspended or not when it begins. NULL: no memory. */
struct ps_thread *ps_thread_create(ps_thread_routine *routine, void *context, bool suspended);

/*
 * Once. The stack's size in bytes: what it needs at least, or, with `exactly`, at most.
 * STATUS_NO_MEMORY, of which the system's limit of threads is one.
 */
NTSTATUS ps_thread_start(struct ps_thread *thread, size_t stack, bool exactly);

/* Waits until it has one. */
int ps_thread_id(struct ps_thread *thread);

/* One of this process's that lives and has an object, with a reference. NULL: there is none. */
struct ps_thread *ps_thread_find(int id);

/* STILL_ACTIVE until its end. */
uint32_t ps_thread_code(struct ps_thread *thread);

/* Ends the calling thread, without its __finally blocks. */
_Noreturn void ps_thread_exit(uint32_t code);

/*
 * Ends a thread before it began. One that runs cannot be stopped just anywhere, for it may be
 * inside of the C library: STATUS_NOT_SUPPORTED.
 */
NTSTATUS ps_thread_terminate(struct ps_thread *thread, uint32_t code);

/*
 * How often it was suspended before. A thread can be suspended by itself, before it began, and
 * further while it is; else: STATUS_NOT_SUPPORTED. STATUS_SUSPEND_COUNT_EXCEEDED,
 * STATUS_THREAD_IS_TERMINATING.
 */
NTSTATUS ps_thread_suspend(struct ps_thread *thread, uint32_t *before);
uint32_t ps_thread_resume(struct ps_thread *thread);

/*
 * Has the thread call the routine when it waits so that it can be alerted, or when it begins.
 * STATUS_UNSUCCESSFUL: it has ended; STATUS_NOT_SUPPORTED: it is a child's; STATUS_NO_MEMORY.
 */
NTSTATUS ps_thread_alert(struct ps_thread *thread, PNTAPCFUNC routine, PVOID arguments[3]);

/* The calling thread has ended but for what libc does then; the code of the last one that has. */
bool ps_thread_is_over(uint32_t *code);

/* Makes the calling thread's object. Once, at the start. */
NTSTATUS ps_thread_init(void);

void ps_thread_fork_prepare(void);
void ps_thread_fork_parent(void);
/* The last of all: objects go that only threads had. */
void ps_thread_fork_child(void);

#endif
