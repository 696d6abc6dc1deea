// SPDX-License-Identifier: MIT
// object: the native calls on handles and on directories of names.
#include "nt/attributes.h"
#include "nt/probe.h"
#include "ob/directory.h"
#include "ob/handle.h"

NTSTATUS NTAPI NtClose(HANDLE handle)
{
    return ob_handle_close(handle);
}

NTSTATUS NTAPI NtSetInformationObject(HANDLE handle, OBJECT_INFORMATION_CLASS class, PVOID buffer,
                                      ULONG length)
{
    OBJECT_HANDLE_FLAG_INFORMATION flags;
    NTSTATUS status;

    if (class != ObjectHandleFlagInformation)
        return STATUS_INVALID_INFO_CLASS;
    if (length < sizeof flags)
        return STATUS_INFO_LENGTH_MISMATCH;
    status = nt_copy_in(&flags, buffer, sizeof flags);
    if (!NT_SUCCESS(status))
        return status;
    return ob_handle_set_attributes(handle, OB_HANDLE_ATTRIBUTES,
                                    (flags.Inherit ? OBJ_INHERIT : 0) |
                                    (flags.ProtectFromClose ? OBJ_PROTECT_CLOSE : 0));
}

NTSTATUS NTAPI NtCompareObjects(HANDLE first, HANDLE second)
{
    struct ob_object *one, *other;
    NTSTATUS status = ob_handle_reference(first, NULL, 0, &one, NULL);

    if (!NT_SUCCESS(status))
        return status;
    status = ob_handle_reference(second, NULL, 0, &other, NULL);
    if (NT_SUCCESS(status)) {
        status = one == other ? STATUS_SUCCESS : STATUS_NOT_SAME_OBJECT;
        ob_object_dereference(other);
    }
    ob_object_dereference(one);
    return status;
}

static NTSTATUS require(HANDLE handle, ACCESS_MASK access)
{
    struct ob_object *object;
    NTSTATUS status = ob_handle_reference(handle, NULL, access, &object, NULL);

    if (NT_SUCCESS(status))
        ob_object_dereference(object);
    return status;
}

/* Every object is temporary: its name goes with its last handle. */
NTSTATUS NTAPI NtMakeTemporaryObject(HANDLE handle)
{
    return require(handle, DELETE);
}

NTSTATUS NTAPI NtMakePermanentObject(HANDLE handle)
{
    NTSTATUS status = require(handle, 0);

    return NT_SUCCESS(status) ? STATUS_PRIVILEGE_NOT_HELD : status;
}

/* --- directories --------------------------------------------------------------------------- */

static NTSTATUS open_directory(struct ob_space space, ACCESS_MASK access, ULONG attributes,
                               HANDLE *user)
{
    struct ob_directory *directory = ob_directory_create(space);
    HANDLE made;
    NTSTATUS status;

    if (!directory)
        return STATUS_NO_MEMORY;
    status = ob_handle_create(&directory->object, access, attributes, &made);
    ob_object_dereference(&directory->object);
    if (NT_SUCCESS(status))
        nt_copy_out(user, &made, sizeof made);
    return status;
}

NTSTATUS NTAPI NtOpenDirectoryObject(HANDLE *handle, ACCESS_MASK access,
                                     const OBJECT_ATTRIBUTES *attr)
{
    struct nt_attributes attributes;
    HANDLE made = NULL;
    NTSTATUS status = nt_copy_out(handle, &made, sizeof made);

    if (NT_SUCCESS(status))
        status = nt_attributes_open(attr, &attributes);
    if (!NT_SUCCESS(status))
        return status;
    nt_attributes_free(&attributes);
    if (!attributes.path.directory)
        return STATUS_OBJECT_NAME_NOT_FOUND;
    return open_directory(attributes.path.space, access, attributes.attributes, handle);
}

/* There are the directories that the system made, and no others. */
NTSTATUS NTAPI NtCreateDirectoryObject(HANDLE *handle, ACCESS_MASK access, OBJECT_ATTRIBUTES *attr)
{
    struct nt_attributes attributes;
    HANDLE made = NULL;
    NTSTATUS status = nt_copy_out(handle, &made, sizeof made);

    if (NT_SUCCESS(status))
        status = nt_attributes_create(attr, &ob_directory_type, &attributes);
    if (!NT_SUCCESS(status))
        return status;
    nt_attributes_free(&attributes);
    if (!attributes.named || !attributes.path.directory)
        return STATUS_NOT_IMPLEMENTED;
    if (!(attributes.attributes & OBJ_OPENIF))
        return STATUS_OBJECT_NAME_COLLISION;
    status = open_directory(attributes.path.space, access, attributes.attributes, handle);
    return NT_SUCCESS(status) ? STATUS_OBJECT_NAME_EXISTS : status;
}
