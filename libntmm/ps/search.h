// SPDX-License-Identifier: MIT
// search: the file of the program that CreateProcess is asked to start.
#ifndef NTMM_PS_SEARCH_H
#define NTMM_PS_SEARCH_H

#include "ob/status.h"

#include <stdbool.h>
#include <stddef.h>

enum { PS_PATH_MAX = 4096 }; /* bytes, with the closing 0 */

/* A Windows path as the host's: no prefix \\?\, no drive, / for \. STATUS_NAME_TOO_LONG. */
NTSTATUS ps_search_host_path(const char *path, size_t length, char host[PS_PATH_MAX]);

/*
 * The program's absolute path, with or without .exe. `application` is looked for in the current
 * directory only; without it the line's first word is, also where this program lies and in PATH.
 * STATUS_OBJECT_NAME_NOT_FOUND, STATUS_INVALID_IMAGE_FORMAT (no program), STATUS_ACCESS_DENIED
 * (a directory), ...
 */
NTSTATUS ps_search_program(const char *application, const char *line, char path[PS_PATH_MAX]);

#endif
