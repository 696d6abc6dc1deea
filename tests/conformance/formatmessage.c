// SPDX-License-Identifier: MIT
// FormatMessage: the system's texts, and how a text is put together.

#include <windows.h>
#include "wine/test.h"
#include "check.h"

#define SYSTEM  (FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS)
#define ENGLISH MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US)

static const struct {
    DWORD error;
    const char *text;
} texts[] = {
    { 0, "The operation completed successfully.\r\n" },
    { 1, "Incorrect function.\r\n" },
    { 2, "The system cannot find the file specified.\r\n" },
    { 3, "The system cannot find the path specified.\r\n" },
    { 5, "Access is denied.\r\n" },
    { 6, "The handle is invalid.\r\n" },
    { 32, "The process cannot access the file because it is being used by another process.\r\n" },
    { 87, "The parameter is incorrect.\r\n" },
    { 112, "There is not enough space on the disk.\r\n" },
    { 183, "Cannot create a file when that file already exists.\r\n" },
    { 487, "Attempt to access invalid address.\r\n" },
    { 1006,
      "The volume for a file has been externally altered so that the opened file is no longer "
      "valid.\r\n" },
};

static void test_texts(void)
{
    WCHAR wide[256];
    char text[256];
    DWORD length;
    size_t i, j;

    for (i = 0; i < ARRAY_SIZE(texts); i++) {
        winetest_push_context("error %lu", texts[i].error);
        memset(text, '#', sizeof(text));
        SetLastError(NO_ERROR_YET);
        length = FormatMessageA(SYSTEM, NULL, texts[i].error, ENGLISH, text, sizeof(text), NULL);
        ok(length > 0 && length == strlen(text), "length is %lu, of %s\n", length,
           wine_dbgstr_an(text, 250));
        /* Wine has a wording of its own. */
        todo_wine ok(!strcmp(text, texts[i].text), "text is %s\n", wine_dbgstr_a(text));
        ok_error(NO_ERROR_YET);

        memset(wide, 0xff, sizeof(wide));
        ok_value(
            FormatMessageW(SYSTEM, NULL, texts[i].error, ENGLISH, wide, ARRAY_SIZE(wide), NULL),
            length);
        for (j = 0; j < length && wide[j] == (unsigned char)text[j]; j++)
            ;
        ok(j == length && !wide[j], "wide text is %s\n", wine_dbgstr_w(wide));
        winetest_pop_context();
    }
}

/* FORMAT_MESSAGE_ALLOCATE_BUFFER: the caller frees it with LocalFree. */
static void test_allocated(void)
{
    WCHAR *wide = NULL;
    char *text = NULL, fixed[128];
    DWORD length, wanted;

    wanted = FormatMessageA(SYSTEM, NULL, ERROR_ACCESS_DENIED, ENGLISH, fixed, sizeof(fixed), NULL);
    length = FormatMessageA(SYSTEM | FORMAT_MESSAGE_ALLOCATE_BUFFER, NULL, ERROR_ACCESS_DENIED,
                            ENGLISH, (char *)&text, 0, NULL);
    ok_value(length, wanted);
    ok(text && !strcmp(text, fixed), "text is %s\n", wine_dbgstr_a(text));
    ok(LocalFree(text) == NULL, "LocalFree failed, error %lu\n", GetLastError());

    length = FormatMessageW(SYSTEM | FORMAT_MESSAGE_ALLOCATE_BUFFER, NULL, ERROR_ACCESS_DENIED,
                            ENGLISH, (WCHAR *)&wide, 0, NULL);
    ok_value(length, wanted);
    ok(wide && wide[0] == (unsigned char)fixed[0] && !wide[length], "text is %s\n",
       wine_dbgstr_w(wide));
    ok(LocalFree(wide) == NULL, "LocalFree failed, error %lu\n", GetLastError());
    ok(LocalFree(NULL) == NULL, "LocalFree(NULL) failed\n");

    /* the language may be left to the system */
    length = FormatMessageA(SYSTEM | FORMAT_MESSAGE_ALLOCATE_BUFFER, NULL, ERROR_FILE_NOT_FOUND, 0,
                            (char *)&text, 0, NULL);
    ok(length > 0, "failed, error %lu\n", GetLastError());
    LocalFree(text);
}

/* FORMAT_MESSAGE_MAX_WIDTH_MASK: line ends of the text become spaces. */
static void test_width(void)
{
    char plain[128], text[128];
    DWORD length;

    length = FormatMessageA(SYSTEM, NULL, ERROR_ACCESS_DENIED, ENGLISH, plain, sizeof(plain), NULL);
    ok(length > 2, "failed, error %lu\n", GetLastError());
    FormatMessageA(SYSTEM | FORMAT_MESSAGE_MAX_WIDTH_MASK, NULL, ERROR_ACCESS_DENIED, ENGLISH, text,
                   sizeof(text), NULL);
    strcpy(plain + length - 2, " ");
    ok(!strcmp(text, plain), "text is %s, expected %s\n", wine_dbgstr_a(text),
       wine_dbgstr_a(plain));
}

static void test_failures(void)
{
    char text[64] = "before";

    ok_fails(FormatMessageA(SYSTEM, NULL, 0x0badf00d, ENGLISH, text, sizeof(text), NULL),
             ERROR_MR_MID_NOT_FOUND);
    ok_fails(FormatMessageA(SYSTEM, NULL, ERROR_ACCESS_DENIED, ENGLISH, text, 3, NULL),
             ERROR_INSUFFICIENT_BUFFER);
    ok_fails(FormatMessageA(0, NULL, ERROR_ACCESS_DENIED, ENGLISH, text, sizeof(text), NULL),
             ERROR_INVALID_PARAMETER);
}

/* The same machinery on a text of the caller's. */
static WINAPIV DWORD format(char *to, DWORD size, DWORD flags, const char *text, ...)
{
    va_list args;
    DWORD length;

    va_start(args, text);
    length = FormatMessageA(FORMAT_MESSAGE_FROM_STRING | flags, text, 0, 0, to, size, &args);
    va_end(args);
    return length;
}

static void test_strings(void)
{
    static const struct {
        const char *text, *result;
        DWORD flags;
    } rows[] = {
        { "plain", "plain", 0 },
        { "%1 and %2", "one and two", 0 },
        { "%2%1", "twoone", 0 },
        { "%1!s!", "one", 0 },
        { "%1!5s!", "  one", 0 },
        { "100%% %1", "100% one", 0 },
        { "a%nb", "a\r\nb", 0 },
        { "a%0b", "a", 0 },
        { "%1 and %2", "%1 and %2", FORMAT_MESSAGE_IGNORE_INSERTS },
        { "a\r\nb", "a b", FORMAT_MESSAGE_MAX_WIDTH_MASK },
    };
    char text[64];
    size_t i;

    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        winetest_push_context("%s, flags 0x%lx", wine_dbgstr_a(rows[i].text), rows[i].flags);
        memset(text, '#', sizeof(text));
        ok_value(format(text, sizeof(text), rows[i].flags, rows[i].text, "one", "two"),
                 strlen(rows[i].result));
        ok(!strcmp(text, rows[i].result), "text is %s\n", wine_dbgstr_an(text, 60));
        winetest_pop_context();
    }
}

START_TEST(formatmessage)
{
    test_texts();
    test_allocated();
    test_width();
    test_failures();
    test_strings();
}
