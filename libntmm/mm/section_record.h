// SPDX-License-Identifier: MIT
// section_record: what other processes read of a named section.
#ifndef NTMM_MM_SECTION_RECORD_H
#define NTMM_MM_SECTION_RECORD_H

#include "mm/backing.h"
#include "mm/image.h"

/*
 * A plain page-file section is all in the code of its file's size (ob/record.h). Others have this
 * as a body behind their data; that of a file section is at the start of the name's file.
 */
struct mm_section_record {
    uint64_t size;                   /* in bytes; first, since it is written anew when it grows */
    uint32_t attributes;             /* SEC_ */
    uint32_t protection;             /* mm_pte */
    struct mm_image_key image;       /* of an image section */
    struct mm_backing_identity file; /* of a file section or an image section */
};

/* A page-file section's protection and attributes as the detail of its file's size. */
uint8_t mm_section_record_detail(mm_pte protection);

/*
 * Writes the record as a body behind `pages` pages; *pages becomes the file's. Of `file` only what
 * is in use is written.
 */
NTSTATUS mm_section_record_write(int fd, uint64_t *pages, const struct mm_section_record *record);

/*
 * Reads the record of a published file of this size, which anybody may have written.
 * STATUS_OBJECT_TYPE_MISMATCH: no section's.
 */
NTSTATUS mm_section_record_read(int fd, uint64_t size, struct mm_section_record *record);

#endif
