// SPDX-License-Identifier: MIT
// Names of sections: how they are spelled, and which mean the same.

#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include "wine/test.h"
#include "check.h"
#include "scratch.h"

static HANDLE create(const char *name)
{
    return CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, name);
}

/* S-NAM-01: which names mean the same object. */
static void test_namespaces(void)
{
    static const struct {
        const char *first, *second;
        BOOL same;
    } rows[] = {
        { "", "Local\\", TRUE },
        { "Local\\", "", TRUE },
        { "", "Global\\", FALSE },
        { "Local\\", "Global\\", FALSE },
        { "Global\\", "Global\\", TRUE },
        /* no prefixes at all: a slash is a character like others */
        { "", "Local/", FALSE },
        { "Global/", "Global\\", FALSE },
        { "Global/", "Global/", TRUE },
    };
    char first[128], second[128];
    HANDLE handle, other;
    size_t i;

    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        winetest_push_context("\"%s\" and \"%s\"", rows[i].first, rows[i].second);
        sprintf(first, "%s%s", rows[i].first, scratch_name("space"));
        sprintf(second, "%s%s", rows[i].second, scratch_name("space"));
        SetLastError(NO_ERROR_YET);
        handle = create(first);
        ok(handle != NULL, "failed, error %lu\n", GetLastError());
        ok_error(0);
        if (rows[i].same) {
            other = OpenFileMappingA(FILE_MAP_READ, FALSE, second);
            ok(other != NULL, "not found, error %lu\n", GetLastError());
            CloseHandle(other);
        } else {
            ok_fails(OpenFileMappingA(FILE_MAP_READ, FALSE, second), ERROR_FILE_NOT_FOUND);
        }
        other = create(second);
        ok(other != NULL, "failed, error %lu\n", GetLastError());
        ok_error(rows[i].same ? ERROR_ALREADY_EXISTS : 0);
        CloseHandle(other);
        CloseHandle(handle);
        winetest_pop_context();
    }
}

/* S-NAM-01: what is no name; %s is where this run's own name goes. */
static void test_bad_names(void)
{
    static const struct {
        const char *name;
        DWORD error;
    } rows[] = {
        { "%s\\b", ERROR_PATH_NOT_FOUND },
        { "%s\\", ERROR_PATH_NOT_FOUND },
        { "%s\\b\\c", ERROR_PATH_NOT_FOUND },
        { "Local\\%s\\b", ERROR_PATH_NOT_FOUND },
        { "Global\\%s\\b", ERROR_PATH_NOT_FOUND },
        { "\\%s", ERROR_BAD_PATHNAME },
        { "\\Global\\%s", ERROR_BAD_PATHNAME },
        { "Local\\", ERROR_INVALID_NAME },
        { "Global\\", ERROR_INVALID_NAME },
        { "Local\\\\%s", ERROR_INVALID_NAME },
        { "Global\\\\%s", ERROR_INVALID_NAME },
        /* a prefix word in other letters is a directory that is not there */
        { "local\\%s", ERROR_PATH_NOT_FOUND },
        { "LOCAL\\%s", ERROR_PATH_NOT_FOUND },
        { "global\\%s", ERROR_PATH_NOT_FOUND },
        { "GLOBAL\\%s", ERROR_PATH_NOT_FOUND },
    };
    char name[160];
    size_t i;

    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        sprintf(name, rows[i].name, scratch_name("bad"));
        winetest_push_context("%s", rows[i].name);
        ok_fails(create(name), rows[i].error);
        ok_fails(OpenFileMappingA(FILE_MAP_READ, FALSE, name), rows[i].error);
        winetest_pop_context();
    }
}

/* S-NAM-01: capital letters count. */
static void test_case(void)
{
    char lower[64], upper[64];
    HANDLE first, second;

    strcpy(lower, scratch_name("map"));
    strcpy(upper, scratch_name("MAP"));
    first = create(lower);
    ok(first != NULL, "failed, error %lu\n", GetLastError());
    ok_fails(OpenFileMappingA(FILE_MAP_READ, FALSE, upper), ERROR_FILE_NOT_FOUND);
    second = create(upper);
    ok(second != NULL, "failed, error %lu\n", GetLastError());
    ok_error(0);
    CloseHandle(second);
    CloseHandle(first);
}

/* S-NAM-02: jobs and events share the sections' names; tried where the platform has them. */
static void test_other_types(void)
{
    HANDLE(WINAPI * pCreateEventA)(SECURITY_ATTRIBUTES *, BOOL, BOOL, const char *);
    HANDLE event;
    const char *name = scratch_name("type");

    pCreateEventA = (void *)GetProcAddress(GetModuleHandleA("kernel32.dll"), "CreateEventA");
    if (!pCreateEventA) {
        skip("no events here\n");
        return;
    }
    event = pCreateEventA(NULL, FALSE, FALSE, name);
    ok(event != NULL, "CreateEvent failed, error %lu\n", GetLastError());
    ok_fails(create(name), ERROR_INVALID_HANDLE);
    ok_fails(OpenFileMappingA(FILE_MAP_READ, FALSE, name), ERROR_INVALID_HANDLE);
    CloseHandle(event);
}

/* S-NAM-03: no name and odd names. */
static void test_odd_names(void)
{
    static const WCHAR exotic[] = { 0x00e4, 0x4e2d, 0xd83d, 0xde00, 0xd800, ' ', '*', '?',
                                    ':',    '"',    '<',    '/',    '.',    '.', 1,   0 };
    WCHAR wide[128], longest[300];
    HANDLE first, second;
    size_t i;

    first = create("");
    ok(first != NULL, "failed, error %lu\n", GetLastError());
    ok_error(0);
    second = create("");
    ok(second != NULL, "failed, error %lu\n", GetLastError());
    ok_error(0);
    CloseHandle(first);
    CloseHandle(second);

    ok_fails(OpenFileMappingA(FILE_MAP_READ, FALSE, NULL), ERROR_INVALID_PARAMETER);
    ok_fails(OpenFileMappingW(FILE_MAP_READ, FALSE, NULL), ERROR_INVALID_PARAMETER);
    ok_fails(OpenFileMappingA(FILE_MAP_READ, FALSE, ""), ERROR_INVALID_HANDLE);
    ok_fails(OpenFileMappingA(FILE_MAP_READ, FALSE, scratch_name("unknown")), ERROR_FILE_NOT_FOUND);

    scratch_widen(wide, scratch_name(""));
    for (i = 0; wide[i]; i++)
        ;
    memcpy(wide + i, exotic, sizeof(exotic));
    for (i = 0; i < ARRAY_SIZE(longest) - 1; i++)
        longest[i] = wide[i % 8] ? wide[i % 8] : 'x';
    longest[i] = 0;
    first = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, wide);
    ok(first != NULL, "failed, error %lu\n", GetLastError());
    ok_error(0);
    second = OpenFileMappingW(FILE_MAP_READ, FALSE, wide);
    ok(second != NULL, "failed, error %lu\n", GetLastError());
    CloseHandle(second);
    wide[0]++;
    ok_fails(OpenFileMappingW(FILE_MAP_READ, FALSE, wide), ERROR_FILE_NOT_FOUND);
    CloseHandle(first);

    first = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, longest);
    ok(first != NULL, "failed, error %lu\n", GetLastError());
    second = OpenFileMappingW(FILE_MAP_READ, FALSE, longest);
    ok(second != NULL, "failed, error %lu\n", GetLastError());
    CloseHandle(second);
    CloseHandle(first);
}

/* S-NAM-03: A and W forms meet in one name; the A form takes at least ASCII. */
static void test_wide_and_narrow(void)
{
    WCHAR wide[64];
    HANDLE first, second;

    scratch_widen(wide, scratch_name("wide"));
    first = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, wide);
    ok(first != NULL, "failed, error %lu\n", GetLastError());
    second = OpenFileMappingA(FILE_MAP_READ, FALSE, scratch_name("wide"));
    ok(second != NULL, "failed, error %lu\n", GetLastError());
    CloseHandle(second);
    CloseHandle(first);
}

START_TEST(section_names)
{
    test_namespaces();
    test_bad_names();
    test_case();
    test_other_types();
    test_odd_names();
    test_wide_and_narrow();
}
