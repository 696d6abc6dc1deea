// SPDX-License-Identifier: MIT
// handle: what a program holds of an object, with the rights to it.
#include "ob/handle.h"

#include "ob/name.h"

#define PSEUDO_COUNT 2 /* -1: the process, -2: the thread */

static ob_pseudo_find *pseudo[PSEUDO_COUNT];

void ob_handle_set_pseudo(HANDLE handle, ob_pseudo_find *find)
{
    pseudo[~(uintptr_t)handle] = find;
}

/* NULL: not a pseudo handle. */
static ob_pseudo_find *pseudo_find(HANDLE handle)
{
    uintptr_t index = ~(uintptr_t)handle;

    return index < PSEUDO_COUNT ? pseudo[index] : NULL;
}

static NTSTATUS pseudo_look_up(ob_pseudo_find *find, struct ob_entry *entry)
{
    NTSTATUS status = find(&entry->object);

    if (!NT_SUCCESS(status))
        return status;
    ob_object_reference(entry->object);
    entry->access = entry->object->type->all_access;
    entry->attributes = 0;
    return STATUS_SUCCESS;
}

/* With a reference of the object. */
static NTSTATUS look_up(HANDLE handle, struct ob_entry *entry)
{
    ob_pseudo_find *find = pseudo_find(handle);

    if (find)
        return pseudo_look_up(find, entry);
    ob_table_collect();
    return ob_table_look_up(handle, entry) ? STATUS_SUCCESS : STATUS_INVALID_HANDLE;
}

/* --- rights -------------------------------------------------------------------------------- */

ACCESS_MASK ob_access_map(const struct ob_type *type, ACCESS_MASK access)
{
    static const ACCESS_MASK generic =
        GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE | GENERIC_ALL | MAXIMUM_ALLOWED;
    ACCESS_MASK mapped = access & ~generic;

    if (access & GENERIC_READ)
        mapped |= type->mapping.GenericRead;
    if (access & GENERIC_WRITE)
        mapped |= type->mapping.GenericWrite;
    if (access & GENERIC_EXECUTE)
        mapped |= type->mapping.GenericExecute;
    if (access & (GENERIC_ALL | MAXIMUM_ALLOWED))
        mapped |= type->mapping.GenericAll;
    return mapped & type->all_access;
}

/*
 * Rights beyond the source handle's are granted as the object's security would: to its owner,
 * so all of them, but never for a file, whose rights are those of its descriptor.
 */
static NTSTATUS duplicate_access(const struct ob_entry *source, ACCESS_MASK *access)
{
    const struct ob_type *type = source->object->type;
    ACCESS_MASK asked = *access & MAXIMUM_ALLOWED ? source->access : ob_access_map(type, *access);

    if ((asked & ~source->access) && type->fixed_access)
        return STATUS_ACCESS_DENIED;
    *access = asked;
    return STATUS_SUCCESS;
}

/* --- handles ------------------------------------------------------------------------------- */

NTSTATUS ob_handle_create(struct ob_object *object, ACCESS_MASK access, ULONG attributes,
                          HANDLE *handle)
{
    const struct ob_entry entry = {
        .object = object, .access = ob_access_map(object->type, access), .attributes = attributes
    };
    HANDLE made = ob_table_insert(&entry);

    if (!made)
        return STATUS_INSUFFICIENT_RESOURCES;
    *handle = made;
    return STATUS_SUCCESS;
}

NTSTATUS ob_handle_reference(HANDLE handle, const struct ob_type *type, ACCESS_MASK wanted,
                             struct ob_object **object, ACCESS_MASK *granted)
{
    struct ob_entry found;
    NTSTATUS status = look_up(handle, &found);

    if (!NT_SUCCESS(status))
        return status;
    if (type && found.object->type != type)
        status = STATUS_OBJECT_TYPE_MISMATCH;
    else if ((found.access & wanted) != wanted)
        status = STATUS_ACCESS_DENIED;
    if (!NT_SUCCESS(status)) {
        ob_object_dereference(found.object);
        return status;
    }
    *object = found.object;
    if (granted)
        *granted = found.access;
    return STATUS_SUCCESS;
}

/* The handle is out of the table already: its share in the object goes. */
static void release_handle(struct ob_object *object)
{
    if (atomic_fetch_sub_explicit(&object->handles, 1, memory_order_acq_rel) == 1) {
        ob_name_release(object);
        if (object->type->close)
            object->type->close(object);
    }
    ob_object_dereference(object);
}

NTSTATUS ob_handle_remove(HANDLE handle)
{
    struct ob_object *object;
    NTSTATUS status = ob_table_remove(handle, &object);

    if (NT_SUCCESS(status))
        release_handle(object);
    return status;
}

NTSTATUS ob_handle_close(HANDLE handle)
{
    if (pseudo_find(handle))
        return STATUS_SUCCESS;
    ob_table_collect();
    return ob_handle_remove(handle);
}

NTSTATUS ob_handle_duplicate(HANDLE source, ACCESS_MASK access, bool same, ULONG attributes,
                             HANDLE *target)
{
    struct ob_entry found;
    NTSTATUS status = look_up(source, &found);

    if (!NT_SUCCESS(status))
        return status;
    if (same)
        access = found.access;
    else
        status = duplicate_access(&found, &access);
    if (NT_SUCCESS(status))
        status = ob_handle_create(found.object, access, attributes, target);
    ob_object_dereference(found.object);
    return status;
}

NTSTATUS ob_handle_get_attributes(HANDLE handle, ULONG *attributes)
{
    struct ob_entry found;
    NTSTATUS status = look_up(handle, &found);

    if (!NT_SUCCESS(status))
        return status;
    *attributes = found.attributes;
    ob_object_dereference(found.object);
    return STATUS_SUCCESS;
}

NTSTATUS ob_handle_set_attributes(HANDLE handle, ULONG mask, ULONG attributes)
{
    if (pseudo_find(handle))
        return STATUS_ACCESS_DENIED;
    ob_table_collect();
    return ob_table_set_attributes(handle, mask, attributes) ? STATUS_SUCCESS
                                                             : STATUS_INVALID_HANDLE;
}
