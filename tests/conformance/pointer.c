// SPDX-License-Identifier: MIT
// IsBadReadPtr and its relatives: what can be read, written, run as code, or is a string.

#include <windows.h>
#include "wine/test.h"
#include "check.h"

#define SIZE (4 * PAGE)

static char *base;

static void protect(DWORD page, DWORD to)
{
    DWORD old;

    ok(VirtualProtect(base + page * PAGE, PAGE, to, &old), "VirtualProtect failed, error %lu\n",
       GetLastError());
}

static void test_ranges(void)
{
    char *hole = base + 2 * PAGE;

    protect(1, PAGE_READONLY);
    protect(2, PAGE_NOACCESS);
    ok(!IsBadReadPtr(base, 2 * PAGE), "two readable pages are bad\n");
    ok(IsBadReadPtr(base, 2 * PAGE + 1), "one byte of the next is good\n");
    ok(IsBadReadPtr(hole - 1, 2), "the last byte and one of the next are good\n");
    ok(IsBadReadPtr(hole + PAGE - 1, 1), "the last byte of a page without access is good\n");
    ok(!IsBadReadPtr(hole + PAGE, 1), "the page behind it is bad\n");
    ok(!IsBadReadPtr(hole, 0) && !IsBadWritePtr(hole, 0), "nothing at all is bad\n");
    ok(!IsBadReadPtr(NULL, 0), "nothing at NULL is bad\n");
    ok(IsBadReadPtr(NULL, 1) && IsBadWritePtr(NULL, 1) && IsBadCodePtr(NULL), "NULL is good\n");
    ok(IsBadReadPtr(base, (UINT_PTR)-1), "a range around the end is good\n");

    base[PAGE - 1] = 'k';
    ok(!IsBadWritePtr(base, PAGE), "a writable page is bad\n");
    ok(base[PAGE - 1] == 'k', "the probe wrote\n");
    ok(IsBadWritePtr(base, PAGE + 1), "a byte that can only be read is good\n");
    ok(!IsBadCodePtr((FARPROC)(ULONG_PTR)base), "readable memory is bad\n");
    ok(IsBadCodePtr((FARPROC)(ULONG_PTR)hole), "memory without access is good\n");
    ok(!IsBadHugeReadPtr(base, PAGE) && IsBadHugeWritePtr(hole, 1), "the huge ones differ\n");
}

static void test_strings(void)
{
    char *end = base + 2 * PAGE;

    protect(1, PAGE_READWRITE);
    memset(base, 'x', 2 * PAGE);
    ok(IsBadStringPtrA(end - 5, 100), "a string that runs out of its memory is good\n");
    ok(!IsBadStringPtrA(end - 5, 5), "five characters are bad\n");
    ok(!IsBadStringPtrA(end, 0), "no characters are bad\n");
    end[-1] = 0;
    ok(!IsBadStringPtrA(end - 5, 100), "a closed string is bad\n");
    ok(IsBadStringPtrW((WCHAR *)(end - 4), 100), "a wide string without its end is good\n");
    ok(!IsBadStringPtrW((WCHAR *)(end - 4), 2), "two wide characters are bad\n");
    end[-2] = 0;
    ok(!IsBadStringPtrW((WCHAR *)(end - 4), 100), "a closed wide string is bad\n");
    ok(IsBadStringPtrA(NULL, 1), "NULL is a good string\n");
}

/* A guard page's one touch is the probe. S-PRO-06 */
static void test_guard(void)
{
    protect(3, PAGE_READWRITE | PAGE_GUARD);
    ok(IsBadReadPtr(base + 3 * PAGE, 1), "a guard page is good\n");
    ok(!IsBadReadPtr(base + 3 * PAGE, 1), "it is a guard page still\n");
    protect(3, PAGE_READWRITE | PAGE_GUARD);
    ok(IsBadWritePtr(base + 3 * PAGE, 1), "a guard page is good\n");
    ok(!IsBadWritePtr(base + 3 * PAGE, 1), "it is a guard page still\n");
}

START_TEST(pointer)
{
    base = VirtualAlloc(NULL, SIZE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    ok(base != NULL, "VirtualAlloc failed, error %lu\n", GetLastError());
    test_ranges();
    test_strings();
    if (winetest_platform_is_wine)
        skip("Wine 8 lets a guard page's exception pass\n");
    else
        test_guard();
    VirtualFree(base, 0, MEM_RELEASE);
}
