// SPDX-License-Identifier: MIT
// backing: the descriptor where a section's bytes are: new memory, or a file opened again.
#ifndef NTMM_MM_BACKING_H
#define NTMM_MM_BACKING_H

#include "mm/prot.h"

/* Has the machine so much memory, and for a named object its file system so much room? */
bool mm_backing_can_commit(uint64_t size, bool named);

/* New zeroed memory without a name. */
NTSTATUS mm_backing_anonymous(uint64_t size, bool executable, int *fd);

/*
 * The file behind `fd` opened again, for reading and, if the protection asks for it, writing. The
 * new description keeps the file from being shrunk for as long as it or a mapping of it lives.
 */
NTSTATUS mm_backing_reopen(int fd, mm_pte protection, int *own);

/*
 * Makes file and section fit (S-CRE-04): *size is the maximum asked for and becomes the section's;
 * a file that is too small grows if the protection lets it. STATUS_INVALID_FILE_FOR_SECTION for
 * what is no regular file, STATUS_MAPPED_FILE_SIZE_ZERO, STATUS_SECTION_TOO_BIG, STATUS_DISK_FULL.
 */
NTSTATUS mm_backing_fit(int fd, mm_pte protection, uint64_t *size);

/* How another process finds the file of a named section. */
struct mm_backing_identity {
    uint64_t device;
    uint64_t inode;
    uint32_t path_length; /* with the closing 0 */
    char path[4096];
};

NTSTATUS mm_backing_identify(int fd, struct mm_backing_identity *identity);

/* Bytes of an identity that are in use, and whether so many make a whole one. */
uint32_t mm_backing_body_size(const struct mm_backing_identity *identity);
bool mm_backing_identity_is_valid(const struct mm_backing_identity *identity, uint32_t length);

/*
 * Opens the file by its path, or if that names another file by now, through the process that holds
 * the name behind `name_fd`. Else as mm_backing_reopen.
 */
NTSTATUS mm_backing_open_identity(const struct mm_backing_identity *identity, int name_fd,
                                  mm_pte protection, int *own);

#endif
