// SPDX-License-Identifier: MIT
// clone: a second process that goes on where this one is: fork().
#include "ps/clone.h"

#include "ps/census.h"
#include "ps/mail.h"
#include "sys/file.h"
#include "sys/process.h"

#include <errno.h>

/*
 * Others may give the child handles before it looks: above those that other threads make until
 * then.
 */
#define SPARE_NUMBERS 256

/* Without a record the child's exit code would be cut to the system's 8 bits. */
NTSTATUS ps_clone(bool suspended, struct ps_process **process)
{
    struct ps_record *record;
    struct sys_exit end;
    int fd, pid, mailbox;
    NTSTATUS status;

    ps_census_reap();
    status = ps_record_create(0, 0, "", &record, &fd);
    if (!NT_SUCCESS(status))
        return status;
    record->suspended = suspended;
    record->numbers.own = ob_table_numbers() + SPARE_NUMBERS;
    record->numbers.numbers = record->numbers.own;
    mailbox = ps_mail_create(record);
    pid = sys_process_fork();
    if (pid == 0) {
        atomic_store(&record->pid, (uint32_t)sys_process_id());
        ps_process_take_record(record, fd);
        ps_record_wait(record);
        return STATUS_PROCESS_CLONED;
    }
    if (mailbox >= 0)
        sys_file_close(mailbox);
    *process = pid > 0 ? ps_process_create_child(pid, record, fd) : NULL;
    if (*process)
        return STATUS_SUCCESS;
    ps_record_unmap(record);
    sys_file_close(fd);
    if (pid < 0)
        return pid == -EAGAIN ? STATUS_INSUFFICIENT_RESOURCES : ob_status(pid);
    sys_process_kill(pid, -1);
    sys_process_wait(pid, -1, -1);
    sys_process_reap(pid, -1, &end);
    return STATUS_NO_MEMORY;
}
