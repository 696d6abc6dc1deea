// SPDX-License-Identifier: MIT
// strip: the pages of a view as a row of cells, for a terminal or a picture.
#ifndef NTMM_INSPECT_STRIP_H
#define NTMM_INSPECT_STRIP_H

#include <stddef.h>
#include <stdint.h>

/* In the order of what a cell shows when its pages differ: the last. */
enum strip_page {
    STRIP_ABSENT,  /* this process did not touch it yet, or the kernel has taken it back */
    STRIP_SHARED,
    STRIP_COPIED,  /* this process has its own */
    STRIP_UNKNOWN, /* the kernel does not tell */
    STRIP_KINDS
};

/* A row on the screen, and rows for one view at most. */
enum { STRIP_WIDTH = 64, STRIP_ROWS = 16, STRIP_CELLS = STRIP_WIDTH * STRIP_ROWS };

struct strip {
    uint64_t count[STRIP_KINDS]; /* pages */
    uint64_t each;               /* pages that a cell stands for, a power of two */
    size_t cells;
    uint8_t cell[STRIP_CELLS];   /* enum strip_page */
};

/* `pagemap` is that of the process; -1: unknown. The range is of whole pages. */
void strip_read(int pagemap, uint64_t start, uint64_t end, struct strip *strip);

#endif
