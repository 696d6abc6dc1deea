// SPDX-License-Identifier: MIT
// fault: what to do about a touch that the processor refused.
#ifndef NTMM_MM_FAULT_H
#define NTMM_MM_FAULT_H

#include "ob/status.h"
#include "sys/fault.h"

bool mm_fault_resolve(struct sys_fault *fault);

/*
 * Opens the range for a system call that reads or writes there. STATUS_ACCESS_VIOLATION when a page
 * of a view or an allocation does not allow it, STATUS_GUARD_PAGE_VIOLATION when one was a guard
 * until now; memory of others is not judged.
 */
NTSTATUS mm_fault_open_range(uintptr_t start, size_t size, enum sys_access access);

#endif
