// SPDX-License-Identifier: MIT
// pe: what a PE file's headers say, and whether they are sound.
#ifndef NTMM_MM_PE_H
#define NTMM_MM_PE_H

#include "ob/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MM_PE_SECTOR 512u

/* Where the bytes come from: up to `size` of them at `offset`; how many there were. */
struct mm_pe_source {
    size_t (*read)(const struct mm_pe_source *source, uint64_t offset, void *to, size_t size);
    uint64_t size; /* of the file in bytes */
};

/* X(flaw, status): what can be wrong, in the order in which it is looked for (S-IMG-04). */
#define MM_PE_FLAWS(X)                                                                             \
    X(NONE, STATUS_SUCCESS)                                                                        \
    X(EMPTY, STATUS_INVALID_FILE_FOR_SECTION)                                                      \
    X(NOT_MZ, STATUS_INVALID_IMAGE_NOT_MZ)                                                         \
    X(HEADER_OUTSIDE, STATUS_INVALID_IMAGE_PROTECT) /* the header offset is beyond the file */     \
    X(SIGNATURE, STATUS_INVALID_IMAGE_PROTECT)                                                     \
    X(NE, STATUS_INVALID_IMAGE_NE_FORMAT)                                                          \
    X(NE_WINDOWS, STATUS_INVALID_IMAGE_WIN_16)                                                     \
    X(NE_PROTECTED, STATUS_INVALID_IMAGE_PROTECT)                                                  \
    X(HEADER_CUT, STATUS_INVALID_IMAGE_FORMAT)      /* the file ends in the headers */             \
    X(MAGIC, STATUS_INVALID_IMAGE_FORMAT)           /* neither PE32 nor PE32+ */                   \
    X(MACHINE, STATUS_INVALID_IMAGE_FORMAT)         /* unknown, or not one of this magic */        \
    X(NOT_LINKED, STATUS_INVALID_IMAGE_FORMAT)      /* not marked executable: an object file */    \
    X(FILE_ALIGNMENT, STATUS_INVALID_IMAGE_FORMAT)                                                 \
    X(SECTION_ALIGNMENT, STATUS_INVALID_IMAGE_FORMAT)                                              \
    X(BASE, STATUS_INVALID_IMAGE_FORMAT)            /* no multiple of 64 KiB */                    \
    X(IMAGE_SIZE, STATUS_INVALID_IMAGE_FORMAT)      /* nothing, or more than 2 GiB */              \
    X(HEADERS_SIZE, STATUS_INVALID_IMAGE_FORMAT)    /* the headers fill the whole image */         \
    X(TABLE_OUTSIDE, STATUS_INVALID_IMAGE_FORMAT)   /* the section table leaves the file */        \
    X(SECTION_ADDRESS, STATUS_INVALID_IMAGE_FORMAT) /* overlaps, leaves a hole, not aligned */     \
    X(SECTION_OUTSIDE, STATUS_INVALID_IMAGE_FORMAT) /* leaves the image */                         \
    X(SECTION_DATA, STATUS_INVALID_IMAGE_FORMAT)    /* its data leaves the file */                 \
    X(SECTION_FLAT, STATUS_INVALID_IMAGE_FORMAT)    /* elsewhere in a flat image than in the file */

enum mm_pe_flaw {
#define MM_PE_FLAW_ENUM(flaw, status) MM_PE_##flaw,
    MM_PE_FLAWS(MM_PE_FLAW_ENUM)
#undef MM_PE_FLAW_ENUM
    MM_PE_FLAW_COUNT
};

NTSTATUS mm_pe_status(enum mm_pe_flaw flaw);

struct mm_pe {
    uint16_t machine;         /* IMAGE_FILE_MACHINE_ */
    uint16_t characteristics; /* IMAGE_FILE_ */
    uint16_t dll_characteristics;
    uint16_t subsystem, subsystem_major, subsystem_minor, system_major, system_minor;
    bool wide;                /* PE32+ */
    bool flat;                /* sections are not aligned to pages: the image is the file */
    uint32_t alignment;       /* of sections, in memory */
    uint32_t size;            /* SizeOfImage, bytes as the file says */
    uint32_t headers;         /* SizeOfHeaders */
    uint32_t code;            /* SizeOfCode */
    uint32_t entry;           /* relative to the base; may be anything */
    uint32_t checksum;
    uint64_t base;
    uint64_t stack_reserve, stack_commit;
    IMAGE_DATA_DIRECTORY runtime; /* of .NET */
    uint16_t sections;
    uint64_t table;           /* where in the file the section table is */
};

/* Bytes, relative to the image's start and to the file's. */
struct mm_pe_section {
    uint32_t start, size;    /* in memory, the size not rounded */
    uint32_t raw, raw_size;  /* in the file, in whole sectors; 0: no data */
    uint32_t characteristics;
};

/* Everything before the sections. Reads a few hundred bytes; `pe` counts only without a flaw. */
enum mm_pe_flaw mm_pe_read(const struct mm_pe_source *source, struct mm_pe *pe);

/* `sections` has room for pe->sections. They come in the order of their addresses. */
enum mm_pe_flaw mm_pe_read_sections(const struct mm_pe_source *source, const struct mm_pe *pe,
                                    struct mm_pe_section *sections);

#endif
