// SPDX-License-Identifier: MIT
// thread: the native calls on threads.
#include "nt/thread.h"

#include "nt/capture.h"
#include "nt/probe.h"
#include "ob/handle.h"
#include "sys/process.h"
#include "sys/thread.h"

#include <winternl.h>

/* The handle comes first: a thread that runs cannot be taken back. */
NTSTATUS nt_thread_create(const struct nt_thread_create *create, HANDLE *handle, ULONG *id)
{
    struct ps_thread *thread = ps_thread_create(create->routine, create->context,
                                                create->suspended);
    HANDLE made;
    NTSTATUS status;

    if (!thread)
        return STATUS_NO_MEMORY;
    status = ob_handle_create(&thread->object, THREAD_ALL_ACCESS, create->attributes, &made);
    if (NT_SUCCESS(status)) {
        status = ps_thread_start(thread, create->stack, create->exactly);
        if (!NT_SUCCESS(status))
            ob_handle_close(made);
    }
    if (NT_SUCCESS(status)) {
        *handle = made;
        if (id)
            *id = (ULONG)ps_thread_id(thread);
    }
    ob_object_dereference(&thread->object);
    return status;
}

/* A limited right is part of the right it was taken from. */
static ACCESS_MASK with_limited(ACCESS_MASK access)
{
    if (access & THREAD_QUERY_INFORMATION)
        access |= THREAD_QUERY_LIMITED_INFORMATION;
    if (access & THREAD_SET_INFORMATION)
        access |= THREAD_SET_LIMITED_INFORMATION;
    return access;
}

static NTSTATUS find(const CLIENT_ID *client, struct ps_thread **thread)
{
    int id = (int)(ULONG_PTR)client->UniqueThread, process = (int)(ULONG_PTR)client->UniqueProcess;

    *thread = NULL;
    if (id > 0 && (process == 0 || process == sys_process_id()))
        *thread = ps_thread_find(id);
    if (*thread)
        return STATUS_SUCCESS;
    /* of another process, or one that never asked who it is */
    return id > 0 && sys_process_exists(id) ? STATUS_NOT_SUPPORTED : STATUS_INVALID_CID;
}

NTSTATUS NTAPI NtOpenThread(HANDLE *handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attr,
                            const CLIENT_ID *user)
{
    struct nt_capture capture;
    struct ps_thread *thread;
    CLIENT_ID client;
    HANDLE made = NULL;
    NTSTATUS status = nt_copy_out(handle, &made, sizeof made);

    if (NT_SUCCESS(status))
        status = nt_copy_in(&client, user, sizeof client);
    if (NT_SUCCESS(status))
        status = nt_capture(attr, &capture);
    if (!NT_SUCCESS(status))
        return status;
    nt_capture_free(&capture);
    if (capture.named)
        return STATUS_INVALID_PARAMETER_MIX;
    status = find(&client, &thread);
    if (!NT_SUCCESS(status))
        return status;
    status = ob_handle_create(&thread->object, with_limited(access), capture.attributes, &made);
    ob_object_dereference(&thread->object);
    if (NT_SUCCESS(status))
        nt_copy_out(handle, &made, sizeof made);
    return status;
}

static NTSTATUS reference(HANDLE handle, ACCESS_MASK wanted, struct ps_thread **thread)
{
    struct ob_object *object;
    NTSTATUS status = ob_handle_reference(handle, &ps_thread_type, wanted, &object, NULL);

    if (NT_SUCCESS(status))
        *thread = (struct ps_thread *)object;
    return status;
}

/* --- ending and suspending ----------------------------------------------------------------- */

/* NULL is the calling thread, unless it is the last one: whether it is, nobody knows here. */
NTSTATUS NTAPI NtTerminateThread(HANDLE handle, NTSTATUS code)
{
    struct ps_thread *thread, *self;
    NTSTATUS status;

    if (!handle)
        return STATUS_NOT_SUPPORTED;
    status = reference(handle, THREAD_TERMINATE, &thread);
    if (!NT_SUCCESS(status))
        return status;
    if (NT_SUCCESS(ps_thread_self(&self)) && thread == self) {
        ob_object_dereference(&thread->object);
        ps_thread_exit((uint32_t)code);
    }
    status = ps_thread_terminate(thread, (uint32_t)code);
    ob_object_dereference(&thread->object);
    return status;
}

NTSTATUS NTAPI NtQueueApcThread(HANDLE handle, PNTAPCFUNC routine, PVOID first, PVOID second,
                                PVOID third)
{
    PVOID arguments[] = { first, second, third };
    struct ps_thread *thread;
    NTSTATUS status = reference(handle, THREAD_SET_CONTEXT, &thread);

    if (!NT_SUCCESS(status))
        return status;
    status = ps_thread_alert(thread, routine, arguments);
    ob_object_dereference(&thread->object);
    return status;
}

NTSTATUS NTAPI NtSuspendThread(HANDLE handle, ULONG *user)
{
    struct ps_thread *thread;
    uint32_t before;
    NTSTATUS status = user ? nt_probe_out(user, sizeof *user) : STATUS_SUCCESS;

    if (NT_SUCCESS(status))
        status = reference(handle, THREAD_SUSPEND_RESUME, &thread);
    if (!NT_SUCCESS(status))
        return status;
    status = ps_thread_suspend(thread, &before);
    ob_object_dereference(&thread->object);
    return NT_SUCCESS(status) && user ? nt_copy_out(user, &before, sizeof before) : status;
}

NTSTATUS NTAPI NtResumeThread(HANDLE handle, ULONG *user)
{
    struct ps_thread *thread;
    uint32_t before;
    NTSTATUS status = user ? nt_probe_out(user, sizeof *user) : STATUS_SUCCESS;

    if (NT_SUCCESS(status))
        status = reference(handle, THREAD_SUSPEND_RESUME, &thread);
    if (!NT_SUCCESS(status))
        return status;
    before = ps_thread_resume(thread);
    ob_object_dereference(&thread->object);
    return user ? nt_copy_out(user, &before, sizeof before) : STATUS_SUCCESS;
}

NTSTATUS NTAPI NtYieldExecution(void)
{
    return sys_thread_yield() ? STATUS_SUCCESS : STATUS_NO_YIELD_PERFORMED;
}

/* --- what is known of a thread ------------------------------------------------------------- */

/* A process of the normal class; its threads' priorities stay within the variable ones. */
#define BASE_PRIORITY 8
#define LEAST_PRIORITY 1
#define MOST_PRIORITY 15

/* An increment this far means the end of the range. */
#define SATURATED 16

static KPRIORITY priority_of(LONG increment)
{
    LONG priority = BASE_PRIORITY + increment;

    return priority < LEAST_PRIORITY ? LEAST_PRIORITY
         : priority > MOST_PRIORITY ? MOST_PRIORITY : priority;
}

static void describe(struct ps_thread *thread, THREAD_BASIC_INFORMATION *basic)
{
    uint64_t processors;

    sys_process_processors(&processors);
    *basic = (THREAD_BASIC_INFORMATION) {
        .ExitStatus = (NTSTATUS)ps_thread_code(thread),
        .ClientId = {
            .UniqueProcess = (HANDLE)(ULONG_PTR)thread->process->pid,
            .UniqueThread = (HANDLE)(ULONG_PTR)ps_thread_id(thread),
        },
        .AffinityMask = processors,
        .Priority = priority_of(thread->priority),
        .BasePriority = thread->priority,
    };
}

NTSTATUS NTAPI NtQueryInformationThread(HANDLE handle, THREADINFOCLASS class, PVOID buffer,
                                        ULONG length, ULONG *returned)
{
    THREAD_BASIC_INFORMATION basic;
    ULONG size = sizeof basic;
    struct ps_thread *thread;
    struct ob_object *object;
    ACCESS_MASK access;
    NTSTATUS status;

    if (class != ThreadBasicInformation)
        return STATUS_INVALID_INFO_CLASS;
    if (length != sizeof basic)
        return STATUS_INFO_LENGTH_MISMATCH;
    status = ob_handle_reference(handle, &ps_thread_type, 0, &object, &access);
    if (!NT_SUCCESS(status))
        return status;
    thread = (struct ps_thread *)object;
    if (with_limited(access) & THREAD_QUERY_LIMITED_INFORMATION)
        describe(thread, &basic);
    else
        status = STATUS_ACCESS_DENIED;
    ob_object_dereference(&thread->object);
    if (NT_SUCCESS(status))
        status = nt_copy_out(buffer, &basic, sizeof basic);
    if (NT_SUCCESS(status) && returned)
        status = nt_copy_out(returned, &size, sizeof size);
    return status;
}

/* A priority is remembered: here it has no say in who runs. */
NTSTATUS NTAPI NtSetInformationThread(HANDLE handle, THREADINFOCLASS class, PVOID buffer,
                                      ULONG length)
{
    struct ps_thread *thread;
    LONG increment;
    NTSTATUS status;

    if (class != ThreadBasePriority)
        return STATUS_INVALID_INFO_CLASS;
    if (length != sizeof increment)
        return STATUS_INFO_LENGTH_MISMATCH;
    status = nt_copy_in(&increment, buffer, sizeof increment);
    if (NT_SUCCESS(status) &&
        (increment < THREAD_BASE_PRIORITY_MIN || increment > THREAD_BASE_PRIORITY_MAX) &&
        increment != SATURATED && increment != -SATURATED)
        status = STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status))
        status = reference(handle, THREAD_SET_INFORMATION, &thread);
    if (!NT_SUCCESS(status))
        return status;
    thread->priority = increment;
    ob_object_dereference(&thread->object);
    return STATUS_SUCCESS;
}
