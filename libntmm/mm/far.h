// SPDX-License-Identifier: MIT
// far: the areas of another process of this library, read out of its memory.
#ifndef NTMM_MM_FAR_H
#define NTMM_MM_FAR_H

#include "mm/prot.h"

/* Where the tree of this process's areas is, and a number that tells how it is laid out. */
uint64_t mm_far_tree(void);
uint64_t mm_far_layout(void);

/*
 * The state of a page in another process whose tree is laid out like this one's. It may change its
 * tree meanwhile: then what is found is old, or false: there is no area, or it cannot be read.
 */
bool mm_far_page(int pid, uint64_t tree, uint64_t address, mm_pte *pte);

#endif
