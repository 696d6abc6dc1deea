// SPDX-License-Identifier: MIT
// VirtualLock, and what QueryWorkingSetEx tells of pages. S-COW-06

#include <windows.h>
#define PSAPI_VERSION 2
#include <psapi.h>
#include "wine/test.h"
#include "check.h"

#define PAGES 16
#define SIZE (PAGES * PAGE)

static PSAPI_WORKING_SET_EX_BLOCK page_of(const void *address)
{
    PSAPI_WORKING_SET_EX_INFORMATION page;

    memset(&page, 0x41, sizeof(page));
    page.VirtualAddress = (void *)address;
    ok(QueryWorkingSetEx(GetCurrentProcess(), &page, sizeof(page)),
       "QueryWorkingSetEx failed, error %lu\n", GetLastError());
    return page.VirtualAttributes;
}

static void check_page(int line, const void *address, DWORD valid, DWORD protect, DWORD shared)
{
    PSAPI_WORKING_SET_EX_BLOCK page = page_of(address);

    winetest_push_context("line %d", line);
    ok_value(page.Valid, valid);
    ok_value(page.Win32Protection, valid ? protect : 0);
    ok_value(page.Shared, shared);
    if (valid && shared)
        ok(page.ShareCount > 0, "a shared page is shared by nobody\n");
    else
        ok_value(page.ShareCount, 0);
    ok_value(page.LargePage, 0);
    winetest_pop_context();
}

#define ok_page(address, valid, protect, shared) \
    check_page(__LINE__, address, valid, protect, shared)

static char *commit(SIZE_T size)
{
    char *base = VirtualAlloc(NULL, size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);

    ok(base != NULL, "VirtualAlloc failed, error %lu\n", GetLastError());
    return base;
}

static void test_working_set_private(void)
{
    PSAPI_WORKING_SET_EX_INFORMATION pages[3];
    static const char constant[] = "of the program";
    char *base = commit(SIZE);
    DWORD old;

    ok_page(base, 0, 0, 0);
    base[0] = 1;
    ok_page(base, 1, PAGE_READWRITE, 0);
    ok_page(base + PAGE - 1, 1, PAGE_READWRITE, 0);
    ok_page(base + PAGE, 0, 0, 0);
    ok_succeeds(VirtualProtect(base, PAGE, PAGE_READONLY, &old));
    ok_page(base, 1, PAGE_READONLY, 0);
    ok_succeeds(VirtualProtect(base, PAGE, PAGE_NOACCESS, &old));
    ok_page(base, 0, 0, 0);
    ok_succeeds(VirtualFree(base, PAGE, MEM_DECOMMIT));
    ok_page(base, 0, 0, 0);

    base[2 * PAGE] = 1;
    memset(pages, 0x41, sizeof(pages));
    pages[0].VirtualAddress = base + 2 * PAGE;
    pages[1].VirtualAddress = base + 3 * PAGE;
    pages[2].VirtualAddress = (void *)constant;
    ok_succeeds(QueryWorkingSetEx(GetCurrentProcess(), pages, sizeof(pages)));
    ok_value(pages[0].VirtualAttributes.Valid, 1);
    ok_value(pages[1].VirtualAttributes.Valid, 0);
    ok_value(pages[2].VirtualAttributes.Valid, 1);
    ok_succeeds(VirtualFree(base, 0, MEM_RELEASE));
    ok_page(base, 0, 0, 0);
    todo_wine
    ok_fails(QueryWorkingSetEx(GetCurrentProcess(), pages, sizeof(pages[0]) - 1),
             ERROR_BAD_LENGTH);
    ok_fails(QueryWorkingSetEx(GetCurrentProcess(), (void *)16, sizeof(pages[0])), ERROR_NOACCESS);
}

/* Copy-on-write pages are shared until they are written to. Wine 8 says WRITECOPY of both. */
static void test_working_set_views(void)
{
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, SIZE, NULL);
    volatile char *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    volatile char *copy = MapViewOfFile(section, FILE_MAP_COPY, 0, 0, 0);
    PSAPI_WORKING_SET_EX_BLOCK page;

    ok(view && copy, "MapViewOfFile failed, error %lu\n", GetLastError());
    page = page_of((char *)copy + PAGE);
    ok_value(page.Valid, 0);
    todo_wine ok_value(page.Shared, 1);
    view[PAGE] = 1;
    ok_page((char *)view + PAGE, 1, PAGE_READWRITE, 1);
    ok(copy[PAGE] == 1, "the views are not of one section\n");
    page = page_of((char *)copy + PAGE);
    ok_value(page.Valid, 1);
    ok_value(page.Shared, 1);
    ok_value(page.Win32Protection, PAGE_WRITECOPY);
    copy[PAGE] = 2;
    page = page_of((char *)copy + PAGE);
    ok_value(page.Shared, 0);
    todo_wine ok_value(page.Win32Protection, PAGE_READWRITE);
    ok_page((char *)view + PAGE, 1, PAGE_READWRITE, 1);
    UnmapViewOfFile((void *)view);
    UnmapViewOfFile((void *)copy);
    CloseHandle(section);
}

static DWORD locked(const void *address)
{
    return (DWORD)page_of(address).Locked;
}

static void test_lock(void)
{
    char *base = commit(SIZE), on_stack[64] = { 0 };
    DWORD old, i;

    ok_succeeds(VirtualLock(base + PAGE + 1, PAGE)); /* touches two pages */
    for (i = 0; i < 4; i++)
        ok_value(locked(base + i * PAGE), i == 1 || i == 2);
    ok_page(base + PAGE, 1, PAGE_READWRITE, 0); /* and brings them in */
    ok_page(base + 3 * PAGE, 0, 0, 0);
    ok_succeeds(VirtualLock(base, 3 * PAGE)); /* again is no error, and does not count */
    ok_succeeds(VirtualUnlock(base, PAGE));
    ok_fails(VirtualUnlock(base, PAGE), ERROR_NOT_LOCKED);
    ok_fails(VirtualUnlock(base, 2 * PAGE), ERROR_NOT_LOCKED);
    ok_value(locked(base + PAGE), 1);
    ok_succeeds(VirtualUnlock(base + PAGE, 2 * PAGE));
    ok_value(locked(base + PAGE), 0);

    /* a guard page's first lock is its one touch */
    ok_succeeds(VirtualProtect(base, PAGE, PAGE_READWRITE | PAGE_GUARD, &old));
    ok_fails(VirtualLock(base, PAGE), STATUS_GUARD_PAGE_VIOLATION);
    ok_region(base, base, PAGE_READWRITE, SIZE, MEM_COMMIT, PAGE_READWRITE, MEM_PRIVATE);
    ok_succeeds(VirtualLock(base, PAGE));

    /* what cannot be read cannot be locked; nothing of the range is then */
    ok_succeeds(VirtualProtect(base + 4 * PAGE, PAGE, PAGE_NOACCESS, &old));
    ok_fails(VirtualLock(base + 3 * PAGE, 2 * PAGE), ERROR_NOACCESS);
    ok_value(locked(base + 3 * PAGE), 0);
    ok_succeeds(VirtualFree(base + 8 * PAGE, PAGE, MEM_DECOMMIT));
    ok_fails(VirtualLock(base + 7 * PAGE, 2 * PAGE), ERROR_NOACCESS);
    ok_value(locked(base + 7 * PAGE), 0);

    /* the program's own variables */
    ok_succeeds(VirtualLock(on_stack, sizeof(on_stack)));
    ok_succeeds(VirtualUnlock(on_stack, sizeof(on_stack)));
    ok_succeeds(VirtualFree(base, 0, MEM_RELEASE)); /* locked pages, too */
    ok_fails(VirtualLock(base, PAGE), ERROR_NOACCESS);
    ok_fails(VirtualLock((void *)0x7fffffff0000, PAGE), ERROR_INVALID_PARAMETER);
}

/* Locking is no write: no page of a copy-on-write view becomes this process's own. */
static void test_lock_copy(void)
{
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, SIZE, NULL);
    volatile char *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    volatile char *copy = MapViewOfFile(section, FILE_MAP_COPY, 0, 0, 0);
    DWORD old, i;

    for (i = 0; i < PAGES; i++)
        view[i * PAGE] = 's';
    ok_succeeds(VirtualLock((void *)copy, SIZE));
    ok_region((char *)copy, copy, PAGE_WRITECOPY, SIZE, MEM_COMMIT, PAGE_WRITECOPY, MEM_MAPPED);
    copy[5 * PAGE] = 'p';
    copy[6 * PAGE] = 'p';
    for (i = 0; i < PAGES; i++)
        view[i * PAGE] = 't';
    winetest_push_context("written while locked");
    ok_region((char *)copy + 5 * PAGE, copy, PAGE_WRITECOPY, 2 * PAGE, MEM_COMMIT, PAGE_READWRITE,
              MEM_MAPPED);
    for (i = 0; i < PAGES; i++)
        ok(copy[i * PAGE] == (i == 5 || i == 6 ? 'p' : 't'), "page %lu is '%c'\n", i,
           copy[i * PAGE]);
    winetest_pop_context();

    /* nor does a change of protection copy */
    ok_succeeds(VirtualProtect((void *)copy, SIZE, PAGE_READONLY, &old));
    ok_succeeds(VirtualProtect((void *)copy, SIZE, PAGE_WRITECOPY, &old));
    ok_region((char *)copy, copy, PAGE_WRITECOPY, 5 * PAGE, MEM_COMMIT, PAGE_WRITECOPY,
              MEM_MAPPED);
    for (i = 0; i < PAGES; i++) {
        view[i * PAGE] = 'u';
        ok_value(locked((char *)copy + i * PAGE), 1);
    }
    ok(copy[4 * PAGE] == 'u' && copy[7 * PAGE] == 'u', "locked pages were copied\n");
    ok_succeeds(VirtualUnlock((void *)copy, SIZE));

    /* part of a shared view made copy-on-write and back while it is locked */
    ok_succeeds(VirtualLock((void *)view, 4 * PAGE));
    ok_succeeds(VirtualProtect((void *)view, 4 * PAGE, PAGE_WRITECOPY, &old));
    view[0] = 'x';
    ok_succeeds(VirtualProtect((void *)view, 4 * PAGE, PAGE_READWRITE, &old));
    view[PAGE] = 'y';
    ok(copy[0] == 'u' && copy[PAGE] == 'y', "page 0 is '%c', page 1 '%c'\n", copy[0], copy[PAGE]);
    ok_succeeds(VirtualUnlock((void *)view, 4 * PAGE));
    UnmapViewOfFile((void *)view);
    UnmapViewOfFile((void *)copy);
    CloseHandle(section);
}

START_TEST(virtual_lock)
{
    test_working_set_private();
    test_working_set_views();
    if (winetest_platform_is_wine) {
        skip("Wine 8 locks nothing, checks nothing and knows no copied pages\n");
        return;
    }
    test_lock();
    test_lock_copy();
}
