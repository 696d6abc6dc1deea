// SPDX-License-Identifier: MIT
// census: the processes that this one knows, by number.
#include "ps/census.h"

#include "sys/file.h"
#include "sys/lock.h"
#include "sys/process.h"

#include <errno.h>
#include <stdlib.h>

/* Taken before the lock of all processes. It protects both lists. */
static struct sys_lock census_lock = SYS_LOCK_INIT;

static struct ps_process *known;     /* all objects but this process's own */
static struct ps_process *abandoned; /* children that ran when their last handle was closed */

/* --- the lists ----------------------------------------------------------------------------- */

static struct ps_process **link_of(struct ps_process **list, const struct ps_process *process)
{
    while (*list && *list != process)
        list = &(*list)->next;
    return list;
}

void ps_census_add(struct ps_process *process)
{
    sys_lock_acquire(&census_lock);
    process->next = known;
    known = process;
    sys_lock_release(&census_lock);
}

void ps_census_remove(struct ps_process *process)
{
    sys_lock_acquire(&census_lock);
    *link_of(&known, process) = process->next;
    sys_lock_release(&census_lock);
}

void ps_census_abandon(struct ps_process *process)
{
    sys_lock_acquire(&census_lock);
    process->next = abandoned;
    abandoned = process;
    sys_lock_release(&census_lock);
}

void ps_census_reap(void)
{
    struct ps_process **link, *process;
    struct sys_exit end;

    sys_lock_acquire(&census_lock);
    link = &abandoned;
    while ((process = *link)) {
        if (sys_process_reap(process->pid, -1, &end) == 0) {
            link = &process->next;
        } else {
            *link = process->next;
            free(process);
        }
    }
    sys_lock_release(&census_lock);
}

/* --- opening ------------------------------------------------------------------------------- */

/* The lock is held, so that none of the list goes; numbers are used again. */
static struct ps_process *find(int pid, bool ended)
{
    for (struct ps_process *process = known; process; process = process->next)
        if (process->pid == pid && ps_process_has_ended(process) == ended &&
            ob_object_try_reference(&process->object))
            return process;
    return NULL;
}

/* The lock is held. An abandoned child is again this process's to reap; its old memory goes. */
static bool take_back(int pid)
{
    for (struct ps_process **link = &abandoned; *link; link = &(*link)->next) {
        struct ps_process *process = *link;

        if (process->pid != pid)
            continue;
        *link = process->next;
        free(process);
        return true;
    }
    return false;
}

/* The lock is held. */
static NTSTATUS make(int pid, struct ps_process **process)
{
    struct ps_record *record = NULL;
    int record_fd = -1, watch = sys_process_open(pid);
    NTSTATUS status = STATUS_INVALID_CID;

    /* without descriptors of processes the number has to do */
    if (watch < 0 && watch != -ENOSYS && watch != -EPERM)
        return watch == -EMFILE || watch == -ENFILE ? ob_status(watch) : STATUS_INVALID_CID;
    if (watch < 0)
        watch = -1;
    ps_record_find(pid, &record, &record_fd);
    /* it lives: so what was found by its number is its own */
    *process = NULL;
    if (sys_process_wait(pid, watch, 0) == 0) {
        *process = ps_process_create(pid, watch, record, record_fd);
        status = STATUS_NO_MEMORY;
    }
    if (*process) {
        (*process)->child = take_back(pid);
        (*process)->next = known;
        known = *process;
        return STATUS_SUCCESS;
    }
    if (record) {
        ps_record_unmap(record);
        sys_file_close(record_fd);
    }
    if (watch >= 0)
        sys_file_close(watch);
    return status;
}

NTSTATUS ps_census_open(uint32_t number, struct ps_process **process)
{
    NTSTATUS status = STATUS_SUCCESS;
    int pid = (int)number;

    if (pid <= 0)
        return STATUS_INVALID_CID;
    if (pid == sys_process_id()) {
        *process = ps_process_self();
        ob_object_reference(&(*process)->object);
        return STATUS_SUCCESS;
    }
    ps_census_reap();
    sys_lock_acquire(&census_lock);
    *process = find(pid, false);
    if (!*process)
        status = ob_status(sys_process_reach(pid));
    if (!*process && NT_SUCCESS(status))
        status = make(pid, process);
    if (status == STATUS_INVALID_CID && (*process = find(pid, true)))
        status = STATUS_SUCCESS;
    sys_lock_release(&census_lock);
    return status;
}

struct ps_record *ps_census_record(struct ps_process *process)
{
    struct ps_record *record = NULL;
    int fd = -1;

    sys_lock_acquire(&census_lock);
    if (!process->record && process != ps_process_self())
        ps_record_find(process->pid, &record, &fd);
    /* it lives: so what was found by its number is its own */
    if (record && !ps_process_has_ended(process)) {
        process->record_fd = fd;
        process->record = record;
    } else if (record) {
        ps_record_unmap(record);
        sys_file_close(fd);
    }
    sys_lock_release(&census_lock);
    return process->record;
}

/* --- fork ---------------------------------------------------------------------------------- */

void ps_census_fork_prepare(void)
{
    sys_lock_acquire(&census_lock);
}

void ps_census_fork_parent(void)
{
    sys_lock_release(&census_lock);
}

/* The abandoned children are the parent's to reap. */
void ps_census_fork_child(void)
{
    while (abandoned) {
        struct ps_process *process = abandoned;

        abandoned = process->next;
        free(process);
    }
    sys_lock_release(&census_lock);
}
