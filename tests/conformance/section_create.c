// SPDX-License-Identifier: MIT
// Creating a section: protection, attributes, size and access.

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

static const DWORD protections[] = {
    PAGE_READONLY,     PAGE_READWRITE,         PAGE_WRITECOPY,
    PAGE_EXECUTE_READ, PAGE_EXECUTE_READWRITE, PAGE_EXECUTE_WRITECOPY,
};

static BOOL is_protection(DWORD value)
{
    size_t i;

    for (i = 0; i < ARRAY_SIZE(protections); i++)
        if (protections[i] == value)
            return TRUE;
    return FALSE;
}

/* S-CRE-01: exactly one of six protections, whatever backs the section. */
static void test_protection(HANDLE file)
{
    DWORD protect;
    HANDLE section;

    for (protect = 0; protect <= 0xff; protect++) {
        winetest_push_context("protection 0x%02lx, %s", protect,
                              file == INVALID_HANDLE_VALUE ? "page file" : "file");
        SetLastError(NO_ERROR_YET);
        section = CreateFileMappingA(file, NULL, protect, 0, PAGE, NULL);
        if (is_protection(protect)) {
            ok(section != NULL, "failed, error %lu\n", GetLastError());
            ok_error(0);
            CloseHandle(section);
        } else {
            ok(!section, "succeeded\n");
            ok_error(ERROR_INVALID_PARAMETER);
            if (section)
                CloseHandle(section);
        }
        winetest_pop_context();
    }
}

static const struct attributes {
    DWORD flags;
    DWORD page_file_error; /* 0: succeeds */
    DWORD file_error;
    ULONG page_file_reports; /* what NtQuerySection says */
    ULONG file_reports;
} attributes[] = {
    { 0, 0, 0, SEC_COMMIT, SEC_FILE },
    { SEC_COMMIT, 0, 0, SEC_COMMIT, SEC_FILE },
    { SEC_RESERVE, 0, 0, SEC_RESERVE, SEC_FILE },
    { SEC_COMMIT | SEC_NOCACHE, 0, 0, SEC_COMMIT | SEC_NOCACHE, SEC_FILE | SEC_NOCACHE },
    { SEC_RESERVE | SEC_NOCACHE, 0, 0, SEC_RESERVE | SEC_NOCACHE, SEC_FILE | SEC_NOCACHE },
    { SEC_COMMIT | SEC_WRITECOMBINE, 0, 0, SEC_COMMIT | SEC_WRITECOMBINE,
      SEC_FILE | SEC_WRITECOMBINE },
    { SEC_RESERVE | SEC_WRITECOMBINE, 0, 0, SEC_RESERVE | SEC_WRITECOMBINE,
      SEC_FILE | SEC_WRITECOMBINE },
    { SEC_RESERVE | SEC_COMMIT, 87, 87, 0, 0 },
    { SEC_RESERVE | SEC_LARGE_PAGES, 87, 87, 0, 0 },
    { SEC_NOCACHE, 87, 87, 0, 0 },
    { SEC_WRITECOMBINE, 87, 87, 0, 0 },
    { SEC_LARGE_PAGES, 87, 87, 0, 0 },
    { SEC_FILE, 87, 87, 0, 0 },
    { SEC_FILE | SEC_COMMIT, 87, 87, 0, 0 },
    { SEC_FILE | SEC_RESERVE, 87, 87, 0, 0 },
    { SEC_FILE | SEC_NOCACHE, 87, 87, 0, 0 },
    { SEC_FILE | SEC_IMAGE, 87, 87, 0, 0 },
    { SEC_IMAGE | SEC_COMMIT, 87, 87, 0, 0 },
    { SEC_IMAGE | SEC_RESERVE, 87, 87, 0, 0 },
    { SEC_IMAGE | SEC_LARGE_PAGES, 87, 87, 0, 0 },
    { SEC_IMAGE | SEC_WRITECOMBINE, 87, 87, 0, 0 },
    { SEC_IMAGE, 193, 193, 0, 0 },
    { SEC_IMAGE | SEC_NOCACHE, 193, 193, 0, 0 },
};

static void check_attributes(HANDLE file, DWORD flags, DWORD error, ULONG reports)
{
    HANDLE section;

    SetLastError(NO_ERROR_YET);
    section = CreateFileMappingA(file, NULL, PAGE_READONLY | flags, 0, GRANULARITY, NULL);
    ok_error(error);
    ok(!section == (error != 0), "section is %p\n", section);
    if (!section)
        return;
    if (!error) /* S-CRE-03 */
        ok_section(section, reports, GRANULARITY);
    CloseHandle(section);
}

/* S-CRE-02, S-CRE-03 */
static void test_attributes(void)
{
    char path[MAX_PATH];
    HANDLE file = scratch_create(path, "attributes", GRANULARITY);
    size_t i;

    for (i = 0; i < ARRAY_SIZE(attributes); i++) {
        const struct attributes *row = &attributes[i];

        winetest_push_context("flags 0x%08lx, page file", row->flags);
        check_attributes(INVALID_HANDLE_VALUE, row->flags, row->page_file_error,
                         row->page_file_reports);
        winetest_pop_context();
        winetest_push_context("flags 0x%08lx, file", row->flags);
        check_attributes(file, row->flags, row->file_error, row->file_reports);
        winetest_pop_context();
    }
    CloseHandle(file);
    scratch_delete(path);
}

/* S-CRE-09, S-CRE-02: large pages are for the page file alone, and for the privileged. */
static void test_large_pages(void)
{
    char path[MAX_PATH];
    HANDLE file = scratch_create(path, "large", PAGE);

    ok_fails(CreateFileMappingA(file, NULL, PAGE_READWRITE | SEC_COMMIT | SEC_LARGE_PAGES, 0,
                                0x200000, NULL),
             ERROR_INVALID_PARAMETER);
    todo_wine ok_fails(CreateFileMappingA(INVALID_HANDLE_VALUE, NULL,
                                          PAGE_READWRITE | SEC_COMMIT | SEC_LARGE_PAGES, 0,
                                          0x201000, NULL),
                       ERROR_INVALID_PARAMETER);
    CloseHandle(file);
    scratch_delete(path);
}

/* S-CRE-04: the page file. */
static void test_page_file_size(void)
{
    static const struct {
        ULONGLONG asked, got;
    } sizes[] = {
        { 1, PAGE },
        { 256, PAGE },
        { PAGE, PAGE },
        { PAGE + 1, 2 * PAGE },
        { 0x12345, 0x13000 },
        { 0x10000, 0x10000 },
        { 0x140000001, 0x140001000 },
    };
    HANDLE section;
    size_t i;

    ok_fails(CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 0, NULL),
             ERROR_INVALID_PARAMETER);
    ok_fails(
        CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE | SEC_RESERVE, 0, 0, NULL),
        ERROR_INVALID_PARAMETER);
    for (i = 0; i < ARRAY_SIZE(sizes); i++) {
        winetest_push_context("size 0x%I64x", sizes[i].asked);
        section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE | SEC_RESERVE,
                                     (DWORD)(sizes[i].asked >> 32), (DWORD)sizes[i].asked, NULL);
        ok(section != NULL, "failed, error %lu\n", GetLastError());
        ok_section(section, SEC_RESERVE, sizes[i].got);
        CloseHandle(section);
        winetest_pop_context();
    }
}

/* S-CRE-04: files. The maximum size against the file's size and the protection. */
static void test_file_size(void)
{
    static const struct {
        DWORD file_size;
        DWORD protect;
        ULONGLONG maximum;
        DWORD error;
        ULONGLONG section_size, file_after;
    } rows[] = {
        /* the file's size, to the byte */
        { 0x3456, PAGE_READONLY, 0, 0, 0x3456, 0x3456 },
        { 0x3456, PAGE_READWRITE, 0, 0, 0x3456, 0x3456 },
        { 0x3456, PAGE_WRITECOPY, 0, 0, 0x3456, 0x3456 },
        { 1, PAGE_READONLY, 0, 0, 1, 1 },
        /* an empty file has nothing to map */
        { 0, PAGE_READONLY, 0, ERROR_FILE_INVALID, 0, 0 },
        { 0, PAGE_READWRITE, 0, ERROR_FILE_INVALID, 0, 0 },
        { 0, PAGE_WRITECOPY, 0, ERROR_FILE_INVALID, 0, 0 },
        { 0, PAGE_EXECUTE_READWRITE, 0, ERROR_FILE_INVALID, 0, 0 },
        { 0, PAGE_READONLY | SEC_RESERVE, 0, ERROR_FILE_INVALID, 0, 0 },
        /* larger than the file: it grows, to the byte, when it may be written */
        { 0x3456, PAGE_READWRITE, 0x3457, 0, 0x3457, 0x3457 },
        { 0x3456, PAGE_READWRITE, 0x12345, 0, 0x12345, 0x12345 },
        { 0x3456, PAGE_EXECUTE_READWRITE, 0x5000, 0, 0x5000, 0x5000 },
        { 0, PAGE_READWRITE, 0x1234, 0, 0x1234, 0x1234 },
        { 0, PAGE_EXECUTE_READWRITE, 1, 0, 1, 1 },
        { 0x3456, PAGE_READWRITE, 0x140000003, 0, 0x140000003, 0x140000003 },
        /* larger than the file, but read only */
        { 0x3456, PAGE_READONLY, 0x3457, ERROR_NOT_ENOUGH_MEMORY, 0, 0x3456 },
        { 0x3456, PAGE_WRITECOPY, 0x3457, ERROR_NOT_ENOUGH_MEMORY, 0, 0x3456 },
        { 0x3456, PAGE_EXECUTE_READ, 0x4000, ERROR_NOT_ENOUGH_MEMORY, 0, 0x3456 },
        { 0x3456, PAGE_EXECUTE_WRITECOPY, 0x4000, ERROR_NOT_ENOUGH_MEMORY, 0, 0x3456 },
        { 0, PAGE_READONLY, 1, ERROR_NOT_ENOUGH_MEMORY, 0, 0 },
        { 0, PAGE_WRITECOPY, 1, ERROR_NOT_ENOUGH_MEMORY, 0, 0 },
        /* smaller than the file: a part, to the byte */
        { 0x3456, PAGE_READONLY, 0x3455, 0, 0x3455, 0x3456 },
        { 0x3456, PAGE_READWRITE, 0x1001, 0, 0x1001, 0x3456 },
        { 0x3456, PAGE_WRITECOPY, 1, 0, 1, 0x3456 },
        { 0x3456, PAGE_READONLY, 0x3456, 0, 0x3456, 0x3456 },
    };
    char path[MAX_PATH];
    HANDLE file, section;
    size_t i;

    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        winetest_push_context("file 0x%lx, protection 0x%lx, maximum 0x%I64x", rows[i].file_size,
                              rows[i].protect, rows[i].maximum);
        file = scratch_create(path, "size", rows[i].file_size);
        SetLastError(NO_ERROR_YET);
        section = CreateFileMappingA(file, NULL, rows[i].protect, (DWORD)(rows[i].maximum >> 32),
                                     (DWORD)rows[i].maximum, NULL);
        ok_error(rows[i].error);
        ok(!section == (rows[i].error != 0), "section is %p\n", section);
        ok_value(scratch_size(file), rows[i].file_after);
        if (section) {
            ok_section(section, SEC_FILE, rows[i].section_size);
            CloseHandle(section);
        }
        CloseHandle(file);
        scratch_delete(path);
        winetest_pop_context();
    }
}

/* S-CRE-04: what a section adds to a file is zero; an empty file is no image. */
static void test_file_growth(void)
{
    char path[MAX_PATH];
    unsigned char bytes[0x300];
    HANDLE file, section;
    unsigned char *view;
    DWORD i;

    file = scratch_create(path, "growth", 0x100);
    section = CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, 0x300, NULL);
    ok(section != NULL, "failed, error %lu\n", GetLastError());
    memset(bytes, 0xcc, sizeof(bytes));
    ok_value(scratch_read(file, 0, bytes, sizeof(bytes)), 0x300);
    for (i = 0; i < 0x300 && bytes[i] == (i < 0x100 ? scratch_byte(i) : 0); i++)
        ;
    ok(i == 0x300, "byte 0x%lx of the file is 0x%02x\n", i, bytes[i % 0x300]);
    view = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);
    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    ok(view && !memcmp(view, bytes, sizeof(bytes)), "view and file differ\n");
    UnmapViewOfFile(view);
    CloseHandle(section);

    scratch_resize(file, 0);
    ok_fails(CreateFileMappingA(file, NULL, PAGE_READONLY | SEC_IMAGE, 0, 0, NULL),
             ERROR_BAD_EXE_FORMAT);
    CloseHandle(file);
    scratch_delete(path);
}

/* S-CRE-06: the object keeps its creator's size and protection; some failures come first. */
static void test_existing(void)
{
    char name[64];
    HANDLE first, again;

    strcpy(name, scratch_name("existing"));
    first = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READONLY, 0, 3 * PAGE, name);
    ok(first != NULL, "failed, error %lu\n", GetLastError());
    again = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 7 * PAGE, name);
    ok(again != NULL, "failed, error %lu\n", GetLastError());
    ok_error(ERROR_ALREADY_EXISTS);
    ok_section(again, SEC_COMMIT, 3 * PAGE);
    /* Wine does not keep a page-file section's protection. */
    todo_wine ok_fails(MapViewOfFile(again, FILE_MAP_WRITE, 0, 0, 0), ERROR_INVALID_PARAMETER);
    ok_fails(MapViewOfFile(first, FILE_MAP_WRITE, 0, 0, 0), ERROR_ACCESS_DENIED);
    CloseHandle(again);

    ok_fails(CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_NOACCESS, 0, PAGE, name),
             ERROR_INVALID_PARAMETER);
    ok_fails(CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, 0, 0, PAGE, name),
             ERROR_INVALID_PARAMETER);
    ok_fails(CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 0, name),
             ERROR_INVALID_PARAMETER);
    CloseHandle(first);
}

/* S-CRE-07: the section holds the file, by its handle and by its views. */
static void test_file_held(void)
{
    char path[MAX_PATH], byte = 0;
    unsigned char *view;
    HANDLE file, section;

    file = scratch_create(path, "held", 2 * PAGE);
    section = CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, 0, NULL);
    ok(section != NULL, "failed, error %lu\n", GetLastError());
    CloseHandle(file);
    view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    CloseHandle(section);
    ok(view[PAGE + 1] == scratch_byte(PAGE + 1), "byte is 0x%02x\n", view[PAGE + 1]);
    view[PAGE + 1] = 0x5a;

    file = scratch_open(path, GENERIC_READ);
    ok_value(scratch_read(file, PAGE + 1, &byte, 1), 1);
    ok(byte == 0x5a, "the file has 0x%02x\n", byte);
    CloseHandle(file);
    UnmapViewOfFile(view);
    scratch_delete(path);
}

/* S-CRE-07: no one deletes a file that a section or a view has. */
static void test_file_not_deleted(BOOL by_view)
{
    char path[MAX_PATH];
    HANDLE file, section;
    BOOL deleted;
    void *view;

    winetest_push_context("held by a %s", by_view ? "view" : "handle");
    file = scratch_create(path, "kept", PAGE);
    section = CreateFileMappingA(file, NULL, PAGE_READONLY, 0, 0, NULL);
    ok(section != NULL, "failed, error %lu\n", GetLastError());
    CloseHandle(file);
    view = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);
    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    if (by_view)
        CloseHandle(section);
    else
        UnmapViewOfFile(view);

    SetLastError(NO_ERROR_YET);
    deleted = DeleteFileA(path);
    todo_wine {
        ok(!deleted, "the file went\n");
        ok_error(ERROR_ACCESS_DENIED);
    }
    if (by_view)
        UnmapViewOfFile(view);
    else
        CloseHandle(section);
    if (!deleted)
        scratch_delete(path);
    winetest_pop_context();
}

/* S-CRE-07: what is no file fails in an orderly way. */
static void test_no_file(void)
{
    char folder[MAX_PATH];
    HANDLE file;

    GetTempPathA(sizeof(folder), folder);
    file = CreateFileA(folder, GENERIC_READ, SCRATCH_SHARE, NULL, OPEN_EXISTING,
                       FILE_FLAG_BACKUP_SEMANTICS, NULL);
    ok(file != INVALID_HANDLE_VALUE, "cannot open %s, error %lu\n", folder, GetLastError());
    SetLastError(NO_ERROR_YET);
    ok(!CreateFileMappingA(file, NULL, PAGE_READONLY, 0, PAGE, NULL), "mapped a folder\n");
    ok(GetLastError() == ERROR_BAD_EXE_FORMAT || GetLastError() == ERROR_INVALID_HANDLE,
       "error %lu\n", GetLastError());
    CloseHandle(file);

    file = CreateFileA("NUL", GENERIC_READ, SCRATCH_SHARE, NULL, OPEN_EXISTING, 0, NULL);
    ok(file != INVALID_HANDLE_VALUE, "cannot open NUL, error %lu\n", GetLastError());
    SetLastError(NO_ERROR_YET);
    ok(!CreateFileMappingA(file, NULL, PAGE_READONLY, 0, PAGE, NULL), "mapped a device\n");
    ok(GetLastError() == ERROR_BAD_EXE_FORMAT || GetLastError() == ERROR_INVALID_HANDLE,
       "error %lu\n", GetLastError());
    CloseHandle(file);

    /* S-ERR-03 */
    ok_fails(CreateFileMappingA((HANDLE)0xdead0, NULL, PAGE_READONLY, 0, PAGE, NULL),
             ERROR_INVALID_HANDLE);
}

/* S-CRE-08: commitment is asked for when the section is made. */
static void test_commitment(void)
{
    HANDLE section;

    SetLastError(NO_ERROR_YET);
    section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0x1000, 0, NULL);
    ok(!section, "got 16 TiB\n");
    /* Wine makes a file with a hole, and there it is the host's file system that refuses. */
    todo_wine ok_error(ERROR_COMMITMENT_LIMIT);
}

START_TEST(section_create)
{
    char path[MAX_PATH];
    HANDLE file;

    nt_load();
    file = scratch_create(path, "protection", PAGE);
    test_protection(INVALID_HANDLE_VALUE);
    test_protection(file);
    CloseHandle(file);
    scratch_delete(path);

    test_attributes();
    test_large_pages();
    test_page_file_size();
    test_file_size();
    test_file_growth();
    test_existing();
    test_file_held();
    test_file_not_deleted(FALSE);
    test_file_not_deleted(TRUE);
    test_no_file();
    test_commitment();
}
