// SPDX-License-Identifier: MIT
// Strings of 16-bit characters.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>
#include <windows.h>

#include "wine/test.h"

static void test_measure(void)
{
    ok(sizeof(wchar_t) == 2 && sizeof(wint_t) == 2, "sizes\n");
    ok(wcslen(L"") == 0 && wcslen(L"a\x20ac\x4e2d") == 3 && wcslen(L"\xD83D\xDE00") == 2,
       "wcslen\n");
    ok(wcsnlen(L"abc", 2) == 2 && wcsnlen(L"abc", 9) == 3, "wcsnlen\n");
    ok(wcsspn(L"aabbc", L"ab") == 4 && wcscspn(L"xxab", L"ab") == 2, "wcsspn\n");
}

static void test_compare(void)
{
    ok(wcscmp(L"abc", L"abc") == 0 && wcscmp(L"abc", L"abd") < 0 && wcscmp(L"b", L"ab") > 0,
       "wcscmp\n");
    ok(wcscmp(L"\x0100", L"\x00ff") > 0 && wcscmp(L"\xffff", L"\x0001") > 0, "unsigned\n");
    ok(wcsncmp(L"abcX", L"abcY", 3) == 0 && wcsncmp(L"abcX", L"abcY", 4) < 0, "wcsncmp\n");
    ok(_wcsicmp(L"AbC", L"aBc") == 0 && _wcsicmp(L"a", L"B") < 0 && _wcsicmp(L"_", L"a") < 0,
       "_wcsicmp\n");
    ok(_wcsnicmp(L"ABCx", L"abcY", 3) == 0, "_wcsnicmp\n");
    ok(wmemcmp(L"a\0b", L"a\0c", 3) < 0 && wmemcmp(L"a\0b", L"a\0c", 2) == 0, "wmemcmp\n");
}

static void test_copy(void)
{
    wchar_t text[16];
    wchar_t *copy;

    ok(wcscpy(text, L"abc") == text && !wcscmp(text, L"abc"), "wcscpy\n");
    ok(wcscat(text, L"def") == text && !wcscmp(text, L"abcdef"), "wcscat\n");
    wcsncat(text, L"ghijk", 2);
    ok(!wcscmp(text, L"abcdefgh"), "wcsncat\n");
    wmemset(text, L'#', 16);
    wcsncpy(text, L"ab", 5);
    ok(!memcmp(text, L"ab\0\0\0#", 12), "wcsncpy fills\n");
    wmemset(text, L'#', 16);
    wcsncpy(text, L"abcdef", 3);
    ok(!memcmp(text, L"abc#", 8), "wcsncpy does not terminate\n");
    wmemcpy(text, L"0123456789", 11);
    wmemmove(text + 2, text, 5);
    ok(!wcscmp(text, L"0101234789"), "wmemmove %s\n", wine_dbgstr_w(text));
    copy = _wcsdup(text);
    ok(copy != text && !wcscmp(copy, text), "_wcsdup\n");
    free(copy);
    wcscpy(text, L"AbC1");
    ok(!wcscmp(_wcsupr(text), L"ABC1") && !wcscmp(_wcslwr(text), L"abc1"), "case\n");
    ok(!wcscmp(_wcsrev(text), L"1cba"), "_wcsrev\n");
}

static void test_search(void)
{
    const wchar_t *text = L"one two one";

    ok(wcschr(text, L't') == text + 4 && !wcschr(text, L'x') && wcschr(text, 0) == text + 11,
       "wcschr\n");
    ok(wcsrchr(text, L'o') == text + 8 && !wcsrchr(text, L'x') && wcsrchr(text, 0) == text + 11,
       "wcsrchr\n");
    ok(wcsstr(text, L"two") == text + 4 && !wcsstr(text, L"three") && wcsstr(text, L"") == text,
       "wcsstr\n");
    ok(wcspbrk(text, L"wt") == text + 4 && !wcspbrk(text, L"xyz"), "wcspbrk\n");
    ok(wmemchr(text, L'w', 11) == text + 5 && !wmemchr(text, L'w', 5), "wmemchr\n");
}

static void test_tokens(void)
{
    wchar_t text[] = L",,a, bc,,d,";
    wchar_t *next = NULL, *token = wcstok_s(text, L", ", &next);

    ok(token && !wcscmp(token, L"a"), "first\n");
    token = wcstok_s(NULL, L", ", &next);
    ok(token && !wcscmp(token, L"bc"), "second\n");
    token = wcstok_s(NULL, L", ", &next);
    ok(token && !wcscmp(token, L"d"), "third\n");
    ok(!wcstok_s(NULL, L", ", &next), "end\n");
}

static void test_checked(void)
{
    wchar_t text[8];

    ok(wcscpy_s(text, 8, L"abc") == 0 && !wcscmp(text, L"abc"), "wcscpy_s\n");
    ok(wcscat_s(text, 8, L"defg") == 0 && !wcscmp(text, L"abcdefg"), "wcscat_s\n");
    ok(wcsncpy_s(text, 8, L"abcdef", 3) == 0 && !wcscmp(text, L"abc"), "wcsncpy_s\n");
    ok(wcsncpy_s(text, 4, L"abcdef", _TRUNCATE) == STRUNCATE && !wcscmp(text, L"abc"),
       "truncated\n");
    ok(wcsncat_s(text, 8, L"defgh", 2) == 0 && !wcscmp(text, L"abcde"), "wcsncat_s\n");
}

static void test_numbers(void)
{
    const wchar_t *text = L" -123xyz";
    wchar_t buffer[72], *end;

    ok(wcstol(text, &end, 10) == -123 && end == text + 5, "wcstol\n");
    ok(wcstoul(L"ff", &end, 16) == 255, "wcstoul\n");
    ok(_wcstoi64(L"-78187493530", NULL, 10) == -78187493530LL, "_wcstoi64\n");
    ok(_wcstoui64(L"0xffffffffffffffff", NULL, 0) == ~0ULL, "_wcstoui64\n");
    ok(wcstod(L"2.5e2\x20ac", &end) == 250.0 && *end == 0x20ac, "wcstod\n");
    ok(_wtoi(L"42abc") == 42 && _wtoi(L"-7") == -7 && _wtol(L"99") == 99, "_wtoi\n");
    ok(_wtoi64(L"1099511627776") == 1099511627776LL, "_wtoi64\n");
    ok(!wcscmp(_itow(-42, buffer, 10), L"-42"), "_itow\n");
    ok(!wcscmp(_itow(-1, buffer, 16), L"ffffffff"), "_itow 16\n");
    ok(!wcscmp(_ultow(4294967295u, buffer, 10), L"4294967295"), "_ultow\n");
    ok(!wcscmp(_i64tow(-78187493530LL, buffer, 10), L"-78187493530"), "_i64tow\n");
    ok(!wcscmp(_ui64tow(~0ULL, buffer, 2) + 63, L"1"), "_ui64tow\n");
}

static void test_classes(void)
{
    ok(iswalpha(L'a') && iswalpha(L'\xe9') && !iswalpha(L'1') && !iswalpha(L' '), "iswalpha\n");
    ok(iswdigit(L'7') && !iswdigit(L'a') && iswxdigit(L'F') && !iswxdigit(L'g'), "iswdigit\n");
    ok(iswspace(L' ') && iswspace(L'\t') && !iswspace(L'a'), "iswspace\n");
    ok(iswupper(L'A') && !iswupper(L'a') && iswlower(L'a') && !iswlower(L'A'), "case\n");
    ok(iswpunct(L'!') && !iswpunct(L'a') && iswcntrl(L'\n') && iswprint(L'a'), "others\n");
    ok(towupper(L'a') == L'A' && towlower(L'A') == L'a' && towupper(L'1') == L'1', "to\n");
}

static void test_multibyte(void)
{
    wchar_t wide[16];
    char narrow[16];
    size_t count = 99;

    ok(mbstowcs(wide, "abc", 16) == 3 && !wcscmp(wide, L"abc"), "mbstowcs\n");
    ok(mbstowcs(NULL, "abcd", 0) == 4, "mbstowcs counts\n");
    ok(wcstombs(narrow, L"abc", 16) == 3 && !strcmp(narrow, "abc"), "wcstombs\n");
    ok(wcstombs(NULL, L"abcd", 0) == 4, "wcstombs counts\n");
    memset(narrow, '#', sizeof narrow);
    ok(wcstombs(narrow, L"abcd", 2) == 2 && narrow[2] == '#', "limit\n");
    ok(mbtowc(wide, "x", 1) == 1 && wide[0] == L'x', "mbtowc\n");
    ok(mbstowcs_s(&count, wide, 16, "abc", _TRUNCATE) == 0 && count == 4, "mbstowcs_s\n");
#ifdef __NTMM__ // where narrow text is always UTF-8
    ok(mbstowcs(wide, "\xE2\x82\xAC\xF0\x9F\x98\x80", 16) == 3 &&
           !wcscmp(wide, L"\x20ac\xD83D\xDE00"), "from UTF-8\n");
    ok(wcstombs(narrow, L"\x20ac\xD83D\xDE00", 16) == 7 &&
           !strcmp(narrow, "\xE2\x82\xAC\xF0\x9F\x98\x80"), "to UTF-8\n");
    ok(wcstombs(narrow, L"\xD83D", 16) == (size_t)-1 && errno == EILSEQ, "half a pair\n");
    ok(mbstowcs(wide, "\xC0\x80", 16) == (size_t)-1 && errno == EILSEQ, "overlong\n");
#endif
}

START_TEST(crt_wide)
{
    test_measure();
    test_compare();
    test_copy();
    test_search();
    test_tokens();
    test_checked();
    test_numbers();
    test_classes();
    test_multibyte();
}
