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
 * The kernel is to note writes to this private memory, system calls' writes included: to each page
 * from its first sys_track_clear on. -ENOSYS, -EPERM, -EINVAL: it cannot here.
 */
int sys_track_begin(uintptr_t start, size_t size);

/*
 * Nothing is noted of these pages yet. It takes memory for each, so it is for pages that are going
 * to be used; and once more where contents were discarded. -ENOMEM.
 */
int sys_track_clear(uintptr_t start, size_t size);

/* A fork child has to begin anew. */
void sys_track_fork_child(void);

#endif
