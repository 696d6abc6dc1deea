// SPDX-License-Identifier: MIT
// memory: reading and writing the memory of processes, this one's included.
#ifndef NTMM_PS_MEMORY_H
#define NTMM_PS_MEMORY_H

#include "ps/process.h"

/*
 * Up to the first byte that is not to be reached; *done: so many were. The buffer is the caller's
 * and may fault. STATUS_PARTIAL_COPY; STATUS_ACCESS_VIOLATION: the buffer;
 * STATUS_PROCESS_IS_TERMINATING; STATUS_ACCESS_DENIED: the system does not let this process.
 *
 * What is written into a copy-on-write page makes it the process's own, as if it had written
 * itself.
 */
NTSTATUS ps_memory_read(struct ps_process *process, uintptr_t address, void *buffer, size_t size,
                        SIZE_T *done);
NTSTATUS ps_memory_write(struct ps_process *process, uintptr_t address, const void *buffer,
                         size_t size, SIZE_T *done);

/* Is there committed memory, be it closed to everything? */
bool ps_memory_is_committed(struct ps_process *process, uintptr_t address);

#endif
