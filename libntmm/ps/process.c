// SPDX-License-Identifier: MIT
// process: the process object: this process, its children, and those it has handles of.
#define _GNU_SOURCE
#include "ps/process.h"

#include "io/file.h"
#include "ob/handle.h"
#include "ob/name.h"
#include "ps/thread.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/lock.h"
#include "sys/process.h"
#include "sys/thread.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>

/* Of all process objects, and of the list below; held for system calls that do not wait. */
static struct sys_lock process_lock = SYS_LOCK_INIT;

static struct ps_process self = { .watch = -1, .record_fd = -1 };

static struct ps_process *abandoned; /* children that ran when their last handle was closed */

/* How a death by a signal would have been told on Windows; the others: STATUS_UNSUCCESSFUL. */
static const struct {
    int signal;
    uint32_t code;
} signal_codes[] = {
    { SIGSEGV, (uint32_t)STATUS_ACCESS_VIOLATION },
    { SIGFPE, (uint32_t)STATUS_INTEGER_DIVIDE_BY_ZERO },
    { SIGILL, (uint32_t)STATUS_ILLEGAL_INSTRUCTION },
    { SIGBUS, (uint32_t)STATUS_IN_PAGE_ERROR },
    { SIGABRT, 3 },
    { SIGINT, (uint32_t)STATUS_CONTROL_C_EXIT },
};

static uint32_t code_of(const struct sys_exit *end)
{
    if (!end->killed)
        return (uint32_t)end->value;
    for (size_t i = 0; i < sizeof signal_codes / sizeof *signal_codes; i++)
        if (signal_codes[i].signal == end->value)
            return signal_codes[i].code;
    return (uint32_t)STATUS_UNSUCCESSFUL;
}

struct ps_process *ps_process_self(void)
{
    return &self;
}

struct ps_process *ps_process_create(int pid, struct ps_record *record, int record_fd)
{
    struct ps_process *process = calloc(1, sizeof *process);

    if (!process)
        return NULL;
    ob_object_init(&process->object, &ps_process_type);
    process->pid = pid;
    process->child = true;
    process->watch = sys_process_open(pid);
    if (process->watch < 0)
        process->watch = -1;
    process->record = record;
    process->record_fd = record_fd;
    return process;
}

/* The lock is held. The code that was noted counts more than the system's 8 bits. */
static void process_end(struct ps_process *process, const struct sys_exit *end)
{
    uint64_t noted;

    if (process->record) {
        ps_record_set_end(process->record, code_of(end));
        noted = atomic_load(&process->record->end);
        process->code = (uint32_t)noted;
    } else {
        process->code = code_of(end);
    }
    process->ended = true;
}

/* An end that nobody can tell of any more. */
static const struct sys_exit unknown_end = { .killed = true, .value = 0 };

/* The lock is held. Looks whether a process ended that is not this one's to reap. */
static void look_at_stranger(struct ps_process *process)
{
    struct sys_exit end;
    int result;

    if (process->watch >= 0 && sys_process_wait(process->pid, process->watch, 0) == 0)
        return;
    result = sys_process_ended(process->pid, process->watch, &end);
    if (result == -EAGAIN && process->watch < 0)
        return;
    process_end(process, result == 0 ? &end : &unknown_end);
}

/* The lock is held. */
static void look(struct ps_process *process)
{
    struct sys_exit end;
    int result = -ECHILD;

    if (process->ended || process == &self)
        return;
    if (process->child)
        result = sys_process_look(process->pid, process->watch, &end);
    if (result == 0)
        return;
    if (result < 0) {
        look_at_stranger(process);
        return;
    }
    /* noted first, reaped then: whoever else looks finds either the remains or the note */
    process_end(process, &end);
    sys_process_reap(process->pid, process->watch, &end);
    process->child = false;
}

uint32_t ps_process_code(struct ps_process *process)
{
    uint32_t code;

    sys_lock_acquire(&process_lock);
    look(process);
    code = process->ended ? process->code : STILL_ACTIVE;
    sys_lock_release(&process_lock);
    return code;
}

static bool has_ended(struct ps_process *process)
{
    bool ended;

    sys_lock_acquire(&process_lock);
    look(process);
    ended = process->ended;
    sys_lock_release(&process_lock);
    return ended;
}

NTSTATUS ps_process_wait(struct ps_process *process, int64_t nanoseconds)
{
    int64_t deadline = sys_clock_deadline(nanoseconds);

    ps_process_reap_abandoned();
    if (process == &self) {
        sys_clock_sleep(nanoseconds);
        return STATUS_TIMEOUT;
    }
    while (!has_ended(process)) {
        /* pid and watch stay what they are while the object lives */
        if (sys_process_wait(process->pid, process->watch, sys_clock_left(deadline)) == 0)
            return has_ended(process) ? STATUS_SUCCESS : STATUS_TIMEOUT;
    }
    return STATUS_SUCCESS;
}

/* --- waiting for it among others ----------------------------------------------------------- */

static void *watch(void *context)
{
    struct ps_process *process = context;

    while (!has_ended(process))
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

    ps_process_reap_abandoned();
    sys_lock_acquire(&process_lock);
    look(process);
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
    look(process);
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
    if (has_ended(process))
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
    look(process);
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
 * libc ends the process with 0; the code is to be that thread's, and libc goes on from here with it.
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

/* --- children without a handle ------------------------------------------------------------- */

void ps_process_reap_abandoned(void)
{
    struct ps_process **link, *process;
    struct sys_exit end;

    sys_lock_acquire(&process_lock);
    link = &abandoned;
    while ((process = *link)) {
        if (sys_process_reap(process->pid, -1, &end) == 0) {
            link = &process->next;
        } else {
            *link = process->next;
            free(process);
        }
    }
    sys_lock_release(&process_lock);
}

static void process_destroy(struct ob_object *object)
{
    struct ps_process *process = (struct ps_process *)object;

    sys_lock_acquire(&process_lock);
    look(process); /* a child that ended is reaped by this */
    sys_lock_release(&process_lock);
    if (process->record)
        ps_record_unmap(process->record);
    if (process->record_fd >= 0)
        sys_file_close(process->record_fd);
    if (process->watch >= 0)
        sys_file_close(process->watch);
    if (!process->child || process->ended) {
        free(process);
        return;
    }
    sys_lock_acquire(&process_lock);
    process->next = abandoned;
    abandoned = process;
    sys_lock_release(&process_lock);
}

/* --- inheritance --------------------------------------------------------------------------- */

enum { FD_WATCH, FD_RECORD };
enum { WORD_PID, WORD_ENDED, WORD_CODE };

/* The lock is held. What a child needs to watch this very process. */
static NTSTATUS prepare_self(void)
{
    if (!self.record) {
        NTSTATUS status = ps_record_create(0, 0, "", &self.record, &self.record_fd);

        if (!NT_SUCCESS(status))
            return status;
        atomic_store(&self.record->pid, (uint32_t)self.pid);
    }
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
        look(process);
    image->fd[FD_WATCH] = process->watch;
    image->fd[FD_RECORD] = process->record_fd;
    image->word[WORD_PID] = (uint64_t)process->pid;
    image->word[WORD_ENDED] = process->ended;
    image->word[WORD_CODE] = process->code;
    sys_lock_release(&process_lock);
    return status;
}

static NTSTATUS process_unpack(const struct ob_image *image, struct ob_object **object)
{
    struct ps_record *record = NULL;
    struct ps_process *process;
    NTSTATUS status = STATUS_SUCCESS;

    if (image->fd[FD_RECORD] >= 0)
        status = ps_record_map(image->fd[FD_RECORD], &record);
    if (!NT_SUCCESS(status))
        return status;
    process = calloc(1, sizeof *process);
    if (!process) {
        if (record)
            ps_record_unmap(record);
        return STATUS_NO_MEMORY;
    }
    ob_object_init(&process->object, &ps_process_type);
    process->pid = (int)image->word[WORD_PID];
    process->watch = image->fd[FD_WATCH];
    process->record_fd = image->fd[FD_RECORD];
    process->record = record;
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
    .waits = ps_process_waits,
};

/* --- this process -------------------------------------------------------------------------- */

static NTSTATUS find_self(struct ob_object **object)
{
    *object = &self.object;
    return STATUS_SUCCESS;
}

void ps_process_init(struct ps_record *record, int record_fd)
{
    self.pid = sys_process_id();
    self.record = record;
    self.record_fd = record_fd;
    ob_object_init(&self.object, &ps_process_type); /* this reference is never given back */
    ob_handle_set_pseudo(NtCurrentProcess(), find_self);
    on_exit(note_exit, NULL);
}

void ps_process_take_record(struct ps_record *record, int record_fd)
{
    self.record = record;
    self.record_fd = record_fd;
}

void ps_process_fork_prepare(void)
{
    sys_lock_acquire(&process_lock);
}

void ps_process_fork_done(void)
{
    sys_lock_release(&process_lock);
}

/* The record and the watch are the parent's; the abandoned children are its to reap. */
void ps_process_fork_child(void)
{
    self.pid = sys_process_id();
    if (self.watch >= 0)
        sys_file_close(self.watch);
    if (self.record_fd >= 0)
        sys_file_close(self.record_fd);
    self.watch = self.record_fd = -1;
    self.record = NULL; /* stays mapped: the command line is in it */
    while (abandoned) {
        struct ps_process *process = abandoned;

        abandoned = process->next;
        free(process);
    }
    sys_lock_release(&process_lock);
}
