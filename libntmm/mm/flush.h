// SPDX-License-Identifier: MIT
// flush: FlushViewOfFile.
#ifndef NTMM_MM_FLUSH_H
#define NTMM_MM_FLUSH_H

#include "ob/status.h"

#include <stddef.h>
#include <stdint.h>

/*
 * The file system gets the pages of [*base, *base + *size) that were written; 0: to the view's
 * end. Both become the pages' own. STATUS_NOT_MAPPED_VIEW, STATUS_NOT_MAPPED_DATA (no file).
 */
NTSTATUS mm_flush(uintptr_t *base, size_t *size);

#endif
