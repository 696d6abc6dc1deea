// SPDX-License-Identifier: MIT
// process: the process object: this process, its children, and those it has handles of.
#define _GNU_SOURCE
#include "ps/process.h"

#include "io/file.h"
#include "ob/handle.h"
#include "ob/name.h"
#include "ps/census.h"
#include "ps/end.h"
#include "ps/far.h"
#include "ps/mail.h"
#include "ps/thread.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/lock.h"
#include "sys/process.h"
#include "sys/thread.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>

/* Of all process objects; held for system calls that do not wait. */
static struct sys_lock process_lock = SYS_LOCK_INIT;

static struct ps_process self = { .watch = -1, .record_fd = -1 };

struct ps_process *ps_process_self(void)
{
    return &self;
}

struct ps_process *ps_process_create(int pid, int watch, struct ps_record *record, int record_fd)
{
    struct ps_process *process = calloc(1, sizeof *process);

    if (!process)
        return NULL;
    ob_object_init(&process->object, &ps_process_type);
    process->pid = pid;
    process->watch = watch;
    process->record = record;
    process->record_fd = record_fd;
    return process;
}

struct ps_process *ps_process_create_child(int pid, struct ps_record *record, int record_fd)
{
    int watch = sys_process_open(pid);
    struct ps_process *process = ps_process_create(pid, watch < 0 ? -1 : watch, record, record_fd);

    if (process) {
        process->child = true;
        ps_census_add(process);
    } else if (watch >= 0) {
        sys_file_close(watch);
    }
    return process;
}

uint32_t ps_process_code(struct ps_process *process)
{
    uint32_t code;

    sys_lock_acquire(&process_lock);
    ps_end_look(process);
    code = process->ended ? process->code : STILL_ACTIVE;
    sys_lock_release(&process_lock);
    return code;
}

bool ps_process_has_ended(struct ps_process *process)
{
    bool ended;

    sys_lock_acquire(&process_lock);
    ps_end_look(process);
    ended = process->ended;
    sys_lock_release(&process_lock);
    return ended;
}

NTSTATUS ps_process_wait(struct ps_process *process, int64_t nanoseconds)
{
    int64_t deadline = sys_clock_deadline(nanoseconds);

    ps_census_reap();
    if (process == &self) {
        sys_clock_sleep(nanoseconds);
        return STATUS_TIMEOUT;
    }
    while (!ps_process_has_ended(process)) {
        /* pid and watch stay what they are while the object lives */
        if (sys_process_wait(process->pid, process->watch, sys_clock_left(deadline)) == 0)
            return ps_process_has_ended(process) ? STATUS_SUCCESS : STATUS_TIMEOUT;
    }
    return STATUS_SUCCESS;
}

/* --- waiting for it among others ----------------------------------------------------------- */

static void *watch(void *context)
{
    struct ps_process *process = context;

    while (!ps_process_has_ended(process))
        sys_process_wait(process->pid, process->watch, -1);
    ke_gate_set(&process->state);
    ob_object_dereference(&process->object);
    return NULL;
}

/* The lock is held. A watch that a fork child's parent began goes on in the parent only. */
static NTSTATUS begin_watch(struct ps_process *process)
{
    int result;

    if (process->watcher != self.pid)
        ke_state_init(&process->state, KE_NOTIFICATION, process->ended, 1);
    if (process->ended || process == &self || process->watcher == self.pid)
        return STATUS_SUCCESS;
    ob_object_reference(&process->object);
    result = sys_thread_start(watch, process, NULL);
    if (result == 0)
        process->watcher = self.pid;
    else
        ob_object_dereference(&process->object); /* not the last one: the caller has one */
    return ob_status(result);
}

NTSTATUS ps_process_waits(struct ob_object *object, struct ke_state **state)
{
    struct ps_process *process = (struct ps_process *)object;
    NTSTATUS status;

    ps_census_reap();
    sys_lock_acquire(&process_lock);
    ps_end_look(process);
    status = begin_watch(process);
    sys_lock_release(&process_lock);
    *state = &process->state;
    return status;
}

NTSTATUS ps_process_terminate(struct ps_process *process, uint32_t code)
{
    NTSTATUS status = STATUS_PROCESS_IS_TERMINATING;

    if (process == &self) {
        if (self.record)
            ps_record_set_end(self.record, code);
        io_file_exit();
        ob_name_exit();
        sys_process_exit((int)code);
    }
    sys_lock_acquire(&process_lock);
    ps_end_look(process);
    if (!process->ended) {
        if (process->record)
            ps_record_set_end(process->record, code);
        status = ob_status(sys_process_kill(process->pid, process->watch));
    }
    sys_lock_release(&process_lock);
    return status;
}

/* --- a process that has not begun ---------------------------------------------------------- */

NTSTATUS ps_process_suspend(struct ps_process *process, uint32_t *before)
{
    if (ps_process_has_ended(process))
        return STATUS_THREAD_IS_TERMINATING;
    if (!process->record || !ps_record_suspend(process->record, before))
        return STATUS_NOT_SUPPORTED;
    return *before < MAXIMUM_SUSPEND_COUNT ? STATUS_SUCCESS : STATUS_SUSPEND_COUNT_EXCEEDED;
}

/* Two things hold it: the system, and its record once this library begins in it. */
uint32_t ps_process_resume(struct ps_process *process)
{
    uint32_t before = 0;

    sys_lock_acquire(&process_lock);
    ps_end_look(process);
    if (!process->ended && process->record)
        before = ps_record_resume(process->record);
    if (before == 1)
        sys_process_continue(process->pid, process->watch);
    sys_lock_release(&process_lock);
    return before;
}

_Noreturn void ps_process_exit(uint32_t code)
{
    exit((int)code);
}

/*
 * The whole int that main returned, of which the system tells 8 bits. When the last thread ends,
 * libc ends the process with 0; the code is to be that thread's, and libc goes on from here with
 * it.
 */
static void note_exit(int code, void *unused)
{
    uint32_t last;

    (void)unused;
    if (ps_thread_is_over(&last) && code != (int)last) {
        note_exit((int)last, NULL);
        exit((int)last);
    }
    if (self.record && self.pid == sys_process_id())
        ps_record_set_end(self.record, (uint32_t)code);
}

/* --- the last reference is gone ------------------------------------------------------------ */

static void process_destroy(struct ob_object *object)
{
    struct ps_process *process = (struct ps_process *)object;

    ps_census_remove(process);
    sys_lock_acquire(&process_lock);
    ps_end_look(process); /* a child that ended is reaped by this */
    sys_lock_release(&process_lock);
    if (process->record)
        ps_record_unmap(process->record);
    if (process->record_fd >= 0)
        sys_file_close(process->record_fd);
    if (process->watch >= 0)
        sys_file_close(process->watch);
    if (process->child && !process->ended)
        ps_census_abandon(process);
    else
        free(process);
}

/* --- this process's record ----------------------------------------------------------------- */

/* The lock is held, or there is one thread only. */
static NTSTATUS make_record(void)
{
    NTSTATUS status = STATUS_SUCCESS;

    if (!self.record) {
        status = ps_record_create(0, 0, "", &self.record, &self.record_fd);
        if (!NT_SUCCESS(status))
            return status;
        atomic_store(&self.record->pid, (uint32_t)self.pid);
    }
    return status;
}

/* --- inheritance --------------------------------------------------------------------------- */

enum { FD_WATCH, FD_RECORD };
enum { WORD_PID, WORD_ENDED, WORD_CODE };

/* The lock is held. What a child needs to watch this very process. */
static NTSTATUS prepare_self(void)
{
    NTSTATUS status = make_record();

    if (!NT_SUCCESS(status))
        return status;
    if (self.watch < 0)
        self.watch = sys_process_open(self.pid);
    if (self.watch < 0)
        self.watch = -1;
    return STATUS_SUCCESS;
}

static NTSTATUS process_pack(struct ob_object *object, struct ob_image *image)
{
    struct ps_process *process = (struct ps_process *)object;
    NTSTATUS status = STATUS_SUCCESS;

    sys_lock_acquire(&process_lock);
    if (process == &self)
        status = prepare_self();
    else
        ps_end_look(process);
    image->fd[FD_WATCH] = process->watch;
    image->fd[FD_RECORD] = process->record_fd;
    image->word[WORD_PID] = (uint64_t)process->pid;
    image->word[WORD_ENDED] = process->ended;
    image->word[WORD_CODE] = process->code;
    sys_lock_release(&process_lock);
    return status;
}

/* What it ended with, if it did, is known there or will be found out here. */
static NTSTATUS process_pack_far(const struct ob_far *there, struct ob_object *copy,
                                 struct ob_image *image)
{
    struct ps_process *process = (struct ps_process *)copy;

    (void)there;
    image->fd[FD_WATCH] = process->watch;
    image->fd[FD_RECORD] = process->record_fd;
    image->word[WORD_PID] = (uint64_t)process->pid;
    image->word[WORD_ENDED] = process->ended;
    image->word[WORD_CODE] = process->code;
    return STATUS_SUCCESS;
}

static NTSTATUS unpack_self(const struct ob_image *image, struct ob_object **object)
{
    for (int i = 0; i < 2; i++)
        if (image->fd[i] >= 0)
            sys_file_close(image->fd[i]);
    ob_object_reference(&self.object);
    *object = &self.object;
    return STATUS_SUCCESS;
}

static NTSTATUS process_unpack(const struct ob_image *image, struct ob_object **object)
{
    struct ps_record *record = NULL;
    struct ps_process *process;
    NTSTATUS status = STATUS_SUCCESS;

    /* an older process of this number has ended */
    if ((int)image->word[WORD_PID] == self.pid && !image->word[WORD_ENDED])
        return unpack_self(image, object);
    if (image->fd[FD_RECORD] >= 0)
        status = ps_record_map(image->fd[FD_RECORD], &record);
    if (!NT_SUCCESS(status))
        return status;
    process = ps_process_create((int)image->word[WORD_PID], image->fd[FD_WATCH], record,
                                image->fd[FD_RECORD]);
    if (!process) {
        if (record)
            ps_record_unmap(record);
        return STATUS_NO_MEMORY;
    }
    ps_census_add(process);
    process->ended = image->word[WORD_ENDED];
    process->code = (uint32_t)image->word[WORD_CODE];
    *object = &process->object;
    return STATUS_SUCCESS;
}

const struct ob_type ps_process_type = {
    .name = L"Process",
    .all_access = PROCESS_ALL_ACCESS,
    .mapping = {
        .GenericRead = STANDARD_RIGHTS_READ | PROCESS_VM_READ | PROCESS_QUERY_INFORMATION |
                       PROCESS_QUERY_LIMITED_INFORMATION,
        .GenericWrite = STANDARD_RIGHTS_WRITE | PROCESS_CREATE_PROCESS | PROCESS_CREATE_THREAD |
                        PROCESS_VM_OPERATION | PROCESS_VM_WRITE | PROCESS_DUP_HANDLE |
                        PROCESS_TERMINATE | PROCESS_SET_QUOTA | PROCESS_SET_INFORMATION,
        .GenericExecute = STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE |
                          PROCESS_QUERY_LIMITED_INFORMATION,
        .GenericAll = PROCESS_ALL_ACCESS,
    },
    .destroy = process_destroy,
    .pack = process_pack,
    .unpack = process_unpack,
    .size = sizeof(struct ps_process),
    .pack_far = process_pack_far,
    .waits = ps_process_waits,
};

/* --- this process -------------------------------------------------------------------------- */

static NTSTATUS find_self(struct ob_object **object)
{
    *object = &self.object;
    return STATUS_SUCCESS;
}

/*
 * Others find the record among this process's descriptors. Without one they get to know the
 * system's 8 bits of its end, and can give it no handles.
 */
static void begin_record(void)
{
    if (!self.record && NT_SUCCESS(make_record()))
        ps_mail_create(self.record);
    ps_mail_take(self.record);
    if (self.record)
        ps_far_publish(self.record);
}

void ps_process_init(struct ps_record *record, int record_fd)
{
    self.pid = sys_process_id();
    self.record = record;
    self.record_fd = record_fd;
    begin_record();
    ob_object_init(&self.object, &ps_process_type); /* this reference is never given back */
    ob_handle_set_pseudo(NtCurrentProcess(), find_self);
    on_exit(note_exit, NULL);
}

void ps_process_take_record(struct ps_record *record, int record_fd)
{
    struct ps_record *before = self.record;

    ps_mail_take(record);
    if (before)
        ps_record_unmap(before);
    ps_record_close(self.record_fd);
    self.record = record;
    self.record_fd = record_fd;
    ps_far_publish(record);
}

void ps_process_fork_prepare(void)
{
    sys_lock_acquire(&process_lock);
}

void ps_process_fork_done(void)
{
    sys_lock_release(&process_lock);
}

/* The record and the watch are the parent's. */
void ps_process_fork_child(void)
{
    self.pid = sys_process_id();
    if (self.watch >= 0)
        sys_file_close(self.watch);
    ps_record_close(self.record_fd);
    self.watch = self.record_fd = -1;
    self.record = NULL; /* stays mapped: the command line is in it */
    begin_record();
    sys_lock_release(&process_lock);
}
