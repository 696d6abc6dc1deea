// SPDX-License-Identifier: MIT
// pages: the page states of one view or allocation.
#include "mm/pages.h"

#include <stdlib.h>

#define LEAF MM_PAGES_LEAF

static size_t leaves(const struct mm_pages *pages)
{
    return (pages->count + LEAF - 1) / LEAF;
}

void mm_pages_init(struct mm_pages *pages, size_t count, mm_pte pte)
{
    *pages = (struct mm_pages) { .count = count, .uniform = pte };
}

void mm_pages_free(struct mm_pages *pages)
{
    if (pages->leaf)
        for (size_t i = 0; i < leaves(pages); i++)
            free(pages->leaf[i]);
    free(pages->leaf);
    pages->leaf = NULL;
}

mm_pte mm_pages_get(const struct mm_pages *pages, size_t page)
{
    const mm_pte *leaf = pages->leaf ? pages->leaf[page / LEAF] : NULL;

    return leaf ? leaf[page % LEAF] : pages->uniform;
}

static mm_pte *leaf_make(mm_pte pte)
{
    mm_pte *leaf = malloc(LEAF * sizeof *leaf);

    if (leaf)
        for (size_t i = 0; i < LEAF; i++)
            leaf[i] = pte;
    return leaf;
}

bool mm_pages_prepare(struct mm_pages *pages, size_t first, size_t count)
{
    if (!pages->leaf) {
        pages->leaf = calloc(leaves(pages), sizeof *pages->leaf);
        if (!pages->leaf)
            return false;
    }
    for (size_t i = first / LEAF; i <= (first + count - 1) / LEAF; i++)
        if (!pages->leaf[i] && !(pages->leaf[i] = leaf_make(pages->uniform)))
            return false;
    return true;
}

void mm_pages_set(struct mm_pages *pages, size_t first, size_t count, mm_pte pte)
{
    if (first == 0 && count == pages->count)
        pages->uniform = pte; /* leaves stay: who prepared for them may count on them */
    for (size_t i = first; pages->leaf && i < first + count; i++) {
        if (pages->leaf[i / LEAF])
            pages->leaf[i / LEAF][i % LEAF] = pte;
        else
            i |= LEAF - 1; /* on to the next leaf */
    }
}

size_t mm_pages_run(const struct mm_pages *pages, size_t first, size_t limit)
{
    mm_pte pte = mm_pages_get(pages, first);
    size_t end = limit < pages->count - first ? first + limit : pages->count;
    size_t page = first;

    if (!pages->leaf)
        return end - first;
    while (page < end) {
        if (!pages->leaf[page / LEAF]) { /* a whole leaf's worth in one step */
            if (pages->uniform != pte)
                break;
            page = (page / LEAF + 1) * LEAF;
        } else if (pages->leaf[page / LEAF][page % LEAF] == pte) {
            page++;
        } else {
            break;
        }
    }
    return (page < end ? page : end) - first;
}

bool mm_pages_copy(struct mm_pages *copy, const struct mm_pages *pages, size_t first, size_t count)
{
    mm_pages_init(copy, count, pages->uniform);
    for (size_t done = 0, run; pages->leaf && done < count; done += run) {
        size_t page = first + done, at = page % LEAF;
        const mm_pte *leaf = pages->leaf[page / LEAF];

        run = count - done < LEAF - at ? count - done : LEAF - at;
        if (!leaf)
            continue;
        if (!mm_pages_prepare(copy, done, run)) {
            mm_pages_free(copy);
            return false;
        }
        for (size_t i = 0; i < run; i++)
            mm_pages_set(copy, done + i, 1, leaf[at + i]);
    }
    return true;
}
