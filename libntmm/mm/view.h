// SPDX-License-Identifier: MIT
// view: mapping a section into this process, and taking it out again.
#ifndef NTMM_MM_VIEW_H
#define NTMM_MM_VIEW_H

#include "mm/section.h"
#include "mm/space.h"

struct mm_view_request {
    uintptr_t base;    /* 0: anywhere within the limits; else a multiple of 64 KiB */
    uint64_t offset;   /* a multiple of 64 KiB */
    uint64_t size;     /* bytes; 0: to the section's end */
    uint64_t commit;   /* bytes of a SEC_RESERVE view to commit at once */
    mm_pte protection;
    bool unmap;        /* not there after fork() */
    bool replace;      /* the placeholder that base and size name; multiples of a page will do */
    struct mm_space_limits limits;
};

/*
 * Makes the view; request->base and ->size become what was mapped. STATUS_INVALID_VIEW_SIZE,
 * STATUS_SECTION_PROTECTION, STATUS_CONFLICTING_ADDRESSES, STATUS_NO_MEMORY. Of an image also the
 * successes STATUS_IMAGE_NOT_AT_BASE and STATUS_IMAGE_MACHINE_TYPE_MISMATCH; its pages have the
 * protections that the image gives them, whatever was asked for.
 */
NTSTATUS mm_view_map(struct mm_section *section, struct mm_view_request *request);

/*
 * Any address in the view will do. `preserve`: the view's place becomes a placeholder again.
 * STATUS_NOT_MAPPED_VIEW; STATUS_CONFLICTING_ADDRESSES: it was none before.
 */
NTSTATUS mm_view_unmap(uintptr_t address, bool preserve);

/* In a fork child: takes out the views that stay with the parent. */
void mm_view_fork_child(void);

#endif
