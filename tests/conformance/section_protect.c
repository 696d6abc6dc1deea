// SPDX-License-Identifier: MIT
// Changing the protection of a view's pages.

#include <windows.h>
#include "wine/test.h"
#include "check.h"
#include "scratch.h"

enum { READ = 1, WRITE = 2, EXECUTE = 4 };

/* S-PRO-01: what each protection takes; copy-on-write counts as reading. */
static const struct {
    DWORD protect;
    int takes;
} protections[] = {
    { PAGE_NOACCESS, 0 },
    { PAGE_READONLY, READ },
    { PAGE_READWRITE, READ | WRITE },
    { PAGE_WRITECOPY, READ },
    { PAGE_EXECUTE, READ | EXECUTE },
    { PAGE_EXECUTE_READ, READ | EXECUTE },
    { PAGE_EXECUTE_READWRITE, READ | WRITE | EXECUTE },
    { PAGE_EXECUTE_WRITECOPY, READ | EXECUTE },
};

static const struct {
    DWORD access;
    DWORD protect;
    int has;
} views[] = {
    { 0, PAGE_NOACCESS, 0 },
    { FILE_MAP_READ, PAGE_READONLY, READ },
    { FILE_MAP_WRITE, PAGE_READWRITE, READ | WRITE },
    { FILE_MAP_COPY, PAGE_WRITECOPY, READ },
    { FILE_MAP_READ | FILE_MAP_EXECUTE, PAGE_EXECUTE_READ, READ | EXECUTE },
    { FILE_MAP_WRITE | FILE_MAP_EXECUTE, PAGE_EXECUTE_READWRITE, READ | WRITE | EXECUTE },
    { FILE_MAP_COPY | FILE_MAP_EXECUTE, PAGE_EXECUTE_WRITECOPY, READ | EXECUTE },
};

/* S-PRO-01: each view against each protection, on the middle one of three pages. */
static void test_matrix(HANDLE section)
{
    MEMORY_BASIC_INFORMATION info;
    DWORD old, asked;
    BOOL allowed, changed;
    size_t i, j;
    char *view;

    for (i = 0; i < ARRAY_SIZE(views); i++) {
        for (j = 0; j < ARRAY_SIZE(protections); j++) {
            asked = protections[j].protect;
            allowed = !(protections[j].takes & ~views[i].has);
            winetest_push_context("view 0x%02lx, asked 0x%02lx", views[i].protect, asked);
            view = MapViewOfFile(section, views[i].access, 0, 0, 0);
            ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
            old = NO_ERROR_YET;
            SetLastError(NO_ERROR_YET);
            changed = VirtualProtect(view + PAGE, PAGE, asked, &old);
            ok(changed == allowed, "returned %d\n", changed);
            memset(&info, 0xcc, sizeof(info));
            VirtualQuery(view + PAGE, &info, sizeof(info));
            ok_value(info.AllocationProtect, views[i].protect);
            if (allowed) {
                ok_error(NO_ERROR_YET);
                ok_value(old, views[i].protect);
                ok_value(info.Protect, asked);
                if (asked != views[i].protect)
                    ok_value(info.RegionSize, PAGE);
                ok(VirtualProtect(view + PAGE, PAGE, views[i].protect, &old),
                   "cannot go back, error %lu\n", GetLastError());
                ok_value(old, asked);
                ok_region(view, view, views[i].protect, 3 * PAGE, MEM_COMMIT, views[i].protect,
                          MEM_MAPPED);
            } else {
                ok_error(ERROR_INVALID_PARAMETER);
                ok_value(info.Protect, views[i].protect);
            }
            UnmapViewOfFile(view);
            winetest_pop_context();
        }
    }
}

/* S-PRO-01: arguments that are wrong whatever the view. */
static void test_arguments(HANDLE section)
{
    static const DWORD wrong[] = { 0, PAGE_READONLY | PAGE_READWRITE, PAGE_NOACCESS | PAGE_READONLY,
                                   0x10000000 };
    char *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    DWORD old;
    size_t i;

    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    for (i = 0; i < ARRAY_SIZE(wrong); i++) {
        winetest_push_context("asked 0x%lx", wrong[i]);
        ok_fails(VirtualProtect(view, PAGE, wrong[i], &old), ERROR_INVALID_PARAMETER);
        winetest_pop_context();
    }
    ok_fails(VirtualProtect(view, PAGE, PAGE_READONLY, NULL), ERROR_NOACCESS);
    ok_region(view, view, PAGE_READWRITE, 3 * PAGE, MEM_COMMIT, PAGE_READWRITE, MEM_MAPPED);
    /* whole pages: the range touches two */
    ok_succeeds(VirtualProtect(view + PAGE - 1, 2, PAGE_READONLY, &old));
    ok_region(view, view, PAGE_READWRITE, 2 * PAGE, MEM_COMMIT, PAGE_READONLY, MEM_MAPPED);
    ok_region(view + 2 * PAGE, view, PAGE_READWRITE, PAGE, MEM_COMMIT, PAGE_READWRITE, MEM_MAPPED);
    UnmapViewOfFile(view);
    ok(!VirtualProtect(view, PAGE, PAGE_READONLY, &old), "protected free memory\n");
    todo_wine ok_error(ERROR_INVALID_ADDRESS);
}

/* One view's protection is no other view's. */
static void test_two_views(HANDLE section)
{
    char *first = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    char *second = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    DWORD old;

    ok_succeeds(VirtualProtect(first, 3 * PAGE, PAGE_READONLY, &old));
    second[5] = 55;
    ok(((volatile char *)first)[5] == 55, "the views are not one memory\n");
    ok_region(second, second, PAGE_READWRITE, 3 * PAGE, MEM_COMMIT, PAGE_READWRITE, MEM_MAPPED);
    ok_succeeds(VirtualProtect(first, 3 * PAGE, PAGE_READWRITE, &old));
    ok_value(old, PAGE_READONLY);
    first[6] = 66;
    ok(((volatile char *)second)[6] == 66, "the views are not one memory\n");
    UnmapViewOfFile(first);
    UnmapViewOfFile(second);
}

/* S-PRO-02: the calls for private memory do nothing good to a view. */
static void test_wrong_calls(HANDLE section, BOOL of_file)
{
    char *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);

    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    ok_fails(VirtualFree(view, 0, MEM_RELEASE), ERROR_INVALID_PARAMETER);
    ok_fails(VirtualFree(view, PAGE, MEM_DECOMMIT), ERROR_INVALID_PARAMETER);
    ok_fails(VirtualAlloc(view, PAGE, MEM_RESERVE, PAGE_READWRITE), ERROR_INVALID_ADDRESS);
    if (of_file)
        ok_fails(VirtualAlloc(view, PAGE, MEM_COMMIT, PAGE_READWRITE), ERROR_ACCESS_DENIED);
    else
        ok_succeeds(VirtualAlloc(view, PAGE, MEM_COMMIT, PAGE_READWRITE));
    ok_region(view, view, PAGE_READWRITE, 3 * PAGE, MEM_COMMIT, PAGE_READWRITE, MEM_MAPPED);
    UnmapViewOfFile(view);
}

START_TEST(section_protect)
{
    char path[MAX_PATH];
    HANDLE file, section;

    section =
        CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_EXECUTE_READWRITE, 0, 3 * PAGE, NULL);
    ok(section != NULL, "CreateFileMapping failed, error %lu\n", GetLastError());
    winetest_push_context("page file");
    test_matrix(section);
    test_arguments(section);
    test_two_views(section);
    test_wrong_calls(section, FALSE);
    winetest_pop_context();
    CloseHandle(section);

    file = scratch_create(path, "protect", 3 * PAGE);
    section = CreateFileMappingA(file, NULL, PAGE_EXECUTE_READWRITE, 0, 0, NULL);
    ok(section != NULL, "CreateFileMapping failed, error %lu\n", GetLastError());
    winetest_push_context("file");
    test_matrix(section);
    test_arguments(section);
    test_two_views(section);
    test_wrong_calls(section, TRUE);
    winetest_pop_context();
    CloseHandle(section);
    CloseHandle(file);
    scratch_delete(path);
}
