// SPDX-License-Identifier: MIT
// object: the native calls on handles and on directories of names.
#include "nt/attributes.h"
#include "nt/probe.h"
#include "nt/self.h"
#include "ob/directory.h"
#include "ob/handle.h"

NTSTATUS NTAPI NtClose(HANDLE handle)
{
    return ob_handle_close(handle);
}

NTSTATUS NTAPI NtDuplicateObject(HANDLE source_process, HANDLE source, HANDLE target_process,
                                 HANDLE *target, ACCESS_MASK access, ULONG attributes,
                                 ULONG options)
{
    HANDLE made = NULL;
    NTSTATUS status = nt_self_require(source_process);

    if (NT_SUCCESS(status) && target)
        status = nt_probe_out(target, sizeof *target);
    if (NT_SUCCESS(status))
        status = nt_self_require(target_process);
    if (!NT_SUCCESS(status)) {
        if ((options & DUPLICATE_CLOSE_SOURCE) && NT_SUCCESS(nt_self_require(source_process)))
            ob_handle_close(source);
        return status;
    }
    status = ob_handle_duplicate(source, access, attributes, options, target ? &made : NULL);
    if (target)
        nt_copy_out(target, &made, sizeof made);
    return status;
}

NTSTATUS NTAPI NtQueryObject(HANDLE handle, OBJECT_INFORMATION_CLASS class, PVOID buffer,
                             ULONG length, ULONG *returned)
{
    OBJECT_HANDLE_FLAG_INFORMATION flags;
    ULONG attributes, size = sizeof flags;
    NTSTATUS status;

    if (class != ObjectHandleFlagInformation)
        return STATUS_INVALID_INFO_CLASS;
    if (length < sizeof flags)
        return STATUS_INFO_LENGTH_MISMATCH;
    status = ob_handle_get_attributes(handle, &attributes);
    if (!NT_SUCCESS(status))
        return status;
    flags.Inherit = !!(attributes & OBJ_INHERIT);
    flags.ProtectFromClose = !!(attributes & OBJ_PROTECT_CLOSE);
    status = nt_copy_out(buffer, &flags, sizeof flags);
    if (NT_SUCCESS(status) && returned)
        status = nt_copy_out(returned, &size, sizeof size);
    return status;
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

NTSTATUS NTAPI NtOpenDirectoryObject(HANDLE *handle, ACCESS_MASK access,
                                     const OBJECT_ATTRIBUTES *attr)
{
    struct nt_attributes attributes;
    struct ob_directory *directory;
    HANDLE made = NULL;
    NTSTATUS status = nt_copy_out(handle, &made, sizeof made);

    if (NT_SUCCESS(status))
        status = nt_attributes_open(attr, &attributes);
    if (!NT_SUCCESS(status))
        return status;
    if (!attributes.path.directory)
        return STATUS_OBJECT_NAME_NOT_FOUND;
    directory = ob_directory_create(attributes.path.space);
    if (!directory)
        return STATUS_NO_MEMORY;
    status = ob_handle_create(&directory->object, access, attributes.attributes, &made);
    ob_object_dereference(&directory->object);
    if (NT_SUCCESS(status))
        nt_copy_out(handle, &made, sizeof made);
    return status;
}
