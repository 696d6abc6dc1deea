// SPDX-License-Identifier: MIT
// maps: both ways of asking the kernel for mappings and for copied pages say the same.
// The sources are included, since it takes what they keep to themselves to choose the way.
#include "sys/maps.c"
#undef _GNU_SOURCE
#include "sys/pagemap.c"

#include "suites.h"

#include <sys/mman.h>

static bool same(const struct sys_map *a, const struct sys_map *b)
{
    return a->start == b->start && a->end == b->end && a->protection == b->protection &&
           a->shared == b->shared && a->file == b->file && a->offset == b->offset &&
           a->device == b->device && a->inode == b->inode;
}

/* Every boundary of the program's half; the text alone has the kernel's page in the other. */
static void text_and_query_agree(void)
{
    struct sys_map text, query;
    uintptr_t at = 0;
    int maps = 0;

    for (;; maps++, at = text.end) {
        int result = find_in_text(at, &text);

        if (find_by_query(at, &query) == -ENOTTY || result || text.start >> 63)
            break;
        CU_ASSERT_TRUE(same(&text, &query));
        CU_ASSERT_EQUAL(find_by_query(text.end - 1, &query), 0);
        CU_ASSERT_TRUE(same(&text, &query));
    }
    CU_ASSERT_TRUE(maps == 0 || maps > 5);
}

static void next_above(void)
{
    size_t size = 3 * PAGE;
    char *at = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct sys_map map;

    munmap(at + PAGE, PAGE);
    CU_ASSERT_EQUAL(sys_maps_find((uintptr_t)at + PAGE, &map), 0);
    CU_ASSERT_EQUAL(map.start, (uintptr_t)at + 2 * PAGE);
    CU_ASSERT_EQUAL(map.protection, SYS_READ);
    CU_ASSERT_FALSE(map.file);
    CU_ASSERT_EQUAL(sys_maps_find(UINTPTR_MAX - PAGE, &map), -ENOENT);
    munmap(at, size);
}

/* Runs of copied and other pages, read word by word and found by the kernel's search. */
static void scan_and_words_agree(void)
{
    enum { PAGES = 1500 };
    static const size_t written[] = { 0, 1, 7, 8, 9, 299, 300, 301, 302, 1000, PAGES - 1 };
    int fd = memfd_create("maps", MFD_CLOEXEC);
    bool expected[PAGES] = { 0 }, copied;
    unsigned char *at;

    CU_ASSERT_EQUAL_FATAL(ftruncate(fd, PAGES * PAGE), 0);
    at = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
        at[written[i] * PAGE] = 1;
        expected[written[i]] = true;
    }
    for (size_t first = 0; first < PAGES; first++) {
        uintptr_t address = (uintptr_t)at + first * PAGE;
        size_t run = 1;
        intptr_t scanned;

        while (first + run < PAGES && expected[first + run] == expected[first])
            run++;
        CU_ASSERT_EQUAL(sys_pagemap_copied_run(address, PAGES - first, &copied), (intptr_t)run);
        CU_ASSERT_EQUAL(copied, expected[first]);
        scanned = scan_run(address, PAGES - first, copied);
        CU_ASSERT_TRUE(scanned == (intptr_t)run || scanned == -ENOTTY);
    }
    munmap(at, PAGES * PAGE);
    close(fd);
}

CU_TestInfo unit_maps[] = {
    { "text_and_query_agree", text_and_query_agree },
    { "next_above", next_above },
    { "scan_and_words_agree", scan_and_words_agree },
    CU_TEST_INFO_NULL
};
