// SPDX-License-Identifier: MIT
// process_memory: the memory of any process.
#ifndef NTMM_NT_PROCESS_MEMORY_H
#define NTMM_NT_PROCESS_MEMORY_H

#include "ob/status.h"

/*
 * NtWriteVirtualMemory as WriteProcessMemory needs it: when nothing was written,
 * STATUS_ACCESS_VIOLATION for memory that is there and STATUS_CONFLICTING_ADDRESSES where none is.
 */
NTSTATUS nt_process_memory_write(HANDLE handle, PVOID address, LPCVOID buffer, SIZE_T size,
                                 SIZE_T *written);

#endif
