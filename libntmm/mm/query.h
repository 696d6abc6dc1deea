// SPDX-License-Identifier: MIT
// query: VirtualQuery.
#ifndef NTMM_MM_QUERY_H
#define NTMM_MM_QUERY_H

#include "ob/status.h"

#include <stdint.h>

/* STATUS_INVALID_PARAMETER beyond the last address that a program can have. */
NTSTATUS mm_query(uintptr_t address, MEMORY_BASIC_INFORMATION *information);

#endif
