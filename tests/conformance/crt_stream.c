// SPDX-License-Identifier: MIT
// Wide and narrow output to one stream, files by wide names, aligned memory.
#define __USE_MINGW_ANSI_STDIO 0

#include <errno.h>
#include <io.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>

#include "wine/test.h"

static const wchar_t name[] = L"crt_stream.tmp";

static void test_output(void)
{
    static const char expected[] = "one 1\ntwo 4294967295\nthree\nfour\nfive w\n";
    char content[128] = "";
    wchar_t line[32];
    FILE *file = _wfopen(name, L"w");
    size_t size;

    ok(file != NULL, "_wfopen\n");
    if (!file)
        return;
    fputs("one ", file);
    ok(fprintf(file, "%d\n", 1) == 2, "fprintf\n");
    ok(fwprintf(file, L"%s %lu\n", L"two", 4294967295ul) == 15, "fwprintf\n");
    ok(fputws(L"three\n", file) >= 0, "fputws\n");
    fputs("four\n", file);
    fputwc(L'f', file);
    fputc('i', file);
    fprintf(file, "%s %ls\n", "ve", L"w");
    fclose(file);

    file = _wfopen(name, L"r");
    ok(file != NULL, "_wfopen\n");
    size = fread(content, 1, sizeof content - 1, file);
    ok(size == strlen(expected) && !strcmp(content, expected), "got \"%s\"\n", content);
    rewind(file);
    ok(fgetws(line, 32, file) == line && !wcscmp(line, L"one 1\n"), "fgetws\n");
    ok(fgetwc(file) == L't' && fgetc(file) == 'w', "fgetwc\n");
    ok(ungetwc(L'w', file) == L'w' && fgetws(line, 32, file) && !wcscmp(line, L"wo 4294967295\n"),
       "ungetwc\n");
    ok(fgetws(line, 4, file) == line && !wcscmp(line, L"thr"), "short fgetws\n");
    fseek(file, 0, SEEK_END);
    ok(fgetwc(file) == WEOF && !fgetws(line, 32, file), "end\n");
    fclose(file);
    ok(_waccess(name, 0) == 0, "_waccess\n");
    ok(_wunlink(name) == 0 && _waccess(name, 0) == -1, "_wunlink\n");
}

static void test_input(void)
{
    FILE *file = _wfopen(name, L"w+");
    char word[16];
    wchar_t wide[16];
    DWORD number = 0, other = 0;
    int count;

    ok(file != NULL, "_wfopen\n");
    if (!file)
        return;
    fputs("alpha 12 beta 4294967295 rest", file);
    rewind(file);
    count = fscanf(file, "%s %lu", word, &number);
    ok(count == 2 && !strcmp(word, "alpha") && number == 12, "%d\n", count);
    count = fwscanf(file, L"%s %lu", wide, &other);
    ok(count == 2 && !wcscmp(wide, L"beta") && other == 0xFFFFFFFF, "%d\n", count);
    ok(fgetc(file) == ' ' && fgetc(file) == 'r', "position\n");
    fclose(file);
    _wunlink(name);
}

/* Binary streams have wide characters as they are. */
static void test_binary(void)
{
    static const wchar_t expected[] = L"\xFEFF" L"a\x20ac\n5 x";
    wchar_t content[16], line[16];
    FILE *file = _wfopen(name, L"w+b");
    int number = 0;
    wchar_t one = 0;

    ok(file != NULL, "_wfopen\n");
    if (!file)
        return;
    fputwc(0xFEFF, file);
    fputws(L"a\x20ac\n", file);
    fwprintf(file, L"%d %hc", 5, 'x');
    rewind(file);
    ok(fread(content, 1, sizeof content, file) == 14 && !memcmp(content, expected, 14), "bytes\n");
    rewind(file);
    ok(fgetwc(file) == 0xFEFF && fgetws(line, 16, file) && !wcscmp(line, L"a\x20ac\n"), "line\n");
    ok(fwscanf(file, L"%d %c", &number, &one) == 2 && number == 5 && one == L'x', "fwscanf\n");
    fclose(file);
    _wunlink(name);
}

static void test_unicode(void)
{
#ifdef __NTMM__ // streams are UTF-8
    char content[32] = "";
    wchar_t line[16];
    FILE *file = _wfopen(name, L"w+");

    fputws(L"\x20ac\xD83D\xDE00\n", file);
    fputws(L"\xD83D\n", file);
    fwprintf(file, L"%c%c", 0xD83D, 0xDE00);
    rewind(file);
    ok(fread(content, 1, 31, file) == 14, "size\n");
    ok(!strcmp(content, "\xE2\x82\xAC\xF0\x9F\x98\x80\n?\n\xF0\x9F\x98\x80"), "\"%s\"\n", content);
    rewind(file);
    ok(fgetwc(file) == 0x20ac && fgetwc(file) == 0xD83D && fgetwc(file) == 0xDE00, "fgetwc\n");
    rewind(file);
    ok(fgetws(line, 3, file) && !wcscmp(line, L"\x20ac\xD83D"), "cut in a pair\n");
    ok(fgetws(line, 16, file) && !wcscmp(line, L"\xDE00\n"), "the other half\n");
    fclose(file);
    _wunlink(name);
#endif
}

/* Names with backslashes; a rename does not replace. */
static void test_names(void)
{
    char folder[MAX_PATH], one[MAX_PATH + 32], two[MAX_PATH + 32];
    FILE *file;

    GetTempPathA(sizeof(folder), folder);
    sprintf(one, "%s\\crt one %lu", folder, GetCurrentProcessId());
    sprintf(two, "%s\\crt two %lu", folder, GetCurrentProcessId());
    file = fopen(one, "w");
    ok(file != NULL, "cannot make %s\n", one);
    fclose(file);
    ok(rename(one, two) == 0, "errno %d\n", errno);
    ok(rename(one, two) == -1 && errno == ENOENT, "errno %d\n", errno);
    file = fopen(one, "w");
    fclose(file);
    ok(rename(one, two) == -1 && errno == EEXIST, "errno %d\n", errno);
    ok(remove(one) == 0, "errno %d\n", errno);
    ok(remove(two) == 0, "errno %d\n", errno);
    ok(remove(two) == -1 && errno == ENOENT, "errno %d\n", errno);
}

static void test_aligned(void)
{
    for (size_t alignment = 1; alignment <= 65536; alignment *= 4) {
        char *block = _aligned_malloc(100, alignment);

        ok(block && (ULONG_PTR)block % alignment == 0, "%u\n", (unsigned)alignment);
        memset(block, 7, 100);
        block = _aligned_realloc(block, 5000, alignment);
        ok(block && (ULONG_PTR)block % alignment == 0 && block[99] == 7, "%u\n",
           (unsigned)alignment);
        _aligned_free(block);
    }
    _aligned_free(NULL);
}

START_TEST(crt_stream)
{
    test_output();
    test_input();
    test_binary();
    test_unicode();
    test_names();
    test_aligned();
}
