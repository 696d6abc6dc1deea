// SPDX-License-Identifier: MIT
// Formatted output by Microsoft's rules.
#define __USE_MINGW_ANSI_STDIO 0

#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>

#include "wine/test.h"

static char text[512];
static wchar_t wide[512];

#define IS(expected, ...)                                                        \
    do {                                                                         \
        int length = sprintf(text, __VA_ARGS__);                                 \
        ok(!strcmp(text, expected), "got \"%s\", expected \"%s\"\n", text, expected); \
        ok(length == (int)strlen(expected), "%s: length %d\n", expected, length); \
    } while (0)

#define IS_WIDE(expected, ...)                                                   \
    do {                                                                         \
        int length = _snwprintf(wide, 512, __VA_ARGS__);                         \
        ok(!wcscmp(wide, expected), "got %s, expected %s\n", wine_dbgstr_w(wide), \
           wine_dbgstr_w(expected));                                             \
        ok(length == (int)wcslen(expected), "length %d\n", length);              \
    } while (0)

/* A 64-bit value on the stack must not show through what is 32 bits on Windows. */
static void test_sizes(void)
{
    DWORD dword = 0xFFFFFFFF;
    LONG negative = -2;
    LONGLONG big = -0x123456789ALL;
    ULONGLONG biggest = ~0ULL;
    SIZE_T size = (SIZE_T)1 << 40;

    IS("4294967295", "%lu", dword);
    IS("4294967295 1", "%lu %d", dword, 1);
    IS("-2|-2", "%ld|%d", negative, (int)negative);
    IS("ffffffff FFFFFFFE", "%lx %lX", dword, negative);
    IS("-78187493530", "%I64d", big);
    IS("-78187493530", "%lld", big);
    IS("18446744073709551615", "%I64u", biggest);
    IS("ffffffffffffffff", "%I64x", biggest);
    IS("-2", "%I32d", negative);
    IS("4294967295", "%I32u", dword);
    IS("1099511627776", "%Iu", size);
    IS("10000000000", "%Ix", size);
    IS("-1 65535", "%hd %hu", (short)-1, (unsigned short)0xFFFF);
    IS("1 2", "%hd %hu", 0x10001, 0x10002);
    IS("1 0", "%lu %lu", (DWORD)1, (DWORD)0);
}

/* <inttypes.h> has to agree with these rules, whatever the types are made of. */
static void test_inttypes(void)
{
    IS("-78187493530 18446744073709551615", "%" PRId64 " %" PRIu64, (int64_t)-0x123456789ALL,
       (uint64_t)-1);
    IS("ffffffffff -1", "%" PRIx64 " %" PRIi64, UINT64_C(0xffffffffff), (int64_t)-1);
    IS("10000000000 1099511627776", "%" PRIxPTR " %" PRIdPTR, (uintptr_t)1 << 40,
       (intptr_t)1 << 40);
    IS("1099511627776 1099511627776", "%" PRIdMAX " %" PRIuLEAST64, (intmax_t)1 << 40,
       (uint_least64_t)1 << 40);
    IS("-1 -2 -3 4", "%" PRIdFAST32 " %" PRIdFAST64 " %" PRId32 " %" PRIu8, (int_fast32_t)-1,
       (int_fast64_t)-2, (int32_t)-3, (uint8_t)4);
}

/* More arguments than registers, integers and floating point in turn. */
static void test_positions(void)
{
    DWORD d = 0xFFFFFFFF;

    IS("1 2 3 4 5 6 4294967295 8 -9 4294967295 end",
       "%d %d %d %d %d %d %lu %d %I64d %lu %s", 1, 2, 3, 4, 5, 6, d, 8, (LONGLONG)-9, d, "end");
    IS("1.5 4294967295 2.5 x 3.5 y 4.5 4294967295 5.5 6.5 7.5 8.5 9.5 10.5 wide tail",
       "%.1f %lu %.1f %c %.1f %c %.1f %lu %.1f %.1f %.1f %.1f %.1f %.1f %ls %s", 1.5, d, 2.5,
       'x', 3.5, 'y', 4.5, d, 5.5, 6.5, 7.5, 8.5, 9.5, 10.5, L"wide", "tail");
    IS("a b c d e f g wide h other", "%s %s %s %s %s %s %s %S %s %ls", "a", "b", "c", "d", "e",
       "f", "g", L"wide", "h", L"other");
    IS("0000000000000001 4294967295 1.000000 0000000000000002", "%p %lu %f %p", (void *)1, d,
       1.0, (void *)2);
}

static void test_text(void)
{
    IS("narrow", "%s", "narrow");
    IS("narrow", "%hs", "narrow");
    IS("wide", "%S", L"wide");
    IS("wide", "%ls", L"wide");
    IS("wide", "%ws", L"wide");
    IS("narrow", "%hS", "narrow");
    IS("abc", "%.3s", "abcdef");
    IS("abc", "%.3ls", L"abcdef");
    IS("[   abc][abc   ]", "[%6s][%-6s]", "abc", "abc");
    IS("[   abc][abc   ]", "[%6ls][%-6ls]", L"abc", L"abc");
    IS("[ab  ]", "[%-*.*s]", 4, 2, "abcdef");
    IS("[ab  ]", "[%*.*s]", -4, 2, "abcdef");
    IS("(null)", "%s", (char *)NULL);
    IS("x y z", "%c %C %lc", 'x', L'y', L'z');
    IS("%", "%%");
    IS("[    x]", "[%5c]", 'x');

    IS_WIDE(L"wide", L"%s", L"wide");
    IS_WIDE(L"wide", L"%ls", L"wide");
    IS_WIDE(L"wide", L"%ws", L"wide");
    IS_WIDE(L"narrow", L"%S", "narrow");
    IS_WIDE(L"narrow", L"%hs", "narrow");
    IS_WIDE(L"wide", L"%lS", L"wide");
    IS_WIDE(L"nar", L"%.3hs", "narrow");
    IS_WIDE(L"x y z", L"%c %C %hc", L'x', 'y', 'z');
    IS_WIDE(L"\x20ac", L"%c", L'\x20ac');
    IS_WIDE(L"(null)", L"%s", (wchar_t *)NULL);
    IS_WIDE(L"[   abc][abc   ]", L"[%6s][%-6hs]", L"abc", "abc");
    IS_WIDE(L"4294967295 -1 text 1.50 narrow", L"%lu %I64d %s %.2f %S", 0xFFFFFFFFul,
            (LONGLONG)-1, L"text", 1.5, "narrow");
}

static void test_numbers(void)
{
    IS("42    |    42|000042|+42| 42|-42", "%-6d|%6d|%06d|%+d|% d|%d", 42, 42, 42, 42, 42, -42);
    IS("0x2a|0X2A|052|0|0", "%#x|%#X|%#o|%#x|%#o", 42, 42, 42, 0, 0);
    IS("  00042|00042  |", "%7.5d|%-7.5d|%.0d", 42, 42, 0);
    IS("-00042", "%06d", -42);
    sprintf(text, "%06.3d", 42);
    todo_wine ok(!strcmp(text, "   042"), "a precision ends the flag 0: \"%s\"\n", text);
    IS("0x00002a", "%#08x", 42);
    IS("-2147483648 9223372036854775807 -9223372036854775808", "%d %I64d %I64d", INT_MIN,
       0x7FFFFFFFFFFFFFFFLL, -0x7FFFFFFFFFFFFFFFLL - 1);
    IS("00000000DEADBEEF", "%p", (void *)0xDEADBEEF);
    IS("0123456789ABCDEF", "%p", (void *)0x0123456789ABCDEF);
    IS("  0000000000000001", "%18p", (void *)1);
    IS("3.14|   3.1|003.14|+3.14|3", "%.2f|%6.1f|%06.2f|%+.2f|%.0f", 3.14, 3.14, 3.14, 3.14, 3.14);
    IS("0.0001|100000|123457", "%g|%g|%g", 0.0001, 100000.0, 123456.7);
    IS("-0.500000 -00.5", "%f %05.1f", -0.5, -0.5);
    IS("1.000000", "%lf", 1.0);
}

#define CALL_LIST(name, arguments, call)  \
    static int name arguments             \
    {                                     \
        va_list list;                     \
        int result;                       \
                                          \
        va_start(list, format);           \
        result = call;                    \
        va_end(list);                     \
        return result;                    \
    }

CALL_LIST(list_sprintf, (char *to, const char *format, ...), vsprintf(to, format, list))
CALL_LIST(list_snprintf, (char *to, size_t size, const char *format, ...),
          _vsnprintf(to, size, format, list))
CALL_LIST(list_snwprintf, (wchar_t *to, size_t size, const wchar_t *format, ...),
          _vsnwprintf(to, size, format, list))

static void test_lists(void)
{
    int length;

    length = list_sprintf(text, "%d %lu %s %lu", 1, 0xFFFFFFFFul, "s", 2ul);
    ok(length == 16 && !strcmp(text, "1 4294967295 s 2"), "%d %s\n", length, text);
    length = list_snprintf(text, sizeof text, "%I64d %ls %lu", (LONGLONG)-5, L"w", 7ul);
    ok(length == 6 && !strcmp(text, "-5 w 7"), "%d %s\n", length, text);
    length = list_snwprintf(wide, 512, L"%I64d %hs %lu", (LONGLONG)-5, "n", 7ul);
    ok(length == 6 && !wcscmp(wide, L"-5 n 7"), "%d %s\n", length, wine_dbgstr_w(wide));
}

static void test_limits(void)
{
    int length;

    memset(text, '#', sizeof text);
    length = _snprintf(text, 4, "%s", "abc");
    ok(length == 3 && !memcmp(text, "abc\0#", 5), "%d\n", length);
    memset(text, '#', sizeof text);
    length = _snprintf(text, 4, "%s", "abcd");
    ok(length == 4 && !memcmp(text, "abcd#", 5), "%d\n", length);
    memset(text, '#', sizeof text);
    length = _snprintf(text, 4, "%s", "abcde");
    ok(length == -1 && !memcmp(text, "abcd#", 5), "%d\n", length);

    wmemset(wide, L'#', 512);
    length = _snwprintf(wide, 4, L"%s", L"abcd");
    ok(length == 4 && wide[4] == '#', "%d\n", length);
    length = _snwprintf(wide, 4, L"%s", L"abcde");
    ok(length == -1 && wide[4] == '#', "%d\n", length);

    ok(_scprintf("%d %s", 12, "abc") == 6, "_scprintf\n");
    ok(_scwprintf(L"%d %s", 12, L"abc") == 6, "_scwprintf\n");

    memset(text, '#', sizeof text);
    length = _snprintf_s(text, 8, _TRUNCATE, "%s", "abcdefghij");
    ok(length == -1 && !strcmp(text, "abcdefg"), "%d %s\n", length, text);
    length = _snprintf_s(text, 8, 3, "%s", "abcdefghij");
    ok(length == -1 && !strcmp(text, "abc"), "%d %s\n", length, text);
    length = sprintf_s(text, sizeof text, "%s %lu", "abc", 5ul);
    ok(length == 5 && !strcmp(text, "abc 5"), "%d %s\n", length, text);
    length = swprintf_s(wide, 512, L"%s %lu", L"abc", 5ul);
    ok(length == 5 && !wcscmp(wide, L"abc 5"), "%d %s\n", length, wine_dbgstr_w(wide));
}

static void test_c99(void)
{
#ifdef __NTMM__ // the universal runtime's; the oracle has an older one
    int length, count = 0;

    length = snprintf(text, 4, "%s", "abcdef");
    ok(length == 6 && !strcmp(text, "abc"), "%d %s\n", length, text);
    ok(snprintf(NULL, 0, "%d", 12345) == 5, "no buffer\n");
    length = swprintf(wide, 4, L"%s", L"abcdef");
    ok(length == -1 && wide[3] == 0, "%d\n", length);
    length = swprintf(wide, 512, L"%s", L"abcdef");
    ok(length == 6, "%d\n", length);
    IS("5 5 5", "%zu %td %jd", (size_t)5, (ptrdiff_t)5, (long long)5);
    IS("-1 255", "%hhd %hhu", -1, 255);
    IS("abc", "abc%n", &count);
    ok(count == 3, "%d\n", count);
    IS("inf INF -inf nan", "%f %F %f %f", HUGE_VAL, HUGE_VAL, -HUGE_VAL, __builtin_nan(""));
    IS("0x1.8000000000000p+0", "%a", 1.5);
    IS("1.234560e+05 1e-05 1.0E+100", "%e %.1g %.1E", 123456.0, 0.00001, 1e100);
    IS("\xE2\x82\xAC \xF0\x9F\x98\x80 ?", "%ls %ls %ls", L"\x20ac", L"\xD83D\xDE00", L"\xD83D");
    IS("  \xE2\x82\xAC", "%3lc", 0x20ac);
    IS_WIDE(L"\x20ac \xD83D\xDE00", L"%hs %hs", "\xE2\x82\xAC", "\xF0\x9F\x98\x80");
    {
        long double value = 1.25L;

        IS("1 1.25 2", "%d %.2Lf %d", 1, value, 2);
    }
#endif
}

START_TEST(crt_printf)
{
    test_sizes();
    test_inttypes();
    test_positions();
    test_text();
    test_numbers();
    test_lists();
    test_limits();
    test_c99();
}
