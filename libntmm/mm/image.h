// SPDX-License-Identifier: MIT
// image: the layout of a PE file in pages, made once and used by all processes that map the file.
#ifndef NTMM_MM_IMAGE_H
#define NTMM_MM_IMAGE_H

#include "mm/pe.h"
#include "ob/share.h"

/*
 * The layout is a sparse file of the shared-memory file system: the image's pages, and behind them
 * one byte for each that says whether it was filled. Whoever first touches a page fills it with
 * what the PE file has for it; that two processes do so at once is harmless, since they write the
 * same. Only pages that programs share for writing are all filled before others see the layout.
 *
 * The layout goes with the last process that uses it. It is found by its key: a file that was
 * changed has another.
 */
struct mm_image_key {
    uint64_t device, inode;
    uint64_t size;             /* of the file in bytes */
    int64_t modified, changed; /* nanoseconds since 1970 began */
};

struct mm_image {
    struct ob_share share;
    struct mm_image_key key;
    int source; /* the PE file, opened again */
    int fd;     /* the layout */
    uint32_t pages;
    struct mm_pe pe;
    struct mm_pe_section sections[]; /* pe.sections of them */
};

/*
 * The image of the file behind `fd`, which stays the caller's. `known`: the layout that another
 * process has, though the file may have changed since; NULL: that of the file as it is. The
 * statuses of mm_pe_status, STATUS_INVALID_FILE_FOR_SECTION for what is no regular file, ...
 */
NTSTATUS mm_image_open(int fd, const struct mm_image_key *known, struct mm_image **image);

/* Ends one use of it. */
void mm_image_close(struct mm_image *image);

/* What NtQuerySection tells of it. */
void mm_image_query(const struct mm_image *image, SECTION_IMAGE_INFORMATION *information);

/* A PE section whose pages all processes write to. */
bool mm_image_is_shared(const struct mm_image *image, const struct mm_pe_section *section);

/* The pages of a PE section: [first, first + count). */
void mm_image_section_pages(const struct mm_pe_section *section, size_t *first, size_t *count);

/*
 * Makes sure that the pages are filled. The space's lock is held; safe in a signal handler.
 * STATUS_END_OF_FILE: the PE file was cut; STATUS_DISK_FULL: no room for the layout; ...
 */
NTSTATUS mm_image_fill(struct mm_image *image, size_t first, size_t count);

#endif
