// SPDX-License-Identifier: MIT
// present: the pages of an image's view: what they are, and bringing them in when they are touched.
#ifndef NTMM_MM_PRESENT_H
#define NTMM_MM_PRESENT_H

#include "mm/vad.h"

static inline bool mm_present_is_image(const struct mm_vad *vad)
{
    return vad->type == MEM_IMAGE;
}

/*
 * Makes a new area, which has its section and offset, the view of an image. It is to be mapped
 * private and closed; all its pages are absent. False: no memory.
 */
bool mm_present_init(struct mm_vad *vad, size_t pages);

/*
 * Brings the pages in that are absent. The space's lock is held; safe in a signal handler. A
 * failure is that of mm_image_fill; the pages before the one that failed are in.
 */
NTSTATUS mm_present_bring(struct mm_vad *vad, size_t first, size_t count);

/* The same for a page that was touched, and for those around it that come with it. */
NTSTATUS mm_present_touch(struct mm_vad *vad, size_t page);

#endif
