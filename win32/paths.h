// SPDX-License-Identifier: MIT
// paths: the native name of a file for a path of a program.
#ifndef NTMM_WIN32_PATHS_H
#define NTMM_WIN32_PATHS_H

#include "ob/status.h"

#include <stdbool.h>

struct win32_path {
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING name;
    WCHAR *string; /* of `name` */
    WCHAR buffer[MAX_PATH];
};

/*
 * The security attributes, which may be NULL, add OBJ_INHERIT. The structure points into itself.
 * Without success nothing is to be freed: STATUS_OBJECT_PATH_NOT_FOUND for NULL and "",
 * STATUS_NAME_TOO_LONG, STATUS_NO_MEMORY.
 */
NTSTATUS win32_path_init(struct win32_path *path, const WCHAR *text,
                         const SECURITY_ATTRIBUTES *security);

void win32_path_free(struct win32_path *path);

bool win32_is_separator(WCHAR unit);

#endif
