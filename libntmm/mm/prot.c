// SPDX-License-Identifier: MIT
// prot: page protections: what they allow, what they ask for, what the processor is told.
#include "mm/prot.h"

#include "sys/mem.h"

enum { R = SYS_READ, W = SYS_WRITE, X = SYS_EXECUTE };

#define MAP_R SECTION_MAP_READ
#define MAP_W SECTION_MAP_WRITE
#define MAP_X SECTION_MAP_EXECUTE
#define FILE_R FILE_READ_DATA
#define FILE_W FILE_WRITE_DATA
#define FILE_X FILE_EXECUTE

static const struct {
    int gives;          /* what a page protected so lets the program do to the section */
    int processor;      /* what the processor is told; writes to copies go by way of a fault */
    bool copy;
    bool section;       /* a section can be made with it */
    ACCESS_MASK view;   /* asked of the section's handle */
    ACCESS_MASK file;   /* asked of the file's handle */
} table[] = {
    /* NOACCESS */          { 0,         0,         false, false, MAP_R,         0 },
    /* READONLY */          { R,         R,         false, true,  MAP_R,         FILE_R },
    /* READWRITE */         { R | W,     R | W,     false, true,  MAP_W,         FILE_R | FILE_W },
    /* WRITECOPY */         { R,         R,         true,  true,  MAP_R,         FILE_R },
    /* EXECUTE */           { R | X,     R | X,     false, false, MAP_X,         FILE_X },
    /* EXECUTE_READ */      { R | X,     R | X,     false, true,  MAP_R | MAP_X, FILE_R | FILE_X },
    /* EXECUTE_READWRITE */ { R | W | X, R | W | X, false, true,  MAP_W | MAP_X,
                              FILE_R | FILE_W | FILE_X },
    /* EXECUTE_WRITECOPY */ { R | X,     R | X,     true,  true,  MAP_R | MAP_X, FILE_R | FILE_X },
};

#define BASE_MASK 0xffu

bool mm_prot_parse(ULONG protect, mm_pte *pte)
{
    ULONG base = protect & BASE_MASK, modifiers = protect & ~BASE_MASK;
    mm_pte result;

    if (base == 0 || (base & (base - 1)))
        return false;
    if (modifiers & ~(ULONG)(PAGE_GUARD | PAGE_NOCACHE | PAGE_WRITECOMBINE))
        return false;
    if (modifiers & (modifiers - 1)) /* at most one of them */
        return false;
    if (modifiers && base == PAGE_NOACCESS)
        return false;
    result = (mm_pte)__builtin_ctz(base);
    if (modifiers & PAGE_GUARD)
        result |= MM_PTE_GUARD;
    if (modifiers & PAGE_NOCACHE)
        result |= MM_PTE_NOCACHE;
    if (modifiers & PAGE_WRITECOMBINE)
        result |= MM_PTE_WRITECOMBINE;
    *pte = result;
    return true;
}

ULONG mm_prot_win32(mm_pte pte)
{
    return (1u << (pte & MM_PTE_PROT)) | (pte & MM_PTE_GUARD ? PAGE_GUARD : 0) |
           (pte & MM_PTE_NOCACHE ? PAGE_NOCACHE : 0) |
           (pte & MM_PTE_WRITECOMBINE ? PAGE_WRITECOMBINE : 0);
}

int mm_prot_processor(mm_pte pte)
{
    return pte & MM_PTE_GUARD ? SYS_NONE : table[pte & MM_PTE_PROT].processor;
}

ULONG mm_prot_of_processor(int rights)
{
    static const ULONG protect[] = {
        [0] = PAGE_NOACCESS, [R] = PAGE_READONLY, [W] = PAGE_READWRITE, [R | W] = PAGE_READWRITE,
        [X] = PAGE_EXECUTE, [R | X] = PAGE_EXECUTE_READ, [W | X] = PAGE_EXECUTE_READWRITE,
        [R | W | X] = PAGE_EXECUTE_READWRITE,
    };

    return protect[rights];
}

bool mm_prot_is_copy(mm_pte pte)
{
    return table[pte & MM_PTE_PROT].copy;
}

mm_pte mm_prot_written(mm_pte pte)
{
    /* in both rows of four the written form stands in front of the copy */
    return mm_prot_is_copy(pte) ? (mm_pte)(pte - 1) : pte;
}

mm_pte mm_prot_copying(mm_pte pte)
{
    return (table[pte & MM_PTE_PROT].gives & W) ? (mm_pte)(pte + 1) : pte;
}

mm_pte mm_prot_unexecutable(mm_pte pte)
{
    static const mm_pte without[] = { 0, 1, 2, 3, 1, 1, 2, 3 };

    return (mm_pte)((pte & ~MM_PTE_PROT) | without[pte & MM_PTE_PROT]);
}

bool mm_prot_covers(mm_pte outer, mm_pte inner)
{
    return !(table[inner & MM_PTE_PROT].gives & ~table[outer & MM_PTE_PROT].gives);
}

ACCESS_MASK mm_prot_view_access(mm_pte pte)
{
    return table[pte & MM_PTE_PROT].view;
}

ACCESS_MASK mm_prot_file_access(mm_pte pte)
{
    return table[pte & MM_PTE_PROT].file;
}

bool mm_prot_is_section(mm_pte pte)
{
    return table[pte & MM_PTE_PROT].section;
}
