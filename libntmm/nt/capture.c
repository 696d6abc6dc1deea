// SPDX-License-Identifier: MIT
// capture: OBJECT_ATTRIBUTES and the name they point to, out of the caller's memory.
#include "nt/capture.h"

#include "nt/probe.h"

#include <stdint.h>
#include <stdlib.h>

#define NAME_MOST 65532 /* bytes */

static NTSTATUS capture_name(const UNICODE_STRING *user, struct nt_capture *capture)
{
    UNICODE_STRING string;
    WCHAR *copy = capture->small;
    NTSTATUS status;

    if ((uintptr_t)user % _Alignof(UNICODE_STRING))
        return STATUS_DATATYPE_MISALIGNMENT;
    status = nt_copy_in(&string, user, sizeof string);
    if (!NT_SUCCESS(status))
        return status;
    if (string.Length % sizeof(WCHAR) || string.Length > NAME_MOST)
        return STATUS_OBJECT_NAME_INVALID;
    if (string.Length && (uintptr_t)string.Buffer % _Alignof(WCHAR))
        return STATUS_DATATYPE_MISALIGNMENT;
    if (string.Length > sizeof capture->small) {
        copy = capture->allocated = malloc(string.Length);
        if (!copy)
            return STATUS_NO_MEMORY;
    }
    status = nt_copy_in(copy, string.Buffer, string.Length);
    if (!NT_SUCCESS(status)) {
        nt_capture_free(capture);
        return status;
    }
    capture->named = true;
    capture->name = copy;
    capture->length = string.Length / sizeof(WCHAR);
    return STATUS_SUCCESS;
}

NTSTATUS nt_capture(const OBJECT_ATTRIBUTES *user, struct nt_capture *capture)
{
    OBJECT_ATTRIBUTES copy;
    NTSTATUS status;

    if ((uintptr_t)user % _Alignof(OBJECT_ATTRIBUTES))
        return STATUS_DATATYPE_MISALIGNMENT;
    status = nt_copy_in(&copy, user, sizeof copy);
    if (!NT_SUCCESS(status))
        return status;
    if (copy.Length != sizeof copy)
        return STATUS_INVALID_PARAMETER;
    capture->root = copy.RootDirectory;
    capture->attributes = copy.Attributes;
    capture->security = copy.SecurityDescriptor;
    capture->named = false;
    capture->name = NULL;
    capture->length = 0;
    capture->allocated = NULL;
    return copy.ObjectName ? capture_name(copy.ObjectName, capture) : STATUS_SUCCESS;
}

void nt_capture_free(struct nt_capture *capture)
{
    free(capture->allocated);
}
