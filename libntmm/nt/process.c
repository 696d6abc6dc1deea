// SPDX-License-Identifier: MIT
// process: the native calls on processes, on waiting and on time.
#include "nt/process.h"

#include "io/file.h"
#include "nt/probe.h"
#include "ob/handle.h"
#include "ps/clone.h"
#include "sys/clock.h"
#include "sys/process.h"

#include <winternl.h>

/* Between the beginnings of 1601 and 1970, in units of 100 ns. */
#define UNITS_TO_1970 INT64_C(116444736000000000)

/* Handles of a child that was just started; it ends when there can be none. */
static NTSTATUS open_made(struct ps_process *process, ULONG process_attributes,
                          ULONG thread_attributes, struct nt_process_made *made)
{
    struct ps_thread *thread = ps_thread_create(process);
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
        made->thread_id = (ULONG)thread->id;
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
    if (NT_SUCCESS(status) && (flags & RTL_CLONE_PROCESS_FLAGS_CREATE_SUSPENDED ||
                               process_security || thread_security || debug_port))
        status = STATUS_NOT_SUPPORTED;
    if (NT_SUCCESS(status))
        status = ps_clone(&process);
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

NTSTATUS NTAPI NtQueryInformationProcess(HANDLE handle, PROCESSINFOCLASS class, PVOID buffer,
                                         ULONG length, PULONG returned)
{
    PROCESS_BASIC_INFORMATION basic = { .ExitStatus = 0 };
    ULONG size = sizeof basic;
    struct ps_process *process;
    struct ob_object *object;
    ACCESS_MASK access;
    NTSTATUS status;

    if (class != ProcessBasicInformation)
        return STATUS_INVALID_INFO_CLASS;
    if (length != sizeof basic)
        return STATUS_INFO_LENGTH_MISMATCH;
    status = ob_handle_reference(handle, &ps_process_type, 0, &object, &access);
    if (!NT_SUCCESS(status))
        return status;
    if (access & (PROCESS_QUERY_INFORMATION | PROCESS_QUERY_LIMITED_INFORMATION)) {
        process = (struct ps_process *)object;
        basic.ExitStatus = (NTSTATUS)ps_process_code(process);
        basic.UniqueProcessId = (ULONG_PTR)process->pid;
        if (process == ps_process_self())
            basic.InheritedFromUniqueProcessId = (ULONG_PTR)sys_process_parent();
    } else {
        status = STATUS_ACCESS_DENIED;
    }
    ob_object_dereference(object);
    if (NT_SUCCESS(status))
        status = nt_copy_out(buffer, &basic, sizeof basic);
    if (NT_SUCCESS(status) && returned)
        status = nt_copy_out(returned, &size, sizeof size);
    return status;
}

/*
 * A timeout in nanoseconds, -1 for none. In the caller's memory: units of 100 ns, from now on if
 * negative, since 1601 if not.
 */
static NTSTATUS capture_timeout(const LARGE_INTEGER *user, int64_t *nanoseconds)
{
    LARGE_INTEGER value;
    NTSTATUS status;
    int64_t units;

    *nanoseconds = -1;
    if (!user)
        return STATUS_SUCCESS;
    status = nt_copy_in(&value, user, sizeof value);
    if (!NT_SUCCESS(status) || value.QuadPart == INT64_MIN)
        return status;
    units = value.QuadPart < 0 ? -value.QuadPart
                               : value.QuadPart - UNITS_TO_1970 - sys_clock_time() / 100;
    if (units < 0)
        units = 0;
    if (__builtin_mul_overflow(units, INT64_C(100), nanoseconds))
        *nanoseconds = -1;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtDelayExecution(BOOLEAN alertable, const LARGE_INTEGER *interval)
{
    int64_t nanoseconds;
    NTSTATUS status;

    (void)alertable; /* nothing can alert a thread yet */
    if (!interval)
        return STATUS_ACCESS_VIOLATION;
    status = capture_timeout(interval, &nanoseconds);
    if (!NT_SUCCESS(status))
        return status;
    if (nanoseconds)
        sys_clock_sleep(nanoseconds);
    else
        sys_clock_nap(0);
    return STATUS_SUCCESS;
}

/* A file is signalled while no asynchronous request is under way, and there are none yet. */
static NTSTATUS wait_for(struct ob_object *object, int64_t nanoseconds)
{
    if (object->type == &ps_process_type)
        return ps_process_wait((struct ps_process *)object, nanoseconds);
    if (object->type == &ps_thread_type)
        return ps_process_wait(((struct ps_thread *)object)->process, nanoseconds);
    if (object->type == &io_file_type)
        return STATUS_SUCCESS;
    return STATUS_OBJECT_TYPE_MISMATCH;
}

NTSTATUS NTAPI NtWaitForSingleObject(HANDLE handle, BOOLEAN alertable, LARGE_INTEGER *timeout)
{
    struct ob_object *object;
    int64_t nanoseconds;
    NTSTATUS status = capture_timeout(timeout, &nanoseconds);

    (void)alertable;
    if (NT_SUCCESS(status))
        status = ob_handle_reference(handle, NULL, SYNCHRONIZE, &object, NULL);
    if (!NT_SUCCESS(status))
        return status;
    status = wait_for(object, nanoseconds);
    ob_object_dereference(object);
    return status;
}

/* Ticks of 100 ns since the start of the machine, the time asleep included. */
NTSTATUS NTAPI NtQueryPerformanceCounter(LARGE_INTEGER *counter, LARGE_INTEGER *frequency)
{
    LARGE_INTEGER ticks = { .QuadPart = sys_clock_uptime() / 100 };
    LARGE_INTEGER second = { .QuadPart = 10000000 };
    NTSTATUS status = nt_copy_out(counter, &ticks, sizeof ticks);

    if (NT_SUCCESS(status) && frequency)
        status = nt_copy_out(frequency, &second, sizeof second);
    return status;
}
