// SPDX-License-Identifier: MIT
// file_name: the host's path for the OBJECT_ATTRIBUTES of a file.
#include "nt/file_name.h"

#include "io/file.h"
#include "nt/probe.h"
#include "sys/text.h"

#include <stdlib.h>

#define NAME_SHORT 512 /* units; longer names are read into memory of their own */

static bool is_absolute(const WCHAR *name, size_t length)
{
    return length >= 4 && name[0] == '\\' && name[1] == '?' && name[2] == '?' && name[3] == '\\';
}

/* Relative to a folder that is open: the host knows it by its descriptor. */
static NTSTATUS convert_below(HANDLE root, const WCHAR *name, size_t length, char *path)
{
    char below[IO_PATH_MAX], *at = path;
    struct io_file *folder;
    NTSTATUS status = io_file_reference(root, 0, &folder);

    if (!NT_SUCCESS(status))
        return status;
    at = sys_text_put(at, "/proc/self/fd/");
    at = sys_text_number(at, (unsigned)folder->fd, 10, 1);
    at = sys_text_put(at, "/");
    if (folder->kind != IO_FILE_DIRECTORY)
        status = STATUS_INVALID_PARAMETER;
    else if (length && (name[0] == '\\' || name[0] == '/'))
        status = STATUS_OBJECT_NAME_INVALID;
    else if (length)
        status = io_path_to_host(name, length, below);
    else
        below[0] = 0;
    if (NT_SUCCESS(status) && strlen(below) >= IO_PATH_MAX - (size_t)(at - path))
        status = STATUS_NAME_TOO_LONG;
    if (NT_SUCCESS(status))
        sys_text_put(at, below);
    ob_object_dereference(&folder->object);
    return status;
}

static NTSTATUS convert(HANDLE root, const WCHAR *name, size_t length, char *path)
{
    if (root)
        return convert_below(root, name, length, path);
    if (!is_absolute(name, length))
        return STATUS_OBJECT_PATH_SYNTAX_BAD;
    return io_path_to_host(name, length, path);
}

static NTSTATUS capture_name(HANDLE root, const UNICODE_STRING *user, char *path)
{
    WCHAR small[NAME_SHORT], *copy = small;
    UNICODE_STRING string;
    NTSTATUS status;

    if ((uintptr_t)user % _Alignof(UNICODE_STRING))
        return STATUS_DATATYPE_MISALIGNMENT;
    status = nt_copy_in(&string, user, sizeof string);
    if (!NT_SUCCESS(status))
        return status;
    if (string.Length % sizeof(WCHAR))
        return STATUS_OBJECT_NAME_INVALID;
    if (string.Length > sizeof small) {
        copy = malloc(string.Length);
        if (!copy)
            return STATUS_NO_MEMORY;
    }
    status = nt_copy_in(copy, string.Buffer, string.Length);
    if (NT_SUCCESS(status))
        status = convert(root, copy, string.Length / sizeof(WCHAR), path);
    if (copy != small)
        free(copy);
    return status;
}

NTSTATUS nt_file_name_capture(const OBJECT_ATTRIBUTES *user, struct nt_file_name *name)
{
    OBJECT_ATTRIBUTES copy;
    NTSTATUS status;

    if (!user)
        return STATUS_INVALID_PARAMETER;
    if ((uintptr_t)user % _Alignof(OBJECT_ATTRIBUTES))
        return STATUS_DATATYPE_MISALIGNMENT;
    status = nt_copy_in(&copy, user, sizeof copy);
    if (!NT_SUCCESS(status))
        return status;
    if (copy.Length != sizeof copy)
        return STATUS_INVALID_PARAMETER;
    name->attributes = copy.Attributes;
    if (!copy.ObjectName)
        return STATUS_OBJECT_PATH_SYNTAX_BAD;
    return capture_name(copy.RootDirectory, copy.ObjectName, name->path);
}
