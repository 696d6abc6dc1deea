// SPDX-License-Identifier: MIT
// track: the kernel's own record of which pages were written to (Linux 6.7).
#ifndef NTMM_SYS_TRACK_H
#define NTMM_SYS_TRACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether the kernel can, and this process may. */
bool sys_track_available(void);

/*
 * From now on the kernel notes writes to this private memory, system calls' writes included;
 * none is noted yet. -ENOSYS, -EPERM, -EINVAL: it cannot here.
 */
int sys_track_begin(uintptr_t start, size_t size);

/* Forgets what was noted; also needed after the pages' contents were discarded. */
int sys_track_clear(uintptr_t start, size_t size);

/* A fork child has to begin anew. */
void sys_track_fork_child(void);

#endif
