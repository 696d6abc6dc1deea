// SPDX-License-Identifier: MIT
// The native calls on data sections: their own parameters and statuses.

#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include "wine/test.h"
#include "check.h"
#include "nt.h"
#include "scratch.h"

#define SIZE (4 * PAGE)

static HANDLE make(ULONG attributes)
{
    LARGE_INTEGER size;
    HANDLE section = NULL;

    size.QuadPart = SIZE;
    ok_status(pNtCreateSection(&section, SECTION_ALL_ACCESS, NULL, &size, PAGE_READWRITE,
                               attributes, NULL),
              STATUS_SUCCESS);
    return section;
}

/* S-NT-01: each argument that is wrong by itself. */
static void test_map_arguments(HANDLE section)
{
    static const struct {
        const char *what;
        LONGLONG offset;
        SIZE_T size;
        ULONG_PTR zero_bits;
        ULONG inherit, type, protect;
        NTSTATUS status;
        BOOL wine_differs;
    } rows[] = {
        { "all of it", 0, 0, 0, 1, 0, PAGE_READWRITE, STATUS_SUCCESS, FALSE },
        { "ViewUnmap", 0, 0, 0, 2, 0, PAGE_READWRITE, STATUS_SUCCESS, FALSE },
        { "one byte", 0, 1, 0, 1, 0, PAGE_READWRITE, STATUS_SUCCESS, FALSE },
        { "MEM_TOP_DOWN", 0, 0, 0, 1, MEM_TOP_DOWN, PAGE_READWRITE, STATUS_SUCCESS, FALSE },
        { "larger than the section", 0, SIZE + 1, 0, 1, 0, PAGE_READWRITE, STATUS_INVALID_VIEW_SIZE,
          FALSE },
        { "misaligned offset", PAGE, 1, 0, 1, 0, PAGE_READWRITE, STATUS_MAPPED_ALIGNMENT, FALSE },
        { "22 zero bits", 0, 0, 22, 1, 0, PAGE_READWRITE, STATUS_INVALID_PARAMETER_4, FALSE },
        { "31 zero bits", 0, 0, 31, 1, 0, PAGE_READWRITE, STATUS_INVALID_PARAMETER_4, FALSE },
        { "AT_ROUND_TO_PAGE", 0, 0, 0, 1, AT_ROUND_TO_PAGE, PAGE_READWRITE,
          STATUS_INVALID_PARAMETER_9, TRUE },
        { "MEM_COMMIT", 0, 0, 0, 1, MEM_COMMIT, PAGE_READWRITE, STATUS_INVALID_PARAMETER_9, TRUE },
        { "MEM_RESERVE", 0, 0, 0, 1, MEM_RESERVE, PAGE_READWRITE, STATUS_INVALID_PARAMETER_9,
          TRUE },
        { "protection 0", 0, 0, 0, 1, 0, 0, STATUS_INVALID_PAGE_PROTECTION, FALSE },
        { "two protections", 0, 0, 0, 1, 0, PAGE_READONLY | PAGE_READWRITE,
          STATUS_INVALID_PAGE_PROTECTION, FALSE },
        { "protection 0x1000000", 0, 0, 0, 1, 0, 0x1000000, STATUS_INVALID_PAGE_PROTECTION, FALSE },
    };
    LARGE_INTEGER offset;
    NTSTATUS status;
    SIZE_T size;
    void *base;
    size_t i;

    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        winetest_push_context("%s", rows[i].what);
        base = NULL;
        size = rows[i].size;
        offset.QuadPart = rows[i].offset;
        status = pNtMapViewOfSection(section, NT_THIS_PROCESS, &base, rows[i].zero_bits, 0, &offset,
                                     &size, rows[i].inherit, rows[i].type, rows[i].protect);
        todo_wine_if(rows[i].wine_differs)
            ok_status(status, rows[i].status);
        if (status >= 0) {
            ok_value(size, rows[i].size ? PAGE : SIZE);
            ok(base && !((ULONG_PTR)base % GRANULARITY), "base is %p\n", base);
            ok_status(pNtUnmapViewOfSection(NT_THIS_PROCESS, base), STATUS_SUCCESS);
        } else {
            ok(!base, "base is %p\n", base);
            ok_value(size, rows[i].size);
        }
        winetest_pop_context();
    }
}

/* S-NT-01: an address asked for. */
static void test_map_base(HANDLE section)
{
    void *base = NULL, *taken, *wanted;
    SIZE_T size = 0;

    ok_status(pNtMapViewOfSection(section, NT_THIS_PROCESS, &base, 0, 0, NULL, &size, NT_VIEW_SHARE,
                                  0, PAGE_READONLY),
              STATUS_SUCCESS);
    taken = base;
    size = 0;
    ok_status(pNtMapViewOfSection(section, NT_THIS_PROCESS, &base, 0, 0, NULL, &size, NT_VIEW_SHARE,
                                  0, PAGE_READONLY),
              STATUS_CONFLICTING_ADDRESSES);
    ok(base == taken, "base is %p\n", base);
    /* alignment comes first */
    wanted = (char *)taken + PAGE;
    ok_status(pNtMapViewOfSection(section, NT_THIS_PROCESS, &wanted, 0, 0, NULL, &size,
                                  NT_VIEW_SHARE, 0, PAGE_READONLY),
              STATUS_MAPPED_ALIGNMENT);
    ok_status(pNtUnmapViewOfSection(NT_THIS_PROCESS, taken), STATUS_SUCCESS);
    size = PAGE + 1;
    ok_status(pNtMapViewOfSection(section, NT_THIS_PROCESS, &base, 0, 0, NULL, &size, NT_VIEW_SHARE,
                                  0, PAGE_READONLY),
              STATUS_SUCCESS);
    ok(base == taken, "base is %p\n", base);
    ok_value(size, 2 * PAGE);
    ok_status(pNtUnmapViewOfSection(NT_THIS_PROCESS, taken), STATUS_SUCCESS);
}

/* S-NT-01, S-MAP-07: CommitSize commits the beginning of a reserved section. */
static void test_commit_size(void)
{
    HANDLE section = make(SEC_RESERVE);
    MEMORY_BASIC_INFORMATION info;
    char *base = NULL;
    SIZE_T size = 0;

    ok_status(pNtMapViewOfSection(section, NT_THIS_PROCESS, (void **)&base, 0, PAGE + 1, NULL,
                                  &size, NT_VIEW_SHARE, 0, PAGE_READWRITE),
              STATUS_SUCCESS);
    if (base) {
        ok_value(size, SIZE);
        memset(&info, 0xcc, sizeof(info));
        ok_value(VirtualQuery(base, &info, sizeof(info)), sizeof(info));
        /* Wine commits nothing. */
        todo_wine {
            ok_value(info.State, MEM_COMMIT);
            ok_value(info.Protect, PAGE_READWRITE);
            ok_value(info.RegionSize, 2 * PAGE);
        }
        ok_region(base + 2 * PAGE, base, PAGE_READWRITE, 2 * PAGE, MEM_RESERVE, 0, MEM_MAPPED);
        if (info.State == MEM_COMMIT)
            base[PAGE] = 1;
        ok_status(pNtUnmapViewOfSection(NT_THIS_PROCESS, base), STATUS_SUCCESS);
    }
    ok_status(pNtClose(section), STATUS_SUCCESS);
}

/* S-NT-01, S-ERR-03, S-ERR-04: handles and rights, by their statuses. */
static void test_map_statuses(void)
{
    static const struct {
        ULONG section, view;
        ACCESS_MASK access;
        NTSTATUS status;
        BOOL wine_differs;
    } rows[] = {
        { PAGE_READWRITE, PAGE_READWRITE, SECTION_MAP_READ, STATUS_ACCESS_DENIED, FALSE },
        { PAGE_READWRITE, PAGE_READONLY, SECTION_MAP_WRITE, STATUS_ACCESS_DENIED, FALSE },
        { PAGE_READWRITE, PAGE_EXECUTE_READ, SECTION_MAP_READ, STATUS_ACCESS_DENIED, FALSE },
        { PAGE_READWRITE, PAGE_EXECUTE_READ, SECTION_ALL_ACCESS, STATUS_SECTION_PROTECTION, TRUE },
        { PAGE_READONLY, PAGE_READWRITE, SECTION_ALL_ACCESS, STATUS_SECTION_PROTECTION, TRUE },
        { PAGE_READONLY, PAGE_WRITECOPY, SECTION_ALL_ACCESS, STATUS_SUCCESS, FALSE },
        { PAGE_READONLY, PAGE_NOACCESS, SECTION_ALL_ACCESS, STATUS_SUCCESS, FALSE },
    };
    LARGE_INTEGER size;
    SIZE_T view_size;
    HANDLE section;
    NTSTATUS status;
    void *base;
    size_t i;

    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        winetest_push_context("section 0x%lx, view 0x%lx, access 0x%lx", rows[i].section,
                              rows[i].view, rows[i].access);
        size.QuadPart = SIZE;
        ok_status(pNtCreateSection(&section, rows[i].access, NULL, &size, rows[i].section,
                                   SEC_COMMIT, NULL),
                  STATUS_SUCCESS);
        base = NULL;
        view_size = 0;
        status = pNtMapViewOfSection(section, NT_THIS_PROCESS, &base, 0, 0, NULL, &view_size,
                                     NT_VIEW_SHARE, 0, rows[i].view);
        todo_wine_if(rows[i].wine_differs)
            ok_status(status, rows[i].status);
        if (status >= 0)
            pNtUnmapViewOfSection(NT_THIS_PROCESS, base);
        pNtClose(section);
        winetest_pop_context();
    }
    base = NULL;
    view_size = 0;
    ok_status(pNtMapViewOfSection((HANDLE)0xdead0, NT_THIS_PROCESS, &base, 0, 0, NULL, &view_size,
                                  NT_VIEW_SHARE, 0, PAGE_READONLY),
              STATUS_INVALID_HANDLE);
    ok_status(pNtMapViewOfSection(GetCurrentProcess(), NT_THIS_PROCESS, &base, 0, 0, NULL,
                                  &view_size, NT_VIEW_SHARE, 0, PAGE_READONLY),
              STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(pNtClose((HANDLE)0xdead0), STATUS_INVALID_HANDLE);
}

/* S-NT-02 */
static void test_query(void)
{
    struct nt_section_basic info[2];
    HANDLE section = make(SEC_COMMIT), blind;
    LARGE_INTEGER max;
    char image[128];
    SIZE_T length;

    length = 0;
    ok_status(pNtQuerySection(section, NT_SECTION_BASIC, info, sizeof(info[0]), &length),
              STATUS_SUCCESS);
    ok_value(length, sizeof(info[0]));
    ok_value(info[0].size.QuadPart, SIZE);
    ok_value(info[0].attributes, SEC_COMMIT);
    ok_status(pNtQuerySection(section, NT_SECTION_BASIC, info, sizeof(info), NULL), STATUS_SUCCESS);
    ok_status(pNtQuerySection(section, NT_SECTION_BASIC, info, sizeof(info[0]) - 1, NULL),
              STATUS_INFO_LENGTH_MISMATCH);
    ok_status(pNtQuerySection(section, NT_SECTION_BASIC, info, 0, NULL),
              STATUS_INFO_LENGTH_MISMATCH);
    ok_status(pNtQuerySection(section, NT_SECTION_IMAGE, image, 64, NULL),
              STATUS_SECTION_NOT_IMAGE);
    ok_status(pNtQuerySection(section, NT_SECTION_IMAGE, image, 8, NULL),
              STATUS_INFO_LENGTH_MISMATCH);
    ok_status(pNtQuerySection((HANDLE)0xdead0, NT_SECTION_BASIC, info, sizeof(info[0]), NULL),
              STATUS_INVALID_HANDLE);
    pNtClose(section);

    max.QuadPart = SIZE;
    ok_status(pNtCreateSection(&blind, SECTION_ALL_ACCESS & ~SECTION_QUERY, NULL, &max,
                               PAGE_READWRITE, SEC_COMMIT, NULL),
              STATUS_SUCCESS);
    ok_status(pNtQuerySection(blind, NT_SECTION_BASIC, info, sizeof(info[0]), NULL),
              STATUS_ACCESS_DENIED);
    pNtClose(blind);
}

/* S-CRE-02, S-CRE-04, S-CRE-05, S-ERR-04: creation by its statuses. */
static void test_create_statuses(void)
{
    char path[MAX_PATH];
    HANDLE file = scratch_create(path, "statuses", PAGE), empty, read_only, section;
    LARGE_INTEGER size;
    char empty_path[MAX_PATH];
    NTSTATUS status;
    size_t i;

    empty = scratch_create(empty_path, "empty", 0);
    read_only = scratch_open(path, GENERIC_READ);
    {
        const struct {
            const char *what;
            HANDLE file;
            LONGLONG size; /* -1: no pointer */
            ULONG protect, attributes;
            NTSTATUS status;
        } rows[] = {
            { "page file, no size", NULL, -1, PAGE_READWRITE, SEC_COMMIT,
              STATUS_INVALID_PARAMETER_4 },
            { "page file, size 0", NULL, 0, PAGE_READWRITE, SEC_COMMIT,
              STATUS_INVALID_PARAMETER_4 },
            { "no attributes", NULL, PAGE, PAGE_READWRITE, 0, STATUS_INVALID_PARAMETER_6 },
            { "RESERVE and COMMIT", NULL, PAGE, PAGE_READWRITE, SEC_RESERVE | SEC_COMMIT,
              STATUS_INVALID_PARAMETER_6 },
            { "IMAGE and COMMIT", NULL, PAGE, PAGE_READWRITE, SEC_IMAGE | SEC_COMMIT,
              STATUS_INVALID_PARAMETER_6 },
            { "protection 0", NULL, PAGE, 0, SEC_COMMIT, STATUS_INVALID_PAGE_PROTECTION },
            { "two protections", NULL, PAGE, PAGE_READONLY | PAGE_READWRITE, SEC_COMMIT,
              STATUS_INVALID_PAGE_PROTECTION },
            { "image without file", NULL, PAGE, PAGE_READONLY, SEC_IMAGE,
              STATUS_INVALID_FILE_FOR_SECTION },
            { "image that is none", file, -1, PAGE_READONLY, SEC_IMAGE,
              STATUS_INVALID_IMAGE_NOT_MZ },
            { "empty file", empty, -1, PAGE_READONLY, SEC_COMMIT, STATUS_MAPPED_FILE_SIZE_ZERO },
            { "empty image", empty, -1, PAGE_READONLY, SEC_IMAGE, STATUS_INVALID_FILE_FOR_SECTION },
            { "too big", file, 2 * PAGE, PAGE_READONLY, SEC_COMMIT, STATUS_SECTION_TOO_BIG },
            { "file not writable", read_only, -1, PAGE_READWRITE, SEC_COMMIT,
              STATUS_ACCESS_DENIED },
            { "no handle", (HANDLE)0xdead0, -1, PAGE_READWRITE, SEC_COMMIT, STATUS_INVALID_HANDLE },
            { "no file", GetCurrentProcess(), -1, PAGE_READWRITE, SEC_COMMIT,
              STATUS_OBJECT_TYPE_MISMATCH },
        };

        for (i = 0; i < ARRAY_SIZE(rows); i++) {
            winetest_push_context("%s", rows[i].what);
            size.QuadPart = rows[i].size;
            section = (HANDLE)0xdead0;
            status = pNtCreateSection(&section, SECTION_ALL_ACCESS, NULL,
                                      rows[i].size < 0 ? NULL : &size, rows[i].protect,
                                      rows[i].attributes, rows[i].file);
            /* Wine does not say which parameter. */
            todo_wine_if(rows[i].status == STATUS_INVALID_PARAMETER_4 ||
                          rows[i].status == STATUS_INVALID_PARAMETER_6)
                ok_status(status, rows[i].status);
            ok(section == NULL, "handle is %p\n", section); /* S-NT-03 */
            winetest_pop_context();
        }
    }
    CloseHandle(read_only);
    CloseHandle(empty);
    CloseHandle(file);
    scratch_delete(empty_path);
    scratch_delete(path);
}

/* The virtual memory calls return what they really did: whole pages. */
static void test_virtual(void)
{
    MEMORY_BASIC_INFORMATION info;
    void *base = NULL;
    SIZE_T size = PAGE + 1, length = 0;
    char *start;
    ULONG old;

    ok_status(pNtAllocateVirtualMemory(NT_THIS_PROCESS, &base, 0, &size, MEM_RESERVE | MEM_COMMIT,
                                       PAGE_READWRITE),
              STATUS_SUCCESS);
    start = base;
    ok_value(size, 2 * PAGE);
    ok(start && !((ULONG_PTR)start % GRANULARITY), "base is %p\n", start);

    base = start + PAGE + 3;
    size = 1;
    ok_status(pNtProtectVirtualMemory(NT_THIS_PROCESS, &base, &size, PAGE_READONLY, &old),
              STATUS_SUCCESS);
    ok(base == start + PAGE, "base is %p, expected %p\n", base, start + PAGE);
    ok_value(size, PAGE);
    ok_value(old, PAGE_READWRITE);

    memset(&info, 0xcc, sizeof(info));
    ok_status(pNtQueryVirtualMemory(NT_THIS_PROCESS, start + 5, NT_MEMORY_BASIC, &info,
                                    sizeof(info), &length),
              STATUS_SUCCESS);
    ok_value(length, sizeof(info));
    ok(info.BaseAddress == start, "BaseAddress is %p\n", info.BaseAddress);
    ok_value(info.RegionSize, PAGE);
    ok_value(info.Type, MEM_PRIVATE);
    ok_status(pNtQueryVirtualMemory(NT_THIS_PROCESS, start, NT_MEMORY_BASIC, &info,
                                    sizeof(info) - 1, NULL),
              STATUS_INFO_LENGTH_MISMATCH);
    /* S-ERR-04 */
    ok_status(pNtProtectVirtualMemory(NT_THIS_PROCESS, &base, &size, 0, &old),
              STATUS_INVALID_PAGE_PROTECTION);
    base = start;
    size = PAGE;
    ok_status(pNtFreeVirtualMemory(NT_THIS_PROCESS, &base, &size, MEM_DECOMMIT), STATUS_SUCCESS);
    ok_status(pNtProtectVirtualMemory(NT_THIS_PROCESS, &base, &size, PAGE_READONLY, &old),
              STATUS_NOT_COMMITTED);
    size = 0;
    ok_status(pNtFreeVirtualMemory(NT_THIS_PROCESS, &base, &size, MEM_RELEASE), STATUS_SUCCESS);
    ok(base == start, "base is %p\n", base);
    ok_value(size, 2 * PAGE);
    ok_status(pNtFlushVirtualMemory(NT_THIS_PROCESS, (const void **)&base, &size,
                                    (IO_STATUS_BLOCK *)&info) < 0,
              TRUE);
}

START_TEST(section_nt)
{
    HANDLE section;

    nt_load();
    section = make(SEC_COMMIT);
    test_map_arguments(section);
    test_map_base(section);
    pNtClose(section);
    test_commit_size();
    test_map_statuses();
    test_query();
    test_create_statuses();
    test_virtual();
}
