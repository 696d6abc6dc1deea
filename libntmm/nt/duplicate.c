// SPDX-License-Identifier: MIT
// duplicate: NtDuplicateObject, within this process, into others and out of them.
#include "nt/probe.h"
#include "ob/handle.h"
#include "ps/far.h"
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

/* What is to be duplicated, as a handle of this process. */
struct source {
    struct ps_process *process;
    HANDLE handle;    /* in it */
    HANDLE held;      /* here: the same one, or one that is to be closed */
    ULONG attributes; /* that it has there */
};

static bool is_own(const struct ps_process *process)
{
    return process == ps_process_self();
}

static NTSTATUS hold_source(struct source *source)
{
    struct ps_far_source there = { .attributes = 0 };
    NTSTATUS status;

    if (is_own(source->process)) {
        source->held = source->handle;
        return ob_handle_get_attributes(source->handle, &source->attributes);
    }
    status = ps_far_open(source->process, source->handle, &there, &source->held);
    source->attributes = there.attributes;
    return status;
}

/* It is closed even when it could not be duplicated. */
static void release_source(const struct source *source, bool held, ULONG options)
{
    if (is_own(source->process)) {
        if (options & DUPLICATE_CLOSE_SOURCE)
            ob_handle_close(source->handle);
        return;
    }
    if (options & DUPLICATE_CLOSE_SOURCE)
        ps_mail_close(source->process, source->handle);
    if (held)
        ob_handle_close(source->held);
}

/* Another process is given a duplicate that is made here first: it lives until it is sent. */
static NTSTATUS give(struct ps_process *target, const struct source *source, ACCESS_MASK access,
                     bool same, ULONG attributes, HANDLE *made)
{
    HANDLE held;
    NTSTATUS status = ob_handle_duplicate(source->held, access, same, 0, &held);

    if (!NT_SUCCESS(status))
        return status;
    status = ps_mail_give(target, held, attributes & OB_HANDLE_ATTRIBUTES, made);
    ob_handle_close(held);
    return status;
}

/* Nobody needs to be told the duplicate's value: `target` may be NULL. */
static NTSTATUS duplicate(const struct source *source, HANDLE target_process, HANDLE *target,
                          ACCESS_MASK access, ULONG attributes, ULONG options)
{
    const bool same = options & DUPLICATE_SAME_ACCESS;
    struct ps_process *process;
    HANDLE made = NULL;
    NTSTATUS status = target ? nt_probe_out(target, sizeof *target) : STATUS_SUCCESS;

    if (NT_SUCCESS(status))
        status = reference(target_process, &process);
    if (!NT_SUCCESS(status))
        return status;
    if (options & DUPLICATE_SAME_ATTRIBUTES)
        attributes = source->attributes;
    status = is_own(process)
           ? ob_handle_duplicate(source->held, access, same, attributes, &made)
           : give(process, source, access, same, attributes, &made);
    ob_object_dereference(&process->object);
    if (target)
        nt_copy_out(target, &made, sizeof made);
    return status;
}

NTSTATUS NTAPI NtDuplicateObject(HANDLE source_process, HANDLE handle, HANDLE target_process,
                                 HANDLE *target, ACCESS_MASK access, ULONG attributes,
                                 ULONG options)
{
    const bool closes_only = !target_process && (options & DUPLICATE_CLOSE_SOURCE);
    struct source source = { .handle = handle };
    bool held;
    NTSTATUS status = reference(source_process, &source.process);

    if (!NT_SUCCESS(status))
        return status;
    status = hold_source(&source);
    held = NT_SUCCESS(status);
    if (held && !closes_only)
        status = duplicate(&source, target_process, target, access, attributes, options);
    release_source(&source, held, options);
    ob_object_dereference(&source.process->object);
    return status;
}
