// SPDX-License-Identifier: MIT
// attributes: OBJECT_ATTRIBUTES from the caller's memory, checked.
#include "nt/attributes.h"

#include "nt/probe.h"
#include "ob/directory.h"
#include "ob/handle.h"

#include <stdlib.h>

#define NAME_MOST 65532 /* bytes */
#define NAME_SHORT 256  /* units; longer names are read into memory of their own */

static NTSTATUS capture_string(const UNICODE_STRING *user, UNICODE_STRING *string)
{
    NTSTATUS status;

    if ((uintptr_t)user % _Alignof(UNICODE_STRING))
        return STATUS_DATATYPE_MISALIGNMENT;
    status = nt_copy_in(string, user, sizeof *string);
    if (!NT_SUCCESS(status))
        return status;
    if (string->Length % sizeof(WCHAR) || string->Length > NAME_MOST)
        return STATUS_OBJECT_NAME_INVALID;
    if (string->Length && (uintptr_t)string->Buffer % _Alignof(WCHAR))
        return STATUS_DATATYPE_MISALIGNMENT;
    return STATUS_SUCCESS;
}

static NTSTATUS parse(const struct ob_space *root, const UNICODE_STRING *name,
                      struct ob_path *path)
{
    WCHAR small[NAME_SHORT], *copy = small;
    NTSTATUS status;

    if (name->Length > sizeof small) {
        copy = malloc(name->Length);
        if (!copy)
            return STATUS_NO_MEMORY;
    }
    status = nt_copy_in(copy, name->Buffer, name->Length);
    if (NT_SUCCESS(status))
        status = ob_path_parse(root, copy, name->Length / sizeof(WCHAR), path);
    if (copy != small)
        free(copy);
    return status;
}

static NTSTATUS parse_below(HANDLE root, const UNICODE_STRING *name, struct ob_path *path)
{
    struct ob_object *object;
    NTSTATUS status;

    if (!root)
        return parse(NULL, name, path);
    status = ob_handle_reference(root, &ob_directory_type, 0, &object, NULL);
    if (!NT_SUCCESS(status))
        return status;
    status = parse(&((struct ob_directory *)object)->space, name, path);
    ob_object_dereference(object);
    return status;
}

static NTSTATUS capture(const OBJECT_ATTRIBUTES *user, struct nt_attributes *attributes,
                        bool empty_is_unnamed)
{
    OBJECT_ATTRIBUTES copy;
    UNICODE_STRING name = { 0 };
    NTSTATUS status;

    *attributes = (struct nt_attributes) { 0 };
    if (!user)
        return STATUS_SUCCESS;
    if ((uintptr_t)user % _Alignof(OBJECT_ATTRIBUTES))
        return STATUS_DATATYPE_MISALIGNMENT;
    status = nt_copy_in(&copy, user, sizeof copy);
    if (!NT_SUCCESS(status))
        return status;
    if (copy.Length != sizeof copy)
        return STATUS_INVALID_PARAMETER;
    attributes->attributes = copy.Attributes;
    if (!copy.ObjectName)
        return copy.RootDirectory && !empty_is_unnamed ? STATUS_OBJECT_NAME_INVALID
                                                       : STATUS_SUCCESS;
    status = capture_string(copy.ObjectName, &name);
    if (!NT_SUCCESS(status) || (name.Length == 0 && empty_is_unnamed))
        return status;
    attributes->named = true;
    return parse_below(copy.RootDirectory, &name, &attributes->path);
}

NTSTATUS nt_attributes_create(const OBJECT_ATTRIBUTES *user, struct nt_attributes *attributes)
{
    return capture(user, attributes, true);
}

NTSTATUS nt_attributes_open(const OBJECT_ATTRIBUTES *user, struct nt_attributes *attributes)
{
    NTSTATUS status = capture(user, attributes, false);

    if (NT_SUCCESS(status) && !attributes->named)
        status = user ? STATUS_OBJECT_PATH_SYNTAX_BAD : STATUS_INVALID_PARAMETER;
    return status;
}
