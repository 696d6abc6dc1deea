// SPDX-License-Identifier: MIT
// section: the section object: what can be mapped, and how.
#ifndef NTMM_MM_SECTION_H
#define NTMM_MM_SECTION_H

#include "mm/prot.h"
#include "ob/name.h"

struct mm_image;

struct mm_section {
    struct ob_object object;
    _Atomic uint64_t size; /* bytes; of page-file memory whole pages; only grows */
    ULONG attributes;    /* SEC_ bits as NtQuerySection reports them */
    mm_pte protection;   /* with NOCACHE, WRITECOMBINE */
    /* Where the bytes are. A named page-file section opens its memory at the first view only. */
    atomic_int fd;       /* -1: not open yet */
    struct mm_image *image; /* SEC_IMAGE: whose layout `fd` is; else NULL */
    uint64_t commit_at;  /* SEC_RESERVE: where in the file the commit bytes are; else 0 */
};

extern const struct ob_type mm_section_type;

void mm_section_init(void);

struct mm_section_request {
    uint64_t size;     /* the maximum size asked for; 0: the file's */
    mm_pte protection;
    ULONG attributes;  /* SEC_ bits, checked */
    bool named;        /* the memory will be the name's file */
};

/* Page-file memory. STATUS_INVALID_PARAMETER_4 for no size, STATUS_COMMITMENT_LIMIT, ... */
NTSTATUS mm_section_create(const struct mm_section_request *request, struct mm_section **section);

/* A section of the file behind `fd`, which stays the caller's. */
NTSTATUS mm_section_create_file(int fd, const struct mm_section_request *request,
                                struct mm_section **section);

/*
 * A section of the image in the file behind `fd`, which stays the caller's. The statuses of
 * mm_image_open; STATUS_SECTION_TOO_BIG: the image is smaller than the size asked for.
 */
NTSTATUS mm_section_create_image(int fd, const struct mm_section_request *request,
                                 struct mm_section **section);

/*
 * Makes a section of a file larger, and the file where it has to; *size becomes what the section
 * has, which is never less than before. STATUS_SECTION_NOT_EXTENDED: of another kind, or not for
 * writing; STATUS_DISK_FULL.
 */
NTSTATUS mm_section_extend(struct mm_section *section, uint64_t *size);

/* Looks whether another process extended a named section of a file. */
void mm_section_refresh(struct mm_section *section);

/* The descriptor of a file section's file, or of the file that an image section was made from. */
int mm_section_file(const struct mm_section *section);

/* Opens the memory of a section that has none open yet; mapping needs it. */
NTSTATUS mm_section_open_memory(struct mm_section *section);

static inline bool mm_section_is_file(const struct mm_section *section)
{
    return section->attributes & SEC_FILE;
}

static inline void mm_section_reference(struct mm_section *section)
{
    ob_object_reference(&section->object);
}

static inline void mm_section_dereference(struct mm_section *section)
{
    ob_object_dereference(&section->object);
}

#endif
