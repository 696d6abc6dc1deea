// SPDX-License-Identifier: MIT
// pagemap: what the kernel knows of this process's pages.
#ifndef NTMM_SYS_PAGEMAP_H
#define NTMM_SYS_PAGEMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether the kernel tells at all. */
bool sys_pagemap_available(void);

/*
 * For each page from `address` on, in a private mapping of a file: has the process its own copy?
 * 0 or -errno.
 */
int sys_pagemap_copied(uintptr_t address, size_t pages, bool *copied);

/* A fork child has to ask about itself. */
void sys_pagemap_fork_child(void);

#endif
