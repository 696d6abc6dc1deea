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
 * and the console are devices. Half a surrogate pair becomes the three bytes that it would have as
 * a character, so that each name has one file. `length` counts units.
 * STATUS_OBJECT_NAME_INVALID: an empty path, or a character that no file name has;
 * STATUS_BAD_NETWORK_PATH: a server's share; STATUS_NAME_TOO_LONG.
 */
NTSTATUS io_path_to_host(const WCHAR *path, size_t length, char host[IO_PATH_MAX]);

/* The way back, for a path of the host: / becomes \. The length that is needed, without a 0. */
size_t io_path_from_host(const char *host, WCHAR *path, size_t room);

#endif
