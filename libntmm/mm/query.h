// SPDX-License-Identifier: MIT
// query: VirtualQuery.
#ifndef NTMM_MM_QUERY_H
#define NTMM_MM_QUERY_H

#include "ob/status.h"

#include <stdbool.h>
#include <stdint.h>

/* STATUS_INVALID_PARAMETER beyond the last address that a program can have. */
NTSTATUS mm_query(uintptr_t address, MEMORY_BASIC_INFORMATION *information);

#define MM_QUERY_PATH 4096 /* bytes */

/*
 * The host's path of the file that is mapped at the address, a view of ours or the program's own
 * code; *length without the closing 0. STATUS_FILE_INVALID: a view of page-file memory.
 * STATUS_INVALID_ADDRESS: no file is mapped there.
 */
NTSTATUS mm_query_file(uintptr_t address, char path[MM_QUERY_PATH], size_t *length);

/*
 * STATUS_SUCCESS: the same view, or a view of an image and one of any kind of the same file.
 * STATUS_NOT_SAME_DEVICE: neither. STATUS_CONFLICTING_ADDRESSES: an address in no view;
 * STATUS_INVALID_ADDRESS: nothing is there.
 */
NTSTATUS mm_query_same_file(uintptr_t image, uintptr_t other);

/* What QueryWorkingSetEx tells of the page that contains the address. */
struct mm_query_page {
    bool valid;    /* in memory, and accessible */
    bool shared;   /* of a section or a file, and not this process's own copy */
    bool locked;
    unsigned share_count; /* 0: not shared; 1: with nobody at this moment; 2: with others */
    ULONG protect; /* as VirtualQuery says */
};

/* STATUS_NOT_SUPPORTED where the kernel does not tell what is in memory. */
NTSTATUS mm_query_page(uintptr_t address, struct mm_query_page *page);

#endif
