// SPDX-License-Identifier: MIT
// process: the native calls on processes.
#include "nt/process.h"

#include "nt/capture.h"
#include "nt/probe.h"
#include "ob/handle.h"
#include "ps/census.h"
#include "ps/clone.h"
#include "ps/thread.h"

#include <winternl.h>

/* Handles of a child that was just started; it ends when there can be none. */
static NTSTATUS open_made(struct ps_process *process, ULONG process_attributes,
                          ULONG thread_attributes, struct nt_process_made *made)
{
    struct ps_thread *thread = ps_thread_of_child(process);
    NTSTATUS status;

    status = thread ? ob_handle_create(&process->object, PROCESS_ALL_ACCESS, process_attributes,
                                       &made->process)
                    : STATUS_NO_MEMORY;
    if (NT_SUCCESS(status)) {
        status = ob_handle_create(&thread->object, THREAD_ALL_ACCESS, thread_attributes,
                                  &made->thread);
        if (!NT_SUCCESS(status))
            ob_handle_close(made->process);
    }
    if (NT_SUCCESS(status)) {
        made->process_id = (ULONG)process->pid;
        made->thread_id = (ULONG)ps_thread_id(thread);
    } else {
        /* it runs, but nobody would know of it */
        ps_process_terminate(process, (uint32_t)status);
    }
    if (thread)
        ob_object_dereference(&thread->object);
    ob_object_dereference(&process->object);
    return status;
}

NTSTATUS nt_process_create(const struct ps_create *create, ULONG process_attributes,
                           ULONG thread_attributes, struct nt_process_made *made)
{
    struct ps_process *process;
    NTSTATUS status = ps_create(create, &process);

    return NT_SUCCESS(status) ? open_made(process, process_attributes, thread_attributes, made)
                              : status;
}

#define RTL_CLONE_PROCESS_FLAGS_KNOWN                                                              \
    (RTL_CLONE_PROCESS_FLAGS_CREATE_SUSPENDED | RTL_CLONE_PROCESS_FLAGS_INHERIT_HANDLES |          \
     RTL_CLONE_PROCESS_FLAGS_NO_SYNCHRONIZE)

/* The child has all of this process's handles, whether it was asked to inherit or not. */
NTSTATUS NTAPI RtlCloneUserProcess(ULONG flags, PSECURITY_DESCRIPTOR process_security,
                                   PSECURITY_DESCRIPTOR thread_security, HANDLE debug_port,
                                   RTL_USER_PROCESS_INFORMATION *user)
{
    RTL_USER_PROCESS_INFORMATION information = { .Length = sizeof information };
    struct ps_process *process;
    struct nt_process_made made;
    NTSTATUS status = nt_probe_out(user, sizeof *user);

    if (NT_SUCCESS(status) && flags & ~(ULONG)RTL_CLONE_PROCESS_FLAGS_KNOWN)
        status = STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status) && (process_security || thread_security || debug_port))
        status = STATUS_NOT_SUPPORTED;
    if (NT_SUCCESS(status))
        status = ps_clone(flags & RTL_CLONE_PROCESS_FLAGS_CREATE_SUSPENDED, &process);
    if (!NT_SUCCESS(status) || status == STATUS_PROCESS_CLONED)
        return status;
    status = open_made(process, 0, 0, &made);
    if (!NT_SUCCESS(status))
        return status;
    information.ProcessHandle = made.process;
    information.ThreadHandle = made.thread;
    information.ClientId.UniqueProcess = (HANDLE)(ULONG_PTR)made.process_id;
    information.ClientId.UniqueThread = (HANDLE)(ULONG_PTR)made.thread_id;
    return nt_copy_out(user, &information, sizeof information);
}

/* --- opening ------------------------------------------------------------------------------- */

ACCESS_MASK nt_process_access(ACCESS_MASK access)
{
    if (access & PROCESS_QUERY_INFORMATION)
        access |= PROCESS_QUERY_LIMITED_INFORMATION;
    return access;
}

/* A thread, if one is told, has to be of the process; here only the first is known by number. */
static NTSTATUS find(const CLIENT_ID *client, struct ps_process **process)
{
    ULONG_PTR number = (ULONG_PTR)client->UniqueProcess;

    if (client->UniqueThread && client->UniqueThread != client->UniqueProcess)
        return STATUS_INVALID_CID;
    return number <= UINT32_MAX ? ps_census_open((uint32_t)number, process) : STATUS_INVALID_CID;
}

NTSTATUS NTAPI NtOpenProcess(HANDLE *handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attr,
                             const CLIENT_ID *user)
{
    struct nt_capture capture;
    struct ps_process *process;
    CLIENT_ID client;
    HANDLE made = NULL;
    NTSTATUS status = nt_copy_out(handle, &made, sizeof made);

    if (NT_SUCCESS(status))
        status = nt_capture(attr, &capture);
    if (!NT_SUCCESS(status))
        return status;
    nt_capture_free(&capture);
    if (capture.named || !user)
        return STATUS_INVALID_PARAMETER_MIX;
    status = nt_copy_in(&client, user, sizeof client);
    if (NT_SUCCESS(status))
        status = find(&client, &process);
    if (!NT_SUCCESS(status))
        return status;
    status = ob_handle_create(&process->object, nt_process_access(access), capture.attributes,
                              &made);
    ob_object_dereference(&process->object);
    if (NT_SUCCESS(status))
        nt_copy_out(handle, &made, sizeof made);
    return status;
}

/* --- ending -------------------------------------------------------------------------------- */

NTSTATUS NTAPI NtTerminateProcess(HANDLE handle, NTSTATUS code)
{
    struct ob_object *object;
    NTSTATUS status;

    if (!handle) /* the other threads of this process */
        return STATUS_NOT_SUPPORTED;
    status = ob_handle_reference(handle, &ps_process_type, PROCESS_TERMINATE, &object, NULL);
    if (!NT_SUCCESS(status))
        return status;
    status = ps_process_terminate((struct ps_process *)object, (uint32_t)code);
    ob_object_dereference(object);
    return status;
}
