// SPDX-License-Identifier: MIT
// event: the native calls on events.
#include "nt/dispatcher.h"
#include "nt/probe.h"

NTSTATUS NTAPI NtCreateEvent(HANDLE *handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attr,
                             EVENT_TYPE type, BOOLEAN state)
{
    const struct nt_dispatcher_create create = {
        .type = &ke_event_type,
        .kind = type == NotificationEvent ? KE_NOTIFICATION : KE_SYNCHRONIZATION,
        .count = state != FALSE, .limit = 1
    };

    if (type != NotificationEvent && type != SynchronizationEvent)
        return STATUS_INVALID_PARAMETER;
    return nt_dispatcher_create(handle, access, attr, &create);
}

NTSTATUS NTAPI NtOpenEvent(HANDLE *handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attr)
{
    return nt_dispatcher_open(handle, access, attr, &ke_event_type);
}

static NTSTATUS change(HANDLE handle, uint32_t (*how)(struct ke_state *state), LONG *user)
{
    struct ke_dispatcher *event;
    LONG before;
    NTSTATUS status = nt_dispatcher_probe(user);

    if (NT_SUCCESS(status))
        status = nt_dispatcher_reference(handle, &ke_event_type, EVENT_MODIFY_STATE, &event);
    if (!NT_SUCCESS(status))
        return status;
    before = (LONG)how(event->state);
    ob_object_dereference(&event->object);
    return user ? nt_copy_out(user, &before, sizeof before) : STATUS_SUCCESS;
}

NTSTATUS NTAPI NtSetEvent(HANDLE handle, LONG *before)
{
    return change(handle, ke_gate_set, before);
}

NTSTATUS NTAPI NtResetEvent(HANDLE handle, LONG *before)
{
    return change(handle, ke_gate_reset, before);
}

NTSTATUS NTAPI NtClearEvent(HANDLE handle)
{
    return change(handle, ke_gate_reset, NULL);
}

NTSTATUS NTAPI NtPulseEvent(HANDLE handle, LONG *before)
{
    return change(handle, ke_gate_pulse, before);
}

NTSTATUS NTAPI NtQueryEvent(HANDLE handle, EVENT_INFORMATION_CLASS class, PVOID buffer,
                            ULONG length, ULONG *returned)
{
    EVENT_BASIC_INFORMATION basic;
    struct ke_dispatcher *event;
    NTSTATUS status;

    if (class != EventBasicInformation)
        return STATUS_INVALID_INFO_CLASS;
    if (length != sizeof basic)
        return STATUS_INFO_LENGTH_MISMATCH;
    status = nt_dispatcher_reference(handle, &ke_event_type, EVENT_QUERY_STATE, &event);
    if (!NT_SUCCESS(status))
        return status;
    basic = (EVENT_BASIC_INFORMATION) {
        .EventType = event->state->kind == KE_NOTIFICATION ? NotificationEvent
                                                           : SynchronizationEvent,
        .EventState = (LONG)ke_gate_count(event->state),
    };
    ob_object_dereference(&event->object);
    return nt_dispatcher_answer(&basic, sizeof basic, buffer, returned);
}
