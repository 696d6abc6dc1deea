// SPDX-License-Identifier: MIT
// file_name: the host's path for the OBJECT_ATTRIBUTES of a file.
#include "nt/file_name.h"

#include "io/file.h"
#include "nt/capture.h"
#include "sys/text.h"

#include <string.h>

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

NTSTATUS nt_file_name_capture(const OBJECT_ATTRIBUTES *user, struct nt_file_name *name)
{
    struct nt_capture capture;
    NTSTATUS status;

    if (!user)
        return STATUS_INVALID_PARAMETER;
    status = nt_capture(user, &capture);
    if (!NT_SUCCESS(status))
        return status;
    name->attributes = capture.attributes;
    status = capture.named ? convert(capture.root, capture.name, capture.length, name->path)
                           : STATUS_OBJECT_PATH_SYNTAX_BAD;
    nt_capture_free(&capture);
    return status;
}
