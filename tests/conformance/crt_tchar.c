// SPDX-License-Identifier: MIT
// <tchar.h>: the same source for narrow and, by crt_tchar_wide.c, for wide characters.
#define __USE_MINGW_ANSI_STDIO 0

#include <stdio.h>
#include <stdlib.h>
#include <tchar.h>
#include <windows.h>

#include "wine/test.h"

#ifndef TCHAR_TEST
#define TCHAR_TEST crt_tchar
#define TCHAR_SIZE 1
#endif

static void test_strings(void)
{
    _TCHAR text[32];
    TCHAR *copy;

    ok(sizeof(_TCHAR) == TCHAR_SIZE && sizeof(TCHAR) == TCHAR_SIZE &&
       sizeof(_T("ab")) == 3 * TCHAR_SIZE,
       "sizes\n");
    ok(sizeof(TEXT("ab")) == 3 * TCHAR_SIZE, "TEXT\n");
    ok(_tcslen(_T("abc")) == 3, "_tcslen\n");
    _tcscpy(text, _T("abc"));
    _tcscat(text, _T("def"));
    ok(!_tcscmp(text, _T("abcdef")) && _tcsncmp(text, _T("abx"), 2) == 0, "_tcscat\n");
    ok(!_tcsicmp(text, _T("ABCDEF")) && !_tcsnicmp(text, _T("ABCx"), 3), "_tcsicmp\n");
    ok(_tcschr(text, _T('d')) == text + 3 && _tcsrchr(text, _T('a')) == text, "_tcschr\n");
    ok(_tcsstr(text, _T("cd")) == text + 2, "_tcsstr\n");
    ok(_tcscpy_s(text, 32, _T("xyz")) == 0 && _tcscat_s(text, 32, _T("!")) == 0, "_s\n");
    ok(!_tcscmp(text, _T("xyz!")), "_s text\n");
    copy = _tcsdup(text);
    ok(!_tcscmp(_tcsupr(copy), _T("XYZ!")), "_tcsdup\n");
    free(copy);
    _tcscpy(text, _T("a b"));
    ok(!_tcscmp(_tcstok(text, _T(" ")), _T("a")), "_tcstok\n");
    ok(!_tcscmp(_tcstok(NULL, _T(" ")), _T("b")), "_tcstok\n");
}

static void test_numbers(void)
{
    TCHAR text[40];

    ok(_ttoi(_T("42")) == 42 && _ttol(_T("-3")) == -3 && _ttoi64(_T("1099511627776")) == 1LL << 40,
       "_ttoi\n");
    ok(_tcstol(_T("ff"), NULL, 16) == 255 && _tcstoul(_T("10"), NULL, 8) == 8, "_tcstol\n");
    ok(_tcstod(_T("2.5"), NULL) == 2.5, "_tcstod\n");
    ok(!_tcscmp(_itot(42, text, 10), _T("42")), "_itot\n");
    ok(!_tcscmp(_i64tot(-(1LL << 40), text, 10), _T("-1099511627776")), "_i64tot\n");
    ok(_totupper(_T('a')) == _T('A') && _istdigit(_T('5')) && _istspace(_T(' ')), "_totupper\n");
}

static void test_formats(void)
{
    TCHAR text[64], word[16];
    int number = 0, count;

    count = _sntprintf(text, 64, _T("%s %lu %c %I64d"), _T("abc"), 4294967295ul, _T('x'), -1LL);
    ok(count == 19 && !_tcscmp(text, _T("abc 4294967295 x -1")), "%d\n", count);
    count = _stprintf_s(text, 64, _T("%s-%d"), _T("abc"), 5);
    ok(count == 5 && !_tcscmp(text, _T("abc-5")), "%d\n", count);
    ok(_sctprintf(_T("%d%s"), 10, _T("abc")) == 5, "_sctprintf\n");
    count = _stscanf(_T("word 17"), _T("%s %d"), word, &number);
    ok(count == 2 && !_tcscmp(word, _T("word")) && number == 17, "%d\n", count);
}

/* The name is a macro: one more step to have its value. */
#define START_NAMED_TEST(name) START_TEST(name)
START_NAMED_TEST(TCHAR_TEST)
{
    test_strings();
    test_numbers();
    test_formats();
}
