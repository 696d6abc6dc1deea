// SPDX-License-Identifier: MIT
// prot: page protections: what they allow, what they ask for, what the processor is told.
#ifndef NTMM_MM_PROT_H
#define NTMM_MM_PROT_H

#include "ob/status.h"

#include <stdbool.h>
#include <stdint.h>

/* Missing from mingw-w64's headers of 2022. */
#ifndef PAGE_WRITECOMBINE
#define PAGE_WRITECOMBINE 0x400
#endif

/*
 * The state of one page of a view or an allocation, as the library wants it:
 *
 *     bits 0-2  protection: PAGE_NOACCESS << n
 *     COMMIT    committed (a view of a SEC_RESERVE section asks its section besides)
 *     GUARD, NOCACHE, WRITECOMBINE as in PAGE_
 *     PRIVATE   of a view: mapped so that writes stay in this process
 *     COPIED    the tracker has no other way to know that the page was written
 *     LOCKED    kept in memory by VirtualLock
 *     WATCHED   closed to writes until one comes, which is to be told of (see watch.h)
 *     WRITTEN   written to since the watch was reset
 *     LATCHED   the same, and outlasts a decommit
 *     ABSENT    of an image's view: closed, since nothing was read from the file for it yet
 */
typedef uint16_t mm_pte;

enum {
    MM_PTE_PROT = 0x7,
    MM_PTE_READONLY = 0x1, /* two of the protections */
    MM_PTE_READWRITE = 0x2,
    MM_PTE_COMMIT = 0x8,
    MM_PTE_GUARD = 0x10,
    MM_PTE_NOCACHE = 0x20,
    MM_PTE_WRITECOMBINE = 0x40,
    MM_PTE_PRIVATE = 0x80,
    MM_PTE_COPIED = 0x100,
    MM_PTE_LOCKED = 0x200,
    MM_PTE_WATCHED = 0x400,
    MM_PTE_WRITTEN = 0x800,
    MM_PTE_LATCHED = 0x1000,
    MM_PTE_ABSENT = 0x2000,
    MM_PTE_MODIFIERS = MM_PTE_GUARD | MM_PTE_NOCACHE | MM_PTE_WRITECOMBINE,
};

/* A PAGE_ value as protection and modifiers of a pte. False: no valid protection. */
bool mm_prot_parse(ULONG protect, mm_pte *pte);

/* The PAGE_ value of a pte. */
ULONG mm_prot_win32(mm_pte pte);

/* The processor's rights (SYS_READ ...) for a committed page that is mapped as the pte says. */
int mm_prot_processor(mm_pte pte);

/* The PAGE_ value for memory of others, of which only the processor's rights are known. */
ULONG mm_prot_of_processor(int rights);

bool mm_prot_is_copy(mm_pte pte);

/* PAGE_WRITECOPY becomes READWRITE, EXECUTE_WRITECOPY becomes EXECUTE_READWRITE. */
mm_pte mm_prot_written(mm_pte pte);

/* S-IMG-02: READWRITE becomes WRITECOPY, EXECUTE_READWRITE becomes EXECUTE_WRITECOPY. */
mm_pte mm_prot_copying(mm_pte pte);

/* S-IMG-03: without the EXECUTE_ in it; EXECUTE alone becomes READONLY. */
mm_pte mm_prot_unexecutable(mm_pte pte);

/* S-MAP-02, S-PRO-01: may pages of something protected as `outer` be protected as `inner`? */
bool mm_prot_covers(mm_pte outer, mm_pte inner);

/* The SECTION_MAP_ rights that a handle needs for a view of this protection. */
ACCESS_MASK mm_prot_view_access(mm_pte pte);

/* The FILE_ rights that a file handle needs for a section of this protection. */
ACCESS_MASK mm_prot_file_access(mm_pte pte);

/* Some valid section protection: READONLY, READWRITE, WRITECOPY or their EXECUTE_ forms. */
bool mm_prot_is_section(mm_pte pte);

#endif
