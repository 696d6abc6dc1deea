// SPDX-License-Identifier: MIT
// file: file objects: what an open file of a program is.
#ifndef NTMM_IO_FILE_H
#define NTMM_IO_FILE_H

#include "ob/object.h"
#include "sys/file.h"

enum io_file_kind { IO_FILE_DISK, IO_FILE_DIRECTORY, IO_FILE_CHARACTER, IO_FILE_PIPE };

struct io_file {
    struct ob_object object;
    int fd;             /* its description's position is the file's pointer */
    ACCESS_MASK access; /* as it was opened; what the descriptor can do follows from it */
    enum io_file_kind kind;
    ULONG options; /* of FILE_SYNCHRONOUS_IO_NONALERT and its like */
    ULONG share;   /* FILE_SHARE_ bits, remembered only */
    atomic_bool deleted;      /* its name was taken away through this object */
    struct io_file *doomed;   /* the next to delete when the process ends; that list's lock */
};

extern const struct ob_type io_file_type;

/*
 * A file object around a descriptor, which it owns from then on. `access` is in a file's own
 * rights. STATUS_NO_MEMORY: the descriptor is still the caller's.
 */
NTSTATUS io_file_create(int fd, ACCESS_MASK access, ULONG share, ULONG options,
                        struct io_file **file);

/* The file behind a handle, with a reference for the caller; as ob_handle_reference. */
NTSTATUS io_file_reference(HANDLE handle, ACCESS_MASK wanted, struct io_file **file);

/* Were its reads and writes asked to be over when the call returns? */
bool io_file_is_synchronous(const struct io_file *file);

/* FILE_ATTRIBUTE_ bits; never 0. */
ULONG io_file_attributes(const struct sys_file_stat *stat);

/* STATUS_USER_MAPPED_FILE: a section or a view, of any process, needs the bytes (S-FIL-01). */
NTSTATUS io_file_set_size(struct io_file *file, int64_t size);

/*
 * Takes the file's name away; the file lives on while it is open. STATUS_CANNOT_DELETE: a section
 * or a view needs it, or it is read-only; STATUS_DIRECTORY_NOT_EMPTY.
 */
NTSTATUS io_file_delete(struct io_file *file);

/* The process ends: files that go with their last handle go. */
void io_file_exit(void);

/* fork() takes the locks of files before and releases them after, in both processes. */
void io_file_fork_prepare(void);
void io_file_fork_done(void);
void io_file_fork_child(void); /* instead of done: files to delete are the parent's */

#endif
