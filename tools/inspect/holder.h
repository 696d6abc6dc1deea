// SPDX-License-Identifier: MIT
// holder: which processes hold which files, read off the kernel's locks.
#ifndef NTMM_INSPECT_HOLDER_H
#define NTMM_INSPECT_HOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Looks at all processes; once, before the rest. */
void holder_look(void);

/*
 * The processes that hold the object behind a file, in order; how many, of which `room` at most are
 * returned. 0 though it is held: by processes that this user may not see.
 */
size_t holder_find(uint64_t device, uint64_t inode, int *pids, size_t room);

/* Does anybody hold the object, visible or not? */
bool holder_exists(uint64_t device, uint64_t inode);

/* Is there a section, or a view left of one, of this ordinary file? */
bool holder_maps(uint64_t device, uint64_t inode);

#endif
