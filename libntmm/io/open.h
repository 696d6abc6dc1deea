// SPDX-License-Identifier: MIT
// open: opening and creating files.
#ifndef NTMM_IO_OPEN_H
#define NTMM_IO_OPEN_H

#include "io/file.h"

/* NtCreateFile's arguments; the access in a file's own rights. */
struct io_open {
    const char *path; /* the host's */
    ACCESS_MASK access;
    ULONG attributes;  /* of a new file */
    ULONG share;
    ULONG disposition; /* FILE_SUPERSEDE ... FILE_OVERWRITE_IF */
    ULONG options;
};

/*
 * *done is FILE_OPENED, FILE_CREATED, FILE_OVERWRITTEN or FILE_SUPERSEDED. Besides what the host
 * refuses: STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_PATH_NOT_FOUND (a folder on the way is
 * missing), STATUS_OBJECT_NAME_COLLISION, STATUS_FILE_IS_A_DIRECTORY, STATUS_NOT_A_DIRECTORY,
 * STATUS_USER_MAPPED_FILE, STATUS_CANNOT_DELETE.
 */
NTSTATUS io_open(const struct io_open *request, struct io_file **file, ULONG *done);

/* What lies at a path, links looked through; statuses as those of io_open. */
NTSTATUS io_open_look(const char *path, struct sys_file_stat *stat);

#endif
