// SPDX-License-Identifier: MIT
// Mapping a view: access, place, extent, and what the view shows.

#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include "wine/test.h"
#include "check.h"
#include "nt.h"
#include "scratch.h"

#ifndef SEC_WRITECOMBINE
#define SEC_WRITECOMBINE 0x40000000
#endif

static HANDLE page_file_section(DWORD protect, ULONGLONG size)
{
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, protect, (DWORD)(size >> 32),
                                        (DWORD)size, NULL);

    ok(section != NULL, "CreateFileMapping failed, error %lu\n", GetLastError());
    return section;
}

static HANDLE file_section(HANDLE file, DWORD protect)
{
    HANDLE section = CreateFileMappingA(file, NULL, protect, 0, 0, NULL);

    ok(section != NULL, "CreateFileMapping failed, error %lu\n", GetLastError());
    return section;
}

/* The section's right to execute, which is not FILE_MAP_EXECUTE. */
#define MAP_X SECTION_MAP_EXECUTE

/* S-MAP-01, S-MAP-07: what each combination of access bits makes of a view. */
static void test_view_protection(BOOL of_file)
{
    static const struct {
        DWORD access;
        DWORD protect;
        DWORD exec_protect; /* with FILE_MAP_EXECUTE */
    } rows[] = {
        { FILE_MAP_READ, PAGE_READONLY, PAGE_EXECUTE_READ },
        { FILE_MAP_WRITE, PAGE_READWRITE, PAGE_EXECUTE_READWRITE },
        { FILE_MAP_COPY, PAGE_WRITECOPY, PAGE_EXECUTE_WRITECOPY },
        { FILE_MAP_READ | FILE_MAP_WRITE, PAGE_READWRITE, PAGE_EXECUTE_READWRITE },
        { FILE_MAP_READ | FILE_MAP_COPY, PAGE_READONLY, PAGE_EXECUTE_READ },
        { FILE_MAP_WRITE | FILE_MAP_COPY, PAGE_READWRITE, PAGE_EXECUTE_READWRITE },
        { FILE_MAP_READ | FILE_MAP_WRITE | FILE_MAP_COPY, PAGE_READWRITE, PAGE_EXECUTE_READWRITE },
        { FILE_MAP_ALL_ACCESS, PAGE_READWRITE, PAGE_EXECUTE_READWRITE },
        { FILE_MAP_READ | MAP_X, PAGE_READONLY, PAGE_EXECUTE_READ },
        { FILE_MAP_WRITE | MAP_X, PAGE_READWRITE, PAGE_EXECUTE_READWRITE },
        { 0, PAGE_NOACCESS, PAGE_NOACCESS },
        { MAP_X, PAGE_NOACCESS, PAGE_NOACCESS },
        { MAP_X | FILE_MAP_COPY, PAGE_NOACCESS, PAGE_NOACCESS },
    };
    char path[MAX_PATH];
    HANDLE file = NULL, section;
    DWORD access, protect, exec;
    char *view;
    size_t i;

    if (of_file) {
        file = scratch_create(path, "protection", 3 * PAGE - 1);
        section = file_section(file, PAGE_EXECUTE_READWRITE);
    } else {
        section = page_file_section(PAGE_EXECUTE_READWRITE, 3 * PAGE);
    }
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        for (exec = 0; exec < 2; exec++) {
            access = rows[i].access | (exec ? FILE_MAP_EXECUTE : 0);
            protect = exec ? rows[i].exec_protect : rows[i].protect;
            winetest_push_context("%s, access 0x%lx", of_file ? "file" : "page file", access);
            SetLastError(NO_ERROR_YET);
            view = MapViewOfFile(section, access, 0, 0, 0);
            ok(view != NULL, "failed, error %lu\n", GetLastError());
            ok_error(NO_ERROR_YET); /* S-ERR-02 */
            if (view) {
                ok(!((ULONG_PTR)view % GRANULARITY), "view at %p\n", view); /* S-MAP-03 */
                ok_region(view, view, protect, 3 * PAGE, MEM_COMMIT, protect, MEM_MAPPED);
                ok_region(view + PAGE + 5, view, protect, 2 * PAGE, MEM_COMMIT, protect,
                          MEM_MAPPED);
                ok(UnmapViewOfFile(view), "UnmapViewOfFile failed, error %lu\n", GetLastError());
            }
            winetest_pop_context();
        }
    }
    CloseHandle(section);
    if (of_file) {
        CloseHandle(file);
        scratch_delete(path);
    }
}

/* S-MAP-07: attributes of the section that show in its views. */
static void test_view_attributes(void)
{
    static const struct {
        DWORD section, view, state, protect;
    } rows[] = {
        { SEC_COMMIT, PAGE_READWRITE, MEM_COMMIT, PAGE_READWRITE },
        { SEC_RESERVE, PAGE_READWRITE, MEM_RESERVE, 0 },
        { SEC_COMMIT | SEC_NOCACHE, PAGE_READWRITE | PAGE_NOCACHE, MEM_COMMIT,
          PAGE_READWRITE | PAGE_NOCACHE },
        { SEC_COMMIT | SEC_WRITECOMBINE, PAGE_READWRITE | PAGE_WRITECOMBINE, MEM_COMMIT,
          PAGE_READWRITE | PAGE_WRITECOMBINE },
    };
    MEMORY_BASIC_INFORMATION info;
    HANDLE section;
    char *view;
    size_t i;

    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        winetest_push_context("section 0x%lx", rows[i].section);
        section = page_file_section(PAGE_READWRITE | rows[i].section, 2 * PAGE);
        view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
        ok(view != NULL, "failed, error %lu\n", GetLastError());
        memset(&info, 0xcc, sizeof(info));
        ok_value(VirtualQuery(view, &info, sizeof(info)), sizeof(info));
        ok_value(info.State, rows[i].state);
        ok_value(info.RegionSize, 2 * PAGE);
        /* Wine knows nothing of write combining. */
        todo_wine_if(rows[i].view &PAGE_WRITECOMBINE) {
            ok_value(info.AllocationProtect, rows[i].view);
            ok_value(info.Protect, rows[i].protect);
        }
        UnmapViewOfFile(view);
        CloseHandle(section);
        winetest_pop_context();
    }
}

/* S-ERR-03: what is no section. */
static void test_no_section(void)
{
    char path[MAX_PATH];
    HANDLE file = scratch_create(path, "none", PAGE), section;

    ok_fails(MapViewOfFile(file, FILE_MAP_READ, 0, 0, 0), ERROR_INVALID_HANDLE);
    ok_fails(MapViewOfFile(GetCurrentProcess(), FILE_MAP_READ, 0, 0, 0), ERROR_INVALID_HANDLE);
    ok_fails(MapViewOfFile(NULL, FILE_MAP_READ, 0, 0, 0), ERROR_INVALID_HANDLE);
    ok_fails(MapViewOfFile((HANDLE)0xdead0, FILE_MAP_READ, 0, 0, 0), ERROR_INVALID_HANDLE);
    section = page_file_section(PAGE_READONLY, PAGE);
    CloseHandle(section);
    ok_fails(MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0), ERROR_INVALID_HANDLE);
    CloseHandle(file);
    scratch_delete(path);
}

/* S-MAP-03, S-MAP-04: offset and count against the section's end. */
static void test_extent(ULONGLONG section_size, BOOL of_file)
{
    const ULONGLONG end = section_size;
    const ULONGLONG last = (end - 1) / GRANULARITY * GRANULARITY;
    const struct {
        ULONGLONG offset;
        ULONGLONG count;
        DWORD error;
        ULONGLONG region; /* what the view covers */
    } rows[] = {
        { 0, 0, 0, end },
        { 0, 1, 0, PAGE },
        { 0, PAGE, 0, PAGE },
        { 0, PAGE + 1, 0, 2 * PAGE },
        { 0, end, 0, end },
        { 0, end + 1, ERROR_ACCESS_DENIED, 0 },
        { 0, end + PAGE, ERROR_ACCESS_DENIED, 0 },
        { GRANULARITY, 0, 0, end - GRANULARITY },
        { GRANULARITY, end - GRANULARITY, 0, end - GRANULARITY },
        { GRANULARITY, end - GRANULARITY + 1, ERROR_ACCESS_DENIED, 0 },
        { last, 0, 0, end - last },
        { last, end - last, 0, end - last },
        { last, end - last + 1, ERROR_ACCESS_DENIED, 0 },
        { last + 2 * GRANULARITY, 0, ERROR_ACCESS_DENIED, 0 },
        { last + 2 * GRANULARITY, 1, ERROR_ACCESS_DENIED, 0 },
        { last + GRANULARITY, 1, ERROR_ACCESS_DENIED, 0 },
        { 1, 1, ERROR_MAPPED_ALIGNMENT, 0 },
        { PAGE, PAGE, ERROR_MAPPED_ALIGNMENT, 0 },
        { GRANULARITY - 1, 1, ERROR_MAPPED_ALIGNMENT, 0 },
        { GRANULARITY + PAGE, 1, ERROR_MAPPED_ALIGNMENT, 0 },
        /* alignment is looked at before the size */
        { last + 2 * GRANULARITY + 1, 1, ERROR_MAPPED_ALIGNMENT, 0 },
    };
    char path[MAX_PATH];
    HANDLE file = INVALID_HANDLE_VALUE, section;
    char *view;
    size_t i;

    if (of_file) {
        file = scratch_create(path, "extent", 0);
        scratch_resize(file, section_size);
        section = file_section(file, PAGE_READWRITE);
    } else {
        /* reserved, not committed: a large one costs nothing */
        section = page_file_section(PAGE_READWRITE | SEC_RESERVE, section_size);
    }
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        const ULONGLONG covers = (rows[i].region + PAGE - 1) / PAGE * PAGE;

        winetest_push_context("%s 0x%I64x, offset 0x%I64x, count 0x%I64x",
                              of_file ? "file" : "page file", section_size, rows[i].offset,
                              rows[i].count);
        SetLastError(NO_ERROR_YET);
        view = MapViewOfFile(section, FILE_MAP_READ, (DWORD)(rows[i].offset >> 32),
                             (DWORD)rows[i].offset, (SIZE_T)rows[i].count);
        /* Wine has another error for a view that starts beyond the end. */
        todo_wine_if(rows[i].offset >= end && rows[i].error == ERROR_ACCESS_DENIED)
            ok_error(rows[i].error ? rows[i].error : NO_ERROR_YET);
        ok(!view == (rows[i].error != 0), "view is %p\n", view);
        if (view) {
            if (of_file)
                ok_region(view, view, PAGE_READONLY, covers, MEM_COMMIT, PAGE_READONLY, MEM_MAPPED);
            else
                ok_region(view, view, PAGE_READONLY, covers, MEM_RESERVE, 0, MEM_MAPPED);
            UnmapViewOfFile(view);
        }
        winetest_pop_context();
    }
    CloseHandle(section);
    if (of_file) {
        CloseHandle(file);
        scratch_delete(path);
    }
}

/* S-MAP-03: asking for an address. */
static void test_base(void)
{
    HANDLE section = page_file_section(PAGE_READWRITE, 4 * GRANULARITY);
    char *view, *other, *reserved;

    view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    ok(view != NULL, "failed, error %lu\n", GetLastError());
    ok(UnmapViewOfFile(view), "UnmapViewOfFile failed, error %lu\n", GetLastError());

    other = MapViewOfFileEx(section, FILE_MAP_WRITE, 0, 0, 0, view);
    ok(other == view, "view is at %p, asked for %p, error %lu\n", other, view, GetLastError());
    ok_fails(MapViewOfFileEx(section, FILE_MAP_WRITE, 0, 0, 0, view), ERROR_INVALID_ADDRESS);
    ok_fails(MapViewOfFileEx(section, FILE_MAP_WRITE, 0, 0, PAGE, view + 3 * GRANULARITY),
             ERROR_INVALID_ADDRESS);
    ok_fails(MapViewOfFileEx(section, FILE_MAP_WRITE, 0, 0, PAGE, view + 1),
             ERROR_MAPPED_ALIGNMENT);
    ok_fails(MapViewOfFileEx(section, FILE_MAP_WRITE, 0, 0, PAGE, view + PAGE),
             ERROR_MAPPED_ALIGNMENT);
    ok(UnmapViewOfFile(other), "UnmapViewOfFile failed, error %lu\n", GetLastError());

    /* reserved private memory is in the way, released memory is not */
    reserved = VirtualAlloc(NULL, 4 * GRANULARITY, MEM_RESERVE, PAGE_NOACCESS);
    ok(reserved != NULL, "VirtualAlloc failed, error %lu\n", GetLastError());
    ok_fails(MapViewOfFileEx(section, FILE_MAP_WRITE, 0, 0, 0, reserved), ERROR_INVALID_ADDRESS);
    ok_fails(MapViewOfFileEx(section, FILE_MAP_WRITE, 0, 0, PAGE, reserved + GRANULARITY),
             ERROR_INVALID_ADDRESS);
    ok(VirtualFree(reserved, 0, MEM_RELEASE), "VirtualFree failed, error %lu\n", GetLastError());
    view = MapViewOfFileEx(section, FILE_MAP_WRITE, 0, 0, 0, reserved);
    ok(view == reserved, "view is at %p, asked for %p, error %lu\n", view, reserved,
       GetLastError());
    UnmapViewOfFile(view);

    /* alignment of offset and base is looked at before the size */
    ok_fails(MapViewOfFileEx(section, FILE_MAP_WRITE, 0, 1, 64 * GRANULARITY, reserved),
             ERROR_MAPPED_ALIGNMENT);
    ok_fails(MapViewOfFileEx(section, FILE_MAP_WRITE, 0, 0, 64 * GRANULARITY, reserved + PAGE),
             ERROR_MAPPED_ALIGNMENT);
    CloseHandle(section);
}

/* S-MAP-05: the last page of a file that does not fill it. */
static void test_last_page(void)
{
    char path[MAX_PATH], bytes[2 * PAGE];
    HANDLE file = scratch_create(path, "tail", PAGE + 100), section;
    unsigned char *view, *again;
    DWORD i;

    section = file_section(file, PAGE_READWRITE);
    view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    ok(view != NULL, "failed, error %lu\n", GetLastError());
    ok_region(view, view, PAGE_READWRITE, 2 * PAGE, MEM_COMMIT, PAGE_READWRITE, MEM_MAPPED);
    for (i = PAGE + 100; i < 2 * PAGE && !view[i]; i++)
        ;
    ok(i == 2 * PAGE, "byte 0x%lx is 0x%02x\n", i, view[i % (2 * PAGE)]);
    memset(view + PAGE + 100, 0x77, PAGE - 100);
    view[PAGE + 99] = 0x66;
    ok(FlushViewOfFile(view, 0), "FlushViewOfFile failed, error %lu\n", GetLastError());
    UnmapViewOfFile(view);
    CloseHandle(section);

    ok_value(scratch_size(file), PAGE + 100);
    memset(bytes, 0, sizeof(bytes));
    ok_value(scratch_read(file, 0, bytes, sizeof(bytes)), PAGE + 100);
    ok(bytes[PAGE + 99] == 0x66, "the file's last byte is 0x%02x\n", bytes[PAGE + 99]);

    /* nothing of it comes back when the file really grows */
    scratch_resize(file, 2 * PAGE);
    section = file_section(file, PAGE_READONLY);
    again = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);
    ok(again != NULL, "failed, error %lu\n", GetLastError());
    /* the host's page cache may still have it under Wine */
    for (i = PAGE + 100; i < 2 * PAGE && !again[i]; i++)
        ;
    ok(i == 2 * PAGE, "byte 0x%lx is 0x%02x\n", i, again[i % (2 * PAGE)]);
    UnmapViewOfFile(again);
    CloseHandle(section);
    CloseHandle(file);
    scratch_delete(path);
}

/* S-MAP-06: views, and reading and writing the file, are one memory. */
static void test_coherence(void)
{
    char path[MAX_PATH];
    HANDLE file = scratch_create(path, "one", 3 * GRANULARITY), section, other;
    volatile unsigned char *first, *second, *part, *foreign;
    unsigned char byte;

    section = file_section(file, PAGE_READWRITE);
    other = file_section(file, PAGE_READONLY);
    first = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    second = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);
    part = MapViewOfFile(section, FILE_MAP_WRITE, 0, GRANULARITY, PAGE);
    foreign = MapViewOfFile(other, FILE_MAP_READ, 0, 0, 0);
    ok(first && second && part && foreign, "failed, error %lu\n", GetLastError());

    first[GRANULARITY + 10] = 0x11;
    ok(second[GRANULARITY + 10] == 0x11, "second view: 0x%02x\n", second[GRANULARITY + 10]);
    ok(part[10] == 0x11, "part view: 0x%02x\n", part[10]);
    ok(foreign[GRANULARITY + 10] == 0x11, "other section: 0x%02x\n", foreign[GRANULARITY + 10]);
    ok_value(scratch_read(file, GRANULARITY + 10, &byte, 1), 1);
    ok(byte == 0x11, "file: 0x%02x\n", byte);

    part[11] = 0x22;
    ok(first[GRANULARITY + 11] == 0x22, "first view: 0x%02x\n", first[GRANULARITY + 11]);
    byte = 0x33;
    scratch_write(file, GRANULARITY + 12, &byte, 1);
    ok(first[GRANULARITY + 12] == 0x33, "first view: 0x%02x\n", first[GRANULARITY + 12]);
    ok(part[12] == 0x33, "part view: 0x%02x\n", part[12]);
    ok(foreign[GRANULARITY + 12] == 0x33, "other section: 0x%02x\n", foreign[GRANULARITY + 12]);

    UnmapViewOfFile((void *)first);
    UnmapViewOfFile((void *)second);
    UnmapViewOfFile((void *)part);
    UnmapViewOfFile((void *)foreign);
    CloseHandle(other);
    CloseHandle(section);
    CloseHandle(file);
    scratch_delete(path);
}

/* S-MAP-06, S-MAP-08: the page file; and a view needs neither of its handles. */
static void test_view_holds(void)
{
    char path[MAX_PATH];
    unsigned char *first, *second, byte;
    HANDLE file, section;

    section = page_file_section(PAGE_READWRITE, 2 * PAGE);
    first = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    second = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);
    ok(first && second && first != second, "views %p %p\n", first, second);
    CloseHandle(section);
    ok(!first[0] && !first[2 * PAGE - 1], "new page-file memory is not zero\n");
    first[PAGE] = 0x44;
    ok(((volatile unsigned char *)second)[PAGE] == 0x44, "second view: 0x%02x\n", second[PAGE]);
    UnmapViewOfFile(first);
    ok(second[PAGE] == 0x44, "after the first view went: 0x%02x\n", second[PAGE]);
    UnmapViewOfFile(second);

    file = scratch_create(path, "holds", PAGE);
    section = file_section(file, PAGE_READWRITE);
    first = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    CloseHandle(section);
    CloseHandle(file);
    ok(first[7] == scratch_byte(7), "byte is 0x%02x\n", first[7]);
    first[7] = 0x55;
    UnmapViewOfFile(first);
    file = scratch_open(path, GENERIC_READ);
    ok_value(scratch_read(file, 7, &byte, 1), 1);
    ok(byte == 0x55, "file: 0x%02x\n", byte);
    CloseHandle(file);
    scratch_delete(path);
}

/* S-MAP-04, S-MAP-06: both sides of 4 GiB of a file with holes. */
static void test_beyond_4g(void)
{
    static const ULONGLONG places[] = { 0, 0xffff0000, 0x100000000, 0x123450000, 0x140000000 };
    const ULONGLONG size = 0x140000000ull + 0x1234;
    char path[MAX_PATH];
    HANDLE file = scratch_create(path, "huge", 0), section;
    unsigned char *whole, *view, byte;
    size_t i;

    scratch_resize(file, size);
    section = file_section(file, PAGE_READWRITE);
    ok_section(section, SEC_FILE, size);
    whole = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);
    ok(whole != NULL, "failed, error %lu\n", GetLastError());
    for (i = 0; i < ARRAY_SIZE(places); i++) {
        winetest_push_context("offset 0x%I64x", places[i]);
        view = MapViewOfFile(section, FILE_MAP_WRITE, (DWORD)(places[i] >> 32), (DWORD)places[i],
                             PAGE);
        ok(view != NULL, "failed, error %lu\n", GetLastError());
        ok(!view[3], "byte is 0x%02x\n", view[3]);
        view[3] = 0x80 + i;
        ok(((volatile unsigned char *)whole)[places[i] + 3] == 0x80 + i, "whole view: 0x%02x\n",
           whole[places[i] + 3]);
        ok_value(scratch_read(file, places[i] + 3, &byte, 1), 1);
        ok(byte == 0x80 + i, "file: 0x%02x\n", byte);
        UnmapViewOfFile(view);
        winetest_pop_context();
    }
    for (i = 0; i < ARRAY_SIZE(places); i++)
        ok(whole[places[i] + 3] == 0x80 + i, "offset 0x%I64x: 0x%02x\n", places[i],
           whole[places[i] + 3]);
    UnmapViewOfFile(whole);
    CloseHandle(section);
    CloseHandle(file);
    scratch_delete(path);
}

/* S-MAP-09, S-MAP-02: copy-on-write asks for read access alone, of file and section. */
static void test_copy_access(void)
{
    char path[MAX_PATH];
    HANDLE file, section;
    unsigned char *view;

    CloseHandle(scratch_create(path, "copy", PAGE));
    file = scratch_open(path, GENERIC_READ);
    section = file_section(file, PAGE_READONLY);
    view = MapViewOfFile(section, FILE_MAP_COPY, 0, 0, 0);
    ok(view != NULL, "failed, error %lu\n", GetLastError());
    view[0] = 0x99;
    ok(view[0] == 0x99, "byte is 0x%02x\n", view[0]);
    UnmapViewOfFile(view);
    CloseHandle(section);

    CloseHandle(file);
    scratch_delete(path);
}

/* S-MAP-09: the whole copy-on-write view is charged, more than any machine has refused. */
static void test_copy_commitment(void)
{
    char path[MAX_PATH];
    HANDLE file = scratch_create(path, "charge", 0), section;
    LARGE_INTEGER size;
    char *view;

    size.QuadPart = 0x40000000000;
    ok(SetFilePointerEx(file, size, NULL, FILE_BEGIN), "error %lu\n", GetLastError());
    if (!SetEndOfFile(file)) {
        skip("no file of 4 TiB here, error %lu\n", GetLastError());
    } else {
        section = file_section(file, PAGE_READONLY);
        view = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);
        ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
        UnmapViewOfFile(view);
        SetLastError(NO_ERROR_YET);
        view = MapViewOfFile(section, FILE_MAP_COPY, 0, 0, 0);
        ok(!view, "view at %p\n", view);
        /* Under Wine it is the host that refuses, as out of memory. */
        todo_wine ok_error(ERROR_COMMITMENT_LIMIT);
        if (view)
            UnmapViewOfFile(view);
        CloseHandle(section);
    }
    CloseHandle(file);
    scratch_delete(path);
}

START_TEST(section_map)
{
    nt_load();
    test_view_protection(FALSE);
    test_view_protection(TRUE);
    test_view_attributes();
    test_no_section();
    test_extent(3 * GRANULARITY, FALSE);
    test_extent(0x140000000, FALSE);
    test_extent(3 * GRANULARITY - 0xbad, TRUE);
    test_extent(2 * GRANULARITY + 1, TRUE);
    test_extent(0x140000000 + 0x23456, TRUE);
    test_base();
    test_last_page();
    test_coherence();
    test_view_holds();
    test_beyond_4g();
    test_copy_access();
    test_copy_commitment();
}
