// SPDX-License-Identifier: MIT
// path: the host's path for a Windows one.
#ifndef NTMM_IO_PATH_H
#define NTMM_IO_PATH_H

#include "ob/status.h"

#include <stdbool.h>
#include <stddef.h>

enum { IO_PATH_MAX = 4096 }; /* bytes, with the closing 0: the host's limit */

/*
 * \ becomes /, one of the prefixes \??\, \\?\ and \\.\ is left out, and so is a drive's letter; NUL
 * and the console are devices; characters become the host's as sys/utf.h says. `length` counts
 * units.
 * STATUS_OBJECT_NAME_INVALID: an empty path, or a character that no file name has;
 * STATUS_BAD_NETWORK_PATH: a server's share; STATUS_NAME_TOO_LONG.
 */
NTSTATUS io_path_to_host(const WCHAR *path, size_t length, char host[IO_PATH_MAX]);

#endif
