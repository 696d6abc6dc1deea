// SPDX-License-Identifier: MIT
// process: the process object: this process, its children, and those it has handles of.
#ifndef NTMM_PS_PROCESS_H
#define NTMM_PS_PROCESS_H

#include "ke/state.h"
#include "ob/object.h"
#include "ps/record.h"

struct ps_process {
    struct ob_object object;
    int pid;
    /* Under one lock of all processes: */
    bool child;               /* it is this process's to reap */
    int watch;                /* the system's descriptor of the process, or -1 */
    int record_fd;            /* -1: none */
    struct ps_record *record; /* NULL: none; its `end` needs no lock */
    bool ended;
    uint32_t code;            /* valid when `ended` */
    int watcher;              /* the process that has a thread for its end; 0: none */
    struct ps_process *next;  /* in one of the census's lists, under its lock */
    struct ke_state state;    /* signalled at its end, by the watcher */
};

extern const struct ob_type ps_process_type;

/* This process, without a reference for the caller. */
struct ps_process *ps_process_self(void);

/*
 * An object of a process; it takes the descriptors (-1: none) and the record (NULL: none). NULL: no
 * memory, and nothing was taken. Of a child that was just started it is in the census already.
 */
struct ps_process *ps_process_create(int pid, int watch, struct ps_record *record, int record_fd);
struct ps_process *ps_process_create_child(int pid, struct ps_record *record, int record_fd);

bool ps_process_has_ended(struct ps_process *process);

/* STILL_ACTIVE while it runs. */
uint32_t ps_process_code(struct ps_process *process);

/* Negative: for ever. STATUS_SUCCESS (it ended), STATUS_TIMEOUT. */
NTSTATUS ps_process_wait(struct ps_process *process, int64_t nanoseconds);

/* What those wait on who wait for its end among others. */
NTSTATUS ps_process_waits(struct ob_object *process, struct ke_state **state);

/* STATUS_PROCESS_IS_TERMINATING when it ended already. Of this process: does not return. */
NTSTATUS ps_process_terminate(struct ps_process *process, uint32_t code);

/*
 * Of a process that was created suspended: how often it was before. While it is, nothing of its
 * program runs. STATUS_NOT_SUPPORTED: it began; STATUS_SUSPEND_COUNT_EXCEEDED,
 * STATUS_THREAD_IS_TERMINATING.
 */
NTSTATUS ps_process_suspend(struct ps_process *process, uint32_t *before);
uint32_t ps_process_resume(struct ps_process *process);

/* Ends this process as exit() does, with an exit code of 32 bits. */
_Noreturn void ps_process_exit(uint32_t code);

/* Makes this process's object, and a record if there is none. Once, at the start. */
void ps_process_init(struct ps_record *record, int record_fd);

/* In a fork child: its creator will look here for its exit code. */
void ps_process_take_record(struct ps_record *record, int record_fd);

void ps_process_fork_prepare(void);
void ps_process_fork_done(void);
void ps_process_fork_child(void);

#endif
