// SPDX-License-Identifier: MIT
// Conversion between UTF-8 and UTF-16.

#include <windows.h>
#include "wine/test.h"
#include "check.h"

#define INVALID 0xfffd

static const struct {
    const char *bytes;
    int units;
    WCHAR wide[8];
} valid[] = {
    {"plain", 5, {'p', 'l', 'a', 'i', 'n'}},
    {"\xc3\xa4\xc3\xb6", 2, {0xe4, 0xf6}},
    {"\xe2\x82\xac", 1, {0x20ac}},
    {"\xf0\x9f\x98\x80!", 3, {0xd83d, 0xde00, '!'}},
    {"\xef\xbf\xbd", 1, {INVALID}},
};

static void test_valid(void)
{
    WCHAR wide[16];
    char bytes[32];
    size_t i;

    for (i = 0; i < ARRAY_SIZE(valid); i++) {
        int length = (int)strlen(valid[i].bytes), units = valid[i].units;

        winetest_push_context("%s", wine_dbgstr_a(valid[i].bytes));
        /* -1 counts and converts the NUL */
        ok_value(MultiByteToWideChar(CP_UTF8, 0, valid[i].bytes, -1, NULL, 0), units + 1);
        ok_value(MultiByteToWideChar(CP_UTF8, 0, valid[i].bytes, length, NULL, 0), units);
        memset(wide, 0xcc, sizeof(wide));
        ok_value(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, valid[i].bytes, length, wide,
                                     units),
                 units);
        ok(!memcmp(wide, valid[i].wide, units * sizeof(WCHAR)), "got %s\n",
           wine_dbgstr_wn(wide, units));
        ok_value(wide[units], 0xcccc);

        ok_value(WideCharToMultiByte(CP_UTF8, 0, valid[i].wide, units, NULL, 0, NULL, NULL),
                 length);
        memset(bytes, '#', sizeof(bytes));
        ok_value(WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, valid[i].wide, -1, bytes,
                                     length + 1, NULL, NULL),
                 length + 1);
        ok(!strcmp(bytes, valid[i].bytes), "got %s\n", wine_dbgstr_an(bytes, length));
        ok_value(bytes[length + 1], '#');
        winetest_pop_context();
    }
}

/* What is no character becomes U+FFFD, or an error for who asks. */
static void test_invalid(void)
{
    static const char *const bytes[] = {"\xff", "a\x80z", "\xc3", "\xe2\x82z", "\xc0\x80",
                                        "\xed\xa0\x80", "\xf4\x90\x80\x80"};
    static const WCHAR halves[][3] = {{0xd83d}, {0xde00}, {0xde00, 0xd83d}, {'a', 0xd83d}};
    WCHAR wide[16];
    char narrow[16];
    size_t i;

    for (i = 0; i < ARRAY_SIZE(bytes); i++) {
        int units, j, found = 0;

        winetest_push_context("%s", wine_dbgstr_a(bytes[i]));
        ok_fails(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, bytes[i], -1, wide, 16),
                 ERROR_NO_UNICODE_TRANSLATION);
        units = MultiByteToWideChar(CP_UTF8, 0, bytes[i], -1, wide, 16);
        ok(units > 1, "failed, error %lu\n", GetLastError());
        for (j = 0; j < units; j++)
            found += wide[j] == INVALID;
        ok(found > 0, "got %s\n", wine_dbgstr_w(wide));
        winetest_pop_context();
    }
    for (i = 0; i < ARRAY_SIZE(halves); i++) {
        winetest_push_context("%s", wine_dbgstr_w(halves[i]));
        ok_fails(WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, halves[i], -1, narrow, 16,
                                     NULL, NULL),
                 ERROR_NO_UNICODE_TRANSLATION);
        ok(WideCharToMultiByte(CP_UTF8, 0, halves[i], -1, narrow, 16, NULL, NULL) > 3,
           "failed, error %lu\n", GetLastError());
        ok(strstr(narrow, "\xef\xbf\xbd") != NULL, "got %s\n", wine_dbgstr_a(narrow));
        winetest_pop_context();
    }
}

static void test_failures(void)
{
    static const WCHAR wide[] = {'a', 'b', 'c', 0};
    WCHAR units[4];
    char bytes[4];

    ok_fails(MultiByteToWideChar(CP_UTF8, 0, NULL, 3, units, 4), ERROR_INVALID_PARAMETER);
    ok_fails(MultiByteToWideChar(CP_UTF8, 0, "abc", 0, units, 4), ERROR_INVALID_PARAMETER);
    ok_fails(MultiByteToWideChar(CP_UTF8, 0, "abc", -1, units, -1), ERROR_INVALID_PARAMETER);
    ok_fails(MultiByteToWideChar(CP_UTF8, 0, "abc", -1, NULL, 4), ERROR_INVALID_PARAMETER);
    ok_fails(MultiByteToWideChar(CP_UTF8, 0, "abc", -1, units, 3), ERROR_INSUFFICIENT_BUFFER);
    ok_fails(MultiByteToWideChar(12345, 0, "abc", -1, units, 4), ERROR_INVALID_PARAMETER);

    ok_fails(WideCharToMultiByte(CP_UTF8, 0, NULL, 3, bytes, 4, NULL, NULL),
             ERROR_INVALID_PARAMETER);
    ok_fails(WideCharToMultiByte(CP_UTF8, 0, wide, 0, bytes, 4, NULL, NULL),
             ERROR_INVALID_PARAMETER);
    ok_fails(WideCharToMultiByte(CP_UTF8, 0, wide, -1, bytes, 3, NULL, NULL),
             ERROR_INSUFFICIENT_BUFFER);
    ok_fails(WideCharToMultiByte(12345, 0, wide, -1, bytes, 4, NULL, NULL),
             ERROR_INVALID_PARAMETER);
}

/* What other code pages have means nothing in UTF-8: documented as errors, which Wine lets pass. */
static void test_meaningless(void)
{
    static const WCHAR wide[] = {'a', 'b', 'c', 0};
    BOOL substituted;
    WCHAR units[4];
    char bytes[4];

    todo_wine ok_fails(MultiByteToWideChar(CP_UTF8, MB_COMPOSITE, "abc", -1, units, 4),
                       ERROR_INVALID_FLAGS);
    todo_wine ok_fails(WideCharToMultiByte(CP_UTF8, WC_NO_BEST_FIT_CHARS, wide, -1, bytes, 4,
                                           NULL, NULL),
                       ERROR_INVALID_FLAGS);
    todo_wine ok_fails(WideCharToMultiByte(CP_UTF8, 0, wide, -1, bytes, 4, "?", NULL),
                       ERROR_INVALID_PARAMETER);
    todo_wine ok_fails(WideCharToMultiByte(CP_UTF8, 0, wide, -1, bytes, 4, NULL, &substituted),
                       ERROR_INVALID_PARAMETER);
}

/* The system's own code page, whatever it is, knows ASCII and old flags. */
static void test_system(void)
{
    static const WCHAR wide[] = {'a', 'b', 'c', 0};
    BOOL substituted = 7;
    WCHAR units[4];
    char bytes[4];

    ok_value(MultiByteToWideChar(CP_ACP, MB_PRECOMPOSED, "abc", -1, units, 4), 4);
    ok(!memcmp(units, wide, sizeof(wide)), "got %s\n", wine_dbgstr_w(units));
    ok_value(WideCharToMultiByte(CP_ACP, 0, wide, -1, bytes, 4, NULL, &substituted), 4);
    ok(!strcmp(bytes, "abc"), "got %s\n", wine_dbgstr_a(bytes));
    ok_value(substituted, FALSE);
}

START_TEST(multibyte)
{
    test_valid();
    test_invalid();
    test_failures();
    test_meaningless();
    test_system();
}
