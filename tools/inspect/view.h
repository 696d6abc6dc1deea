// SPDX-License-Identifier: MIT
// view: the views of a process, found among its mappings.
#ifndef NTMM_INSPECT_VIEW_H
#define NTMM_INSPECT_VIEW_H

#include <stddef.h>
#include <stdint.h>

struct view {
    uint64_t start, end;  /* addresses */
    uint64_t offset;      /* in the section */
    uint64_t device, inode;
    char protection[128]; /* those that its pages have, by the order of the first; of images: - */
    char *section;        /* its name or file, safe to print */
};

struct view_list {
    struct view *views;
    size_t count;
};

/*
 * By address. 0 or -errno. Views of one section that lie side by side, the second of the part that
 * follows the first's, are one to the kernel. holder_look() came before.
 */
int view_list_read(int pid, struct view_list *list);
void view_list_free(struct view_list *list);

#endif
