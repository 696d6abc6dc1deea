// SPDX-License-Identifier: MIT
// objects: the OBJECT_ATTRIBUTES of a named Win32 object.
#include "win32/objects.h"

#include "ob/path.h"
#include "sys/text.h"

#include <stdatomic.h>

/* The session's directory, opened once for the life of the process. */
static NTSTATUS base_directory(HANDLE *handle)
{
    static _Atomic(HANDLE) opened;
    WCHAR path[64];
    char narrow[64], *at = sys_text_put(narrow, "\\Sessions\\");
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    HANDLE made, none = NULL;
    NTSTATUS status;
    size_t i;

    *handle = atomic_load(&opened);
    if (*handle)
        return STATUS_SUCCESS;
    sys_text_put(sys_text_number(at, ob_space_own().session, 10, 1), "\\BaseNamedObjects");
    for (i = 0; narrow[i]; i++)
        path[i] = (unsigned char)narrow[i];
    path[i] = 0;
    RtlInitUnicodeString(&name, path);
    InitializeObjectAttributes(&attributes, &name, 0, NULL, NULL);
    status = NtOpenDirectoryObject(&made, DIRECTORY_ALL_ACCESS, &attributes);
    if (!NT_SUCCESS(status))
        return status;
    if (!atomic_compare_exchange_strong(&opened, &none, made)) {
        NtClose(made); /* another thread was first */
        made = none;
    }
    *handle = made;
    return STATUS_SUCCESS;
}

NTSTATUS win32_object_init(struct win32_object *object, const WCHAR *name,
                           const SECURITY_ATTRIBUTES *security, ULONG attributes)
{
    HANDLE root = NULL;
    NTSTATUS status = STATUS_SUCCESS;

    if (security && security->bInheritHandle)
        attributes |= OBJ_INHERIT;
    if (name) {
        RtlInitUnicodeString(&object->name, name);
        status = base_directory(&root);
    }
    InitializeObjectAttributes(&object->attributes, name ? &object->name : NULL, attributes,
                               root, security ? security->lpSecurityDescriptor : NULL);
    return status;
}
