// SPDX-License-Identifier: MIT
// Unit tests of text between UTF-16 and the host's bytes.
#include "sys/utf.h"

#include <CUnit/CUnit.h>
#include <stdbool.h>
#include <string.h>

#include "suites.h"

static bool goes_to(const char *bytes, const uint16_t *units, size_t count)
{
    uint16_t made[32];
    size_t length = strlen(bytes);

    return sys_utf_from_host(bytes, length, NULL) == count &&
           sys_utf_from_host(bytes, length, made) == count &&
           (count == 0 || memcmp(made, units, count * sizeof *units) == 0);
}

static bool comes_back(const char *bytes, size_t length)
{
    uint16_t units[32];
    char back[96];
    size_t count = sys_utf_from_host(bytes, length, units);

    return sys_utf_to_host(units, count, NULL) == length &&
           sys_utf_to_host(units, count, back) == length && memcmp(back, bytes, length) == 0;
}

static void characters(void)
{
    CU_ASSERT_TRUE(goes_to("a/b", (const uint16_t[]) { 'a', '/', 'b' }, 3));
    CU_ASSERT_TRUE(goes_to("\xc3\xa9", (const uint16_t[]) { 0xe9 }, 1));
    CU_ASSERT_TRUE(goes_to("\xe4\xb8\xad", (const uint16_t[]) { 0x4e2d }, 1));
    CU_ASSERT_TRUE(goes_to("\xf0\x9f\x98\x80", (const uint16_t[]) { 0xd83d, 0xde00 }, 2));
    CU_ASSERT_TRUE(goes_to("\xf4\x8f\xbf\xbf", (const uint16_t[]) { 0xdbff, 0xdfff }, 2));
    CU_ASSERT_TRUE(goes_to("", (const uint16_t[]) { 0 }, 0));
}

/* A byte that is no UTF-8 becomes U+DC00 and itself. */
static void other_bytes(void)
{
    CU_ASSERT_TRUE(goes_to("\xff", (const uint16_t[]) { 0xdcff }, 1));
    CU_ASSERT_TRUE(goes_to("\xe9t\xe9", (const uint16_t[]) { 0xdce9, 't', 0xdce9 }, 3));
    /* too long for what they say, cut off, behind the last code point */
    CU_ASSERT_TRUE(goes_to("\xc0\xaf", (const uint16_t[]) { 0xdcc0, 0xdcaf }, 2));
    CU_ASSERT_TRUE(goes_to("\xe2\x82", (const uint16_t[]) { 0xdce2, 0xdc82 }, 2));
    CU_ASSERT_TRUE(goes_to("\xf4\x90\x80\x80",
                           (const uint16_t[]) { 0xdcf4, 0xdc90, 0xdc80, 0xdc80 }, 4));
}

static void half_pairs(void)
{
    static const uint16_t halves[] = { 'x', 0xd83d, 'y', 0xdf00, 0xd800 };
    char bytes[16];
    size_t length = sys_utf_to_host(halves, 5, bytes);

    CU_ASSERT_EQUAL(length, 11);
    bytes[length] = 0;
    CU_ASSERT_STRING_EQUAL(bytes, "x\xed\xa0\xbdy\xed\xbc\x80\xed\xa0\x80");
    CU_ASSERT_TRUE(goes_to(bytes, halves, 5));
}

/* Every string of up to 4 bytes from a set of nasty ones comes back as it was. */
static void any_bytes_survive(void)
{
    static const unsigned char set[] = {
        'a', 0x80, 0x90, 0xa0, 0xb2, 0xbf, 0xc0, 0xc3, 0xe0, 0xe2, 0xed, 0xf0, 0xf4, 0xff
    };
    unsigned lost = 0;

    for (unsigned length = 1; length <= 7; length += 3) {
        unsigned total = 1;

        for (unsigned i = 0; i < length && i < 4; i++)
            total *= sizeof set;
        for (unsigned n = 0; n < total; n++) {
            char bytes[8] = "\xed\xa0\x80";
            unsigned rest = n, at = length > 4 ? 3 : 0;

            for (; at < length; at++, rest /= sizeof set)
                bytes[at] = (char)set[rest % sizeof set];
            lost += !comes_back(bytes, length);
        }
    }
    CU_ASSERT_EQUAL(lost, 0);
}

static void decoding_takes_what_could_begin(void)
{
    uint32_t point;

    CU_ASSERT_EQUAL(sys_utf_decode("\xe2\x82z", 3, &point), 2);
    CU_ASSERT_EQUAL(point, SYS_UTF_INVALID);
    CU_ASSERT_EQUAL(sys_utf_decode("\xed\xa0\x80", 3, &point), 1);
    CU_ASSERT_EQUAL(point, SYS_UTF_INVALID);
    CU_ASSERT_EQUAL(sys_utf_decode("\xf0\x9f\x98\x80", 4, &point), 4);
    CU_ASSERT_EQUAL(point, 0x1f600);
}

CU_TestInfo unit_utf[] = {
    { "characters", characters },
    { "bytes that are no characters", other_bytes },
    { "half pairs", half_pairs },
    { "any bytes survive", any_bytes_survive },
    { "decoding takes what could begin", decoding_takes_what_could_begin },
    CU_TEST_INFO_NULL,
};
