// SPDX-License-Identifier: MIT
// file: the native calls that open, read, write and delete files.
#include "io/open.h"
#include "io/transfer.h"
#include "nt/file_name.h"
#include "nt/probe.h"
#include "ob/handle.h"

#define SYNCHRONOUS (FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT)

static NTSTATUS check_options(ACCESS_MASK access, ULONG disposition, ULONG options)
{
    if (disposition > FILE_MAXIMUM_DISPOSITION || (options & ~(ULONG)FILE_VALID_OPTION_FLAGS))
        return STATUS_INVALID_PARAMETER;
    if ((options & SYNCHRONOUS) == SYNCHRONOUS ||
        ((options & SYNCHRONOUS) && !(access & SYNCHRONIZE)))
        return STATUS_INVALID_PARAMETER;
    if ((options & FILE_DELETE_ON_CLOSE) && !(access & DELETE))
        return STATUS_INVALID_PARAMETER;
    if (!(options & FILE_DIRECTORY_FILE))
        return STATUS_SUCCESS;
    if ((options & FILE_NON_DIRECTORY_FILE) ||
        (disposition != FILE_OPEN && disposition != FILE_CREATE && disposition != FILE_OPEN_IF))
        return STATUS_INVALID_PARAMETER;
    return STATUS_SUCCESS;
}

static NTSTATUS create(struct io_open *request, const OBJECT_ATTRIBUTES *attr, HANDLE *handle,
                       ULONG *done)
{
    struct nt_file_name name;
    struct io_file *file;
    NTSTATUS status;

    status = check_options(request->access, request->disposition, request->options);
    if (NT_SUCCESS(status))
        status = nt_file_name_capture(attr, &name);
    if (!NT_SUCCESS(status))
        return status;
    request->path = name.path;
    status = io_open(request, &file, done);
    if (!NT_SUCCESS(status))
        return status;
    status = ob_handle_create(&file->object, request->access, name.attributes, handle);
    ob_object_dereference(&file->object);
    return status;
}

NTSTATUS NTAPI NtCreateFile(HANDLE *handle, ACCESS_MASK access, OBJECT_ATTRIBUTES *attr,
                            IO_STATUS_BLOCK *io, LARGE_INTEGER *allocation, ULONG attributes,
                            ULONG share, ULONG disposition, ULONG options, PVOID ea,
                            ULONG ea_length)
{
    struct io_open request = {
        .access = ob_access_map(&io_file_type, access), .attributes = attributes,
        .share = share, .disposition = disposition, .options = options,
    };
    IO_STATUS_BLOCK result = { 0 };
    HANDLE made = NULL;
    ULONG done = 0;
    NTSTATUS status = nt_probe_out(io, sizeof *io);

    (void)allocation; /* a hint of how large the file is to become */
    if (NT_SUCCESS(status))
        status = nt_copy_out(handle, &made, sizeof made);
    if (NT_SUCCESS(status) && ea && ea_length)
        status = STATUS_EAS_NOT_SUPPORTED;
    if (NT_SUCCESS(status))
        status = create(&request, attr, &made, &done);
    if (!NT_SUCCESS(status))
        return status;
    result.Status = status;
    result.Information = done;
    nt_copy_out(handle, &made, sizeof made);
    nt_copy_out(io, &result, sizeof result);
    return status;
}

NTSTATUS NTAPI NtOpenFile(HANDLE *handle, ACCESS_MASK access, OBJECT_ATTRIBUTES *attr,
                          IO_STATUS_BLOCK *io, ULONG share, ULONG options)
{
    return NtCreateFile(handle, access, attr, io, NULL, 0, share, FILE_OPEN, options, NULL, 0);
}

/* Where the transfer starts; without an offset, at the file's pointer. */
static NTSTATUS capture_offset(const LARGE_INTEGER *user, int64_t *offset)
{
    LARGE_INTEGER copy;
    NTSTATUS status;

    *offset = IO_AT_POINTER;
    if (!user)
        return STATUS_SUCCESS;
    status = nt_copy_in(&copy, user, sizeof copy);
    if (NT_SUCCESS(status))
        *offset = copy.QuadPart;
    return status;
}

/* There are no events yet that a transfer could set, and no queue for completion routines. */
static NTSTATUS check_completion(HANDLE event, PIO_APC_ROUTINE routine)
{
    if (event)
        return STATUS_INVALID_HANDLE;
    return routine ? STATUS_NOT_SUPPORTED : STATUS_SUCCESS;
}

/* Everything but the buffer's contents is known to be good: the end of a transfer. */
static NTSTATUS finish(IO_STATUS_BLOCK *io, NTSTATUS status, ULONG moved)
{
    IO_STATUS_BLOCK result = { 0 };

    result.Status = status;
    result.Information = moved;
    nt_copy_out(io, &result, sizeof result);
    return status;
}

NTSTATUS NTAPI NtReadFile(HANDLE handle, HANDLE event, PIO_APC_ROUTINE routine, PVOID context,
                          IO_STATUS_BLOCK *io, PVOID buffer, ULONG length,
                          LARGE_INTEGER *user_offset, ULONG *key)
{
    struct io_file *file;
    int64_t offset;
    ULONG moved = 0;
    NTSTATUS status = nt_probe_out(io, sizeof *io);

    (void)context, (void)key;
    if (NT_SUCCESS(status))
        status = check_completion(event, routine);
    if (NT_SUCCESS(status))
        status = capture_offset(user_offset, &offset);
    if (NT_SUCCESS(status))
        status = io_file_reference(handle, FILE_READ_DATA, &file);
    if (!NT_SUCCESS(status))
        return status;
    status = nt_probe_write(buffer, length);
    if (NT_SUCCESS(status))
        status = io_transfer_read(file, buffer, length, offset, &moved);
    ob_object_dereference(&file->object);
    return finish(io, status, moved);
}

/* Either right will do; with the one to append alone, that is what each write does. */
static NTSTATUS reference_for_write(HANDLE handle, struct io_file **file, int64_t *offset)
{
    struct ob_object *object;
    ACCESS_MASK granted;
    NTSTATUS status = ob_handle_reference(handle, &io_file_type, 0, &object, &granted);

    if (!NT_SUCCESS(status))
        return status;
    if (!(granted & (FILE_WRITE_DATA | FILE_APPEND_DATA))) {
        ob_object_dereference(object);
        return STATUS_ACCESS_DENIED;
    }
    if (!(granted & FILE_WRITE_DATA))
        *offset = IO_AT_END;
    *file = (struct io_file *)object;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtWriteFile(HANDLE handle, HANDLE event, PIO_APC_ROUTINE routine, PVOID context,
                           IO_STATUS_BLOCK *io, LPCVOID buffer, ULONG length,
                           LARGE_INTEGER *user_offset, ULONG *key)
{
    struct io_file *file;
    int64_t offset;
    ULONG moved = 0;
    NTSTATUS status = nt_probe_out(io, sizeof *io);

    (void)context, (void)key;
    if (NT_SUCCESS(status))
        status = check_completion(event, routine);
    if (NT_SUCCESS(status))
        status = capture_offset(user_offset, &offset);
    if (NT_SUCCESS(status))
        status = reference_for_write(handle, &file, &offset);
    if (!NT_SUCCESS(status))
        return status;
    status = nt_probe_read(buffer, length);
    if (NT_SUCCESS(status))
        status = io_transfer_write(file, buffer, length, offset, &moved);
    /* it is the file system that reads the buffer, and has a name of its own for this */
    if (status == STATUS_ACCESS_VIOLATION || status == STATUS_GUARD_PAGE_VIOLATION)
        status = STATUS_INVALID_USER_BUFFER;
    ob_object_dereference(&file->object);
    return finish(io, status, moved);
}

NTSTATUS NTAPI NtFlushBuffersFile(HANDLE handle, IO_STATUS_BLOCK *io)
{
    struct io_file *file;
    int64_t unused;
    NTSTATUS status = nt_probe_out(io, sizeof *io);

    if (NT_SUCCESS(status))
        status = reference_for_write(handle, &file, &unused);
    if (!NT_SUCCESS(status))
        return status;
    /* what has no disk behind it has nothing to write there */
    if (file->kind == IO_FILE_DISK || file->kind == IO_FILE_DIRECTORY)
        status = ob_status(sys_file_sync(file->fd));
    ob_object_dereference(&file->object);
    return finish(io, status, 0);
}

NTSTATUS NTAPI NtDeleteFile(OBJECT_ATTRIBUTES *attr)
{
    struct io_open request = {
        .access = DELETE, .share = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
        .disposition = FILE_OPEN, .options = FILE_OPEN_REPARSE_POINT,
    };
    struct nt_file_name name;
    struct io_file *file;
    ULONG done;
    NTSTATUS status = nt_file_name_capture(attr, &name);

    if (!NT_SUCCESS(status))
        return status;
    request.path = name.path;
    status = io_open(&request, &file, &done);
    if (!NT_SUCCESS(status))
        return status;
    status = io_file_delete(file);
    ob_object_dereference(&file->object);
    return status;
}
