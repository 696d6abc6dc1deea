// SPDX-License-Identifier: MIT
// semaphore: the native calls on semaphores.
#include "nt/dispatcher.h"
#include "nt/probe.h"

NTSTATUS NTAPI NtCreateSemaphore(HANDLE *handle, ACCESS_MASK access,
                                 const OBJECT_ATTRIBUTES *attr, LONG count, LONG limit)
{
    const struct nt_dispatcher_create create = {
        .type = &ke_semaphore_type, .kind = KE_SYNCHRONIZATION, .count = (uint32_t)count,
        .limit = (uint32_t)limit
    };

    if (limit <= 0 || count < 0 || count > limit)
        return STATUS_INVALID_PARAMETER;
    return nt_dispatcher_create(handle, access, attr, &create);
}

NTSTATUS NTAPI NtOpenSemaphore(HANDLE *handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attr)
{
    return nt_dispatcher_open(handle, access, attr, &ke_semaphore_type);
}

NTSTATUS NTAPI NtReleaseSemaphore(HANDLE handle, LONG count, LONG *user)
{
    struct ke_dispatcher *semaphore;
    uint32_t before;
    NTSTATUS status = nt_dispatcher_probe(user);

    if (NT_SUCCESS(status) && count <= 0)
        status = STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status))
        status = nt_dispatcher_reference(handle, &ke_semaphore_type, SEMAPHORE_MODIFY_STATE,
                                         &semaphore);
    if (!NT_SUCCESS(status))
        return status;
    status = ke_gate_add(semaphore->state, (uint32_t)count, &before);
    ob_object_dereference(&semaphore->object);
    return NT_SUCCESS(status) && user ? nt_copy_out(user, &before, sizeof before) : status;
}

NTSTATUS NTAPI NtQuerySemaphore(HANDLE handle, SEMAPHORE_INFORMATION_CLASS class, PVOID buffer,
                                ULONG length, ULONG *returned)
{
    SEMAPHORE_BASIC_INFORMATION basic;
    struct ke_dispatcher *semaphore;
    NTSTATUS status;

    if (class != SemaphoreBasicInformation)
        return STATUS_INVALID_INFO_CLASS;
    if (length != sizeof basic)
        return STATUS_INFO_LENGTH_MISMATCH;
    status = nt_dispatcher_reference(handle, &ke_semaphore_type, SEMAPHORE_QUERY_STATE,
                                     &semaphore);
    if (!NT_SUCCESS(status))
        return status;
    basic = (SEMAPHORE_BASIC_INFORMATION) {
        .CurrentCount = ke_gate_count(semaphore->state),
        .MaximumCount = semaphore->state->limit,
    };
    ob_object_dereference(&semaphore->object);
    return nt_dispatcher_answer(&basic, sizeof basic, buffer, returned);
}
