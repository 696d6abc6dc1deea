// SPDX-License-Identifier: MIT
// vad: the tree of views and allocations of this process, by address.
#ifndef NTMM_MM_VAD_H
#define NTMM_MM_VAD_H

#include "mm/pages.h"

struct mm_section;

/* How writes to an area of MEM_WRITE_WATCH are noticed. */
enum mm_watch { MM_WATCH_NONE, MM_WATCH_KERNEL, MM_WATCH_FAULT };

/* The copy-on-write tracker's own memory of a view. */
struct mm_cow {
    size_t next;    /* page behind the cluster opened last */
    size_t cluster; /* its pages */
};

/*
 * One view of a section, one allocation of private memory, or one placeholder: reserved memory that
 * waits to be replaced by one of these. All under the space's lock.
 */
struct mm_vad {
    struct mm_vad *left, *right;
    uint32_t priority;

    uintptr_t start, end; /* bytes, whole pages; half-open */
    ULONG type;           /* MEM_MAPPED, MEM_IMAGE, MEM_PRIVATE */
    mm_pte protect;       /* of the whole, when it was made; AllocationProtect */
    struct mm_section *section; /* NULL: private memory; else with a reference */
    uint64_t offset;      /* of the view in the section */
    bool unmap;           /* ViewUnmap: not there in a fork child */
    bool placeholder;
    bool replaced;        /* stands where a placeholder was, and can be one again */
    enum mm_watch watch;
    struct mm_pages pages;
    struct mm_cow cow;
};

/*
 * The space's lock. The fault handler takes it too, so whoever holds it touches no memory that
 * could fault, the caller's buffers and views above all.
 */
void mm_space_lock(void);
void mm_space_unlock(void);

/*
 * How often pages may have been closed that were open: by a new area, another protection, watching
 * anew. A touch that faults again after that does so for a new reason. The lock is held.
 */
void mm_space_closed(void);
uint64_t mm_space_closings(void);

/* For those who read the tree from outside. */
struct mm_vad *const *mm_vad_root(void);

/* The area that contains the address, or NULL. */
struct mm_vad *mm_vad_find(uintptr_t address);

/* The area that contains the address, or the next one above it, or NULL. */
struct mm_vad *mm_vad_next(uintptr_t address);

/* The area that all of [start, start + size) lies in, or NULL. */
struct mm_vad *mm_vad_find_range(uintptr_t start, size_t size);

void mm_vad_insert(struct mm_vad *vad);
void mm_vad_remove(struct mm_vad *vad);

/*
 * Private memory or a placeholder in pieces: what is below and above [start, end), and the range
 * itself. Made before anything is changed, put into the tree when nothing can fail any more.
 */
struct mm_vad_cut {
    struct mm_vad *below, *middle, *above; /* NULL: nothing there */
};

bool mm_vad_cut_make(struct mm_vad_cut *cut, const struct mm_vad *vad, uintptr_t start,
                     uintptr_t end);
void mm_vad_cut_free(struct mm_vad_cut *cut);

/* The area is gone; its pieces are in the tree. A piece that shall not be was set to NULL. */
void mm_vad_cut_apply(struct mm_vad_cut *cut, struct mm_vad *vad);

/* Not in the tree, and without a section. */
void mm_vad_free(struct mm_vad *vad);

static inline size_t mm_vad_page(const struct mm_vad *vad, uintptr_t address)
{
    return (address - vad->start) / MM_PAGE;
}

static inline uintptr_t mm_vad_address(const struct mm_vad *vad, size_t page)
{
    return vad->start + page * MM_PAGE;
}

/* fork() holds the lock across. */
void mm_space_fork_prepare(void);
void mm_space_fork_done(void);

#endif
