// SPDX-License-Identifier: MIT
// placement: where memory may go, as callers say it: zero bits, and extended parameters.
#ifndef NTMM_NT_PLACEMENT_H
#define NTMM_NT_PLACEMENT_H

#include "mm/space.h"

#include <stdbool.h>

/*
 * S-NT-01: 1 to 21 is how many of the low 32 address bits are 0 from the top; from 32 on it is a
 * mask of the bits that may be set. False: 22 to 31, or the base, if there is one, does not fit.
 */
bool nt_placement_zero_bits(ULONG_PTR zero_bits, uintptr_t base, struct mm_space_limits *limits);

/*
 * The extended parameters of VirtualAlloc2 and MapViewOfFile3, out of the caller's memory.
 * `fixed`: the caller names the place, and requirements of the address are an error.
 * STATUS_INVALID_PARAMETER, STATUS_ACCESS_VIOLATION; STATUS_NOT_SUPPORTED for partitions, physical
 * pages and page attributes that cannot be had.
 */
NTSTATUS nt_placement_extended(const MEM_EXTENDED_PARAMETER *parameters, ULONG count, bool fixed,
                               struct mm_space_limits *limits);

#endif
