// SPDX-License-Identifier: MIT
// file_name: the host's path for the OBJECT_ATTRIBUTES of a file.
#ifndef NTMM_NT_FILE_NAME_H
#define NTMM_NT_FILE_NAME_H

#include "io/path.h"

struct nt_file_name {
    ULONG attributes; /* OBJ_ bits */
    char path[IO_PATH_MAX];
};

/*
 * An absolute name starts with \??\; others are looked up in the root directory's handle. Statuses
 * as those of nt_attributes_open and io_path_to_host.
 */
NTSTATUS nt_file_name_capture(const OBJECT_ATTRIBUTES *user, struct nt_file_name *name);

#endif
