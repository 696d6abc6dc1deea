// SPDX-License-Identifier: MIT
// far: the areas of another process of this library, read out of its memory.
#include "mm/far.h"

#include "mm/vad.h"
#include "sys/peer.h"

#define MOST_DEPTH 200 /* a treap of all that an address space can hold is not half as deep */

uint64_t mm_far_tree(void)
{
    return (uintptr_t)mm_vad_root();
}

/* Any change to what is read here changes it. */
uint64_t mm_far_layout(void)
{
    static const uint64_t parts[] = {
        sizeof(struct mm_vad), offsetof(struct mm_vad, left), offsetof(struct mm_vad, right),
        offsetof(struct mm_vad, start), offsetof(struct mm_vad, end),
        offsetof(struct mm_vad, pages), offsetof(struct mm_pages, count),
        offsetof(struct mm_pages, uniform), offsetof(struct mm_pages, leaf),
        sizeof(mm_pte), MM_PTE_COMMIT, MM_PTE_GUARD, MM_PAGES_LEAF,
    };
    uint64_t layout = 0;

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        layout = layout * 1000003 + parts[i];
    return layout;
}

static bool read_at(int pid, const void *from, void *to, size_t size)
{
    return sys_peer_read(pid, (uintptr_t)from, to, size) == (int64_t)size;
}

static bool find(int pid, uint64_t tree, uint64_t address, struct mm_vad *vad)
{
    struct mm_vad *next;

    if (!read_at(pid, (const void *)(uintptr_t)tree, &next, sizeof next))
        return false;
    for (int i = 0; next && i < MOST_DEPTH; i++) {
        if (!read_at(pid, next, vad, sizeof *vad))
            return false;
        if (address >= vad->start && address < vad->end)
            return true;
        next = address < vad->start ? vad->left : vad->right;
    }
    return false;
}

bool mm_far_page(int pid, uint64_t tree, uint64_t address, mm_pte *pte)
{
    const mm_pte *leaf = NULL;
    struct mm_vad vad;
    size_t page;

    if (!find(pid, tree, address, &vad))
        return false;
    page = mm_vad_page(&vad, address);
    if (page >= vad.pages.count)
        return false;
    *pte = vad.pages.uniform;
    if (vad.pages.leaf &&
        !read_at(pid, &vad.pages.leaf[page / MM_PAGES_LEAF], &leaf, sizeof leaf))
        return false;
    return !leaf || read_at(pid, &leaf[page % MM_PAGES_LEAF], pte, sizeof *pte);
}
