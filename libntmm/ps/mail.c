// SPDX-License-Identifier: MIT
// mail: handles made and closed in another process.
#include "ps/mail.h"

#include "ob/letter.h"
#include "ps/census.h"
#include "ps/inherit.h"
#include "sys/file.h"
#include "sys/mailbox.h"
#include "sys/process.h"

#include <errno.h>
#include <string.h>

#define MAGIC 0x4d50544eu /* "NTPM" */

struct mail {
    uint32_t magic;
    uint32_t access;
    uint32_t attributes;
    uint32_t closes; /* the handle is to be closed; the rest means nothing */
    uint64_t handle;
    struct ps_record_object object; /* its descriptors come beside it, in their order */
};

_Static_assert(sizeof(struct mail) == 360, "mail is read by other processes");

static int mailbox = -1; /* this process's */
static uint64_t mailbox_number;

int ps_mail_create(struct ps_record *record)
{
    int fd = sys_mailbox_create(&record->mailbox);

    if (fd < 0) {
        record->mailbox = 0;
        fd = -1;
    }
    record->mailbox_fd = fd;
    return fd;
}

/* --- sending ------------------------------------------------------------------------------- */

static NTSTATUS send(struct ps_process *process, const struct mail *mail)
{
    const struct ob_image *image = &mail->object.image;
    int descriptors[SYS_MAILBOX_DESCRIPTORS], result;
    size_t count = 0;

    for (int i = 0; i < SYS_MAILBOX_DESCRIPTORS; i++)
        if (image->fd[i] >= 0)
            descriptors[count++] = image->fd[i];
    result = sys_mailbox_send(process->record->mailbox, mail, sizeof *mail, descriptors, count);
    if (result == -EAGAIN || result == -ETOOMANYREFS)
        return STATUS_INSUFFICIENT_RESOURCES;
    if (result == -ECONNREFUSED) /* it went this moment, or became a program that closed it */
        return ps_process_has_ended(process) ? STATUS_PROCESS_IS_TERMINATING
                                             : STATUS_NOT_SUPPORTED;
    if (result == 0)
        atomic_fetch_add(&process->record->numbers.letters, 1);
    return ob_status(result);
}

NTSTATUS ps_mail_give(struct ps_process *process, HANDLE handle, ULONG attributes, HANDLE *given)
{
    struct mail mail = { .magic = MAGIC, .attributes = attributes };
    NTSTATUS status;

    if (ps_process_has_ended(process))
        return STATUS_PROCESS_IS_TERMINATING;
    if (!ps_census_record(process) || !process->record->mailbox)
        return STATUS_NOT_SUPPORTED;
    status = ps_inherit_pack(handle, &mail.object, &mail.access);
    if (!NT_SUCCESS(status))
        return status;
    *given = ob_table_take_number(&process->record->numbers);
    mail.handle = (uintptr_t)*given;
    status = *given ? send(process, &mail) : STATUS_INSUFFICIENT_RESOURCES;
    if (NT_SUCCESS(status))
        atomic_fetch_add(&process->record->numbers.count, 1);
    ps_inherit_discard(&mail.object);
    return status;
}

NTSTATUS ps_mail_close(struct ps_process *process, HANDLE handle)
{
    const struct mail mail = {
        .magic = MAGIC, .closes = true, .handle = (uintptr_t)handle,
        .object = { .image = { .fd = { -1, -1 } } }
    };

    if (ps_process_has_ended(process))
        return STATUS_PROCESS_IS_TERMINATING;
    if (!ps_census_record(process) || !process->record->mailbox)
        return STATUS_NOT_SUPPORTED;
    return send(process, &mail);
}

/* --- receiving ----------------------------------------------------------------------------- */

/* The descriptors have other numbers here. */
static bool place_descriptors(struct ob_image *image, const int got[SYS_MAILBOX_DESCRIPTORS])
{
    int next = 0;

    for (int i = 0; i < SYS_MAILBOX_DESCRIPTORS; i++)
        image->fd[i] = image->fd[i] < 0 ? -1 : got[next++];
    for (int i = 0; i < next; i++)
        if (got[i] < 0)
            return false;
    return true;
}

static NTSTATUS unpack(struct mail *mail, const int got[SYS_MAILBOX_DESCRIPTORS],
                       struct ob_object **object)
{
    if (mail->magic == MAGIC && mail->closes && got[0] < 0)
        return STATUS_SUCCESS; /* with no object */
    if (mail->magic == MAGIC && place_descriptors(&mail->object.image, got))
        return ps_inherit_unpack(&mail->object, object);
    for (int i = 0; i < SYS_MAILBOX_DESCRIPTORS; i++)
        if (got[i] >= 0)
            sys_file_close(got[i]);
    return STATUS_INVALID_PARAMETER;
}

/* One that cannot be read says nothing. */
static NTSTATUS read_mail(struct ob_letter *letter)
{
    struct mail mail;
    int got[SYS_MAILBOX_DESCRIPTORS];
    int result = sys_mailbox_receive(mailbox, &mail, sizeof mail, got);

    if (result <= 0)
        return result == 0 ? STATUS_NO_MORE_ENTRIES : ob_status(result);
    *letter = (struct ob_letter) {
        .entry = { .access = mail.access, .attributes = mail.attributes }
    };
    if (NT_SUCCESS(unpack(&mail, got, &letter->entry.object)))
        letter->handle = (HANDLE)(uintptr_t)mail.handle;
    if (!letter->handle)
        letter->entry.object = NULL;
    return STATUS_SUCCESS;
}

/* The program may have closed it, and have another file there. */
static void drop_mailbox(void)
{
    if (mailbox >= 0 && sys_mailbox_is(mailbox, mailbox_number))
        sys_file_close(mailbox);
    mailbox = -1;
}

void ps_mail_take(struct ps_record *record)
{
    drop_mailbox();
    if (record && record->mailbox && sys_mailbox_is(record->mailbox_fd, record->mailbox)) {
        mailbox = record->mailbox_fd;
        mailbox_number = record->mailbox;
        sys_process_keep_private(mailbox);
    }
    ob_table_share(record ? &record->numbers : NULL);
    ob_letter_init(mailbox >= 0 ? read_mail : NULL, SYS_MAILBOX_MOST);
}

void ps_mail_refuse(struct ps_record *record)
{
    if (record->mailbox && sys_mailbox_is(record->mailbox_fd, record->mailbox))
        sys_file_close(record->mailbox_fd);
}
