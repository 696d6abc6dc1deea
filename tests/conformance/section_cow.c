// SPDX-License-Identifier: MIT
// Copy-on-write views: what they share, what they keep to themselves, and how it shows.

#include <windows.h>
#include "wine/test.h"
#include "check.h"
#include "scratch.h"
#include "child.h"

#define PAGES 5
#define SIZE  (PAGES * PAGE)

typedef volatile unsigned char *bytes;

static bytes map(HANDLE section, DWORD access)
{
    bytes view = MapViewOfFile(section, access, 0, 0, 0);

    ok(view != NULL, "MapViewOfFile 0x%lx failed, error %lu\n", access, GetLastError());
    return view;
}

/* S-COW-01: shared until written, page by page, whoever writes. */
static void test_sharing(HANDLE section, HANDLE file)
{
    bytes shared = map(section, FILE_MAP_WRITE), first = map(section, FILE_MAP_COPY);
    bytes second = map(section, FILE_MAP_COPY);
    unsigned char byte, neighbour[2];

    /* others' writes show, more than once, also after this view read the page */
    shared[PAGE] = 1;
    ok(first[PAGE] == 1 && second[PAGE] == 1, "0x%02x 0x%02x\n", first[PAGE], second[PAGE]);
    shared[PAGE] = 2;
    ok(first[PAGE] == 2 && second[PAGE] == 2, "0x%02x 0x%02x\n", first[PAGE], second[PAGE]);

    /* a write here shows nowhere else */
    shared[PAGE + 8] = 10;
    shared[PAGE + 9] = 11;
    first[PAGE] = 3;
    ok(first[PAGE] == 3, "0x%02x\n", first[PAGE]);
    ok(shared[PAGE] == 2 && second[PAGE] == 2, "0x%02x 0x%02x\n", shared[PAGE], second[PAGE]);
    if (file) {
        ok_value(scratch_read(file, PAGE, &byte, 1), 1);
        ok(byte == 2, "the file has 0x%02x\n", byte);
    }

    /* exactly that page is private now, with all that was in it */
    ok(first[PAGE + 8] == 10 && first[PAGE + 9] == 11, "the page was not copied\n");
    shared[PAGE] = 4;
    shared[PAGE + 8] = 20;
    shared[2 * PAGE - 1] = 21;
    neighbour[0] = first[PAGE - 1];
    neighbour[1] = first[2 * PAGE];
    shared[PAGE - 1] = neighbour[0] + 1;
    shared[2 * PAGE] = neighbour[1] + 1;
    ok(first[PAGE] == 3 && first[PAGE + 8] == 10 && first[2 * PAGE - 1] != 21,
       "others' writes show in the private page\n");
    ok(second[PAGE] == 4 && second[PAGE + 8] == 20, "the other view lost its share\n");
    ok(first[PAGE - 1] == (unsigned char)(neighbour[0] + 1), "the page before is private too\n");
    ok(first[2 * PAGE] == (unsigned char)(neighbour[1] + 1), "the page behind is private too\n");

    /* each view its own copy */
    second[PAGE] = 5;
    ok(first[PAGE] == 3 && second[PAGE] == 5 && shared[PAGE] == 4, "0x%02x 0x%02x 0x%02x\n",
       first[PAGE], second[PAGE], shared[PAGE]);

    /* S-COW-04: unmapped is gone */
    UnmapViewOfFile((void *)first);
    first = map(section, FILE_MAP_COPY);
    ok(first[PAGE] == 4, "0x%02x\n", first[PAGE]);
    UnmapViewOfFile((void *)first);
    UnmapViewOfFile((void *)second);
    UnmapViewOfFile((void *)shared);
}

/*
 * What VirtualQuery says at an offset. Wine shows no private pages: to it the rest of the view
 * is one region.
 */
#define check_pages(view, offset, copy, pages, protect)                                            \
    check_pages_(__LINE__, (char *)(view), offset, copy, pages, protect)

static void check_pages_(int line, char *view, DWORD offset, DWORD copy, DWORD pages, DWORD protect)
{
    MEMORY_BASIC_INFORMATION info;

    memset(&info, 0xcc, sizeof(info));
    VirtualQuery(view + offset, &info, sizeof(info));
    ok_(__FILE__, line)(info.AllocationBase == view, "AllocationBase is %p, expected %p\n",
                        info.AllocationBase, view);
    ok_(__FILE__, line)(info.AllocationProtect == copy, "AllocationProtect is 0x%lx\n",
                        info.AllocationProtect);
    ok_(__FILE__, line)(info.State == MEM_COMMIT, "State is 0x%lx\n", info.State);
    ok_(__FILE__, line)(info.Type == MEM_MAPPED, "Type is 0x%lx\n", info.Type);
    todo_wine_if(info.RegionSize > pages * PAGE)
        ok_(__FILE__, line)(info.RegionSize == pages * PAGE, "RegionSize is 0x%Ix, not 0x%lx\n",
                            info.RegionSize, (DWORD)(pages * PAGE));
    todo_wine_if(protect != copy)
        ok_(__FILE__, line)(info.Protect == protect, "Protect is 0x%lx, not 0x%lx\n", info.Protect,
                            protect);
}

/* Writes pages 1 and 3 of five; S-COW-02 says what VirtualQuery then shows of each. */
static void test_query(HANDLE section, DWORD access)
{
    DWORD exec = access & FILE_MAP_EXECUTE;
    DWORD copy = exec ? PAGE_EXECUTE_WRITECOPY : PAGE_WRITECOPY;
    DWORD own = exec ? PAGE_EXECUTE_READWRITE : PAGE_READWRITE;
    char *view;

    winetest_push_context("access 0x%lx", access);
    view = (char *)map(section, access);
    check_pages(view, 0, copy, PAGES, copy);
    ok(((bytes)view)[0] != 0xee, "the page is not as expected\n");
    check_pages(view, 0, copy, PAGES, copy);
    ((bytes)view)[PAGE + 5] = 0xee;
    ((bytes)view)[3 * PAGE + PAGE - 1] = 0xee;
    check_pages(view, 0, copy, 1, copy);
    check_pages(view, PAGE, copy, 1, own);
    check_pages(view, PAGE + 77, copy, 1, own);
    check_pages(view, 2 * PAGE, copy, 1, copy);
    check_pages(view, 3 * PAGE, copy, 1, own);
    check_pages(view, 4 * PAGE, copy, 1, copy);
    /* neighbours that are alike are one region */
    ((bytes)view)[2 * PAGE] = 0xee;
    check_pages(view, PAGE, copy, 3, own);
    check_pages(view, 2 * PAGE, copy, 2, own);
    UnmapViewOfFile(view);
    winetest_pop_context();
}

/* S-COW-01: all of a view, in order and in pieces; nothing of it reaches the section. */
static void test_many_pages(void)
{
    const DWORD count = 64;
    HANDLE section =
        CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, count * PAGE, NULL);
    bytes shared = map(section, FILE_MAP_WRITE), view = map(section, FILE_MAP_COPY);
    DWORD i, wrong = 0;

    for (i = 0; i < count; i++)
        shared[i * PAGE] = (unsigned char)i;
    for (i = 0; i < count; i += 2)
        view[i * PAGE] = (unsigned char)(i + 100);
    for (i = 0; i < count; i++)
        shared[i * PAGE] = (unsigned char)(i + 50);
    for (i = 0; i < count; i++)
        wrong += view[i * PAGE] != (unsigned char)(i + (i % 2 ? 50 : 100));
    ok(!wrong, "%lu pages of %lu are not what they should be\n", wrong, count);
    for (i = 1; i < count; i += 2)
        view[i * PAGE + 1] = 1;
    check_pages(view, 0, PAGE_WRITECOPY, count, PAGE_READWRITE);
    for (i = 0, wrong = 0; i < count; i++)
        wrong += shared[i * PAGE] != (unsigned char)(i + 50) || shared[i * PAGE + 1];
    ok(!wrong, "%lu pages of the section were written\n", wrong);
    UnmapViewOfFile((void *)view);
    UnmapViewOfFile((void *)shared);
    CloseHandle(section);
}

/* S-COW-05: a write by the system is a write. */
static void test_system_write(void)
{
    char path[MAX_PATH];
    HANDLE file = scratch_create(path, "system", PAGE), section;
    bytes shared, view;
    DWORD got = 0;

    section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, SIZE, NULL);
    shared = map(section, FILE_MAP_WRITE);
    view = map(section, FILE_MAP_COPY);
    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    ok(ReadFile(file, (void *)(view + PAGE + 16), 32, &got, NULL), "ReadFile failed, error %lu\n",
       GetLastError());
    ok_value(got, 32);
    ok(view[PAGE + 16] == scratch_byte(0) && view[PAGE + 47] == scratch_byte(31),
       "not what was read\n");
    ok(!shared[PAGE + 16], "the section was written\n");
    check_pages(view, PAGE, PAGE_WRITECOPY, 1, PAGE_READWRITE);
    check_pages(view, 2 * PAGE, PAGE_WRITECOPY, 3, PAGE_WRITECOPY);
    UnmapViewOfFile((void *)view);
    UnmapViewOfFile((void *)shared);
    CloseHandle(section);
    CloseHandle(file);
    scratch_delete(path);
}

/* S-COW-01 between processes: this one writes, the parent's shared page stays as it was. */
static void child_write(const char *name)
{
    HANDLE section = OpenFileMappingA(FILE_MAP_READ, FALSE, name);
    bytes view;

    ok(section != NULL, "OpenFileMapping failed, error %lu\n", GetLastError());
    view = map(section, FILE_MAP_COPY);
    ok(view[PAGE] == 7 && view[2 * PAGE] == 8, "0x%02x 0x%02x\n", view[PAGE], view[2 * PAGE]);
    view[PAGE] = 70;
    ok(view[PAGE] == 70 && view[2 * PAGE] == 8, "0x%02x 0x%02x\n", view[PAGE], view[2 * PAGE]);
}

static void test_processes(void)
{
    HANDLE section;
    char name[64];
    bytes view;

    strcpy(name, scratch_name("processes"));
    section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, SIZE, name);
    view = map(section, FILE_MAP_WRITE);
    view[PAGE] = 7;
    view[2 * PAGE] = 8;
    child_finish(child_start(FALSE, "write %s", name));
    ok(view[PAGE] == 7 && view[2 * PAGE] == 8, "0x%02x 0x%02x\n", view[PAGE], view[2 * PAGE]);
    UnmapViewOfFile((void *)view);
    CloseHandle(section);
}

/* As a rule each view is where the one before was, and each write is the same instruction's. */
static void test_again_and_again(void)
{
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, SIZE, NULL);
    bytes view;
    int i;

    for (i = 0; i < 3000; i++) {
        view = map(section, FILE_MAP_COPY);
        view[PAGE] = 1;
        UnmapViewOfFile((void *)view);
    }
    view = map(section, FILE_MAP_READ);
    ok(view[PAGE] == 0, "the section has what was written to copies\n");
    UnmapViewOfFile((void *)view);
    CloseHandle(section);
}

START_TEST(section_cow)
{
    char path[MAX_PATH], **argv;
    HANDLE file, section;

    if (winetest_get_mainargs(&argv) > 3) {
        child_write(argv[3]);
        return;
    }
    section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_EXECUTE_READWRITE, 0, SIZE, NULL);
    ok(section != NULL, "CreateFileMapping failed, error %lu\n", GetLastError());
    winetest_push_context("page file");
    test_sharing(section, NULL);
    test_query(section, FILE_MAP_COPY);
    test_query(section, FILE_MAP_COPY | FILE_MAP_EXECUTE);
    winetest_pop_context();
    CloseHandle(section);

    file = scratch_create(path, "file", SIZE - 9);
    section = CreateFileMappingA(file, NULL, PAGE_EXECUTE_READWRITE, 0, 0, NULL);
    ok(section != NULL, "CreateFileMapping failed, error %lu\n", GetLastError());
    winetest_push_context("file");
    test_sharing(section, file);
    test_query(section, FILE_MAP_COPY);
    test_query(section, FILE_MAP_COPY | FILE_MAP_EXECUTE);
    winetest_pop_context();
    CloseHandle(section);
    CloseHandle(file);
    scratch_delete(path);

    test_many_pages();
    test_again_and_again();
    test_system_write();
    test_processes();
}
