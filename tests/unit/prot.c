// SPDX-License-Identifier: MIT
// Unit tests of page protections.
#include "mm/prot.h"
#include "sys/mem.h"

#include <CUnit/CUnit.h>

#include "suites.h"

static void parses_one_base_protection(void)
{
    mm_pte pte;

    for (ULONG protect = 0; protect < 0x100; protect++) {
        bool one = protect && !(protect & (protect - 1));

        CU_ASSERT_EQUAL(mm_prot_parse(protect, &pte), one);
        if (one)
            CU_ASSERT_EQUAL(mm_prot_win32(pte), protect);
    }
}

static void parses_one_modifier(void)
{
    static const ULONG modifiers[] = { PAGE_GUARD, PAGE_NOCACHE, PAGE_WRITECOMBINE };
    mm_pte pte;

    for (int i = 0; i < 3; i++) {
        CU_ASSERT_TRUE(mm_prot_parse(PAGE_READWRITE | modifiers[i], &pte));
        CU_ASSERT_EQUAL(mm_prot_win32(pte), PAGE_READWRITE | modifiers[i]);
        CU_ASSERT_FALSE(mm_prot_parse(PAGE_NOACCESS | modifiers[i], &pte));
        CU_ASSERT_FALSE(mm_prot_parse(modifiers[i], &pte));
    }
    CU_ASSERT_FALSE(mm_prot_parse(PAGE_READWRITE | PAGE_NOCACHE | PAGE_WRITECOMBINE, &pte));
    CU_ASSERT_FALSE(mm_prot_parse(PAGE_READWRITE | 0x800, &pte));
}

static mm_pte of(ULONG protect)
{
    mm_pte pte = 0;

    CU_ASSERT_TRUE_FATAL(mm_prot_parse(protect, &pte));
    return pte;
}

static void copies_become_written(void)
{
    CU_ASSERT_EQUAL(mm_prot_win32(mm_prot_written(of(PAGE_WRITECOPY))), PAGE_READWRITE);
    CU_ASSERT_EQUAL(mm_prot_win32(mm_prot_written(of(PAGE_EXECUTE_WRITECOPY))),
                    PAGE_EXECUTE_READWRITE);
    CU_ASSERT_EQUAL(mm_prot_win32(mm_prot_written(of(PAGE_READONLY))), PAGE_READONLY);
}

/* S-MAP-02, S-PRO-01: rows are what there is, columns what is asked for, in the order of bits. */
static void covers_by_rights(void)
{
    static const char expected[8][9] = {
        /*                       NA RO RW WC X XR XRW XWC */
        [0] = "10000000", /* NOACCESS */
        [1] = "11010000", /* READONLY */
        [2] = "11110000", /* READWRITE */
        [3] = "11010000", /* WRITECOPY */
        [4] = "11011101", /* EXECUTE */
        [5] = "11011101", /* EXECUTE_READ */
        [6] = "11111111", /* EXECUTE_READWRITE */
        [7] = "11011101", /* EXECUTE_WRITECOPY */
    };

    for (int outer = 0; outer < 8; outer++)
        for (int inner = 0; inner < 8; inner++)
            CU_ASSERT_EQUAL(mm_prot_covers(of(1u << outer), of(1u << inner)),
                            expected[outer][inner] == '1');
}

static void guarded_pages_are_closed(void)
{
    CU_ASSERT_EQUAL(mm_prot_processor(of(PAGE_READWRITE | PAGE_GUARD)), SYS_NONE);
    CU_ASSERT_EQUAL(mm_prot_processor(of(PAGE_READWRITE)), SYS_READ | SYS_WRITE);
    CU_ASSERT_EQUAL(mm_prot_processor(of(PAGE_WRITECOPY)), SYS_READ);
}

CU_TestInfo unit_prot[] = {
    { "parses one base protection", parses_one_base_protection },
    { "parses one modifier", parses_one_modifier },
    { "copies become written", copies_become_written },
    { "covers by rights", covers_by_rights },
    { "guarded pages are closed", guarded_pages_are_closed },
    CU_TEST_INFO_NULL,
};
