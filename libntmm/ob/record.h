// SPDX-License-Identifier: MIT
// record: what other processes must know of a named object, in and behind its file's size.
#ifndef NTMM_OB_RECORD_H
#define NTMM_OB_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OB_PAGE 4096u

/*
 * A published file's size is a number of pages plus a code of 1 to 4095:
 *
 *     bits 0-2   kind of object, never 0
 *     bit  3     a body follows the data, else the code says all
 *     bits 4-11  detail: the kind's own
 *
 * What is a multiple of a page is not published yet. With a body the last whole page ends in a
 * trailer that says where the body starts.
 */
enum ob_kind {
    OB_KIND_SECTION = 1, OB_KIND_EVENT, OB_KIND_MUTANT, OB_KIND_SEMAPHORE, OB_KIND_TIMER,
    OB_KIND_IMAGE = 7
};

static inline bool ob_size_published(uint64_t size)
{
    return size % OB_PAGE != 0;
}

static inline uint64_t ob_size_pack(uint64_t pages, enum ob_kind kind, bool body, uint8_t detail)
{
    return pages * OB_PAGE + ((uint64_t)kind | (uint64_t)body << 3 | (uint64_t)detail << 4);
}

static inline uint64_t ob_size_pages(uint64_t size)
{
    return size / OB_PAGE;
}

static inline enum ob_kind ob_size_kind(uint64_t size)
{
    return (enum ob_kind)(size & 7);
}

static inline bool ob_size_has_body(uint64_t size)
{
    return size & 8;
}

static inline uint8_t ob_size_detail(uint64_t size)
{
    return (uint8_t)(size >> 4 & 0xff);
}

/*
 * Writes `body` behind `pages` pages of the new, unpublished file and makes room for the trailer.
 * *pages becomes the file's whole number of pages. 0 or -errno.
 */
int ob_record_write(int fd, uint64_t *pages, const void *body, uint32_t length);

/*
 * Reads the body of a published file; nothing in the file is trusted. *data_pages: the pages in
 * front of the body. Returns the body's length, -EINVAL for a body that is none of ours or longer
 * than `room`, or -errno.
 */
int ob_record_read(int fd, uint64_t size, void *body, uint32_t room, uint64_t *data_pages);

#endif
