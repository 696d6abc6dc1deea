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
 * Of the pages from `address` on, in a private mapping of a file: has the process its own copy of
 * the first? The count of pages, `pages` at most, of which the same is true; or -errno.
 */
intptr_t sys_pagemap_copied_run(uintptr_t address, size_t pages, bool *copied);

/* One page of any mapping: is it in memory, is it of a file or shared, has only this process it? */
struct sys_page {
    bool present, shared, exclusive;
};

int sys_pagemap_page(uintptr_t address, struct sys_page *page);

/*
 * Takes ranges of pages that sys_track noted writes to, and notes them no longer: how many, `count`
 * at most, or -errno. *start moves to where the search goes on; it ends at `end`.
 */
struct sys_range {
    uintptr_t start, end;
};

int sys_pagemap_take_written(uintptr_t *start, uintptr_t end, struct sys_range *ranges,
                             size_t count);

/* A fork child has to ask about itself. */
void sys_pagemap_fork_child(void);

#endif
