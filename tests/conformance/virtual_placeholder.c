// SPDX-License-Identifier: MIT
// Placeholders: reserved address space that is split, replaced, restored and coalesced; and where
// VirtualAlloc2 and MapViewOfFile3 put what they make.

#include <windows.h>
#include "wine/test.h"
#include "check.h"

#ifndef MEM_RESERVE_PLACEHOLDER
#define MEM_COALESCE_PLACEHOLDERS 0x00000001
#define MEM_PRESERVE_PLACEHOLDER  0x00000002
#define MEM_REPLACE_PLACEHOLDER   0x00004000
#define MEM_RESERVE_PLACEHOLDER   0x00040000
#endif

#define UNIT GRANULARITY
#define RESERVE (MEM_RESERVE | MEM_RESERVE_PLACEHOLDER)
#define REPLACE (MEM_RESERVE | MEM_COMMIT | MEM_REPLACE_PLACEHOLDER)
#define PRESERVE (MEM_RELEASE | MEM_PRESERVE_PLACEHOLDER)
#define COALESCE (MEM_RELEASE | MEM_COALESCE_PLACEHOLDERS)

static void *(WINAPI *pVirtualAlloc2)(HANDLE, void *, SIZE_T, ULONG, ULONG,
                                      MEM_EXTENDED_PARAMETER *, ULONG);
static void *(WINAPI *pMapViewOfFile3)(HANDLE, HANDLE, void *, ULONG64, SIZE_T, ULONG, ULONG,
                                       MEM_EXTENDED_PARAMETER *, ULONG);
static BOOL (WINAPI *pUnmapViewOfFile2)(HANDLE, void *, ULONG);

static BOOL load(void)
{
    HMODULE base = GetModuleHandleA("kernelbase.dll");
    void *probe = NULL;

    pVirtualAlloc2 = (void *)GetProcAddress(base, "VirtualAlloc2");
    pMapViewOfFile3 = (void *)GetProcAddress(base, "MapViewOfFile3");
    pUnmapViewOfFile2 = (void *)GetProcAddress(base, "UnmapViewOfFile2");
    if (pVirtualAlloc2)
        probe = pVirtualAlloc2(NULL, NULL, UNIT, RESERVE, PAGE_NOACCESS, NULL, 0);
    if (probe)
        VirtualFree(probe, 0, MEM_RELEASE);
    return probe != NULL;
}

static char *placeholder(SIZE_T size)
{
    char *base = pVirtualAlloc2(NULL, NULL, size, RESERVE, PAGE_NOACCESS, NULL, 0);

    ok(base != NULL, "no placeholder, error %lu\n", GetLastError());
    return base;
}

static HANDLE section(SIZE_T size)
{
    HANDLE made = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, (DWORD)size,
                                     NULL);

    ok(made != NULL, "CreateFileMapping failed, error %lu\n", GetLastError());
    return made;
}

/* One placeholder is there, exactly. */
static void check_placeholder(int line, const char *base, SIZE_T size)
{
    winetest_push_context("line %d", line);
    ok_region(base, base, PAGE_NOACCESS, size, MEM_RESERVE, 0, MEM_PRIVATE);
    ok_region(base + size - 1, base, PAGE_NOACCESS, PAGE, MEM_RESERVE, 0, MEM_PRIVATE);
    winetest_pop_context();
}

#define ok_placeholder(base, size) check_placeholder(__LINE__, base, size)

static void test_reserve(void)
{
    char *base;

    ok_fails(pVirtualAlloc2(NULL, NULL, UNIT, RESERVE, PAGE_READWRITE, NULL, 0),
             ERROR_INVALID_PARAMETER);
    ok_fails(pVirtualAlloc2(NULL, NULL, UNIT, RESERVE | MEM_COMMIT, PAGE_NOACCESS, NULL, 0),
             ERROR_INVALID_PARAMETER);
    ok_fails(VirtualAlloc(NULL, UNIT, RESERVE, PAGE_NOACCESS), ERROR_INVALID_PARAMETER);
    ok_fails(VirtualAlloc(NULL, UNIT, REPLACE, PAGE_READWRITE), ERROR_INVALID_PARAMETER);

    base = placeholder(4 * UNIT);
    ok_placeholder(base, 4 * UNIT);
    /* it can only be replaced: not committed, not reserved once more */
    ok_fails(VirtualAlloc(base, PAGE, MEM_COMMIT, PAGE_READWRITE), ERROR_INVALID_ADDRESS);
    ok_fails(VirtualAlloc(base, UNIT, MEM_RESERVE, PAGE_READWRITE), ERROR_INVALID_ADDRESS);
    ok_succeeds(VirtualFree(base, 0, MEM_RELEASE));
    ok_fails(VirtualFree(base, 0, MEM_RELEASE), ERROR_INVALID_ADDRESS);

    /* memory that never was one cannot become one */
    base = pVirtualAlloc2(NULL, NULL, 2 * UNIT, MEM_RESERVE, PAGE_NOACCESS, NULL, 0);
    ok_fails(VirtualFree(base, UNIT, PRESERVE), ERROR_INVALID_ADDRESS);
    ok_succeeds(VirtualFree(base, 0, MEM_RELEASE));
}

static void test_split(void)
{
    char *base = placeholder(8 * UNIT);

    ok_fails(VirtualFree(base, 0, PRESERVE), ERROR_INVALID_PARAMETER);
    ok_fails(VirtualFree(base, 8 * UNIT, PRESERVE), ERROR_INVALID_ADDRESS);
    ok_fails(VirtualFree(base, UNIT, PRESERVE | MEM_COALESCE_PLACEHOLDERS),
             ERROR_INVALID_PARAMETER);
    ok_fails(VirtualFree(base, UNIT, MEM_DECOMMIT | MEM_PRESERVE_PLACEHOLDER),
             ERROR_INVALID_PARAMETER);

    /* the middle, of whole pages; then each end */
    ok_succeeds(VirtualFree(base + 2 * UNIT + PAGE, 3 * PAGE, PRESERVE));
    ok_placeholder(base, 2 * UNIT + PAGE);
    ok_placeholder(base + 2 * UNIT + PAGE, 3 * PAGE);
    ok_placeholder(base + 2 * UNIT + 4 * PAGE, 6 * UNIT - 4 * PAGE);
    ok_succeeds(VirtualFree(base, UNIT, PRESERVE));
    ok_placeholder(base, UNIT);
    ok_placeholder(base + UNIT, UNIT + PAGE);

    /* coalescing takes whole ones, two or more, without gaps */
    ok_fails(VirtualFree(base, UNIT, COALESCE), ERROR_INVALID_ADDRESS);
    ok_fails(VirtualFree(base, UNIT + PAGE, COALESCE), ERROR_INVALID_ADDRESS);
    ok_fails(VirtualFree(base, 9 * UNIT, COALESCE), ERROR_INVALID_ADDRESS);
    ok_fails(VirtualFree(base, 0, COALESCE), ERROR_INVALID_PARAMETER);
    ok_succeeds(VirtualFree(base, 2 * UNIT + PAGE, COALESCE));
    ok_placeholder(base, 2 * UNIT + PAGE);
    ok_succeeds(VirtualFree(base, 8 * UNIT, COALESCE));
    ok_placeholder(base, 8 * UNIT);
    ok_succeeds(VirtualFree(base, 0, MEM_RELEASE));
}

static void test_private(void)
{
    char *base = placeholder(4 * UNIT), *made;

    ok_fails(pVirtualAlloc2(NULL, NULL, UNIT, REPLACE, PAGE_READWRITE, NULL, 0),
             ERROR_INVALID_PARAMETER);
    ok_fails(pVirtualAlloc2(NULL, base, UNIT, REPLACE, PAGE_READWRITE, NULL, 0),
             ERROR_INVALID_ADDRESS);
    ok_succeeds(VirtualFree(base, UNIT + PAGE, PRESERVE));
    made = pVirtualAlloc2(NULL, base + UNIT + PAGE, 3 * UNIT - PAGE, REPLACE, PAGE_READWRITE, NULL,
                          0);
    ok(made == base + UNIT + PAGE, "made at %p, error %lu\n", made, GetLastError());
    ok_region(made, made, PAGE_READWRITE, 3 * UNIT - PAGE, MEM_COMMIT, PAGE_READWRITE, MEM_PRIVATE);
    made[0] = 1;
    made[3 * UNIT - PAGE - 1] = 1;
    ok_placeholder(base, UNIT + PAGE);

    /* the whole becomes a placeholder again, and what was in it is gone */
    ok_succeeds(VirtualFree(made, 3 * UNIT - PAGE, PRESERVE));
    ok_placeholder(made, 3 * UNIT - PAGE);
    made = pVirtualAlloc2(NULL, made, 3 * UNIT - PAGE, REPLACE, PAGE_READWRITE, NULL, 0);
    ok(made && made[0] == 0, "old contents came back\n");
    ok_succeeds(VirtualFree(made, 0, MEM_RELEASE));
    ok_fails(VirtualFree(made, 0, MEM_RELEASE), ERROR_INVALID_ADDRESS);
    ok_succeeds(VirtualFree(base, 0, MEM_RELEASE));
}

static void test_views(void)
{
    HANDLE mapping = section(2 * UNIT);
    char *base = placeholder(4 * UNIT), *one, *two, *view;

    /* a view that stands in no placeholder's place */
    view = pMapViewOfFile3(mapping, NULL, NULL, 0, UNIT, 0, PAGE_READWRITE, NULL, 0);
    ok(view != NULL, "MapViewOfFile3 failed, error %lu\n", GetLastError());
    ok_fails(pUnmapViewOfFile2(GetCurrentProcess(), view, MEM_PRESERVE_PLACEHOLDER),
             ERROR_INVALID_ADDRESS);
    ok_fails(VirtualFree(view, UNIT, PRESERVE), ERROR_INVALID_PARAMETER);
    ok_fails(pUnmapViewOfFile2(GetCurrentProcess(), view, 0x10), ERROR_INVALID_PARAMETER);
    ok_fails(pUnmapViewOfFile2(NULL, view, 0), ERROR_INVALID_HANDLE);

    /* the circular buffer: the same bytes twice, one behind the other */
    ok_fails(pMapViewOfFile3(mapping, NULL, base, 0, 2 * UNIT, MEM_REPLACE_PLACEHOLDER,
                             PAGE_READWRITE, NULL, 0), ERROR_INVALID_ADDRESS);
    ok_succeeds(VirtualFree(base, 2 * UNIT, PRESERVE));
    one = pMapViewOfFile3(mapping, NULL, base, 0, 2 * UNIT, MEM_REPLACE_PLACEHOLDER,
                          PAGE_READWRITE, NULL, 0);
    two = pMapViewOfFile3(mapping, NULL, base + 2 * UNIT, 0, 2 * UNIT, MEM_REPLACE_PLACEHOLDER,
                          PAGE_READWRITE, NULL, 0);
    ok(one == base && two == base + 2 * UNIT, "views at %p and %p, not %p\n", one, two, base);
    ok_region(one, one, PAGE_READWRITE, 2 * UNIT, MEM_COMMIT, PAGE_READWRITE, MEM_MAPPED);
    memcpy(base + 2 * UNIT - 3, "around", 6);
    ok(!memcmp(base, "und", 3) && !memcmp(view, "und", 3), "the buffer does not wrap\n");

    ok_fails(VirtualFree(one, 2 * UNIT, PRESERVE), ERROR_INVALID_PARAMETER);
    /* S-UNM-03 */
    ok_succeeds(pUnmapViewOfFile2(GetCurrentProcess(), one, MEM_PRESERVE_PLACEHOLDER));
    ok_placeholder(one, 2 * UNIT);
    ok_fails(pUnmapViewOfFile2(GetCurrentProcess(), one, MEM_PRESERVE_PLACEHOLDER),
             ERROR_INVALID_ADDRESS);
    ok_fails(UnmapViewOfFile(one), ERROR_INVALID_ADDRESS);
    ok(two[0] == 'u', "the second view lost its contents\n");

    /* at any page of view and section */
    ok_succeeds(VirtualFree(one + PAGE, PAGE, PRESERVE));
    one = pMapViewOfFile3(mapping, NULL, base + PAGE, 2 * UNIT - PAGE, PAGE,
                          MEM_REPLACE_PLACEHOLDER, PAGE_READONLY, NULL, 0);
    ok(one == base + PAGE, "view at %p, error %lu\n", one, GetLastError());
    ok(one && !memcmp(one + PAGE - 3, "aro", 3), "not the section's last page\n");
    ok_fails(pMapViewOfFile3(mapping, NULL, NULL, PAGE, PAGE, 0, PAGE_READONLY, NULL, 0),
             ERROR_MAPPED_ALIGNMENT);
    ok_succeeds(pUnmapViewOfFile2(GetCurrentProcess(), one, MEM_PRESERVE_PLACEHOLDER));
    ok_succeeds(pUnmapViewOfFile2(GetCurrentProcess(), two, MEM_PRESERVE_PLACEHOLDER));
    ok_succeeds(VirtualFree(base, 4 * UNIT, COALESCE));
    ok_placeholder(base, 4 * UNIT);
    ok_succeeds(VirtualFree(base, 0, MEM_RELEASE));
    ok_succeeds(pUnmapViewOfFile2(GetCurrentProcess(), view, 0));
    ok_succeeds(CloseHandle(mapping));
}

/* A copy-on-write view in a placeholder's place tracks its pages as others do. S-COW-02 */
static void test_copy(void)
{
    HANDLE mapping = section(UNIT);
    char *base = placeholder(2 * UNIT), *copy;

    ok_succeeds(VirtualFree(base, UNIT, PRESERVE));
    copy = pMapViewOfFile3(mapping, NULL, base, 0, UNIT, MEM_REPLACE_PLACEHOLDER, PAGE_WRITECOPY,
                           NULL, 0);
    ok(copy == base, "view at %p, error %lu\n", copy, GetLastError());
    copy[PAGE] = 1;
    todo_wine
    ok_region(copy + PAGE, copy, PAGE_WRITECOPY, PAGE, MEM_COMMIT, PAGE_READWRITE, MEM_MAPPED);
    ok_succeeds(pUnmapViewOfFile2(GetCurrentProcess(), copy, MEM_PRESERVE_PLACEHOLDER));
    ok_placeholder(base, UNIT);
    copy = pMapViewOfFile3(mapping, NULL, base, 0, UNIT, MEM_REPLACE_PLACEHOLDER, PAGE_WRITECOPY,
                           NULL, 0);
    ok(copy && copy[PAGE] == 0, "the private page outlived its view\n");
    ok_succeeds(UnmapViewOfFile(copy));
    ok_succeeds(VirtualFree(base + UNIT, 0, MEM_RELEASE));
    ok_succeeds(CloseHandle(mapping));
}

/* Write watching goes with what replaces a placeholder, and ends with it. */
static void test_watch(void)
{
    char *base = placeholder(UNIT), *made;
    DWORD granularity;
    ULONG_PTR count = 4;
    void *found[4];

    made = pVirtualAlloc2(NULL, base, UNIT, REPLACE | MEM_WRITE_WATCH, PAGE_READWRITE, NULL, 0);
    ok(made == base, "made at %p, error %lu\n", made, GetLastError());
    made[PAGE] = 1;
    ok(!GetWriteWatch(0, made, UNIT, found, &count, &granularity), "error %lu\n", GetLastError());
    ok(count == 1 && found[0] == made + PAGE, "%lu pages\n", (DWORD)count);
    ok_succeeds(VirtualFree(made, UNIT, PRESERVE));
    ok(GetWriteWatch(0, made, UNIT, found, &count, &granularity) == ~0u, "still watched\n");
    made = pVirtualAlloc2(NULL, base, UNIT, REPLACE, PAGE_READWRITE, NULL, 0);
    ok(made == base, "made at %p, error %lu\n", made, GetLastError());
    ok(GetWriteWatch(0, made, UNIT, found, &count, &granularity) == ~0u, "still watched\n");
    ok_succeeds(VirtualFree(made, 0, MEM_RELEASE));
}

static MEM_ADDRESS_REQUIREMENTS wanted;

static void *alloc_wanted(ULONG_PTR lowest, ULONG_PTR highest, SIZE_T alignment, SIZE_T size)
{
    MEM_EXTENDED_PARAMETER parameter;

    memset(&parameter, 0, sizeof(parameter));
    parameter.Type = MemExtendedParameterAddressRequirements;
    parameter.Pointer = &wanted;
    wanted.LowestStartingAddress = (void *)lowest;
    wanted.HighestEndingAddress = (void *)highest;
    wanted.Alignment = alignment;
    return pVirtualAlloc2(NULL, NULL, size, MEM_RESERVE, PAGE_READWRITE, &parameter, 1);
}

static void test_requirements(void)
{
    const ULONG_PTR gib4 = (ULONG_PTR)1 << 32, remote = (ULONG_PTR)48 << 40;
    MEM_EXTENDED_PARAMETER twice[2];
    HANDLE mapping = section(UNIT);
    char *low, *high, *view;

    low = alloc_wanted(0, gib4 - 1, 0, UNIT);
    ok(low && (ULONG_PTR)low < gib4 - UNIT + 1, "not below 4 GiB: %p, error %lu\n", low,
       GetLastError());
    high = alloc_wanted(remote, remote + gib4 - 1, 0x1000000, 3 * UNIT);
    ok((ULONG_PTR)high >= remote && (ULONG_PTR)high < remote + gib4, "not above 48 TiB: %p\n",
       high);
    ok(!((ULONG_PTR)high % 0x1000000), "not aligned: %p\n", high);
    ok_succeeds(VirtualFree(low, 0, MEM_RELEASE));
    ok_succeeds(VirtualFree(high, 0, MEM_RELEASE));

    ok_fails(alloc_wanted(0, 0, 0x3000, UNIT), ERROR_INVALID_PARAMETER);
    ok_fails(alloc_wanted(0, 0, PAGE, UNIT), ERROR_INVALID_PARAMETER);
    ok_fails(alloc_wanted(PAGE, 0, 0, UNIT), ERROR_INVALID_PARAMETER);
    ok_fails(alloc_wanted(0, gib4 - 2, 0, UNIT), ERROR_INVALID_PARAMETER);
    ok_fails(alloc_wanted(gib4, gib4 / 2 - 1, 0, UNIT), ERROR_INVALID_PARAMETER);
    ok_fails(alloc_wanted(gib4, gib4 + UNIT - 1, 0, 2 * UNIT), ERROR_NOT_ENOUGH_MEMORY);

    /* two of a kind; a place that is named already */
    memset(twice, 0, sizeof(twice));
    twice[0].Type = twice[1].Type = MemExtendedParameterAddressRequirements;
    twice[0].Pointer = twice[1].Pointer = &wanted;
    wanted.LowestStartingAddress = wanted.HighestEndingAddress = NULL;
    wanted.Alignment = 0;
    ok_fails(pVirtualAlloc2(NULL, NULL, UNIT, MEM_RESERVE, PAGE_READWRITE, twice, 2),
             ERROR_INVALID_PARAMETER);
    ok_fails(pVirtualAlloc2(NULL, (void *)0x10000000, UNIT, MEM_RESERVE, PAGE_READWRITE, twice, 1),
             ERROR_INVALID_PARAMETER);
    twice[0].Type = MemExtendedParameterInvalidType;
    ok_fails(pVirtualAlloc2(NULL, NULL, UNIT, MEM_RESERVE, PAGE_READWRITE, twice, 1),
             ERROR_INVALID_PARAMETER);

    wanted.HighestEndingAddress = (void *)(gib4 - 1);
    twice[0].Type = MemExtendedParameterAddressRequirements;
    view = pMapViewOfFile3(mapping, NULL, NULL, 0, 0, 0, PAGE_READWRITE, twice, 1);
    ok(view && (ULONG_PTR)view < gib4, "view not below 4 GiB: %p, error %lu\n", view,
       GetLastError());
    ok_succeeds(UnmapViewOfFile(view));
    ok_succeeds(CloseHandle(mapping));
}

START_TEST(virtual_placeholder)
{
    if (!load()) {
        skip("no placeholders here\n");
        return;
    }
    test_reserve();
    test_split();
    test_private();
    test_views();
    test_copy();
    test_watch();
    test_requirements();
}
