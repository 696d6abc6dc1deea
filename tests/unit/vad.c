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

CU_TestInfo unit_vad[] = {
    { "agrees with a model", agrees_with_a_model },
    CU_TEST_INFO_NULL,
};
