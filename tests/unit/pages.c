// SPDX-License-Identifier: MIT
// Unit tests of page states.
#include "mm/pages.h"

#include <CUnit/CUnit.h>
#include <stdlib.h>

#include "suites.h"

enum { COUNT = 3 * 4096 + 100 };

static void uniform_needs_no_memory(void)
{
    struct mm_pages pages;

    mm_pages_init(&pages, (size_t)1 << 28, 5);
    CU_ASSERT_EQUAL(mm_pages_get(&pages, 12345678), 5);
    CU_ASSERT_EQUAL(mm_pages_run(&pages, 7, SIZE_MAX), ((size_t)1 << 28) - 7);
    CU_ASSERT_EQUAL(mm_pages_run(&pages, 7, 100), 100);
    mm_pages_set(&pages, 0, pages.count, 6);
    CU_ASSERT_EQUAL(mm_pages_get(&pages, 0), 6);
    CU_ASSERT_PTR_NULL(pages.leaf);
}

/* What was prepared stays prepared: the fault handler sets a page without memory to be had. */
static void whole_keeps_leaves(void)
{
    struct mm_pages pages;

    mm_pages_init(&pages, 5000, 1);
    CU_ASSERT_TRUE_FATAL(mm_pages_prepare(&pages, 4999, 1));
    mm_pages_set(&pages, 0, 5000, 2);
    CU_ASSERT_EQUAL(mm_pages_run(&pages, 0, SIZE_MAX), 5000);
    CU_ASSERT_EQUAL(mm_pages_get(&pages, 4999), 2);
    mm_pages_set(&pages, 4999, 1, 3);
    CU_ASSERT_EQUAL(mm_pages_run(&pages, 0, SIZE_MAX), 4999);
    CU_ASSERT_EQUAL(mm_pages_get(&pages, 4999), 3);
    mm_pages_free(&pages);
}

/* Against an array that holds every page's state. */
static void agrees_with_a_model(void)
{
    static mm_pte model[COUNT];
    struct mm_pages pages;
    unsigned seed = 1;

    mm_pages_init(&pages, COUNT, 0);
    for (int i = 0; i < 400; i++) {
        size_t first = (size_t)rand_r(&seed) % COUNT;
        size_t count = (size_t)rand_r(&seed) % (i % 2 ? 9 : COUNT - first) % (COUNT - first) + 1;
        mm_pte pte = (mm_pte)(rand_r(&seed) % 3);

        CU_ASSERT_TRUE_FATAL(mm_pages_prepare(&pages, first, count));
        mm_pages_set(&pages, first, count, pte);
        for (size_t page = first; page < first + count; page++)
            model[page] = pte;
    }
    for (size_t page = 0, run; page < COUNT; page += run) {
        run = mm_pages_run(&pages, page, SIZE_MAX);
        for (size_t i = 0; i < run; i++)
            CU_ASSERT_EQUAL(mm_pages_get(&pages, page + i), model[page]);
        for (size_t i = 0; i < run; i++)
            CU_ASSERT_EQUAL(model[page + i], model[page]);
        if (page + run < COUNT)
            CU_ASSERT_NOT_EQUAL(model[page + run], model[page]);
    }
    mm_pages_free(&pages);
}

/* A part has the states of its own pages, and goes its own way from there. */
static void copies_parts(void)
{
    static const size_t parts[][2] = {
        { 0, COUNT }, { 1, 10 }, { 4000, 200 }, { 4096, 4096 }, { 8191, 2 }, { COUNT - 1, 1 },
    };
    struct mm_pages pages, copy;

    mm_pages_init(&pages, COUNT, 1);
    CU_ASSERT_TRUE_FATAL(mm_pages_copy(&copy, &pages, 5, 100));
    CU_ASSERT_PTR_NULL(copy.leaf); /* what is uniform needs no room */
    mm_pages_free(&copy);
    CU_ASSERT_TRUE_FATAL(mm_pages_prepare(&pages, 0, COUNT));
    for (size_t i = 0; i < COUNT; i++)
        mm_pages_set(&pages, i, 1, (mm_pte)(i / 3 % 5));
    for (size_t n = 0; n < sizeof parts / sizeof *parts; n++) {
        size_t wrong = 0;

        CU_ASSERT_TRUE_FATAL(mm_pages_copy(&copy, &pages, parts[n][0], parts[n][1]));
        CU_ASSERT_EQUAL(copy.count, parts[n][1]);
        for (size_t i = 0; i < copy.count; i++)
            wrong += mm_pages_get(&copy, i) != mm_pages_get(&pages, parts[n][0] + i);
        CU_ASSERT_EQUAL(wrong, 0);
        mm_pages_set(&copy, 0, 1, 7);
        CU_ASSERT_NOT_EQUAL(mm_pages_get(&pages, parts[n][0]), 7);
        mm_pages_free(&copy);
    }
    mm_pages_free(&pages);
}

CU_TestInfo unit_pages[] = {
    { "uniform needs no memory", uniform_needs_no_memory },
    { "whole keeps leaves", whole_keeps_leaves },
    { "agrees with a model", agrees_with_a_model },
    { "copies parts", copies_parts },
    CU_TEST_INFO_NULL,
};
