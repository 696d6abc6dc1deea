// SPDX-License-Identifier: MIT
// MEM_WRITE_WATCH memory: which pages were written to since the watch was reset. S-PRO-07

#include <windows.h>
#include "wine/test.h"
#include "check.h"
#include "scratch.h"

#define PAGES 16
#define SIZE (PAGES * PAGE)

static void *found[2048];
static char *base;

static char *watched(SIZE_T size, DWORD type, DWORD protect)
{
    char *made = VirtualAlloc(NULL, size, MEM_RESERVE | MEM_WRITE_WATCH | type, protect);

    ok(made != NULL, "VirtualAlloc failed, error %lu\n", GetLastError());
    return made;
}

static DWORD get(DWORD flags, char *start, SIZE_T size)
{
    ULONG_PTR count = ARRAY_SIZE(found);
    DWORD granularity = 0;

    memset(found, 0xcc, sizeof(found));
    ok(GetWriteWatch(flags, start, size, found, &count, &granularity) == 0,
       "GetWriteWatch failed, error %lu\n", GetLastError());
    ok_value(granularity, PAGE);
    return (DWORD)count;
}

/* The pages that are told of, as a string of their numbers in base 32, and no others. */
static void check_pages(int line, DWORD flags, const char *expected)
{
    DWORD count = get(flags, base, SIZE), i;

    winetest_push_context("line %d", line);
    ok_value(count, strlen(expected));
    for (i = 0; expected[i]; i++) {
        int page = expected[i] <= '9' ? expected[i] - '0' : expected[i] - 'a' + 10;

        ok(found[i] == base + page * PAGE, "number %lu is %p, expected %p\n", i, found[i],
           base + page * PAGE);
    }
    winetest_pop_context();
}

#define ok_pages(expected) check_pages(__LINE__, 0, expected)
#define ok_pages_reset(expected) check_pages(__LINE__, WRITE_WATCH_FLAG_RESET, expected)

static void test_writes(void)
{
    ULONG_PTR count = 2;
    DWORD granularity, old;

    base = watched(SIZE, MEM_COMMIT, PAGE_READWRITE);
    ok_region(base, base, PAGE_READWRITE, SIZE, MEM_COMMIT, PAGE_READWRITE, MEM_PRIVATE);
    ok_pages("");
    ok(base[3 * PAGE] == 0, "new memory is not zero\n"); /* a read is no write */
    ok_pages("");
    base[PAGE + 1] = 0x44;
    ok_pages("1");
    ok_pages_reset("1");
    ok_pages("");
    base[2 * PAGE] = base[4 * PAGE + 8] = 1;
    base[2 * PAGE] = 1; /* the same value is a write as well */
    ok_pages("24");
    ok_value(get(0, base + 3 * PAGE, 2 * PAGE), 1);
    ok(found[0] == base + 4 * PAGE, "found %p\n", found[0]);
    ok_value(get(0, base + 3 * PAGE - 1, 2), 1); /* a range means the pages that it touches */
    ok(ResetWriteWatch(base, 3 * PAGE) == 0, "ResetWriteWatch failed, error %lu\n", GetLastError());
    ok_pages("4");
    memcpy(base + 2 * PAGE - 2, "over", 4); /* two pages */
    ok_pages("124");

    /* only what there was room for is told, and reset */
    ok(!GetWriteWatch(WRITE_WATCH_FLAG_RESET, base, SIZE, found, &count, &granularity), "failed\n");
    ok_value(count, 2);
    ok(found[0] == base + PAGE && found[1] == base + 2 * PAGE, "found %p, %p\n", found[0],
       found[1]);
    ok_pages("4");

    /* a change of protection is no write, and forgets none */
    base[7 * PAGE] = 1;
    ok_succeeds(VirtualProtect(base, 6 * PAGE, PAGE_READONLY, &old));
    ok_region(base, base, PAGE_READWRITE, 6 * PAGE, MEM_COMMIT, PAGE_READONLY, MEM_PRIVATE);
    ok_pages("47");
    ok_succeeds(VirtualProtect(base, 6 * PAGE, PAGE_READWRITE, &old));
    ok_value(old, PAGE_READONLY);
    ok_pages("47");
    base[5 * PAGE] = 1;
    ok_pages_reset("457");
    base[15 * PAGE + PAGE - 1] = 1;
    ok_pages_reset("f");
    ok_succeeds(VirtualFree(base, 0, MEM_RELEASE));
}

/* Committed and decommitted. Wine 8 keeps a decommitted page's mark. */
static void test_commit(void)
{
    DWORD old, count;

    base = watched(SIZE, 0, PAGE_NOACCESS);
    ok_pages("");
    ok(VirtualAlloc(base, SIZE, MEM_COMMIT, PAGE_NOACCESS) == base, "commit failed\n");
    ok_pages("");
    ok_succeeds(VirtualProtect(base, 6 * PAGE, PAGE_READWRITE, &old));
    base[5 * PAGE + 200] = 3;
    ok_succeeds(VirtualProtect(base, 6 * PAGE, PAGE_NOACCESS, &old));
    ok_pages("5");
    ok(ResetWriteWatch(base, SIZE) == 0, "ResetWriteWatch failed\n");
    ok_pages("");
    ok_succeeds(VirtualProtect(base, SIZE, PAGE_READWRITE, &old));
    base[3 * PAGE] = base[5 * PAGE] = 3;
    ok_succeeds(VirtualFree(base, SIZE, MEM_DECOMMIT));
    count = get(0, base, SIZE);
    todo_wine ok_value(count, 0);
    ok(VirtualAlloc(base, SIZE, MEM_COMMIT, PAGE_READWRITE) == base, "commit failed\n");
    ok(base[3 * PAGE] == 0, "the contents came back\n");
    count = get(WRITE_WATCH_FLAG_RESET, base, SIZE);
    todo_wine ok_value(count, 0);

    /* what VirtualProtect has seen written outlasts the decommit */
    base[3 * PAGE] = 3;
    ok_succeeds(VirtualProtect(base, 6 * PAGE, PAGE_READWRITE, &old));
    base[5 * PAGE] = 3;
    ok_pages("35");
    ok_succeeds(VirtualFree(base, SIZE, MEM_DECOMMIT));
    count = get(0, base, SIZE);
    todo_wine ok_value(count, 1);
    ok(found[0] == base + 3 * PAGE, "found %p\n", found[0]);
    ok(VirtualAlloc(base, SIZE, MEM_COMMIT, PAGE_READWRITE) == base, "commit failed\n");
    base[2 * PAGE] = base[4 * PAGE] = base[6 * PAGE] = 4;
    count = get(0, base, SIZE);
    todo_wine ok_value(count, 4);
    ok_succeeds(VirtualFree(base, 0, MEM_RELEASE));
}

/* S-COW-05: what a call reads into counts, all of the buffer, whatever it finds to read. */
static void test_read_file(void)
{
    char path[MAX_PATH];
    HANDLE file = scratch_create(path, "file", 2 * PAGE + 3);
    DWORD done;

    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    base = watched(SIZE, MEM_COMMIT, PAGE_READWRITE);
    ok_succeeds(ReadFile(file, base + PAGE, 4 * PAGE, &done, NULL));
    ok_value(done, 2 * PAGE + 3);
    ok_pages_reset("1234");
    ok_succeeds(ReadFile(file, base, PAGE, &done, NULL));
    ok_value(done, 0);
    ok_pages_reset("0");
    ok_fails(ReadFile((HANDLE)0xdead0, base, PAGE, &done, NULL), ERROR_INVALID_HANDLE);
    ok_pages("");
    ok_succeeds(GetFileSizeEx(file, (LARGE_INTEGER *)(base + 9 * PAGE)));
    ok_pages("9");
    ok_succeeds(VirtualFree(base, 0, MEM_RELEASE));
    CloseHandle(file);
    scratch_delete(path);
}

static void test_errors(void)
{
    char *plain = VirtualAlloc(NULL, SIZE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    ULONG_PTR count = 64;
    DWORD granularity;

#define ok_get_fails(error, ...)                                                                   \
    do {                                                                                           \
        SetLastError(NO_ERROR_YET);                                                                \
        ok(GetWriteWatch(__VA_ARGS__) == ~0u, "GetWriteWatch succeeded\n");                        \
        ok_error(error);                                                                           \
    } while (0)

    ok_fails(VirtualAlloc(NULL, SIZE, MEM_WRITE_WATCH, PAGE_READWRITE), ERROR_INVALID_PARAMETER);
    base = watched(SIZE, MEM_COMMIT, PAGE_READWRITE);
    base[0] = 1;
    ok_get_fails(ERROR_INVALID_PARAMETER, 0, NULL, SIZE, found, &count, &granularity);
    ok_get_fails(ERROR_INVALID_PARAMETER, 0, plain, SIZE, found, &count, &granularity);
    ok_get_fails(ERROR_INVALID_PARAMETER, 0xdeadbeef, base, SIZE, found, &count, &granularity);
    ok_get_fails(ERROR_INVALID_PARAMETER, 0, base, 0, found, &count, &granularity);
    ok_get_fails(ERROR_INVALID_PARAMETER, 0, base, 2 * SIZE, found, &count, &granularity);
    ok_get_fails(ERROR_INVALID_PARAMETER, 0, base + SIZE - PAGE, PAGE + 1, found, &count,
                 &granularity);
    ok_get_fails(ERROR_NOACCESS, 0, base, SIZE, found, NULL, &granularity);
    ok_get_fails(ERROR_NOACCESS, 0, base, SIZE, found, &count, NULL);
    ok_get_fails(ERROR_NOACCESS, 0, base, SIZE, NULL, &count, &granularity);
    /* ranges that go round the end of the space */
    ok_get_fails(ERROR_INVALID_PARAMETER, 0, base, ~(SIZE_T)0, found, &count, &granularity);
    ok_get_fails(ERROR_INVALID_PARAMETER, 0, base, (SIZE_T)0 - PAGE, found, &count, &granularity);
    /* more room than there can be */
    count = (ULONG_PTR)1 << 42;
    SetLastError(NO_ERROR_YET);
    ok(GetWriteWatch(0, plain, (SIZE_T)1 << 46, found, &count, &granularity) == ~0u,
       "GetWriteWatch succeeded\n");
    todo_wine ok_error(ERROR_NOACCESS); /* it looks at the memory first */
    count = 64;
    /* who cannot be told of the pages has not been */
    ok_get_fails(ERROR_NOACCESS, WRITE_WATCH_FLAG_RESET, base, SIZE, (void *)8, &count,
                 &granularity);
    count = 0;
    ok_get_fails(ERROR_INVALID_PARAMETER, 0, base, SIZE, NULL, &count, &granularity);
    ok_get_fails(ERROR_INVALID_PARAMETER, 0, base, SIZE, found, &count, &granularity);
    SetLastError(NO_ERROR_YET);
    ok(ResetWriteWatch(base, 0) == ~0u, "ResetWriteWatch succeeded\n");
    ok_error(ERROR_INVALID_PARAMETER);
    SetLastError(NO_ERROR_YET);
    ok(ResetWriteWatch(base, ~(SIZE_T)0) == ~0u, "ResetWriteWatch succeeded\n");
    ok_error(ERROR_INVALID_PARAMETER);
    SetLastError(NO_ERROR_YET);
    ok(ResetWriteWatch(plain, SIZE) == ~0u, "ResetWriteWatch succeeded\n");
    ok_error(ERROR_INVALID_PARAMETER);
    ok_pages("0");
    ok_succeeds(VirtualFree(base, 0, MEM_RELEASE));
    ok_succeeds(VirtualFree(plain, 0, MEM_RELEASE));
}

static void test_many(void)
{
    enum { MANY = 2048 };
    DWORD i, old;

    base = watched(MANY * PAGE, MEM_COMMIT, PAGE_READWRITE);
    ok_value(get(0, base, MANY * PAGE), 0);
    for (i = 0; i < MANY; i += 2)
        base[i * PAGE]++;
    ok_succeeds(VirtualProtect(base, MANY / 2 * PAGE, PAGE_READONLY, &old));
    ok_value(get(WRITE_WATCH_FLAG_RESET, base, MANY * PAGE), MANY / 2);
    for (i = 0; i < MANY / 2; i++)
        ok(found[i] == base + i * 2 * PAGE, "number %lu is %p\n", i, found[i]);
    ok_value(get(0, base, MANY * PAGE), 0);
    ok_succeeds(VirtualFree(base, 0, MEM_RELEASE));
}

/* The same instruction writes to the same page, and each time that is noticed. */
static void test_again_and_again(void)
{
    int i, noticed = 0;

    base = watched(SIZE, MEM_COMMIT, PAGE_READWRITE);
    for (i = 0; i < 3000; i++) {
        ((volatile char *)base)[PAGE] = 1;
        noticed += get(WRITE_WATCH_FLAG_RESET, base, SIZE) == 1;
    }
    ok_value(noticed, 3000);
    ok_succeeds(VirtualFree(base, 0, MEM_RELEASE));
}

START_TEST(virtual_watch)
{
    test_writes();
    test_commit();
    test_read_file();
    test_errors();
    test_many();
    test_again_and_again();
}
