// SPDX-License-Identifier: MIT
// long_name: the name of an object whose file's name could not hold it (ob_path_is_hashed).
#ifndef NTMM_OB_LONG_NAME_H
#define NTMM_OB_LONG_NAME_H

#include "ob/status.h"

#include <stddef.h>
#include <stdint.h>

/*
 * It is behind all that the object's kind has written: one more body (record.h), which those who
 * know the kind do not see. `size` is the file's published size, below without the name.
 */

/* *size grows to what publishes the file with the name. */
NTSTATUS ob_long_name_write(int fd, uint64_t *size, const WCHAR *text, size_t length);

/*
 * *length units of the name, for free(), are at *text; *size becomes what the kind has published.
 * STATUS_OBJECT_TYPE_MISMATCH: there is none.
 */
NTSTATUS ob_long_name_read(int fd, uint64_t *size, WCHAR **text, size_t *length);

#endif
