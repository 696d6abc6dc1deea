// SPDX-License-Identifier: MIT
// Unit tests of the tree of views.
#include "mm/vad.h"

#include <CUnit/CUnit.h>
#include <stdlib.h>

#include "suites.h"

enum { COUNT = 500 };
#define BASE ((uintptr_t)0x100000)
#define STEP ((uintptr_t)0x10000)

static struct mm_vad vads[COUNT];

/* Every second slot of the range may hold an area of half a slot's length. */
static bool check_all(const bool *present)
{
    bool good = true;

    for (int i = 0; i < COUNT; i++) {
        uintptr_t start = BASE + (uintptr_t)i * STEP, end = start + STEP / 2;
        struct mm_vad *expected = present[i] ? &vads[i] : NULL;

        good &= mm_vad_find(start) == expected && mm_vad_find(end - 1) == expected;
        good &= mm_vad_find(end) == NULL;
        good &= mm_vad_find_range(start, STEP / 2) == expected;
        good &= mm_vad_find_range(start, STEP / 2 + 1) == NULL;
        for (int next = i; next <= COUNT; next++) {
            if (next < COUNT && !present[next])
                continue;
            good &= mm_vad_next(start) == (next < COUNT ? &vads[next] : NULL);
            break;
        }
    }
    return good;
}

static void agrees_with_a_model(void)
{
    bool present[COUNT] = { false };
    unsigned seed = 3;

    mm_space_lock();
    for (int i = 0; i < COUNT; i++) {
        vads[i].start = BASE + (uintptr_t)i * STEP;
        vads[i].end = vads[i].start + STEP / 2;
    }
    for (int round = 0; round < 4000; round++) {
        int i = rand_r(&seed) % COUNT;

        if (present[i])
            mm_vad_remove(&vads[i]);
        else
            mm_vad_insert(&vads[i]);
        present[i] = !present[i];
        if (round % 500 == 499)
            CU_ASSERT_TRUE(check_all(present));
    }
    for (int i = 0; i < COUNT; i++)
        if (present[i])
            mm_vad_remove(&vads[i]);
    CU_ASSERT_PTR_NULL(mm_vad_next(0));
    mm_space_unlock();
}

static struct mm_vad *make_area(uintptr_t start, size_t pages)
{
    struct mm_vad *vad = calloc(1, sizeof *vad);

    CU_ASSERT_PTR_NOT_NULL_FATAL(vad);
    vad->start = start;
    vad->end = start + pages * MM_PAGE;
    mm_pages_init(&vad->pages, pages, 1);
    CU_ASSERT_TRUE_FATAL(mm_pages_prepare(&vad->pages, 0, pages));
    for (size_t i = 0; i < pages; i++)
        mm_pages_set(&vad->pages, i, 1, (mm_pte)i);
    mm_vad_insert(vad);
    return vad;
}

/* Ten pages, cut at every place: the pieces have the pages' states, and nothing is left over. */
static void cuts(void)
{
    mm_space_lock();
    for (size_t first = 0; first < 10; first++)
        for (size_t last = first + 1; last <= 10; last++) {
            struct mm_vad *vad = make_area(BASE, 10), *piece;
            struct mm_vad_cut cut;

            CU_ASSERT_TRUE_FATAL(mm_vad_cut_make(&cut, vad, mm_vad_address(vad, first),
                                                 mm_vad_address(vad, last)));
            CU_ASSERT_EQUAL(cut.below != NULL, first > 0);
            CU_ASSERT_EQUAL(cut.above != NULL, last < 10);
            mm_vad_cut_apply(&cut, vad);
            for (size_t page = 0; page < 10; page++) {
                piece = mm_vad_find(BASE + page * MM_PAGE);
                CU_ASSERT_PTR_EQUAL(piece, page < first ? cut.below
                                         : page < last ? cut.middle : cut.above);
                CU_ASSERT_EQUAL(mm_pages_get(&piece->pages,
                                             mm_vad_page(piece, BASE + page * MM_PAGE)), page);
            }
            while ((piece = mm_vad_next(0))) {
                mm_vad_remove(piece);
                mm_vad_free(piece);
            }
        }
    mm_space_unlock();
}

CU_TestInfo unit_vad[] = {
    { "agrees with a model", agrees_with_a_model },
    { "cuts", cuts },
    CU_TEST_INFO_NULL,
};
