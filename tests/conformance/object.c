// SPDX-License-Identifier: MIT
// What handles and names tell: NtQueryObject, comparing, names that are long and strange.

#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include "wine/test.h"
#include "check.h"
#include "child.h"
#include "nt.h"

#ifndef STATUS_NOT_SAME_OBJECT
#define STATUS_NOT_SAME_OBJECT ((NTSTATUS)0xC00001AC)
#endif

enum { QUERY_BASIC, QUERY_NAME, QUERY_TYPE };

static NTSTATUS(NTAPI *pNtQueryObject)(HANDLE, ULONG, void *, ULONG, ULONG *);
static NTSTATUS(NTAPI *pNtMakeTemporaryObject)(HANDLE);
static NTSTATUS(NTAPI *pNtCreateDirectoryObject)(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *);
static BOOL(WINAPI *pCompareObjectHandles)(HANDLE, HANDLE);

static void load(void)
{
    HMODULE ntdll = GetModuleHandleA("ntdll.dll"), base = GetModuleHandleA("kernelbase.dll");

    *(FARPROC *)&pNtQueryObject = GetProcAddress(ntdll, "NtQueryObject");
    *(FARPROC *)&pNtMakeTemporaryObject = GetProcAddress(ntdll, "NtMakeTemporaryObject");
    *(FARPROC *)&pNtCreateDirectoryObject = GetProcAddress(ntdll, "NtCreateDirectoryObject");
    *(FARPROC *)&pCompareObjectHandles = GetProcAddress(base, "CompareObjectHandles");
}

/* --- NtQueryObject ---------------------------------------------------------------------------- */

static BOOL ends_with(const UNICODE_STRING *string, const WCHAR *end)
{
    size_t length = wcslen(end), units = string->Length / sizeof(WCHAR);

    return units >= length && !memcmp(string->Buffer + units - length, end, length * sizeof(WCHAR));
}

static void check_type(HANDLE handle, const WCHAR *name)
{
    char buffer[1024];
    UNICODE_STRING *type = (UNICODE_STRING *)buffer;
    ULONG length;

    ok_status(pNtQueryObject(handle, QUERY_TYPE, buffer, sizeof(buffer), &length), STATUS_SUCCESS);
    ok(type->Length == wcslen(name) * sizeof(WCHAR) && ends_with(type, name), "type is %s\n",
       wine_dbgstr_wn(type->Buffer, type->Length / sizeof(WCHAR)));
    ok(length > type->Length && length <= sizeof(buffer), "length %lu\n", length);
    ok_status(pNtQueryObject(handle, QUERY_TYPE, buffer, 16, &length), STATUS_INFO_LENGTH_MISMATCH);
}

static void test_types(void)
{
    char path[MAX_PATH], folder[MAX_PATH];
    HANDLE handle;

    check_type(GetCurrentProcess(), L"Process");
    check_type(GetCurrentThread(), L"Thread");
    handle = CreateEventA(NULL, FALSE, FALSE, NULL);
    check_type(handle, L"Event");
    CloseHandle(handle);
    handle = CreateMutexA(NULL, FALSE, NULL);
    check_type(handle, L"Mutant");
    CloseHandle(handle);
    handle = CreateSemaphoreA(NULL, 0, 1, NULL);
    check_type(handle, L"Semaphore");
    CloseHandle(handle);
    handle = CreateWaitableTimerA(NULL, FALSE, NULL);
    check_type(handle, L"Timer");
    CloseHandle(handle);
    handle = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, NULL);
    check_type(handle, L"Section");
    CloseHandle(handle);
    GetTempPathA(sizeof(folder), folder);
    GetTempFileNameA(folder, "obj", 0, path);
    handle = CreateFileA(path, GENERIC_READ | DELETE, 0, NULL, OPEN_EXISTING,
                         FILE_FLAG_DELETE_ON_CLOSE, NULL);
    check_type(handle, L"File");
    CloseHandle(handle);
}

static void test_names(void)
{
    WCHAR buffer[300];
    UNICODE_STRING *name = (UNICODE_STRING *)buffer;
    HANDLE named = CreateEventW(NULL, FALSE, FALSE, L"Local\\ntmm test object"), unnamed;
    ULONG length = 0, full;

    ok_status(pNtQueryObject(named, QUERY_NAME, buffer, sizeof(buffer), &full), STATUS_SUCCESS);
    ok(ends_with(name, L"\\BaseNamedObjects\\ntmm test object"), "name is %s\n",
       wine_dbgstr_wn(name->Buffer, name->Length / sizeof(WCHAR)));
    ok(name->MaximumLength == name->Length + sizeof(WCHAR), "maximum %u\n", name->MaximumLength);
    ok_value(full, sizeof(*name) + name->MaximumLength);
    ok_status(pNtQueryObject(named, QUERY_NAME, buffer, sizeof(*name), &length),
              STATUS_INFO_LENGTH_MISMATCH);
    ok_value(length, full);
    length = 0;
    ok_status(pNtQueryObject(named, QUERY_NAME, buffer, sizeof(*name) - 1, &length),
              STATUS_INFO_LENGTH_MISMATCH);
    ok_value(length, full);
    CloseHandle(named);

    named = CreateMutexA(NULL, FALSE, "Global\\ntmm test/object");
    ok_status(pNtQueryObject(named, QUERY_NAME, buffer, sizeof(buffer), NULL), STATUS_SUCCESS);
    ok(ends_with(name, L"\\BaseNamedObjects\\ntmm test/object"), "name is %s\n",
       wine_dbgstr_wn(name->Buffer, name->Length / sizeof(WCHAR)));
    CloseHandle(named);

    unnamed = CreateEventA(NULL, FALSE, FALSE, NULL);
    ok_status(pNtQueryObject(unnamed, QUERY_NAME, buffer, sizeof(buffer), &length), STATUS_SUCCESS);
    ok(name->Length == 0 && name->Buffer == NULL, "name of %u bytes\n", name->Length);
    ok_value(length, sizeof(*name));
    todo_wine
    ok_status(pNtQueryObject(unnamed, 99, buffer, sizeof(buffer), &length),
              STATUS_INVALID_INFO_CLASS);
    CloseHandle(unnamed);
    ok_status(pNtQueryObject(unnamed, QUERY_NAME, buffer, sizeof(buffer), &length),
              STATUS_INVALID_HANDLE);
}

static void test_basic(void)
{
    HANDLE handle = CreateEventA(NULL, FALSE, FALSE, NULL), other;
    OBJECT_BASIC_INFORMATION basic;
    ULONG length;

    ok_status(pNtQueryObject(handle, QUERY_BASIC, &basic, sizeof(basic), &length), STATUS_SUCCESS);
    ok_value(length, sizeof(basic));
    ok_value(basic.GrantedAccess, EVENT_ALL_ACCESS);
    ok_value(basic.HandleCount, 1);
    ok_status(pNtQueryObject(handle, QUERY_BASIC, &basic, sizeof(basic) - 1, &length),
              STATUS_INFO_LENGTH_MISMATCH);
    DuplicateHandle(GetCurrentProcess(), handle, GetCurrentProcess(), &other, SYNCHRONIZE, TRUE, 0);
    ok_status(pNtQueryObject(other, QUERY_BASIC, &basic, sizeof(basic), NULL), STATUS_SUCCESS);
    ok_value(basic.GrantedAccess, SYNCHRONIZE);
    ok_value(basic.HandleCount, 2);
    CloseHandle(other);
    CloseHandle(handle);
}

/* --- comparing, temporary objects, directories ------------------------------------------------ */

static void test_compare(void)
{
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, "ntmm-test-compare");
    HANDLE same = OpenEventA(SYNCHRONIZE, FALSE, "ntmm-test-compare");
    HANDLE other = CreateEventA(NULL, FALSE, FALSE, NULL), copy;

    if (!pCompareObjectHandles) {
        skip("no CompareObjectHandles\n");
    } else {
        ok(pCompareObjectHandles(event, same), "two objects\n");
        ok(pCompareObjectHandles(event, event), "two objects\n");
        ok_fails(pCompareObjectHandles(event, other), 1656 /* ERROR_NOT_SAME_OBJECT */);
        ok(!pCompareObjectHandles(event, NULL), "the same as nothing\n");
        DuplicateHandle(GetCurrentProcess(), GetCurrentProcess(), GetCurrentProcess(), &copy, 0,
                        FALSE, DUPLICATE_SAME_ACCESS);
        ok(pCompareObjectHandles(copy, GetCurrentProcess()), "two processes\n");
        CloseHandle(copy);
    }
    ok_status(pNtMakeTemporaryObject(event), STATUS_SUCCESS);
    todo_wine
    ok_status(pNtMakeTemporaryObject(same), STATUS_ACCESS_DENIED);
    CloseHandle(event);
    CloseHandle(same);
    CloseHandle(other);
}

static void test_directories(void)
{
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    HANDLE directory = (HANDLE)0xdead0, event, same;

    pRtlInitUnicodeString(&name, L"\\BaseNamedObjects");
    InitializeObjectAttributes(&attributes, &name, 0, NULL, NULL);
    ok_status(pNtCreateDirectoryObject(&directory, 3, &attributes), STATUS_OBJECT_NAME_COLLISION);
    ok(directory == NULL, "handle %p\n", directory);
    attributes.Attributes = OBJ_OPENIF;
    ok_status(pNtCreateDirectoryObject(&directory, 3, &attributes), STATUS_OBJECT_NAME_EXISTS);
    ok(directory != NULL, "no handle\n");
    event = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE,
                               "Global\\ntmm-test-relative");
    pRtlInitUnicodeString(&name, L"ntmm-test-relative");
    InitializeObjectAttributes(&attributes, &name, 0, directory, NULL);
    ok_status(pNtOpenSection(&same, SECTION_QUERY, &attributes), STATUS_SUCCESS);
    CloseHandle(same);
    CloseHandle(event);
    CloseHandle(directory);
}

/* --- S-NAM-03: any UTF-16 name ---------------------------------------------------------------- */

static void make_name(WCHAR *name, int kind)
{
    static const WCHAR odd[] = { 0xd800, '/', ' ', '%', '~', 0xdc00, '.', '.', 1, 0xffff, 0 };
    int i;

    if (kind == 0) {
        wcscpy(name, odd);
    } else {
        for (i = 0; i < 4000; i++)
            name[i] = (WCHAR)('a' + i % 26);
        name[3999] = (WCHAR)('0' + kind); /* the others differ there only */
        name[4000] = 0;
    }
}

enum { ODD_NAMES = 3 };

static void test_odd_names(void)
{
    static WCHAR name[ODD_NAMES][4096], buffer[5000];
    HANDLE sections[ODD_NAMES], events[ODD_NAMES];
    int i;

    for (i = 0; i < ODD_NAMES; i++) {
        make_name(name[i], i);
        sections[i] = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0,
                                         (i + 1) * PAGE, name[i]);
        ok(sections[i] && GetLastError() == ERROR_SUCCESS, "%d: error %lu\n", i, GetLastError());
        ok_status(pNtQueryObject(sections[i], QUERY_NAME, buffer, sizeof(buffer), NULL),
                  STATUS_SUCCESS);
        ok(ends_with((UNICODE_STRING *)buffer, name[i]), "%d: another name\n", i);
        wcscat(name[i], L"e");
        events[i] = CreateEventW(NULL, TRUE, i == 1, name[i]);
        ok(events[i] && GetLastError() == ERROR_SUCCESS, "%d: error %lu\n", i, GetLastError());
    }
    child_finish(child_start(FALSE, "names"));
    for (i = 0; i < ODD_NAMES; i++) {
        CloseHandle(sections[i]);
        CloseHandle(events[i]);
    }
}

/* Another process finds each of them. */
static void open_odd_names(void)
{
    static WCHAR name[4096], buffer[5000];
    struct nt_section_basic basic;
    HANDLE handle;
    int i;

    for (i = 0; i < ODD_NAMES; i++) {
        make_name(name, i);
        handle = OpenFileMappingW(SECTION_QUERY | FILE_MAP_READ, FALSE, name);
        ok(handle != NULL, "%d: error %lu\n", i, GetLastError());
        ok_status(pNtQuerySection(handle, NT_SECTION_BASIC, &basic, sizeof(basic), NULL),
                  STATUS_SUCCESS);
        ok_value(basic.size.QuadPart, (i + 1) * PAGE);
        ok_status(pNtQueryObject(handle, QUERY_NAME, buffer, sizeof(buffer), NULL), STATUS_SUCCESS);
        ok(ends_with((UNICODE_STRING *)buffer, name), "%d: another name\n", i);
        CloseHandle(handle);
        wcscat(name, L"e");
        handle = OpenEventW(SYNCHRONIZE, FALSE, name);
        ok(handle != NULL, "%d: error %lu\n", i, GetLastError());
        ok(WaitForSingleObject(handle, 0) == (i == 1 ? WAIT_OBJECT_0 : WAIT_TIMEOUT), "%d\n", i);
        CloseHandle(handle);
        wcscat(name, L"e");
        ok_fails(OpenEventW(SYNCHRONIZE, FALSE, name), ERROR_FILE_NOT_FOUND);
    }
}

/* A handle under a long name, inherited. */
static void test_inherited(void)
{
    static WCHAR name[4096];
    SECURITY_ATTRIBUTES inherit = { sizeof(inherit), NULL, TRUE };
    HANDLE event;

    make_name(name, 1);
    event = CreateEventW(&inherit, TRUE, FALSE, name);
    child_finish(child_start(TRUE, "inherited %Ix", (SIZE_T)event));
    ok(WaitForSingleObject(event, 0) == WAIT_OBJECT_0, "another event\n");
    CloseHandle(event);
    ok_fails(OpenEventW(SYNCHRONIZE, FALSE, name), ERROR_FILE_NOT_FOUND);
}

static void use_inherited(const char *value)
{
    static WCHAR name[4096], buffer[5000];
    HANDLE handle = (HANDLE)(ULONG_PTR)strtoull(value, NULL, 16), same;

    make_name(name, 1);
    ok_status(pNtQueryObject(handle, QUERY_NAME, buffer, sizeof(buffer), NULL), STATUS_SUCCESS);
    ok(ends_with((UNICODE_STRING *)buffer, name), "another name\n");
    same = OpenEventW(EVENT_MODIFY_STATE, FALSE, name);
    ok(same != NULL, "error %lu\n", GetLastError());
    SetEvent(same);
    ok(WaitForSingleObject(handle, 0) == WAIT_OBJECT_0, "another event\n");
    CloseHandle(same);
}

START_TEST(object)
{
    char **argv;
    int argc = winetest_get_mainargs(&argv);

    nt_load();
    load();
    if (argc > 2 && !strcmp(argv[2], "names")) {
        open_odd_names();
    } else if (argc > 3) {
        use_inherited(argv[3]);
    } else {
        test_types();
        test_names();
        test_basic();
        test_compare();
        test_directories();
        test_odd_names();
        test_inherited();
    }
}
