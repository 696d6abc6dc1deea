// SPDX-License-Identifier: MIT
// Names in the Nt layer: their directories, their counted strings.

#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include "wine/test.h"
#include "check.h"
#include "nt.h"
#include "scratch.h"

#define SIZE (4 * PAGE)

/* S-NT-03: names in the Nt layer have their directory in front; or none and no root: bad. */
static void test_names(void)
{
    WCHAR path[128], plain[64];
    HANDLE first, second, win32;
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    LARGE_INTEGER size;

    scratch_widen(plain, scratch_name("native"));
    /* the session's own directory has a number in it; the machine's has not */
    scratch_widen(path, wine_dbg_sprintf("\\BaseNamedObjects\\%s", scratch_name("native")));
    pRtlInitUnicodeString(&name, path);
    InitializeObjectAttributes(&attributes, &name, 0, NULL, NULL);
    size.QuadPart = SIZE;

    first = (HANDLE)0xdead0;
    ok_status(pNtOpenSection(&first, SECTION_QUERY, &attributes), STATUS_OBJECT_NAME_NOT_FOUND);
    ok(first == NULL, "handle is %p\n", first);
    ok_status(pNtCreateSection(&first, SECTION_ALL_ACCESS, &attributes, &size, PAGE_READWRITE,
                               SEC_COMMIT, NULL),
              STATUS_SUCCESS);
    second = (HANDLE)0xdead0;
    ok_status(pNtCreateSection(&second, SECTION_ALL_ACCESS, &attributes, &size, PAGE_READWRITE,
                               SEC_COMMIT, NULL),
              STATUS_OBJECT_NAME_COLLISION);
    ok(second == NULL, "handle is %p\n", second);

    attributes.Attributes = OBJ_OPENIF;
    size.QuadPart = 9 * SIZE;
    ok_status(pNtCreateSection(&second, SECTION_ALL_ACCESS, &attributes, &size, PAGE_READONLY,
                               SEC_RESERVE, NULL),
              STATUS_OBJECT_NAME_EXISTS);
    ok(second != NULL && second != first, "handles are %p and %p\n", first, second);
    ok_section(second, SEC_COMMIT, SIZE);
    pNtClose(second);
    attributes.Attributes = 0;
    ok_status(pNtOpenSection(&second, SECTION_QUERY, &attributes), STATUS_SUCCESS);
    ok_section(second, SEC_COMMIT, SIZE);
    pNtClose(second);

    /* S-NAM-01: it is what the Win32 layer calls Global\ */
    win32 = OpenFileMappingA(FILE_MAP_READ, FALSE,
                             wine_dbg_sprintf("Global\\%s", scratch_name("native")));
    ok(win32 != NULL, "OpenFileMapping failed, error %lu\n", GetLastError());
    CloseHandle(win32);
    pNtClose(first);
    ok_status(pNtOpenSection(&second, SECTION_QUERY, &attributes), STATUS_OBJECT_NAME_NOT_FOUND);

    /* S-NAM-01, S-ERR-04: spelling */
    pRtlInitUnicodeString(&name, plain);
    ok_status(pNtOpenSection(&second, SECTION_QUERY, &attributes), STATUS_OBJECT_PATH_SYNTAX_BAD);
    scratch_widen(path, wine_dbg_sprintf("\\%s\\x", scratch_name("nowhere")));
    pRtlInitUnicodeString(&name, path);
    ok_status(pNtOpenSection(&second, SECTION_QUERY, &attributes), STATUS_OBJECT_PATH_NOT_FOUND);
    scratch_widen(path, "\\BaseNamedObjects\\\\x");
    pRtlInitUnicodeString(&name, path);
    ok_status(pNtOpenSection(&second, SECTION_QUERY, &attributes), STATUS_OBJECT_NAME_INVALID);
}

/* S-NAM-03: the counted string and the structure around it. */
static void test_name_structure(void)
{
    static WCHAR longest[32768];
    static const WCHAR prefix[] = { '\\', 'B', 'a', 's', 'e', 'N', 'a', 'm', 'e',
                                    'd',  'O', 'b', 'j', 'e', 'c', 't', 's', '\\' };
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING name;
    LARGE_INTEGER size;
    HANDLE section, other;
    WCHAR path[128];
    size_t i;

    size.QuadPart = PAGE;
    memcpy(longest, prefix, sizeof(prefix));
    for (i = ARRAY_SIZE(prefix); i < ARRAY_SIZE(longest); i++)
        longest[i] = (WCHAR)('a' + i % 26);
    for (i = 0; i < 8; i++)
        longest[ARRAY_SIZE(prefix) + i] = (WCHAR)('a' + (GetCurrentProcessId() >> (4 * i)) % 16);
    name.Buffer = longest;
    name.MaximumLength = name.Length = 65532;
    InitializeObjectAttributes(&attributes, &name, 0, NULL, NULL);
    ok_status(pNtCreateSection(&section, SECTION_ALL_ACCESS, &attributes, &size, PAGE_READWRITE,
                               SEC_COMMIT, NULL),
              STATUS_SUCCESS);
    ok_status(pNtOpenSection(&other, SECTION_QUERY, &attributes), STATUS_SUCCESS);
    pNtClose(other);
    pNtClose(section);
    name.MaximumLength = name.Length = 65534;
    ok_status(pNtOpenSection(&other, SECTION_QUERY, &attributes), STATUS_OBJECT_NAME_INVALID);
    name.Length = 65;
    ok_status(pNtOpenSection(&other, SECTION_QUERY, &attributes), STATUS_OBJECT_NAME_INVALID);

    /* a NUL is a character like others */
    scratch_widen(path, wine_dbg_sprintf("\\BaseNamedObjects\\%s", scratch_name("nul")));
    pRtlInitUnicodeString(&name, path);
    path[name.Length / 2] = 0;
    path[name.Length / 2 + 1] = 'x';
    name.Length += 2 * sizeof(WCHAR);
    name.MaximumLength = name.Length;
    ok_status(pNtCreateSection(&section, SECTION_ALL_ACCESS, &attributes, &size, PAGE_READWRITE,
                               SEC_COMMIT, NULL),
              STATUS_SUCCESS);
    ok_status(pNtOpenSection(&other, SECTION_QUERY, &attributes), STATUS_SUCCESS);
    pNtClose(other);
    name.Length -= sizeof(WCHAR);
    ok_status(pNtOpenSection(&other, SECTION_QUERY, &attributes), STATUS_OBJECT_NAME_NOT_FOUND);
    name.Length -= sizeof(WCHAR);
    ok_status(pNtOpenSection(&other, SECTION_QUERY, &attributes), STATUS_OBJECT_NAME_NOT_FOUND);
    pNtClose(section);

    attributes.Length = sizeof(attributes) - 1;
    ok_status(pNtOpenSection(&other, SECTION_QUERY, &attributes), STATUS_INVALID_PARAMETER);
    attributes.Length = sizeof(attributes) + 1;
    ok_status(pNtOpenSection(&other, SECTION_QUERY, &attributes), STATUS_INVALID_PARAMETER);
    attributes.Length = sizeof(attributes);
    name.Buffer = (WCHAR *)16;
    ok_status(pNtOpenSection(&other, SECTION_QUERY, &attributes), STATUS_ACCESS_VIOLATION);
    name.Buffer = (WCHAR *)((char *)path + 1);
    ok_status(pNtOpenSection(&other, SECTION_QUERY, &attributes), STATUS_DATATYPE_MISALIGNMENT);
}

START_TEST(section_nt_names)
{
    nt_load();
    test_names();
    test_name_structure();
}
