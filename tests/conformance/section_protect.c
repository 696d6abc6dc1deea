// SPDX-License-Identifier: MIT
// Changing the protection of a view's pages: arguments, ranges, other views. (section_matrix has
// the combinations.)

#include <windows.h>
#include "wine/test.h"
#include "check.h"
#include "scratch.h"

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

START_TEST(section_protect)
{
    char path[MAX_PATH];
    HANDLE file, section;

    section =
        CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_EXECUTE_READWRITE, 0, 3 * PAGE, NULL);
    ok(section != NULL, "CreateFileMapping failed, error %lu\n", GetLastError());
    winetest_push_context("page file");
    test_arguments(section);
    test_two_views(section);
    winetest_pop_context();
    CloseHandle(section);

    file = scratch_create(path, "protect", 3 * PAGE);
    section = CreateFileMappingA(file, NULL, PAGE_EXECUTE_READWRITE, 0, 0, NULL);
    ok(section != NULL, "CreateFileMapping failed, error %lu\n", GetLastError());
    winetest_push_context("file");
    test_arguments(section);
    test_two_views(section);
    winetest_pop_context();
    CloseHandle(section);
    CloseHandle(file);
    scratch_delete(path);
}
