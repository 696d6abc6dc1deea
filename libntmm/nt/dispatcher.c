// SPDX-License-Identifier: MIT
// dispatcher: what the native calls on events, mutants, semaphores and timers have in common.
#include "nt/dispatcher.h"

#include "ke/mutant.h"
#include "nt/attributes.h"
#include "nt/probe.h"
#include "ob/handle.h"
#include "ob/name.h"

/* A mutant that was made in vain is nobody's. */
static void discard(struct ke_dispatcher *dispatcher)
{
    LONG before;

    if (dispatcher->object.type == &ke_mutant_type)
        ke_mutant_release(dispatcher, &before);
}

NTSTATUS nt_dispatcher_create(HANDLE *handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attr,
                              const struct nt_dispatcher_create *create)
{
    struct nt_attributes attributes;
    struct ke_dispatcher *dispatcher;
    struct ob_insert insert;
    HANDLE made = NULL;
    NTSTATUS status = nt_copy_out(handle, &made, sizeof made);

    if (NT_SUCCESS(status))
        status = nt_attributes_create(attr, create->type, &attributes);
    if (!NT_SUCCESS(status))
        return status;
    status = ke_dispatcher_create(create->type, create->kind, create->count, create->limit,
                                  &dispatcher);
    if (!NT_SUCCESS(status)) {
        nt_attributes_free(&attributes);
        return status;
    }
    insert = (struct ob_insert) {
        .path = attributes.named ? &attributes.path : NULL, .access = access,
        .attributes = attributes.attributes, .everyone = attributes.everyone
    };
    /* under a name it is taken when its state has its place, before others can see it */
    dispatcher->born_owned = create->owned;
    if (create->owned && !attributes.named)
        ke_mutant_try(dispatcher);
    status = ob_name_insert(&dispatcher->object, &insert, &made);
    nt_attributes_free(&attributes);
    if (!NT_SUCCESS(status))
        discard(dispatcher);
    ob_object_dereference(&dispatcher->object);
    if (NT_SUCCESS(status))
        nt_copy_out(handle, &made, sizeof made);
    return status;
}

NTSTATUS nt_dispatcher_open(HANDLE *handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attr,
                            const struct ob_type *type)
{
    struct nt_attributes attributes;
    HANDLE made = NULL;
    NTSTATUS status = nt_copy_out(handle, &made, sizeof made);

    if (NT_SUCCESS(status))
        status = nt_attributes_open(attr, &attributes);
    if (!NT_SUCCESS(status))
        return status;
    status = ob_name_open(&attributes.path, type, access, attributes.attributes, &made);
    nt_attributes_free(&attributes);
    if (NT_SUCCESS(status))
        nt_copy_out(handle, &made, sizeof made);
    return status;
}

NTSTATUS nt_dispatcher_reference(HANDLE handle, const struct ob_type *type, ACCESS_MASK wanted,
                                 struct ke_dispatcher **dispatcher)
{
    struct ob_object *object;
    NTSTATUS status = ob_handle_reference(handle, type, wanted, &object, NULL);

    if (NT_SUCCESS(status))
        *dispatcher = (struct ke_dispatcher *)object;
    return status;
}

NTSTATUS nt_dispatcher_probe(LONG *user)
{
    return user ? nt_probe_out(user, sizeof *user) : STATUS_SUCCESS;
}

NTSTATUS nt_dispatcher_answer(const void *answer, ULONG size, PVOID user, ULONG *returned)
{
    NTSTATUS status = nt_copy_out(user, answer, size);

    return NT_SUCCESS(status) && returned ? nt_copy_out(returned, &size, sizeof size) : status;
}
