// SPDX-License-Identifier: MIT
// wait: the native calls that wait for objects.
#include "ke/wait.h"

#include "io/file.h"
#include "ke/dispatcher.h"
#include "nt/probe.h"
#include "nt/time.h"
#include "ob/handle.h"
#include "ps/thread.h"
#include "sys/clock.h"

#include <winternl.h>

/* With a reference. A file is signalled while no request is under way, and there are none yet. */
static NTSTATUS reference(HANDLE handle, struct ke_wait_object *wait)
{
    NTSTATUS status = ob_handle_reference(handle, NULL, SYNCHRONIZE, &wait->object, NULL);

    if (!NT_SUCCESS(status))
        return status;
    wait->state = &ke_state_signalled;
    if (wait->object->type->waits)
        status = wait->object->type->waits(wait->object, &wait->state);
    else if (wait->object->type != &io_file_type)
        status = STATUS_OBJECT_TYPE_MISMATCH;
    if (!NT_SUCCESS(status))
        ob_object_dereference(wait->object);
    return status;
}

static int64_t deadline_of(int64_t nanoseconds)
{
    return nanoseconds == 0 ? 0 : sys_clock_deadline(nanoseconds);
}

/*
 * Where the calling thread is alerted, if it is to be; else NULL. Only a thread's end has no
 * object, and nobody alerts it any more.
 */
static struct ke_apc_queue *alerts(BOOLEAN alertable)
{
    struct ps_thread *thread;

    return alertable && NT_SUCCESS(ps_thread_self(&thread)) ? &thread->apcs : NULL;
}

/* The end of every wait: no object is referenced any more. */
static NTSTATUS waited(NTSTATUS status, struct ke_apc_queue *apcs)
{
    if (status == STATUS_USER_APC)
        ke_apc_deliver(apcs);
    return status;
}

/* STATUS_OBJECT_TYPE_MISMATCH: it is something else. */
static NTSTATUS wait_for_process(HANDLE handle, int64_t nanoseconds)
{
    struct ob_object *object;
    NTSTATUS status = ob_handle_reference(handle, &ps_process_type, SYNCHRONIZE, &object, NULL);

    if (!NT_SUCCESS(status))
        return status;
    status = ps_process_wait((struct ps_process *)object, nanoseconds);
    ob_object_dereference(object);
    return status;
}

/* To wait for nothing but the end of a process takes no help. */
static NTSTATUS wait_for_one(HANDLE handle, int64_t nanoseconds, struct ke_apc_queue *apcs)
{
    NTSTATUS status = apcs ? STATUS_OBJECT_TYPE_MISMATCH : wait_for_process(handle, nanoseconds);
    struct ke_wait_object wait;

    if (status != STATUS_OBJECT_TYPE_MISMATCH)
        return status;
    status = reference(handle, &wait);
    if (!NT_SUCCESS(status))
        return status;
    status = ke_wait(&wait, 1, false, deadline_of(nanoseconds), apcs);
    ob_object_dereference(wait.object);
    return waited(status, apcs);
}

NTSTATUS NTAPI NtWaitForSingleObject(HANDLE handle, BOOLEAN alertable, LARGE_INTEGER *timeout)
{
    int64_t nanoseconds;
    NTSTATUS status = nt_time_capture(timeout, &nanoseconds);

    return NT_SUCCESS(status) ? wait_for_one(handle, nanoseconds, alerts(alertable)) : status;
}

static bool has_twins(const struct ke_wait_object *waits, unsigned count)
{
    for (unsigned i = 1; i < count; i++)
        for (unsigned j = 0; j < i; j++)
            if (waits[i].object == waits[j].object)
                return true;
    return false;
}

static bool is_pseudo(HANDLE handle)
{
    return handle == NtCurrentProcess() || handle == NtCurrentThread();
}

NTSTATUS NTAPI NtWaitForMultipleObjects(ULONG count, const HANDLE *user, WAIT_TYPE type,
                                        BOOLEAN alertable, const LARGE_INTEGER *timeout)
{
    struct ke_apc_queue *apcs = alerts(alertable);
    struct ke_wait_object waits[KE_WAIT_MOST];
    HANDLE handles[KE_WAIT_MOST];
    int64_t nanoseconds;
    ULONG i = 0;
    NTSTATUS status;

    if (count == 0 || count > KE_WAIT_MOST)
        return STATUS_INVALID_PARAMETER_1;
    if (type != WaitAll && type != WaitAny)
        return STATUS_INVALID_PARAMETER_3;
    status = nt_time_capture(timeout, &nanoseconds);
    if (NT_SUCCESS(status))
        status = nt_copy_in(handles, user, count * sizeof *handles);
    for (; NT_SUCCESS(status) && i < count; i += NT_SUCCESS(status))
        status = is_pseudo(handles[i]) ? STATUS_INVALID_HANDLE : reference(handles[i], &waits[i]);
    if (NT_SUCCESS(status) && type == WaitAll && has_twins(waits, count))
        status = STATUS_INVALID_PARAMETER_MIX;
    if (NT_SUCCESS(status))
        status = ke_wait(waits, count, type == WaitAll, deadline_of(nanoseconds), apcs);
    while (i > 0)
        ob_object_dereference(waits[--i].object);
    return waited(status, apcs);
}

/* What may be signalled needs a right for it, a mutant needs its owner. */
static NTSTATUS signal(HANDLE handle)
{
    struct ob_object *object;
    ACCESS_MASK granted;
    NTSTATUS status = ob_handle_reference(handle, NULL, 0, &object, &granted);

    if (!NT_SUCCESS(status))
        return status;
    _Static_assert(EVENT_MODIFY_STATE == SEMAPHORE_MODIFY_STATE, "one right for both");
    if ((object->type == &ke_event_type || object->type == &ke_semaphore_type) &&
        !(granted & EVENT_MODIFY_STATE))
        status = STATUS_ACCESS_DENIED;
    else
        status = ke_signal(object);
    ob_object_dereference(object);
    return status;
}

NTSTATUS NTAPI NtSignalAndWaitForSingleObject(HANDLE signal_handle, HANDLE wait_handle,
                                              BOOLEAN alertable, const LARGE_INTEGER *timeout)
{
    struct ke_apc_queue *apcs = alerts(alertable);
    struct ke_wait_object wait;
    int64_t nanoseconds;
    NTSTATUS status = nt_time_capture(timeout, &nanoseconds);

    if (NT_SUCCESS(status))
        status = reference(wait_handle, &wait);
    if (!NT_SUCCESS(status))
        return status;
    status = signal(signal_handle);
    if (NT_SUCCESS(status))
        status = ke_wait(&wait, 1, false, deadline_of(nanoseconds), apcs);
    ob_object_dereference(wait.object);
    return waited(status, apcs);
}

static NTSTATUS sleep_alertably(int64_t nanoseconds, struct ke_apc_queue *apcs)
{
    NTSTATUS status = ke_wait(NULL, 0, false, deadline_of(nanoseconds), apcs);

    if (status != STATUS_TIMEOUT)
        return waited(status, apcs);
    if (nanoseconds == 0)
        sys_clock_nap(0);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtDelayExecution(BOOLEAN alertable, const LARGE_INTEGER *interval)
{
    struct ke_apc_queue *apcs = alerts(alertable);
    int64_t nanoseconds;
    NTSTATUS status;

    if (!interval)
        return STATUS_ACCESS_VIOLATION;
    status = nt_time_capture(interval, &nanoseconds);
    if (!NT_SUCCESS(status))
        return status;
    if (apcs)
        return sleep_alertably(nanoseconds, apcs);
    if (nanoseconds)
        sys_clock_sleep(nanoseconds);
    else
        sys_clock_nap(0);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtTestAlert(VOID)
{
    struct ke_apc_queue *apcs = alerts(TRUE);

    if (apcs)
        ke_apc_deliver(apcs);
    return STATUS_SUCCESS;
}
