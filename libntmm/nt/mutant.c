// SPDX-License-Identifier: MIT
// mutant: the native calls on mutants, which Win32 calls mutexes.
#include "ke/mutant.h"

#include "nt/dispatcher.h"
#include "nt/probe.h"

NTSTATUS NTAPI NtCreateMutant(HANDLE *handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attr,
                              BOOLEAN owned)
{
    const struct nt_dispatcher_create create = {
        .type = &ke_mutant_type, .kind = KE_MUTANT, .owned = owned != FALSE
    };

    return nt_dispatcher_create(handle, access, attr, &create);
}

NTSTATUS NTAPI NtOpenMutant(HANDLE *handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attr)
{
    return nt_dispatcher_open(handle, access, attr, &ke_mutant_type);
}

NTSTATUS NTAPI NtReleaseMutant(HANDLE handle, LONG *user)
{
    struct ke_dispatcher *mutant;
    LONG before;
    NTSTATUS status = nt_dispatcher_probe(user);

    if (NT_SUCCESS(status))
        status = nt_dispatcher_reference(handle, &ke_mutant_type, 0, &mutant);
    if (!NT_SUCCESS(status))
        return status;
    status = ke_mutant_release(mutant, &before);
    ob_object_dereference(&mutant->object);
    return NT_SUCCESS(status) && user ? nt_copy_out(user, &before, sizeof before) : status;
}

NTSTATUS NTAPI NtQueryMutant(HANDLE handle, MUTANT_INFORMATION_CLASS class, PVOID buffer,
                             ULONG length, ULONG *returned)
{
    MUTANT_BASIC_INFORMATION basic;
    struct ke_dispatcher *mutant;
    NTSTATUS status;

    if (class != MutantBasicInformation)
        return STATUS_INVALID_INFO_CLASS;
    if (length != sizeof basic)
        return STATUS_INFO_LENGTH_MISMATCH;
    status = nt_dispatcher_reference(handle, &ke_mutant_type, MUTANT_QUERY_STATE, &mutant);
    if (!NT_SUCCESS(status))
        return status;
    basic = (MUTANT_BASIC_INFORMATION) {
        .CurrentCount = ke_mutant_count(mutant),
        .OwnedByCaller = ke_mutant_is_own(mutant),
        .AbandonedState = ke_mutant_is_abandoned(mutant),
    };
    ob_object_dereference(&mutant->object);
    return nt_dispatcher_answer(&basic, sizeof basic, buffer, returned);
}
