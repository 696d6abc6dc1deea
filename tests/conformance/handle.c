// SPDX-License-Identifier: MIT
// Handles: their values, their flags, copies of them, and closing.

#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include "wine/test.h"
#include "check.h"
#include "nt.h"
#include "scratch.h"

static HANDLE make(SECURITY_ATTRIBUTES *security)
{
    HANDLE section =
        CreateFileMappingA(INVALID_HANDLE_VALUE, security, PAGE_READWRITE, 0, PAGE, NULL);

    ok(section != NULL, "CreateFileMapping failed, error %lu\n", GetLastError());
    return section;
}

/* S-ERR-03 */
static void test_values(void)
{
    HANDLE sections[100];
    size_t i, j;

    for (i = 0; i < ARRAY_SIZE(sections); i++) {
        sections[i] = make(NULL);
        ok(!((ULONG_PTR)sections[i] & 3), "handle %p\n", sections[i]);
        ok((LONG_PTR)sections[i] > 0, "handle %p\n", sections[i]);
        for (j = 0; j < i; j++)
            if (sections[j] == sections[i])
                ok(0, "handle %p twice\n", sections[i]);
    }
    for (i = 0; i < ARRAY_SIZE(sections); i++)
        ok_succeeds(CloseHandle(sections[i]));

    ok(GetCurrentProcess() == (HANDLE)(LONG_PTR)-1, "%p\n", GetCurrentProcess());
}

/* S-ERR-03: what is no handle, or not any more. */
static void test_invalid(void)
{
    static const ULONG_PTR values[] = { 0, 0xdead0, 0x7ffffffc, 0x123456780 };
    HANDLE section = make(NULL), other;
    DWORD flags;
    size_t i;

    ok_succeeds(CloseHandle(section));
    ok_fails(CloseHandle(section), ERROR_INVALID_HANDLE);
    for (i = 0; i < ARRAY_SIZE(values); i++) {
        HANDLE value = (HANDLE)values[i];

        winetest_push_context("handle %p", value);
        ok_fails(CloseHandle(value), ERROR_INVALID_HANDLE);
        ok_fails(GetHandleInformation(value, &flags), ERROR_INVALID_HANDLE);
        ok_fails(SetHandleInformation(value, HANDLE_FLAG_INHERIT, 0), ERROR_INVALID_HANDLE);
        ok_fails(DuplicateHandle(GetCurrentProcess(), value, GetCurrentProcess(), &other, 0, FALSE,
                                 DUPLICATE_SAME_ACCESS),
                 ERROR_INVALID_HANDLE);
        winetest_pop_context();
    }
    /* closing the process's own pseudo handle does nothing, well */
    ok_succeeds(CloseHandle(GetCurrentProcess()));

    /* S-ERR-03: of the wrong type */
    section = make(NULL);
    /* Wine takes a section for the file that it keeps it in. */
    todo_wine {
        ok_fails(FlushFileBuffers(section), ERROR_INVALID_HANDLE);
        SetLastError(NO_ERROR_YET);
        ok(GetFileSize(section, NULL) == INVALID_FILE_SIZE, "a section has a file size\n");
        ok_error(ERROR_INVALID_HANDLE);
    }
    ok_fails(TerminateProcess(section, 0), ERROR_INVALID_HANDLE);
    ok_fails(GetExitCodeProcess(section, &flags), ERROR_INVALID_HANDLE);
    SetLastError(NO_ERROR_YET);
    ok_value(WaitForSingleObject((HANDLE)0xdead0, 0), WAIT_FAILED);
    ok_error(ERROR_INVALID_HANDLE);
    CloseHandle(section);
}

/* The two lowest bits of a handle are the program's own: the system does not look at them. */
static void test_tag_bits(void)
{
    HANDLE section = make(NULL);
    char *view;

    view = MapViewOfFile((HANDLE)((ULONG_PTR)section | 3), FILE_MAP_READ, 0, 0, 0);
    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    UnmapViewOfFile(view);
    CloseHandle(section);
}

static DWORD flags_of(HANDLE handle)
{
    DWORD flags = NO_ERROR_YET;

    ok(GetHandleInformation(handle, &flags), "failed, error %lu\n", GetLastError());
    return flags;
}

static void test_flags(void)
{
    SECURITY_ATTRIBUTES inherit = { sizeof(inherit), NULL, TRUE };
    HANDLE section = make(NULL), other;

    ok_value(flags_of(section), 0);
    ok_succeeds(SetHandleInformation(section, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT));
    ok_value(flags_of(section), HANDLE_FLAG_INHERIT);
    /* only what the mask names changes */
    ok_succeeds(SetHandleInformation(section, HANDLE_FLAG_PROTECT_FROM_CLOSE, 0));
    ok_value(flags_of(section), HANDLE_FLAG_INHERIT);
    ok_succeeds(SetHandleInformation(section, 0, HANDLE_FLAG_PROTECT_FROM_CLOSE));
    ok_value(flags_of(section), HANDLE_FLAG_INHERIT);
    ok_succeeds(SetHandleInformation(section, HANDLE_FLAG_INHERIT | HANDLE_FLAG_PROTECT_FROM_CLOSE,
                                     HANDLE_FLAG_PROTECT_FROM_CLOSE));
    ok_value(flags_of(section), HANDLE_FLAG_PROTECT_FROM_CLOSE);
    /* protected from being closed */
    ok_fails(CloseHandle(section), ERROR_INVALID_HANDLE);
    ok_status(pNtClose(section), STATUS_HANDLE_NOT_CLOSABLE);
    ok_value(flags_of(section), HANDLE_FLAG_PROTECT_FROM_CLOSE);
    ok_succeeds(SetHandleInformation(section, HANDLE_FLAG_PROTECT_FROM_CLOSE, 0));
    ok_succeeds(CloseHandle(section));

    section = make(&inherit);
    ok_value(flags_of(section), HANDLE_FLAG_INHERIT);
    ok_succeeds(DuplicateHandle(GetCurrentProcess(), section, GetCurrentProcess(), &other, 0, FALSE,
                                DUPLICATE_SAME_ACCESS));
    ok_value(flags_of(other), 0);
    CloseHandle(other);
    ok_succeeds(DuplicateHandle(GetCurrentProcess(), section, GetCurrentProcess(), &other, 0, TRUE,
                                DUPLICATE_SAME_ACCESS));
    ok_value(flags_of(other), HANDLE_FLAG_INHERIT);
    CloseHandle(other);
    CloseHandle(section);

    /* a pseudo handle has none and can have none */
    ok_value(flags_of(GetCurrentProcess()), 0);
    ok_value(flags_of(GetCurrentThread()), 0);
    ok_fails(SetHandleInformation(GetCurrentProcess(), HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT),
             ERROR_ACCESS_DENIED);
    ok_fails(SetHandleInformation(GetCurrentThread(), HANDLE_FLAG_INHERIT, 0),
             ERROR_ACCESS_DENIED);
}

static BOOL duplicate(HANDLE source, HANDLE *target, DWORD access, DWORD options)
{
    return DuplicateHandle(GetCurrentProcess(), source, GetCurrentProcess(), target, access, FALSE,
                           options);
}

/* S-PRC-02, within the process: what a copy may do, and that each lives by itself. */
static void test_duplicate(void)
{
    HANDLE section = make(NULL), copy = NULL;
    char *view;

    ok_succeeds(duplicate(section, &copy, 0, DUPLICATE_SAME_ACCESS));
    ok(copy && copy != section, "handles %p and %p\n", section, copy);
    view = MapViewOfFile(copy, FILE_MAP_WRITE, 0, 0, 0);
    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    UnmapViewOfFile(view);
    CloseHandle(section);
    view = MapViewOfFile(copy, FILE_MAP_WRITE, 0, 0, 0);
    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    UnmapViewOfFile(view);

    /* less access */
    ok_succeeds(duplicate(copy, &section, FILE_MAP_READ, 0));
    ok_fails(MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0), ERROR_ACCESS_DENIED);
    view = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);
    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    UnmapViewOfFile(view);
    CloseHandle(copy);

    /* closing the source, and nothing but that */
    copy = section;
    ok_succeeds(duplicate(copy, &section, 0, DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE));
    if (section != copy)
        ok_fails(CloseHandle(copy), ERROR_INVALID_HANDLE);
    CloseHandle(section);

    section = make(NULL);
    DuplicateHandle(GetCurrentProcess(), section, NULL, NULL, 0, FALSE, DUPLICATE_CLOSE_SOURCE);
    ok_fails(CloseHandle(section), ERROR_INVALID_HANDLE);
}

/* Who gives no place for the value has a duplicate all the same: the name lives on. */
static void test_duplicate_unseen(void)
{
    static const char name[] = "Local\\libntmm-unseen";
    HANDLE section =
        CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, name);

    ok(section != NULL, "CreateFileMapping failed, error %lu\n", GetLastError());
    ok_succeeds(duplicate(section, NULL, 0, DUPLICATE_SAME_ACCESS));
    ok_succeeds(CloseHandle(section));
    section = OpenFileMappingA(FILE_MAP_READ, FALSE, name);
    ok(section != NULL, "OpenFileMapping failed, error %lu\n", GetLastError());
    CloseHandle(section);
}

/* The current process's pseudo handle becomes a real one. */
static void test_duplicate_process(void)
{
    HANDLE process = NULL;
    DWORD code = 0;

    ok_succeeds(duplicate(GetCurrentProcess(), &process, 0, DUPLICATE_SAME_ACCESS));
    ok(process && process != GetCurrentProcess(), "handle %p\n", process);
    ok(GetExitCodeProcess(process, &code), "failed, error %lu\n", GetLastError());
    ok_value(code, STILL_ACTIVE);
    ok_value(WaitForSingleObject(process, 0), WAIT_TIMEOUT);
    CloseHandle(process);
}

/* S-PRC-02: files. A copy shares the file pointer; it has no more access than its source. */
static void test_duplicate_file(void)
{
    char path[MAX_PATH], byte = 0;
    HANDLE file = scratch_create(path, "file", 100), copy = NULL;
    DWORD got = 0;

    ok_succeeds(duplicate(file, &copy, 0, DUPLICATE_SAME_ACCESS));
    ok_value(SetFilePointer(file, 42, NULL, FILE_BEGIN), 42);
    ok(ReadFile(copy, &byte, 1, &got, NULL) && got == 1, "ReadFile failed, error %lu\n",
       GetLastError());
    ok((unsigned char)byte == scratch_byte(42), "byte is 0x%02x\n", byte);
    ok_value(SetFilePointer(file, 0, NULL, FILE_CURRENT), 43);
    CloseHandle(file);
    ok_value(SetFilePointer(copy, 0, NULL, FILE_CURRENT), 43);
    CloseHandle(copy);

    file = scratch_open(path, GENERIC_READ);
    /* Wine asks the object's security, which has nothing against it. */
    todo_wine ok_fails(duplicate(file, &copy, GENERIC_READ | GENERIC_WRITE, 0),
                       ERROR_ACCESS_DENIED);
    CloseHandle(file);
    scratch_delete(path);
}

START_TEST(handle)
{
    nt_load();
    test_values();
    test_invalid();
    test_tag_bits();
    test_flags();
    test_duplicate();
    test_duplicate_unseen();
    test_duplicate_process();
    test_duplicate_file();
}
