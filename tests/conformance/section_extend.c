// SPDX-License-Identifier: MIT
// NtExtendSection: sections of files that grow.

#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include "wine/test.h"
#include "check.h"
#include "child.h"
#include "nt.h"
#include "scratch.h"

static NTSTATUS(NTAPI *pNtExtendSection)(HANDLE, LARGE_INTEGER *);

static NTSTATUS extend(HANDLE section, LONGLONG *size)
{
    LARGE_INTEGER value;
    NTSTATUS status;

    value.QuadPart = *size;
    status = pNtExtendSection(section, &value);
    *size = value.QuadPart;
    return status;
}

/* S-NT-04: section and file grow; a view stays as it is. */
static void test_grow(HANDLE file)
{
    LONGLONG size = 5 * PAGE + 10;
    HANDLE section;
    char *view, *larger;

    ok_status(pNtCreateSection(&section, SECTION_ALL_ACCESS, NULL, NULL, PAGE_READWRITE, SEC_COMMIT,
                               file),
              STATUS_SUCCESS);
    view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    ok_region(view, view, PAGE_READWRITE, 2 * PAGE, MEM_COMMIT, PAGE_READWRITE, MEM_MAPPED);
    ok_status(extend(section, &size), STATUS_SUCCESS);
    ok_value(size, 5 * PAGE + 10);
    ok_section(section, SEC_FILE, 5 * PAGE + 10);
    ok_value(scratch_size(file), 5 * PAGE + 10);
    ok_region(view, view, PAGE_READWRITE, 2 * PAGE, MEM_COMMIT, PAGE_READWRITE, MEM_MAPPED);
    larger = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    ok_region(larger, larger, PAGE_READWRITE, 6 * PAGE, MEM_COMMIT, PAGE_READWRITE, MEM_MAPPED);
    larger[PAGE] = 'x';
    ok_value(view[PAGE], 'x');
    larger[5 * PAGE] = 'y';
    /* it does not shrink */
    size = PAGE;
    ok_status(extend(section, &size), STATUS_SUCCESS);
    ok_value(size, 5 * PAGE + 10);
    UnmapViewOfFile(larger);
    UnmapViewOfFile(view);
    CloseHandle(section);
    ok_value(scratch_size(file), 5 * PAGE + 10);
}

/* What cannot grow. */
static void test_refused(HANDLE file)
{
    LARGE_INTEGER maximum;
    LONGLONG size = 9 * PAGE;
    HANDLE section;

    maximum.QuadPart = PAGE;
    ok_status(pNtCreateSection(&section, SECTION_ALL_ACCESS, NULL, &maximum, PAGE_READWRITE,
                               SEC_COMMIT, NULL),
              STATUS_SUCCESS);
    ok_status(extend(section, &size), STATUS_SECTION_NOT_EXTENDED);
    ok_section(section, SEC_COMMIT, PAGE);
    CloseHandle(section);
    ok_status(pNtCreateSection(&section, SECTION_ALL_ACCESS, NULL, NULL, PAGE_READONLY, SEC_COMMIT,
                               file),
              STATUS_SUCCESS);
    ok_status(extend(section, &size), STATUS_SECTION_NOT_EXTENDED);
    CloseHandle(section);
    ok_status(pNtCreateSection(&section, SECTION_ALL_ACCESS & ~SECTION_EXTEND_SIZE, NULL, NULL,
                               PAGE_READWRITE, SEC_COMMIT, file),
              STATUS_SUCCESS);
    ok_status(extend(section, &size), STATUS_ACCESS_DENIED);
    CloseHandle(section);
    ok_status(extend(NULL, &size), STATUS_INVALID_HANDLE);
}

/* In a child: the parent's section, as large as it is now, and then larger. */
static void child(const char *name)
{
    HANDLE section = OpenFileMappingA(FILE_MAP_ALL_ACCESS, FALSE, name);
    LONGLONG size = 20 * PAGE;
    char *view;

    ok(section != NULL, "OpenFileMapping failed, error %lu\n", GetLastError());
    ok_section(section, SEC_FILE, 17 * PAGE);
    ok_status(extend(section, &size), STATUS_SUCCESS);
    view = MapViewOfFile(section, FILE_MAP_WRITE, 0, GRANULARITY, 0);
    ok_region(view, view, PAGE_READWRITE, 4 * PAGE, MEM_COMMIT, PAGE_READWRITE, MEM_MAPPED);
    view[3 * PAGE] = 'c';
    UnmapViewOfFile(view);
    CloseHandle(section);
}

/* It is one section, whoever extends it. */
static void test_processes(HANDLE file)
{
    const char *name = scratch_name("section");
    LONGLONG size = 17 * PAGE;
    HANDLE made, section;
    char *view;

    made = CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, 0, name);
    ok(made != NULL, "CreateFileMapping failed, error %lu\n", GetLastError());
    ok_status(extend(made, &size), STATUS_ACCESS_DENIED);
    section = OpenFileMappingA(FILE_MAP_ALL_ACCESS, FALSE, name);
    ok_status(extend(section, &size), STATUS_SUCCESS);
    child_finish(child_start(FALSE, "child %s", name));
    ok_section(section, SEC_FILE, 20 * PAGE);
    view = MapViewOfFile(made, FILE_MAP_READ, 0, GRANULARITY, 0);
    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    ok_value(view[3 * PAGE], 'c');
    UnmapViewOfFile(view);
    CloseHandle(section);
    CloseHandle(made);
}

START_TEST(section_extend)
{
    char path[MAX_PATH], **argv;
    int argc = winetest_get_mainargs(&argv);
    HANDLE file;

    nt_load();
    pNtExtendSection = (void *)GetProcAddress(GetModuleHandleA("ntdll"), "NtExtendSection");
    if (!pNtExtendSection) {
        skip("no NtExtendSection\n"); /* Wine has none */
        return;
    }
    if (argc == 4) {
        child(argv[3]);
        return;
    }
    file = scratch_create(path, "file", PAGE + 7);
    test_grow(file);
    test_refused(file);
    test_processes(file);
    CloseHandle(file);
    scratch_delete(path);
}
