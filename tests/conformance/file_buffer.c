// SPDX-License-Identifier: MIT
// Buffers for the system to write to and read from: pages that come with a touch, or not at all.

#include <windows.h>
#include "wine/test.h"
#include "check.h"
#include "child.h"
#include "scratch.h"

#define PAGES 4
#define SIZE  (PAGES * PAGE)
#define START 100 /* the file pointer before each transfer */

static HANDLE file;
static char file_path[MAX_PATH];

static LONGLONG pointer(void)
{
    LARGE_INTEGER none = { .QuadPart = 0 }, at = { .QuadPart = -1 };

    ok(SetFilePointerEx(file, none, &at, FILE_CURRENT), "no pointer, error %lu\n", GetLastError());
    return at.QuadPart;
}

static void set_pointer(LONGLONG to)
{
    LARGE_INTEGER at = { .QuadPart = to };

    ok(SetFilePointerEx(file, at, NULL, FILE_BEGIN), "no pointer, error %lu\n", GetLastError());
}

static DWORD protection(const void *at)
{
    MEMORY_BASIC_INFORMATION info;

    return VirtualQuery(at, &info, sizeof(info)) ? info.Protect : 0;
}

/* At the pointer or at an offset of the call's own; the file's bytes are known. */
static BOOL read_file(void *buffer, DWORD length, BOOL at_offset, DWORD *got)
{
    OVERLAPPED overlapped = { .Offset = START };

    set_pointer(at_offset ? 0 : START);
    *got = NO_ERROR_YET;
    SetLastError(NO_ERROR_YET);
    return ReadFile(file, buffer, length, got, at_offset ? &overlapped : NULL);
}

static void reads(void *buffer, DWORD length)
{
    const volatile unsigned char *bytes = buffer;
    DWORD got, i, wrong = 0;
    int at_offset;

    for (at_offset = 0; at_offset < 2; at_offset++) {
        ok(read_file(buffer, length, at_offset, &got), "error %lu\n", GetLastError());
        ok_value(got, length);
        ok_value(pointer(), START + length);
        for (i = 0; i < length; i++)
            wrong += bytes[i] != scratch_byte(START + i);
        ok(!wrong, "%lu bytes of %lu are not the file's\n", wrong, length);
    }
}

static void read_fails(void *buffer, DWORD length)
{
    DWORD got;
    int at_offset;

    for (at_offset = 0; at_offset < 2; at_offset++) {
        ok(!read_file(buffer, length, at_offset, &got), "%lu bytes were read\n", got);
        ok_error(ERROR_NOACCESS);
        ok_value(got, 0);
        ok_value(pointer(), at_offset ? 0 : START);
    }
}

/* S-COW-05: pages of a copy-on-write view, before and after their first write. */
static void test_read_copy(HANDLE section, DWORD access, DWORD own)
{
    unsigned char *view = MapViewOfFile(section, access, 0, 0, 0);
    unsigned char *shared = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);

    memset(shared, 'a', SIZE);
    reads(view + PAGE + 50, 200);
    ok(shared[PAGE + 50] == 'a', "the section was written\n");
    ok(view[PAGE + 49] == 'a' && view[PAGE + 250] == 'a', "the page was not copied\n");
    shared[PAGE + 49] = 'b';
    ok(((volatile unsigned char *)view)[PAGE + 49] == 'a', "the page is still shared\n");
    shared[49] = 'b';
    ok(((volatile unsigned char *)view)[49] == 'b', "the page before is not shared\n");
    todo_wine ok_value(protection(view + PAGE), own);
    ok_value(protection(view), own * 2); /* the copy stands behind the written form */

    reads(view + PAGE + 1000, 10);              /* into what is private already */
    reads(view + 2 * PAGE - 7, PAGE + 14);      /* private, untouched, untouched */
    ok(shared[2 * PAGE] == 'a' && shared[3 * PAGE] == 'a', "the section was written\n");
    todo_wine ok_value(protection(view + 3 * PAGE), own);
    UnmapViewOfFile(shared);
    UnmapViewOfFile(view);
}

/* A part of a shared view that is copy-on-write, between parts that are not. */
static void test_read_mixed(HANDLE section)
{
    unsigned char *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    unsigned char *shared = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    DWORD old;

    memset(shared, 'a', SIZE);
    ok_succeeds(VirtualProtect(view + PAGE, PAGE, PAGE_WRITECOPY, &old));
    reads(view + 10, 3 * PAGE);
    ok(shared[10] == scratch_byte(START), "the section was not written\n");
    ok(shared[3 * PAGE] == scratch_byte(START + 3 * PAGE - 10), "the section was not written\n");
    todo_wine ok(shared[PAGE] == 'a' && shared[2 * PAGE - 1] == 'a', "the section was written\n");
    UnmapViewOfFile(shared);
    UnmapViewOfFile(view);
}

/* What cannot be written is refused, wherever in the buffer it is; nothing is read then. */
static void test_read_refused(HANDLE section)
{
    static const DWORD closed[] = { PAGE_NOACCESS, PAGE_READONLY, PAGE_EXECUTE, PAGE_EXECUTE_READ };
    unsigned char *memory = VirtualAlloc(NULL, SIZE, MEM_RESERVE, PAGE_READWRITE), *view;
    DWORD old;
    size_t i;

    read_fails(memory, 10); /* reserved only */
    ok(VirtualAlloc(memory, SIZE, MEM_COMMIT, PAGE_READWRITE) != NULL, "no memory\n");
    reads(memory + PAGE - 5, 10); /* just committed */
    for (i = 0; i < ARRAY_SIZE(closed); i++) {
        winetest_push_context("protection 0x%02lx", closed[i]);
        ok_succeeds(VirtualProtect(memory + PAGE, PAGE, closed[i], &old));
        memory[PAGE - 1] = 'k';
        memory[2 * PAGE] = 'k';
        read_fails(memory + PAGE + 10, 10);
        read_fails(memory + PAGE - 1, 2);         /* its first byte */
        read_fails(memory + 2 * PAGE - 1, 2);     /* its last byte */
        read_fails(memory + PAGE / 2, 2 * PAGE);  /* in the middle */
        ok(memory[2 * PAGE] == 'k', "something was read behind it\n");
        winetest_pop_context();
    }
    ok_succeeds(VirtualFree(memory + PAGE, PAGE, MEM_DECOMMIT));
    read_fails(memory + PAGE / 2, PAGE);
    ok_succeeds(VirtualFree(memory, 0, MEM_RELEASE));
    read_fails(memory, 10); /* nothing there */
    read_fails(NULL, 10);
    read_fails((void *)16, 10);

    view = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);
    read_fails(view + PAGE, 10);
    UnmapViewOfFile(view);
    view = MapViewOfFile(section, FILE_MAP_COPY, 0, 0, 0);
    ok_succeeds(VirtualProtect(view, PAGE, PAGE_READONLY, &old));
    read_fails(view + PAGE - 1, 2);
    ok_value(protection(view + PAGE), PAGE_WRITECOPY);
    UnmapViewOfFile(view);
}

/* S-PRO-06: the call that meets a guard page fails and takes the guard away; the next goes on. */
static void test_read_guard(void)
{
    unsigned char *memory =
        VirtualAlloc(NULL, SIZE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    DWORD old, got;

    ok_succeeds(VirtualProtect(memory + PAGE, PAGE, PAGE_READWRITE | PAGE_GUARD, &old));
    ok(!read_file(memory + PAGE - 5, 10, FALSE, &got), "%lu bytes were read\n", got);
    ok_value(got, 0);
    ok_value(pointer(), START);
    ok_value(protection(memory + PAGE), PAGE_READWRITE);
    reads(memory + PAGE - 5, 10);
    VirtualFree(memory, 0, MEM_RELEASE);
}

static void child_commit(const char *name)
{
    HANDLE section = OpenFileMappingA(FILE_MAP_WRITE, FALSE, name);
    char *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);

    ok(VirtualAlloc(view + PAGE, 2 * PAGE, MEM_COMMIT, PAGE_READWRITE) == view + PAGE,
       "VirtualAlloc failed, error %lu\n", GetLastError());
}

/* S-PRO-03, S-COW-05: pages that another process committed, and this one never touched. */
static void test_read_reserved(DWORD access)
{
    const char *name = scratch_name("buffer");
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE | SEC_RESERVE, 0,
                                        SIZE, name);
    unsigned char *view = MapViewOfFile(section, access, 0, 0, 0);

    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    /* Wine lets it be touched. */
    if (!winetest_platform_is_wine)
        read_fails(view + PAGE, 10);
    child_finish(child_start(FALSE, "commit %s", name));
    reads(view + 2 * PAGE - 5, 10);
    if (!winetest_platform_is_wine)
        read_fails(view + 3 * PAGE - 5, 10);
    UnmapViewOfFile(view);
    CloseHandle(section);
}

static void writes(const void *buffer, DWORD length)
{
    unsigned char back[2 * PAGE];
    DWORD put = NO_ERROR_YET;

    set_pointer(SIZE);
    ok(WriteFile(file, buffer, length, &put, NULL), "error %lu\n", GetLastError());
    ok_value(put, length);
    ok_value(scratch_read(file, SIZE, back, length), length);
    ok(!memcmp(back, buffer, length), "not what was written\n");
    scratch_resize(file, SIZE);
}

/* The file keeps its bytes and its size. */
static void write_fails(const void *buffer, DWORD length)
{
    unsigned char byte = 0;
    DWORD put = NO_ERROR_YET;

    set_pointer(SIZE - 3);
    ok(!WriteFile(file, buffer, length, &put, NULL), "%lu bytes were written\n", put);
    ok_error(ERROR_INVALID_USER_BUFFER);
    ok_value(put, 0);
    ok_value(pointer(), SIZE - 3);
    ok_value(scratch_size(file), SIZE);
    ok_value(scratch_read(file, SIZE - 3, &byte, 1), 1);
    ok_value(byte, scratch_byte(SIZE - 3));
}

static void test_write(HANDLE section)
{
    unsigned char *memory = VirtualAlloc(NULL, SIZE, MEM_RESERVE, PAGE_READWRITE), *view;
    DWORD old;

    write_fails(memory, 10);
    ok(VirtualAlloc(memory, SIZE, MEM_COMMIT, PAGE_READWRITE) != NULL, "no memory\n");
    memset(memory, 'm', SIZE);
    writes(memory + PAGE - 5, 10);
    ok_succeeds(VirtualProtect(memory + PAGE, PAGE, PAGE_READONLY, &old));
    writes(memory + PAGE - 5, 10);
    ok_succeeds(VirtualProtect(memory + PAGE, PAGE, PAGE_NOACCESS, &old));
    write_fails(memory + PAGE, 10);
    ok_succeeds(VirtualFree(memory, 0, MEM_RELEASE));
    write_fails(memory, 10);
    write_fails(NULL, 10);

    /* reading is no write: what is copy-on-write stays shared */
    view = MapViewOfFile(section, FILE_MAP_COPY, 0, 0, 0);
    writes(view + PAGE - 5, PAGE);
    ok_region(view, view, PAGE_WRITECOPY, SIZE, MEM_COMMIT, PAGE_WRITECOPY, MEM_MAPPED);
    UnmapViewOfFile(view);
}

/* A buffer that is readable in part: all is written, or nothing. */
static void test_write_partly(void)
{
    unsigned char *memory =
        VirtualAlloc(NULL, SIZE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    DWORD old;

    memset(memory, 'm', SIZE);
    ok_succeeds(VirtualProtect(memory + PAGE, PAGE, PAGE_NOACCESS, &old));
    write_fails(memory + PAGE - 1, 2);
    write_fails(memory + PAGE / 2, PAGE);
    VirtualFree(memory, 0, MEM_RELEASE);
}

START_TEST(file_buffer)
{
    HANDLE section;
    char **argv;

    if (winetest_get_mainargs(&argv) > 3) {
        child_commit(argv[3]);
        return;
    }
    file = scratch_create(file_path, "file", SIZE);
    section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_EXECUTE_READWRITE, 0, SIZE, NULL);
    ok(section != NULL, "CreateFileMapping failed, error %lu\n", GetLastError());
    test_read_copy(section, FILE_MAP_COPY, PAGE_READWRITE);
    test_read_copy(section, FILE_MAP_COPY | FILE_MAP_EXECUTE, PAGE_EXECUTE_READWRITE);
    test_read_mixed(section);
    test_read_refused(section);
    test_read_guard();
    test_read_reserved(FILE_MAP_WRITE);
    test_read_reserved(FILE_MAP_COPY);
    test_write(section);
    test_write_partly();
    CloseHandle(section);
    CloseHandle(file);
    scratch_delete(file_path);
}
