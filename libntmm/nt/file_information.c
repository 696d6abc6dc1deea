// SPDX-License-Identifier: MIT
// file_information: the native calls that tell and change what is known about a file.
#include "io/open.h"
#include "io/transfer.h"
#include "nt/file_name.h"
#include "nt/probe.h"
#include "sys/clock.h"

#include <winioctl.h>

static LARGE_INTEGER windows_time(int64_t nanoseconds)
{
    LARGE_INTEGER time = { .QuadPart = sys_clock_units(nanoseconds) };

    return time;
}

static void fill_basic(const struct sys_file_stat *stat, FILE_BASIC_INFORMATION *basic)
{
    basic->CreationTime = windows_time(stat->created);
    basic->LastAccessTime = windows_time(stat->accessed);
    basic->LastWriteTime = windows_time(stat->modified);
    basic->ChangeTime = windows_time(stat->changed);
    basic->FileAttributes = io_file_attributes(stat);
}

union answer {
    FILE_BASIC_INFORMATION basic;
    FILE_STANDARD_INFORMATION standard;
    FILE_INTERNAL_INFORMATION internal;
    FILE_POSITION_INFORMATION position;
    FILE_END_OF_FILE_INFORMATION end;
    FILE_DISPOSITION_INFORMATION disposition;
};

static NTSTATUS query_basic(struct io_file *file, union answer *answer)
{
    struct sys_file_stat stat;
    int result = sys_file_stat(file->fd, &stat);

    if (result == 0)
        fill_basic(&stat, &answer->basic);
    return ob_status(result);
}

static NTSTATUS query_standard(struct io_file *file, union answer *answer)
{
    struct sys_file_stat stat;
    int result = sys_file_stat(file->fd, &stat);
    bool folder = file->kind == IO_FILE_DIRECTORY;

    if (result)
        return ob_status(result);
    answer->standard = (FILE_STANDARD_INFORMATION){
        .AllocationSize.QuadPart = folder ? 0 : (LONGLONG)stat.allocated,
        .EndOfFile.QuadPart = folder ? 0 : (LONGLONG)stat.size,
        .NumberOfLinks = folder ? 1 : stat.links,
        .DeletePending = atomic_load(&file->deleted),
        .Directory = folder,
    };
    return STATUS_SUCCESS;
}

static NTSTATUS query_internal(struct io_file *file, union answer *answer)
{
    struct sys_file_stat stat;
    int result = sys_file_stat(file->fd, &stat);

    if (result == 0)
        answer->internal.IndexNumber.QuadPart = (LONGLONG)stat.inode;
    return ob_status(result);
}

static NTSTATUS query_position(struct io_file *file, union answer *answer)
{
    int64_t position;
    NTSTATUS status = io_transfer_position(file, &position);

    if (NT_SUCCESS(status))
        answer->position.CurrentByteOffset.QuadPart = position;
    return status;
}

static NTSTATUS set_position(struct io_file *file, const union answer *answer)
{
    return io_transfer_set_position(file, answer->position.CurrentByteOffset.QuadPart);
}

static NTSTATUS set_end(struct io_file *file, const union answer *answer)
{
    return io_file_set_size(file, answer->end.EndOfFile.QuadPart);
}

/* The name is gone at once, so it cannot be given back. */
static NTSTATUS set_disposition(struct io_file *file, const union answer *answer)
{
    if (answer->disposition.DoDeleteFile)
        return io_file_delete(file);
    return atomic_load(&file->deleted) ? STATUS_NOT_SUPPORTED : STATUS_SUCCESS;
}

struct information {
    FILE_INFORMATION_CLASS class;
    ULONG size;
    ACCESS_MASK access;
    NTSTATUS (*query)(struct io_file *file, union answer *answer);
    NTSTATUS (*set)(struct io_file *file, const union answer *answer);
};

static const struct information query_table[] = {
    { FileBasicInformation, sizeof(FILE_BASIC_INFORMATION), FILE_READ_ATTRIBUTES, query_basic,
      NULL },
    { FileStandardInformation, sizeof(FILE_STANDARD_INFORMATION), 0, query_standard, NULL },
    { FileInternalInformation, sizeof(FILE_INTERNAL_INFORMATION), 0, query_internal, NULL },
    { FilePositionInformation, sizeof(FILE_POSITION_INFORMATION), 0, query_position, NULL },
    { 0 }
};

static const struct information set_table[] = {
    { FilePositionInformation, sizeof(FILE_POSITION_INFORMATION), 0, NULL, set_position },
    { FileEndOfFileInformation, sizeof(FILE_END_OF_FILE_INFORMATION), FILE_WRITE_DATA, NULL,
      set_end },
    { FileDispositionInformation, sizeof(FILE_DISPOSITION_INFORMATION), DELETE, NULL,
      set_disposition },
    { 0 }
};

static NTSTATUS find(const struct information *table, FILE_INFORMATION_CLASS class, ULONG length,
                     const struct information **found)
{
    for (; table->size && table->class != class; table++)
        ;
    if (!table->size)
        return STATUS_INVALID_INFO_CLASS;
    *found = table;
    return length < table->size ? STATUS_INFO_LENGTH_MISMATCH : STATUS_SUCCESS;
}

static NTSTATUS finish(IO_STATUS_BLOCK *io, NTSTATUS status, ULONG_PTR information)
{
    IO_STATUS_BLOCK result = { 0 };

    result.Status = status;
    result.Information = NT_SUCCESS(status) ? information : 0;
    nt_copy_out(io, &result, sizeof result);
    return status;
}

NTSTATUS NTAPI NtQueryInformationFile(HANDLE handle, IO_STATUS_BLOCK *io, PVOID buffer,
                                      ULONG length, FILE_INFORMATION_CLASS class)
{
    const struct information *information;
    union answer answer = { 0 };
    struct io_file *file;
    NTSTATUS status = find(query_table, class, length, &information);

    if (NT_SUCCESS(status))
        status = nt_probe_out(io, sizeof *io);
    if (NT_SUCCESS(status))
        status = io_file_reference(handle, information->access, &file);
    if (!NT_SUCCESS(status))
        return status;
    status = information->query(file, &answer);
    ob_object_dereference(&file->object);
    if (NT_SUCCESS(status))
        status = nt_copy_out(buffer, &answer, information->size);
    return finish(io, status, information->size);
}

NTSTATUS NTAPI NtSetInformationFile(HANDLE handle, IO_STATUS_BLOCK *io, PVOID buffer,
                                    ULONG length, FILE_INFORMATION_CLASS class)
{
    const struct information *information;
    union answer answer;
    struct io_file *file;
    NTSTATUS status = find(set_table, class, length, &information);

    if (NT_SUCCESS(status))
        status = nt_probe_out(io, sizeof *io);
    if (NT_SUCCESS(status))
        status = nt_copy_in(&answer, buffer, information->size);
    if (NT_SUCCESS(status))
        status = io_file_reference(handle, information->access, &file);
    if (!NT_SUCCESS(status))
        return status;
    status = information->set(file, &answer);
    ob_object_dereference(&file->object);
    return finish(io, status, 0);
}

NTSTATUS NTAPI NtQueryAttributesFile(const OBJECT_ATTRIBUTES *attr, FILE_BASIC_INFORMATION *user)
{
    FILE_BASIC_INFORMATION basic = { 0 };
    struct nt_file_name name;
    struct sys_file_stat stat;
    NTSTATUS status = nt_file_name_capture(attr, &name);

    if (NT_SUCCESS(status))
        status = io_open_look(name.path, &stat);
    if (!NT_SUCCESS(status))
        return status;
    fill_basic(&stat, &basic);
    return nt_copy_out(user, &basic, sizeof basic);
}

static const ULONG device_types[] = {
    [IO_FILE_DISK] = FILE_DEVICE_DISK,
    [IO_FILE_DIRECTORY] = FILE_DEVICE_DISK,
    [IO_FILE_CHARACTER] = FILE_DEVICE_CONSOLE,
    [IO_FILE_PIPE] = FILE_DEVICE_NAMED_PIPE,
};

NTSTATUS NTAPI NtQueryVolumeInformationFile(HANDLE handle, IO_STATUS_BLOCK *io, PVOID buffer,
                                            ULONG length, FS_INFORMATION_CLASS class)
{
    FILE_FS_DEVICE_INFORMATION device = { 0 };
    struct io_file *file;
    NTSTATUS status = STATUS_SUCCESS;

    if (class != FileFsDeviceInformation)
        return STATUS_INVALID_INFO_CLASS;
    if (length < sizeof device)
        return STATUS_INFO_LENGTH_MISMATCH;
    status = nt_probe_out(io, sizeof *io);
    if (NT_SUCCESS(status))
        status = io_file_reference(handle, 0, &file);
    if (!NT_SUCCESS(status))
        return status;
    device.DeviceType = device_types[file->kind];
    ob_object_dereference(&file->object);
    status = nt_copy_out(buffer, &device, sizeof device);
    return finish(io, status, sizeof device);
}
