// SPDX-License-Identifier: MIT
// Access: what a section wants of its file, a handle gets, and a view needs.

#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include "wine/test.h"
#include "lacks.h"
#include "check.h"
#include "nt.h"
#include "scratch.h"

#define ACCESS_READ    1
#define ACCESS_WRITE   2
#define ACCESS_EXECUTE 4

/* S-CRE-05: each protection against each way to open the file. */
static void test_file_access(void)
{
    static const struct {
        DWORD protect;
        int needs;
    } rows[] = {
        { PAGE_READONLY, ACCESS_READ },
        { PAGE_WRITECOPY, ACCESS_READ },
        { PAGE_READWRITE, ACCESS_READ | ACCESS_WRITE },
        { PAGE_EXECUTE_READ, ACCESS_READ | ACCESS_EXECUTE },
        { PAGE_EXECUTE_WRITECOPY, ACCESS_READ | ACCESS_EXECUTE },
        { PAGE_EXECUTE_READWRITE, ACCESS_READ | ACCESS_WRITE | ACCESS_EXECUTE },
    };
    char path[MAX_PATH];
    HANDLE file, section;
    int has;
    size_t i;

    CloseHandle(scratch_create(path, "access", PAGE));
    for (has = 0; has < 8; has++) {
        file = scratch_open(path, (has & ACCESS_READ ? GENERIC_READ : 0) |
                                      (has & ACCESS_WRITE ? GENERIC_WRITE : 0) |
                                      (has & ACCESS_EXECUTE ? GENERIC_EXECUTE : 0));
        for (i = 0; i < ARRAY_SIZE(rows); i++) {
            BOOL allowed = !(rows[i].needs & ~has);

            winetest_push_context("file opened for %s%s%s, protection 0x%02lx",
                                  has & ACCESS_READ ? "r" : "-", has & ACCESS_WRITE ? "w" : "-",
                                  has & ACCESS_EXECUTE ? "x" : "-", rows[i].protect);
            SetLastError(NO_ERROR_YET);
            section = CreateFileMappingA(file, NULL, rows[i].protect, 0, 0, NULL);
            /* Wine asks a file for no execute access. */
            todo_wine_if(!allowed && !(rows[i].needs & ~has & ~ACCESS_EXECUTE)) {
                ok(!section == !allowed, "section is %p\n", section);
                ok_error(allowed ? 0 : ERROR_ACCESS_DENIED);
            }
            if (section)
                CloseHandle(section);
            winetest_pop_context();
        }
        CloseHandle(file);
    }
    scratch_delete(path);
}

/* The views that tell what access a handle has: on a section that allows them all. */
static const struct {
    DWORD access;
    int needs;
} views[] = {
    { FILE_MAP_READ, ACCESS_READ },
    { FILE_MAP_WRITE, ACCESS_WRITE },
    { FILE_MAP_COPY, ACCESS_READ },
    { FILE_MAP_READ | FILE_MAP_EXECUTE, ACCESS_READ | ACCESS_EXECUTE },
    { FILE_MAP_WRITE | FILE_MAP_EXECUTE, ACCESS_WRITE | ACCESS_EXECUTE },
    { FILE_MAP_COPY | FILE_MAP_EXECUTE, ACCESS_READ | ACCESS_EXECUTE },
};

static void check_handle_access(HANDLE section, int has)
{
    size_t i;

    for (i = 0; i < ARRAY_SIZE(views); i++) {
        BOOL allowed = !(views[i].needs & ~has);
        void *view;

        if (lacks("executable") && views[i].needs & ACCESS_EXECUTE)
            continue;
        winetest_push_context("view 0x%02lx", views[i].access);
        SetLastError(NO_ERROR_YET);
        view = MapViewOfFile(section, views[i].access, 0, 0, 0);
        ok(!view == !allowed, "view is %p\n", view);
        ok_error(allowed ? NO_ERROR_YET : ERROR_ACCESS_DENIED);
        if (view)
            UnmapViewOfFile(view);
        winetest_pop_context();
    }
}

/* S-CRE-06: the handle's access follows from this call's protection, not the section's. */
static void test_created_access(void)
{
    static const struct {
        DWORD protect;
        int has;
    } rows[] = {
        { PAGE_READONLY, ACCESS_READ },
        { PAGE_WRITECOPY, ACCESS_READ },
        { PAGE_READWRITE, ACCESS_READ | ACCESS_WRITE },
        { PAGE_EXECUTE_READ, ACCESS_READ | ACCESS_EXECUTE },
        { PAGE_EXECUTE_WRITECOPY, ACCESS_READ | ACCESS_EXECUTE },
        { PAGE_EXECUTE_READWRITE, ACCESS_READ | ACCESS_WRITE | ACCESS_EXECUTE },
    };
    char name[64];
    HANDLE first, again;
    size_t i;

    if (lacks("executable"))
        skip("named sections have no executable views here: /dev/shm is noexec\n");
    strcpy(name, scratch_name("access"));
    first = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_EXECUTE_READWRITE, 0, PAGE, name);
    ok(first != NULL, "failed, error %lu\n", GetLastError());
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        winetest_push_context("protection 0x%02lx", rows[i].protect);
        again = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, rows[i].protect, 0, 5 * PAGE, name);
        ok(again != NULL, "failed, error %lu\n", GetLastError());
        ok_error(ERROR_ALREADY_EXISTS);
        ok_section(again, SEC_COMMIT, PAGE);
        check_handle_access(again, rows[i].has);
        CloseHandle(again);
        winetest_pop_context();
    }
    CloseHandle(first);
}

/* S-NAM-06: what a handle from OpenFileMapping may map, and whether it may query. */
static void test_opened_access(void)
{
    enum { READ = 1, WRITE = 2, EXECUTE = 4, QUERY = 8 };
    static const struct {
        DWORD access;
        int grants;
    } rows[] = {
        { FILE_MAP_READ, READ },
        { FILE_MAP_WRITE, WRITE },
        { FILE_MAP_COPY, READ },
        { FILE_MAP_READ | FILE_MAP_WRITE, READ | WRITE },
        { FILE_MAP_READ | FILE_MAP_EXECUTE, READ | EXECUTE },
        { FILE_MAP_WRITE | FILE_MAP_EXECUTE, WRITE | EXECUTE },
        { FILE_MAP_READ | SECTION_QUERY, READ | QUERY },
        { FILE_MAP_WRITE | SECTION_QUERY, WRITE | QUERY },
        { FILE_MAP_ALL_ACCESS, READ | WRITE | EXECUTE | QUERY },
        { FILE_MAP_ALL_ACCESS | FILE_MAP_EXECUTE, READ | WRITE | EXECUTE | QUERY },
    };
    static const struct {
        DWORD access;
        int needs;
    } views[] = {
        { FILE_MAP_READ, READ },
        { FILE_MAP_WRITE, WRITE },
        { FILE_MAP_COPY, READ },
        { FILE_MAP_READ | FILE_MAP_EXECUTE, READ | EXECUTE },
        { FILE_MAP_WRITE | FILE_MAP_EXECUTE, WRITE | EXECUTE },
    };
    struct nt_section_basic info;
    HANDLE first, section;
    char name[64];
    void *view;
    size_t i, j;

    strcpy(name, scratch_name("open"));
    first = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_EXECUTE_READWRITE, 0, PAGE, name);
    ok(first != NULL, "failed, error %lu\n", GetLastError());
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        winetest_push_context("opened 0x%lx", rows[i].access);
        SetLastError(NO_ERROR_YET);
        section = OpenFileMappingA(rows[i].access, FALSE, name);
        ok(section != NULL, "failed, error %lu\n", GetLastError());
        ok_error(NO_ERROR_YET); /* S-ERR-02 */
        for (j = 0; j < ARRAY_SIZE(views); j++) {
            BOOL allowed = !(views[j].needs & ~rows[i].grants);

            if (lacks("executable") && views[j].needs & EXECUTE)
                continue;
            winetest_push_context("view 0x%lx", views[j].access);
            SetLastError(NO_ERROR_YET);
            view = MapViewOfFile(section, views[j].access, 0, 0, 0);
            /* Wine does not turn FILE_MAP_EXECUTE into the section's right. */
            todo_wine_if(allowed &&views[j].needs &EXECUTE &&
                          !(rows[i].access & SECTION_MAP_EXECUTE)) {
                ok(!view == !allowed, "view is %p\n", view);
                ok_error(allowed ? NO_ERROR_YET : ERROR_ACCESS_DENIED);
            }
            if (view)
                UnmapViewOfFile(view);
            winetest_pop_context();
        }
        ok_status(pNtQuerySection(section, NT_SECTION_BASIC, &info, sizeof(info), NULL),
                  rows[i].grants & QUERY ? STATUS_SUCCESS : STATUS_ACCESS_DENIED);
        CloseHandle(section);
        winetest_pop_context();
    }
    CloseHandle(first);
}

static const DWORD view_accesses[] = {
    0,
    FILE_MAP_READ,
    FILE_MAP_WRITE,
    FILE_MAP_COPY,
    FILE_MAP_EXECUTE | FILE_MAP_READ,
    FILE_MAP_EXECUTE | FILE_MAP_WRITE,
    FILE_MAP_EXECUTE | FILE_MAP_COPY,
};

/* S-MAP-02: a handle with all rights, so that the section's own protection decides. */
static void test_section_protection(BOOL of_file)
{
    enum { WRITES = 1, EXECUTES = 2 };
    static const struct {
        DWORD protect;
        int allows;
    } rows[] = {
        { PAGE_READONLY, 0 },
        { PAGE_READWRITE, WRITES },
        { PAGE_WRITECOPY, 0 },
        { PAGE_EXECUTE_READ, EXECUTES },
        { PAGE_EXECUTE_READWRITE, WRITES | EXECUTES },
        { PAGE_EXECUTE_WRITECOPY, EXECUTES },
    };
    char path[MAX_PATH];
    HANDLE file = NULL, section;
    LARGE_INTEGER size;
    NTSTATUS status;
    void *view;
    size_t i, j;

    if (of_file)
        file = scratch_create(path, "allows", PAGE);
    size.QuadPart = PAGE;
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        status = pNtCreateSection(&section, SECTION_ALL_ACCESS, NULL, &size, rows[i].protect,
                                  SEC_COMMIT, file);
        ok_status(status, STATUS_SUCCESS);
        for (j = 0; j < ARRAY_SIZE(view_accesses); j++) {
            DWORD access = view_accesses[j];
            int needs =
                (access & FILE_MAP_WRITE ? WRITES : 0) | (access & FILE_MAP_EXECUTE ? EXECUTES : 0);
            BOOL allowed = !(needs & ~rows[i].allows);

            winetest_push_context("%s section 0x%02lx, view 0x%02lx",
                                  of_file ? "file" : "page file", rows[i].protect, access);
            SetLastError(NO_ERROR_YET);
            view = MapViewOfFile(section, access, 0, 0, 0);
            /* Wine keeps no protection of its own in a section. */
            todo_wine_if(!allowed) {
                ok(!view == !allowed, "view is %p\n", view);
                ok_error(allowed ? NO_ERROR_YET : ERROR_INVALID_PARAMETER);
            }
            if (view)
                UnmapViewOfFile(view);
            winetest_pop_context();
        }
        CloseHandle(section);
    }
    if (of_file) {
        CloseHandle(file);
        scratch_delete(path);
    }
}

/* S-MAP-02: the handle's access, on a section that allows everything. */
static void test_native_access(void)
{
    static const DWORD rights[] = {
        0,
        SECTION_QUERY,
        SECTION_MAP_READ,
        SECTION_MAP_WRITE,
        SECTION_MAP_EXECUTE,
        SECTION_MAP_READ | SECTION_MAP_WRITE,
        SECTION_MAP_READ | SECTION_MAP_EXECUTE,
        SECTION_MAP_WRITE | SECTION_MAP_EXECUTE,
        SECTION_ALL_ACCESS,
    };
    LARGE_INTEGER size;
    HANDLE section;
    NTSTATUS status;
    void *view;
    size_t i, j;

    size.QuadPart = PAGE;
    for (i = 1; i < ARRAY_SIZE(rights); i++) {
        status = pNtCreateSection(&section, rights[i], NULL, &size, PAGE_EXECUTE_READWRITE,
                                  SEC_COMMIT, NULL);
        ok_status(status, STATUS_SUCCESS);
        for (j = 0; j < ARRAY_SIZE(view_accesses); j++) {
            DWORD access = view_accesses[j];
            DWORD needs = access & FILE_MAP_WRITE ? SECTION_MAP_WRITE : SECTION_MAP_READ;
            BOOL allowed;

            if (access & FILE_MAP_EXECUTE)
                needs |= SECTION_MAP_EXECUTE;
            allowed = !(needs & ~rights[i]);
            winetest_push_context("handle 0x%lx, view 0x%02lx", rights[i], access);
            SetLastError(NO_ERROR_YET);
            view = MapViewOfFile(section, access, 0, 0, 0);
            ok(!view == !allowed, "view is %p\n", view);
            ok_error(allowed ? NO_ERROR_YET : ERROR_ACCESS_DENIED);
            if (view)
                UnmapViewOfFile(view);
            winetest_pop_context();
        }
        CloseHandle(section);
    }

    /* The handle is asked before the section: straight from CreateFileMapping it is 5. */
    section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READONLY, 0, PAGE, NULL);
    ok_fails(MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0), ERROR_ACCESS_DENIED);
    ok_fails(MapViewOfFile(section, FILE_MAP_READ | FILE_MAP_EXECUTE, 0, 0, 0),
             ERROR_ACCESS_DENIED);
    CloseHandle(section);
}

START_TEST(section_access)
{
    nt_load();
    test_file_access();
    test_created_access();
    test_opened_access();
    test_section_protection(FALSE);
    test_section_protection(TRUE);
    test_native_access();
}
