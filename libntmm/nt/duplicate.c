// SPDX-License-Identifier: MIT
// duplicate: NtDuplicateObject, within this process and into others.
#include "nt/probe.h"
#include "ob/handle.h"
#include "ps/mail.h"

/* A process whose handles are to be read or made. */
static NTSTATUS reference(HANDLE handle, struct ps_process **process)
{
    struct ob_object *object;
    NTSTATUS status = ob_handle_reference(handle, &ps_process_type, PROCESS_DUP_HANDLE, &object,
                                          NULL);

    if (NT_SUCCESS(status))
        *process = (struct ps_process *)object;
    return status;
}

/* Another process is given a duplicate that is made here first: it lives until it is sent. */
static NTSTATUS give(struct ps_process *target, HANDLE source, ACCESS_MASK access,
                     ULONG attributes, ULONG options, HANDLE *made)
{
    HANDLE held = NULL;
    NTSTATUS status = STATUS_SUCCESS;

    if (options & DUPLICATE_SAME_ATTRIBUTES)
        if (!NT_SUCCESS(ob_handle_get_attributes(source, &attributes)))
            attributes = 0; /* a pseudo handle has none */
    status = ob_handle_duplicate(source, access, 0, options & DUPLICATE_SAME_ACCESS, &held);
    if (!NT_SUCCESS(status))
        return status;
    status = ps_mail_give(target, held, attributes & OB_HANDLE_ATTRIBUTES, made);
    ob_handle_close(held);
    return status;
}

static NTSTATUS duplicate(HANDLE source, HANDLE target_process, HANDLE *target,
                          ACCESS_MASK access, ULONG attributes, ULONG options)
{
    struct ps_process *process;
    HANDLE made = NULL;
    NTSTATUS status = nt_probe_out(target, sizeof *target);

    if (NT_SUCCESS(status))
        status = reference(target_process, &process);
    if (!NT_SUCCESS(status))
        return status;
    options &= ~(ULONG)DUPLICATE_CLOSE_SOURCE;
    if (process == ps_process_self())
        status = ob_handle_duplicate(source, access, attributes, options, &made);
    else
        status = give(process, source, access, attributes, options, &made);
    ob_object_dereference(&process->object);
    nt_copy_out(target, &made, sizeof made);
    return status;
}

/* With DUPLICATE_CLOSE_SOURCE the source is closed even when there is no target, or it fails. */
NTSTATUS NTAPI NtDuplicateObject(HANDLE source_process, HANDLE source, HANDLE target_process,
                                 HANDLE *target, ACCESS_MASK access, ULONG attributes,
                                 ULONG options)
{
    struct ps_process *process;
    NTSTATUS status = reference(source_process, &process);

    if (!NT_SUCCESS(status))
        return status;
    if (process != ps_process_self())
        status = STATUS_NOT_SUPPORTED;
    else if (target)
        status = duplicate(source, target_process, target, access, attributes, options);
    else
        status = ob_handle_duplicate(source, access, attributes,
                                     options & ~(ULONG)DUPLICATE_CLOSE_SOURCE, NULL);
    if (process == ps_process_self() && (options & DUPLICATE_CLOSE_SOURCE))
        ob_handle_close(source);
    ob_object_dereference(&process->object);
    return status;
}
