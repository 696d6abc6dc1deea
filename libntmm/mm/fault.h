// SPDX-License-Identifier: MIT
// fault: what to do about a touch that the processor refused.
#ifndef NTMM_MM_FAULT_H
#define NTMM_MM_FAULT_H

#include "ob/status.h"
#include "sys/fault.h"

bool mm_fault_resolve(struct sys_fault *fault);

/*
 * Opens the range for a system call that writes there. STATUS_ACCESS_VIOLATION when a page of a
 * view or an allocation may not be written; memory of others is not judged.
 */
NTSTATUS mm_fault_open_range(uintptr_t start, size_t size);

#endif
