// SPDX-License-Identifier: MIT
// Flushing a view.

#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include "wine/test.h"
#include "check.h"
#include "nt.h"
#include "scratch.h"

#define SIZE (4 * PAGE + 100)

/* S-FLU-01, S-FLU-02: all of it, some of it, from anywhere inside, on each kind of view. */
static void test_ranges(DWORD access, const char *what)
{
    static const struct {
        DWORD offset;
        SIZE_T count;
    } ranges[] = {
        { 0, 0 },
        { 0, 1 },
        { 0, SIZE },
        { 0, 5 * PAGE },
        { 1, 1 },
        { PAGE, 0 },
        { PAGE + 7, 0 },
        { 2 * PAGE - 1, 2 },
        { 4 * PAGE + 99, 1 },
        { 4 * PAGE + 200, 0 },
    };
    char path[MAX_PATH], byte;
    HANDLE file = scratch_create(path, "ranges", SIZE), section;
    DWORD protect = access == FILE_MAP_WRITE ? PAGE_READWRITE : PAGE_READONLY;
    char *view;
    size_t i;

    section = CreateFileMappingA(file, NULL, protect, 0, 0, NULL);
    view = MapViewOfFile(section, access, 0, 0, 0);
    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    for (i = 0; i < ARRAY_SIZE(ranges); i++) {
        winetest_push_context("%s, 0x%Ix bytes from 0x%lx", what, ranges[i].count,
                              ranges[i].offset);
        if (access != FILE_MAP_READ)
            view[PAGE + 10] = (char)i;
        ok_succeeds(FlushViewOfFile(view + ranges[i].offset, ranges[i].count));
        winetest_pop_context();
    }
    if (access == FILE_MAP_COPY) {
        ok_value(scratch_read(file, PAGE + 10, &byte, 1), 1);
        ok((unsigned char)byte == scratch_byte(PAGE + 10), "a private page was written\n");
    }
    UnmapViewOfFile(view);
    CloseHandle(section);
    CloseHandle(file);
    scratch_delete(path);
}

/* S-FLU-01: afterwards the file has it, FlushFileBuffers or not. */
static void test_written(void)
{
    char path[MAX_PATH], bytes[16] = "";
    HANDLE file = scratch_create(path, "written", SIZE), section;
    char *view;

    section = CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, 0, NULL);
    view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    strcpy(view + 4 * PAGE + 50, "flushed");
    ok_succeeds(FlushViewOfFile(view + 4 * PAGE + 50, 8));
    ok_succeeds(FlushFileBuffers(file));
    ok_value(scratch_read(file, 4 * PAGE + 50, bytes, 8), 8);
    ok(!strcmp(bytes, "flushed"), "the file has %s\n", wine_dbgstr_an(bytes, 8));
    ok_value(scratch_size(file), SIZE);

    /* the view alone, without any handle */
    CloseHandle(section);
    CloseHandle(file);
    strcpy(view + 10, "orphan");
    ok_succeeds(FlushViewOfFile(view, 0));
    UnmapViewOfFile(view);
    file = scratch_open(path, GENERIC_READ);
    ok_value(scratch_read(file, 10, bytes, 7), 7);
    ok(!strcmp(bytes, "orphan"), "the file has %s\n", wine_dbgstr_an(bytes, 7));
    CloseHandle(file);
    scratch_delete(path);
}

/* S-FLU-01: the page file has nothing to write, and still it is a success. */
static void test_page_file(void)
{
    HANDLE section =
        CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 2 * PAGE, NULL);
    char *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    const void *base = view;
    IO_STATUS_BLOCK io;
    SIZE_T size = 0;

    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    view[0] = 1;
    SetLastError(NO_ERROR_YET);
    ok(FlushViewOfFile(view, 0), "failed, error %lu\n", GetLastError());
    ok(FlushViewOfFile(view + PAGE, 1), "failed, error %lu\n", GetLastError());
    todo_wine ok_status(pNtFlushVirtualMemory(NT_THIS_PROCESS, &base, &size, &io),
                        STATUS_NOT_MAPPED_DATA);
    UnmapViewOfFile(view);
    CloseHandle(section);
}

/* S-FLU-01: what is no view, and what is no range. */
static void test_no_view(void)
{
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, NULL);
    char *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0), *memory;

    CloseHandle(section);
    memory = VirtualAlloc(NULL, PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    ok(memory != NULL, "VirtualAlloc failed, error %lu\n", GetLastError());
    /* Wine flushes private memory, too, and has another error for free memory. */
    todo_wine {
        ok_fails(FlushViewOfFile(memory, 0), ERROR_INVALID_ADDRESS);
        ok_fails(FlushViewOfFile(memory, 1), ERROR_INVALID_ADDRESS);
    }
    VirtualFree(memory, 0, MEM_RELEASE);
    UnmapViewOfFile(view);
    ok(!FlushViewOfFile(memory, 0), "flushed free memory\n");
    todo_wine ok_error(ERROR_INVALID_ADDRESS);
    ok(!FlushViewOfFile(view, 0), "flushed free memory\n");
    todo_wine ok_error(ERROR_INVALID_ADDRESS);
    ok_fails(FlushViewOfFile((void *)~(ULONG_PTR)0xfff, 0), ERROR_INVALID_PARAMETER);
    ok_fails(FlushViewOfFile(view, ~(SIZE_T)0), ERROR_INVALID_PARAMETER);
}

START_TEST(section_flush)
{
    nt_load();
    test_ranges(FILE_MAP_WRITE, "READWRITE");
    test_ranges(FILE_MAP_READ, "READONLY");
    test_ranges(FILE_MAP_COPY, "WRITECOPY");
    test_written();
    test_page_file();
    test_no_view();
}
