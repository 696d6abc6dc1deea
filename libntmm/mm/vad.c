// SPDX-License-Identifier: MIT
// vad: the tree of views and allocations of this process, by address.
#include "mm/vad.h"

#include "sys/lock.h"

#include <stdlib.h>

static struct sys_lock space_lock = SYS_LOCK_INIT; /* protects the tree and every area in it */
static struct mm_vad *root; /* a treap: ordered by address, a heap by priority */
static uint64_t closings;

void mm_space_lock(void)
{
    sys_lock_acquire(&space_lock);
}

void mm_space_unlock(void)
{
    sys_lock_release(&space_lock);
}

void mm_space_closed(void)
{
    closings++;
}

uint64_t mm_space_closings(void)
{
    return closings;
}

void mm_space_fork_prepare(void)
{
    mm_space_lock();
}

void mm_space_fork_done(void)
{
    mm_space_unlock();
}

struct mm_vad *mm_vad_next(uintptr_t address)
{
    struct mm_vad *vad = root, *above = NULL;

    while (vad) {
        if (address >= vad->end) {
            vad = vad->right;
        } else {
            above = vad;
            vad = vad->left;
        }
    }
    return above;
}

struct mm_vad *const *mm_vad_root(void)
{
    return &root;
}

struct mm_vad *mm_vad_find(uintptr_t address)
{
    struct mm_vad *vad = mm_vad_next(address);

    return vad && vad->start <= address ? vad : NULL;
}

struct mm_vad *mm_vad_find_range(uintptr_t start, size_t size)
{
    struct mm_vad *vad = mm_vad_find(start);

    return vad && size <= vad->end - start ? vad : NULL;
}

/* Everything below `address` to *left, the rest to *right. */
static void split(struct mm_vad *tree, uintptr_t address, struct mm_vad **left,
                  struct mm_vad **right)
{
    while (tree) {
        if (tree->start < address) {
            *left = tree;
            left = &tree->right;
            tree = tree->right;
        } else {
            *right = tree;
            right = &tree->left;
            tree = tree->left;
        }
    }
    *left = *right = NULL;
}

static struct mm_vad *merge(struct mm_vad *left, struct mm_vad *right)
{
    struct mm_vad *tree = NULL, **link = &tree;

    while (left && right) {
        if (left->priority > right->priority) {
            *link = left;
            link = &left->right;
            left = left->right;
        } else {
            *link = right;
            link = &right->left;
            right = right->left;
        }
    }
    *link = left ? left : right;
    return tree;
}

static uint32_t random_priority(void)
{
    static uint32_t state = 2463534242u; /* under the space's lock */

    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

void mm_vad_insert(struct mm_vad *vad)
{
    struct mm_vad **link = &root;

    mm_space_closed();
    vad->priority = random_priority();
    while (*link && (*link)->priority >= vad->priority)
        link = vad->start < (*link)->start ? &(*link)->left : &(*link)->right;
    split(*link, vad->start, &vad->left, &vad->right);
    *link = vad;
}

void mm_vad_remove(struct mm_vad *vad)
{
    struct mm_vad **link = &root;

    while (*link != vad)
        link = vad->start < (*link)->start ? &(*link)->left : &(*link)->right;
    *link = merge(vad->left, vad->right);
}

void mm_vad_free(struct mm_vad *vad)
{
    if (vad)
        mm_pages_free(&vad->pages);
    free(vad);
}

/* An empty range has no piece; that is no failure. */
static bool piece(struct mm_vad **made, const struct mm_vad *vad, uintptr_t start, uintptr_t end)
{
    *made = NULL;
    if (start == end)
        return true;
    *made = malloc(sizeof **made);
    if (!*made)
        return false;
    **made = *vad;
    (*made)->start = start;
    (*made)->end = end;
    if (mm_pages_copy(&(*made)->pages, &vad->pages, mm_vad_page(vad, start),
                      (end - start) / MM_PAGE))
        return true;
    free(*made);
    *made = NULL;
    return false;
}

bool mm_vad_cut_make(struct mm_vad_cut *cut, const struct mm_vad *vad, uintptr_t start,
                     uintptr_t end)
{
    *cut = (struct mm_vad_cut) { 0 };
    if (piece(&cut->below, vad, vad->start, start) && piece(&cut->middle, vad, start, end) &&
        piece(&cut->above, vad, end, vad->end))
        return true;
    mm_vad_cut_free(cut);
    return false;
}

void mm_vad_cut_free(struct mm_vad_cut *cut)
{
    mm_vad_free(cut->below);
    mm_vad_free(cut->middle);
    mm_vad_free(cut->above);
}

void mm_vad_cut_apply(struct mm_vad_cut *cut, struct mm_vad *vad)
{
    mm_vad_remove(vad);
    mm_vad_free(vad);
    if (cut->below)
        mm_vad_insert(cut->below);
    if (cut->middle)
        mm_vad_insert(cut->middle);
    if (cut->above)
        mm_vad_insert(cut->above);
}
