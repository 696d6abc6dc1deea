// SPDX-License-Identifier: MIT
// Unmapping a view: what address names it, and what is there afterwards.

#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include "wine/test.h"
#include "check.h"
#include "nt.h"
#include "scratch.h"
#include "child.h"

#define SIZE (3 * GRANULARITY)

static char *map(void)
{
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, SIZE, NULL);
    char *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);

    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    CloseHandle(section);
    return view;
}

/* Other memory may have come right behind the view, so the size of the hole is not known. */
static void check_free(const char *address)
{
    MEMORY_BASIC_INFORMATION info;

    memset(&info, 0xcc, sizeof(info));
    ok_value(VirtualQuery(address, &info, sizeof(info)), sizeof(info));
    ok_value(info.State, MEM_FREE);
    ok_value(info.Protect, PAGE_NOACCESS);
    ok(info.AllocationBase == NULL, "AllocationBase is %p\n", info.AllocationBase);
    ok_value(info.AllocationProtect, 0);
    ok_value(info.Type, 0);
}

/* S-UNM-01, S-UNM-02: any address inside, and then it is free memory. */
static void test_address(void)
{
    static const DWORD offsets[] = { 0, 1, PAGE - 1, PAGE, GRANULARITY, SIZE - PAGE, SIZE - 1 };
    char *view, *again;
    size_t i;

    for (i = 0; i < ARRAY_SIZE(offsets); i++) {
        winetest_push_context("offset 0x%lx", offsets[i]);
        view = map();
        ok_succeeds(UnmapViewOfFile(view + offsets[i]));
        check_free(view);
        check_free(view + SIZE - 1);
        ok_fails(UnmapViewOfFile(view), ERROR_INVALID_ADDRESS);
        ok_fails(UnmapViewOfFile(view + offsets[i]), ERROR_INVALID_ADDRESS);
        winetest_pop_context();
    }

    /* of two views only the one that was named goes */
    view = map();
    again = map();
    ok_succeeds(UnmapViewOfFile(view + SIZE / 2));
    ok_region(again, again, PAGE_READWRITE, SIZE, MEM_COMMIT, PAGE_READWRITE, MEM_MAPPED);
    again[SIZE - 1] = 1;
    ok_succeeds(UnmapViewOfFile(again));
}

/* S-UNM-01: what is no view. */
static void test_no_view(void)
{
    char *memory, local = 0;

    memory = VirtualAlloc(NULL, GRANULARITY, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    ok(memory != NULL, "VirtualAlloc failed, error %lu\n", GetLastError());
    ok_fails(UnmapViewOfFile(memory), ERROR_INVALID_ADDRESS);
    ok_fails(UnmapViewOfFile(memory + PAGE), ERROR_INVALID_ADDRESS);
    memory[PAGE] = 1;
    VirtualFree(memory, 0, MEM_RELEASE);
    ok_fails(UnmapViewOfFile(memory), ERROR_INVALID_ADDRESS);

    memory = VirtualAlloc(NULL, GRANULARITY, MEM_RESERVE, PAGE_READWRITE);
    ok_fails(UnmapViewOfFile(memory), ERROR_INVALID_ADDRESS);
    VirtualFree(memory, 0, MEM_RELEASE);

    ok_fails(UnmapViewOfFile(NULL), ERROR_INVALID_ADDRESS);
    ok_fails(UnmapViewOfFile(&local), ERROR_INVALID_ADDRESS);
}

/* S-UNM-02: a view that is gone is not to be touched. */
static void child_touch(const char *how)
{
    volatile char *view = map();

    view[PAGE] = 1;
    UnmapViewOfFile((void *)view);
    if (!strcmp(how, "write"))
        view[PAGE] = 2;
    else
        ExitProcess(view[PAGE]);
    ExitProcess(0);
}

static void test_touch(void)
{
    ok_value(child_exit_code(child_start(FALSE, "touch read")), STATUS_ACCESS_VIOLATION & MAXDWORD);
    ok_value(child_exit_code(child_start(FALSE, "touch write")),
             STATUS_ACCESS_VIOLATION & MAXDWORD);
}

/* S-UNM-02: the file gets what the view was told, flushed or not. */
static void test_dirty(void)
{
    char path[MAX_PATH], bytes[2];
    HANDLE file = scratch_create(path, "dirty", SIZE), section;
    char *view;

    section = CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, 0, NULL);
    view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    CloseHandle(section);
    view[0] = 0x12;
    view[SIZE - 1] = 0x34;
    UnmapViewOfFile(view);
    ok_value(scratch_read(file, 0, bytes, 1), 1);
    ok_value(scratch_read(file, SIZE - 1, bytes + 1, 1), 1);
    ok(bytes[0] == 0x12 && bytes[1] == 0x34, "the file has 0x%02x 0x%02x\n", bytes[0], bytes[1]);
    CloseHandle(file);
    scratch_delete(path);
}

/* S-UNM-01 in the Nt layer: the status behind the error. */
static void test_native(void)
{
    char *view = map();

    ok_status(pNtUnmapViewOfSection(NT_THIS_PROCESS, view + PAGE + 1), STATUS_SUCCESS);
    ok_status(pNtUnmapViewOfSection(NT_THIS_PROCESS, view + PAGE + 1), STATUS_NOT_MAPPED_VIEW);
    ok_status(pNtUnmapViewOfSection(NT_THIS_PROCESS, NULL), STATUS_NOT_MAPPED_VIEW);
}

START_TEST(section_unmap)
{
    char **argv;

    nt_load();
    if (winetest_get_mainargs(&argv) > 3) {
        child_touch(argv[3]);
        return;
    }
    test_address();
    test_no_view();
    test_touch();
    test_dirty();
    test_native();
}
