// SPDX-License-Identifier: MIT
// Unit tests of io/path.c: the host's path for a Windows one.

#include "io/path.h"
#include "suites.h"

#include <CUnit/CUnit.h>
#include <string.h>

static size_t length_of(const WCHAR *text)
{
    size_t length = 0;

    while (text[length])
        length++;
    return length;
}

static void convert_to(const WCHAR *path, const char *expected)
{
    char host[IO_PATH_MAX] = "";

    CU_ASSERT_EQUAL(io_path_to_host(path, length_of(path), host), STATUS_SUCCESS);
    CU_ASSERT_STRING_EQUAL(host, expected);
}

static void refuse(const WCHAR *path, size_t length, NTSTATUS expected)
{
    char host[IO_PATH_MAX];

    CU_ASSERT_EQUAL(io_path_to_host(path, length, host), expected);
}

static void test_separators(void)
{
    convert_to(L"\\tmp\\file", "/tmp/file");
    convert_to(L"/tmp\\a/b", "/tmp/a/b");
    convert_to(L"file", "file");
    convert_to(L"a\\..\\b", "a/../b");
    convert_to(L"folder\\", "folder/");
}

static void test_prefixes(void)
{
    convert_to(L"C:\\tmp\\file", "/tmp/file");
    convert_to(L"z:file", "file");
    convert_to(L"C:", ".");
    convert_to(L"\\\\?\\C:\\tmp\\file", "/tmp/file");
    convert_to(L"\\\\.\\C:\\tmp\\file", "/tmp/file");
    convert_to(L"\\??\\C:\\tmp\\file", "/tmp/file");
    convert_to(L"\\??\\\\tmp\\file", "/tmp/file");
    convert_to(L"\\??\\file", "file");
}

static void test_devices(void)
{
    convert_to(L"NUL", "/dev/null");
    convert_to(L"nul:", "/dev/null");
    convert_to(L"\\\\.\\Nul", "/dev/null");
    convert_to(L"CONOUT$", "/dev/tty");
    convert_to(L"\\??\\CON", "/dev/tty");
    convert_to(L"null", "null");
    convert_to(L"a\\nul", "a/nul");
}

static void test_characters(void)
{
    static const WCHAR pair[] = { 0xd83d, 0xde00, 0 };
    static const WCHAR half[] = { 'a', 0xd83d, 'b', 0 };
    static const WCHAR byte[] = { 'a', 0xdcff, 0 };

    convert_to(L"\u00e4\u20ac", "\xc3\xa4\xe2\x82\xac");
    convert_to(pair, "\xf0\x9f\x98\x80");
    convert_to(half, "a\xed\xa0\xbd" "b");
    convert_to(byte, "a\xff");
}

static void test_refused(void)
{
    static const WCHAR forbidden[] = L"<>\"|?*:\1\n\x1f";
    WCHAR name[] = L"aXb";

    for (size_t i = 0; forbidden[i]; i++) {
        name[1] = forbidden[i];
        if (forbidden[i] != ':')
            refuse(name, 3, STATUS_OBJECT_NAME_INVALID);
    }
    refuse(L"C:\\a:b", 6, STATUS_OBJECT_NAME_INVALID);
    refuse(L"a\0b", 3, STATUS_OBJECT_NAME_INVALID);
    refuse(L"", 0, STATUS_OBJECT_NAME_INVALID);
    refuse(L"\\??\\", 4, STATUS_OBJECT_NAME_INVALID);
    refuse(L"\\\\server\\share", 14, STATUS_BAD_NETWORK_PATH);
    refuse(L"\\??\\UNC\\server\\share", 20, STATUS_BAD_NETWORK_PATH);
}

static void test_length(void)
{
    static WCHAR name[IO_PATH_MAX + 1];
    char host[IO_PATH_MAX];

    for (size_t i = 0; i < IO_PATH_MAX; i++)
        name[i] = 'a';
    CU_ASSERT_EQUAL(io_path_to_host(name, IO_PATH_MAX - 1, host), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(strlen(host), IO_PATH_MAX - 1);
    refuse(name, IO_PATH_MAX, STATUS_NAME_TOO_LONG);
    name[0] = 0x20ac; /* three bytes */
    refuse(name, IO_PATH_MAX - 2, STATUS_NAME_TOO_LONG);
}

CU_TestInfo unit_path[] = {
    { "separators", test_separators },
    { "prefixes and drives", test_prefixes },
    { "devices", test_devices },
    { "characters", test_characters },
    { "refused", test_refused },
    { "length", test_length },
    CU_TEST_INFO_NULL,
};
