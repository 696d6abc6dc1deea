// SPDX-License-Identifier: MIT
// timer: the native calls on timers.
#include "ke/timer.h"

#include "nt/dispatcher.h"
#include "nt/probe.h"
#include "nt/time.h"
#include "ps/thread.h"
#include "sys/clock.h"

#define NANOSECONDS_PER_MILLISECOND INT64_C(1000000)

NTSTATUS NTAPI NtCreateTimer(HANDLE *handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attr,
                             TIMER_TYPE type)
{
    const struct nt_dispatcher_create create = {
        .type = &ke_timer_type,
        .kind = type == NotificationTimer ? KE_NOTIFICATION : KE_SYNCHRONIZATION, .limit = 1
    };

    if (type != NotificationTimer && type != SynchronizationTimer)
        return STATUS_INVALID_PARAMETER_4;
    return nt_dispatcher_create(handle, access, attr, &create);
}

NTSTATUS NTAPI NtOpenTimer(HANDLE *handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attr)
{
    return nt_dispatcher_open(handle, access, attr, &ke_timer_type);
}

static BOOLEAN is_signalled(struct ke_state *state)
{
    ke_timer_look(state);
    return ke_gate_ready(state);
}

static NTSTATUS set(struct ke_dispatcher *timer, int64_t due, int64_t period,
                    PTIMER_APC_ROUTINE routine, PVOID context)
{
    struct ps_thread *thread;
    NTSTATUS status;

    if (!routine) {
        ke_timer_set(timer->state, due, period);
        return STATUS_SUCCESS;
    }
    status = ps_thread_self(&thread);
    return NT_SUCCESS(status)
         ? ke_apc_set_timer(&thread->apcs, timer, due, period, routine, context) : status;
}

/*
 * A time of day is turned into one of the steady clock here: setting the clock later does not move
 * it. There is no machine to wake.
 */
NTSTATUS NTAPI NtSetTimer(HANDLE handle, const LARGE_INTEGER *due, PTIMER_APC_ROUTINE routine,
                          PVOID context, BOOLEAN resume, LONG period, BOOLEAN *user)
{
    struct ke_dispatcher *timer;
    int64_t nanoseconds, at;
    BOOLEAN before;
    NTSTATUS status = due ? nt_time_capture(due, &nanoseconds) : STATUS_ACCESS_VIOLATION;

    if (NT_SUCCESS(status) && user)
        status = nt_probe_out(user, sizeof *user);
    if (NT_SUCCESS(status) && period < 0)
        status = STATUS_INVALID_PARAMETER_6;
    if (NT_SUCCESS(status))
        status = nt_dispatcher_reference(handle, &ke_timer_type, TIMER_MODIFY_STATE, &timer);
    if (!NT_SUCCESS(status))
        return status;
    before = is_signalled(timer->state);
    at = sys_clock_deadline(nanoseconds);
    status = set(timer, at < 0 ? INT64_MAX : at, period * NANOSECONDS_PER_MILLISECOND, routine,
                 context);
    ob_object_dereference(&timer->object);
    if (!NT_SUCCESS(status))
        return status;
    if (user)
        nt_copy_out(user, &before, sizeof before);
    return resume ? STATUS_TIMER_RESUME_IGNORED : STATUS_SUCCESS;
}

NTSTATUS NTAPI NtCancelTimer(HANDLE handle, BOOLEAN *user)
{
    struct ke_dispatcher *timer;
    BOOLEAN state;
    NTSTATUS status = user ? nt_probe_out(user, sizeof *user) : STATUS_SUCCESS;

    if (NT_SUCCESS(status))
        status = nt_dispatcher_reference(handle, &ke_timer_type, TIMER_MODIFY_STATE, &timer);
    if (!NT_SUCCESS(status))
        return status;
    ke_timer_cancel(timer->state);
    state = ke_gate_ready(timer->state);
    ob_object_dereference(&timer->object);
    return user ? nt_copy_out(user, &state, sizeof state) : STATUS_SUCCESS;
}

NTSTATUS NTAPI NtQueryTimer(HANDLE handle, TIMER_INFORMATION_CLASS class, PVOID buffer,
                            ULONG length, ULONG *returned)
{
    TIMER_BASIC_INFORMATION basic = { .TimerState = FALSE };
    struct ke_dispatcher *timer;
    NTSTATUS status;
    int64_t due;

    if (class != TimerBasicInformation)
        return STATUS_INVALID_INFO_CLASS;
    if (length != sizeof basic)
        return STATUS_INFO_LENGTH_MISMATCH;
    status = nt_dispatcher_reference(handle, &ke_timer_type, TIMER_QUERY_STATE, &timer);
    if (!NT_SUCCESS(status))
        return status;
    due = ke_timer_look(timer->state);
    basic.TimerState = ke_gate_ready(timer->state);
    if (due >= 0)
        basic.RemainingTime.QuadPart = sys_clock_left(due) / 100;
    ob_object_dereference(&timer->object);
    return nt_dispatcher_answer(&basic, sizeof basic, buffer, returned);
}
