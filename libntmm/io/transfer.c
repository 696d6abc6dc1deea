// SPDX-License-Identifier: MIT
// transfer: bytes from and to files.
#include "io/transfer.h"

#include <errno.h>

static bool has_pointer(const struct io_file *file)
{
    return file->kind == IO_FILE_DISK;
}

/*
 * What a loop of transfers comes to: what was done, or the error. A buffer that the host can reach
 * in part only is as bad as one that it cannot reach at all: the pointer goes back.
 */
static int64_t outcome(int fd, int64_t last, ULONG done, int64_t offset)
{
    if (done == 0 || last != -EFAULT)
        return done ? done : last;
    if (offset == IO_AT_POINTER)
        sys_file_set_position(fd, sys_file_position(fd) - done);
    return -EFAULT;
}

/* The host ends a transfer early only at the end of the file, without room, or after 2 GiB. */
static int64_t read_all(int fd, char *to, ULONG length, int64_t offset)
{
    ULONG done = 0;
    int64_t got;

    do {
        got = offset == IO_AT_POINTER
                  ? sys_file_read(fd, to + done, length - done)
                  : sys_file_pread(fd, to + done, length - done, offset + done);
        if (got > 0)
            done += (ULONG)got;
    } while (got > 0 && done < length);
    return outcome(fd, got, done, offset);
}

static int64_t write_all(int fd, const char *from, ULONG length, int64_t offset)
{
    ULONG done = 0;
    int64_t put;

    do {
        put = offset == IO_AT_POINTER ? sys_file_write(fd, from + done, length - done)
            : offset == IO_AT_END ? sys_file_append(fd, from + done, length - done)
            : sys_file_pwrite(fd, from + done, length - done, offset + done);
        if (put > 0)
            done += (ULONG)put;
    } while (put > 0 && done < length);
    return outcome(fd, put, done, offset);
}

/* An asynchronous file has no pointer that a transfer could be meant for. */
static NTSTATUS check_offset(const struct io_file *file, int64_t *offset)
{
    if (!has_pointer(file))
        *offset = IO_AT_POINTER;
    else if (*offset == IO_AT_POINTER && !io_file_is_synchronous(file))
        return STATUS_INVALID_PARAMETER;
    else if (*offset < IO_AT_POINTER)
        return STATUS_INVALID_PARAMETER;
    return STATUS_SUCCESS;
}

static void move_pointer(struct io_file *file, int64_t offset, int64_t done)
{
    if (offset >= 0 && io_file_is_synchronous(file))
        sys_file_set_position(file->fd, offset + done);
}

NTSTATUS io_transfer_read(struct io_file *file, void *to, ULONG length, int64_t offset,
                          ULONG *moved)
{
    NTSTATUS status = check_offset(file, &offset);
    int64_t got;

    *moved = 0;
    if (NT_SUCCESS(status) && offset == IO_AT_END)
        status = STATUS_INVALID_PARAMETER;
    if (!NT_SUCCESS(status))
        return status;
    got = has_pointer(file) ? read_all(file->fd, to, length, offset)
                            : sys_file_read(file->fd, to, length);
    if (got < 0)
        return got == -EISDIR ? STATUS_INVALID_DEVICE_REQUEST : ob_status((int)got);
    if (got == 0 && length)
        return file->kind == IO_FILE_PIPE ? STATUS_PIPE_BROKEN : STATUS_END_OF_FILE;
    move_pointer(file, offset, got);
    *moved = (ULONG)got;
    return STATUS_SUCCESS;
}

NTSTATUS io_transfer_write(struct io_file *file, const void *from, ULONG length, int64_t offset,
                           ULONG *moved)
{
    NTSTATUS status = check_offset(file, &offset);
    int64_t put;

    *moved = 0;
    if (!NT_SUCCESS(status))
        return status;
    if (length == 0)
        return STATUS_SUCCESS;
    put = write_all(file->fd, from, length, offset);
    if (put < 0)
        return ob_status((int)put);
    /* a file open for appending only was written at its end, wherever that was */
    if ((file->access & (FILE_WRITE_DATA | FILE_APPEND_DATA)) != FILE_APPEND_DATA)
        move_pointer(file, offset, put);
    *moved = (ULONG)put;
    return STATUS_SUCCESS;
}

NTSTATUS io_transfer_position(struct io_file *file, int64_t *position)
{
    int64_t at = has_pointer(file) ? sys_file_position(file->fd) : 0;

    if (at < 0)
        return ob_status((int)at);
    *position = at;
    return STATUS_SUCCESS;
}

NTSTATUS io_transfer_set_position(struct io_file *file, int64_t position)
{
    if (position < 0)
        return STATUS_INVALID_PARAMETER;
    if (!has_pointer(file))
        return STATUS_SUCCESS;
    return ob_status(sys_file_set_position(file->fd, position));
}
