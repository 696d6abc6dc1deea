// SPDX-License-Identifier: MIT
// transfer: bytes from and to files.
#ifndef NTMM_IO_TRANSFER_H
#define NTMM_IO_TRANSFER_H

#include "io/file.h"

/* Where a transfer starts, besides offsets; these are NT's values. */
#define IO_AT_END INT64_C(-1)
#define IO_AT_POINTER INT64_C(-2)

/*
 * The buffers are the caller's: one that cannot be reached is STATUS_ACCESS_VIOLATION. An explicit
 * offset moves the pointer of a synchronous file too (S-FIL-05). *moved is the number of bytes.
 * STATUS_END_OF_FILE: nothing was left to read; STATUS_PIPE_BROKEN: so for a pipe.
 */
NTSTATUS io_transfer_read(struct io_file *file, void *to, ULONG length, int64_t offset,
                          ULONG *moved);
NTSTATUS io_transfer_write(struct io_file *file, const void *from, ULONG length, int64_t offset,
                           ULONG *moved);

/* The pointer. A pipe or a device has none; it is 0 there. */
NTSTATUS io_transfer_position(struct io_file *file, int64_t *position);
NTSTATUS io_transfer_set_position(struct io_file *file, int64_t position);

#endif
