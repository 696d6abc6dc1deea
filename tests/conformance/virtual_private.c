// SPDX-License-Identifier: MIT
// Private memory: VirtualAlloc, VirtualFree, VirtualProtect, VirtualQuery.

#include <windows.h>
#include "wine/test.h"
#include "check.h"
#include "child.h"

#define SIZE (16 * PAGE)

static char *reserve(DWORD size)
{
    char *base = VirtualAlloc(NULL, size, MEM_RESERVE, PAGE_READWRITE);

    ok(base != NULL, "VirtualAlloc failed, error %lu\n", GetLastError());
    return base;
}

static char *commit(DWORD size)
{
    char *base = VirtualAlloc(NULL, size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);

    ok(base != NULL, "VirtualAlloc failed, error %lu\n", GetLastError());
    return base;
}

static void test_reserve_and_commit(void)
{
    char *base = reserve(SIZE), *part;
    DWORD i;

    ok(!((ULONG_PTR)base % GRANULARITY), "base is %p\n", base);
    ok_region(base, base, PAGE_READWRITE, SIZE, MEM_RESERVE, 0, MEM_PRIVATE);
    ok_region(base + 5 * PAGE + 1, base, PAGE_READWRITE, SIZE - 5 * PAGE, MEM_RESERVE, 0,
              MEM_PRIVATE);

    /* whole pages, of all that is touched by the range */
    part = VirtualAlloc(base + 2 * PAGE + 10, PAGE, MEM_COMMIT, PAGE_READONLY);
    ok(part == base + 2 * PAGE, "committed at %p, expected %p\n", part, base + 2 * PAGE);
    ok_region(base, base, PAGE_READWRITE, 2 * PAGE, MEM_RESERVE, 0, MEM_PRIVATE);
    ok_region(base + 2 * PAGE, base, PAGE_READWRITE, 2 * PAGE, MEM_COMMIT, PAGE_READONLY,
              MEM_PRIVATE);
    ok_region(base + 4 * PAGE, base, PAGE_READWRITE, SIZE - 4 * PAGE, MEM_RESERVE, 0, MEM_PRIVATE);
    for (i = 0; i < 2 * PAGE && !part[i]; i++)
        ;
    ok(i == 2 * PAGE, "new memory is not zero at 0x%lx\n", i);

    /* again: the protection changes, the contents stay */
    part = VirtualAlloc(base + 2 * PAGE, 2 * PAGE, MEM_COMMIT, PAGE_READWRITE);
    ok(part == base + 2 * PAGE, "committed at %p\n", part);
    part[7] = 77;
    part = VirtualAlloc(base, SIZE, MEM_COMMIT, PAGE_READWRITE);
    ok(part == base, "committed at %p\n", part);
    ok(base[2 * PAGE + 7] == 77, "commit lost the contents\n");
    ok_region(base, base, PAGE_READWRITE, SIZE, MEM_COMMIT, PAGE_READWRITE, MEM_PRIVATE);

    /* decommit: back to reserved; committed again it is zero */
    ok_succeeds(VirtualFree(base + 2 * PAGE + 1, PAGE, MEM_DECOMMIT));
    ok_region(base + 2 * PAGE, base, PAGE_READWRITE, 2 * PAGE, MEM_RESERVE, 0, MEM_PRIVATE);
    ok_region(base + 4 * PAGE, base, PAGE_READWRITE, SIZE - 4 * PAGE, MEM_COMMIT, PAGE_READWRITE,
              MEM_PRIVATE);
    ok_succeeds(VirtualFree(base + 2 * PAGE, PAGE, MEM_DECOMMIT));
    part = VirtualAlloc(base + 2 * PAGE, PAGE, MEM_COMMIT, PAGE_READWRITE);
    ok(part && !part[7], "memory came back with its contents\n");
    /* size 0 at the base is all of it */
    ok_succeeds(VirtualFree(base, 0, MEM_DECOMMIT));
    ok_region(base, base, PAGE_READWRITE, SIZE, MEM_RESERVE, 0, MEM_PRIVATE);
    ok_succeeds(VirtualFree(base, 0, MEM_RELEASE));
}

static void test_sizes(void)
{
    char *base = VirtualAlloc(NULL, 1, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    MEMORY_BASIC_INFORMATION info;
    char *other;

    ok_region(base, base, PAGE_READWRITE, PAGE, MEM_COMMIT, PAGE_READWRITE, MEM_PRIVATE);
    VirtualFree(base, 0, MEM_RELEASE);

    /* MEM_COMMIT alone at no address reserves too */
    base = VirtualAlloc(NULL, PAGE + 1, MEM_COMMIT, PAGE_READWRITE);
    ok_region(base, base, PAGE_READWRITE, 2 * PAGE, MEM_COMMIT, PAGE_READWRITE, MEM_PRIVATE);
    VirtualFree(base, 0, MEM_RELEASE);

    /* a base that was asked for is rounded down to the granularity, and is taken */
    base = reserve(4 * GRANULARITY);
    VirtualFree(base, 0, MEM_RELEASE);
    other = VirtualAlloc(base + GRANULARITY + PAGE, PAGE, MEM_RESERVE, PAGE_READWRITE);
    ok(other == base + GRANULARITY, "reserved at %p, expected %p\n", other, base + GRANULARITY);
    ok_region(other, other, PAGE_READWRITE, 2 * PAGE, MEM_RESERVE, 0, MEM_PRIVATE);
    ok_fails(VirtualAlloc(other, PAGE, MEM_RESERVE, PAGE_READWRITE), ERROR_INVALID_ADDRESS);
    VirtualFree(other, 0, MEM_RELEASE);
    memset(&info, 0xcc, sizeof(info));
    ok_value(VirtualQuery(other, &info, sizeof(info)), sizeof(info));
    ok_value(info.State, MEM_FREE);
    ok_value(info.Protect, PAGE_NOACCESS);
    ok(!info.AllocationBase, "AllocationBase is %p\n", info.AllocationBase);
}

static void test_alloc_failures(void)
{
    static const struct {
        SIZE_T size;
        DWORD type, protect, error;
    } rows[] = {
        { 0, MEM_RESERVE, PAGE_READWRITE, ERROR_INVALID_PARAMETER },
        { PAGE, 0, PAGE_READWRITE, ERROR_INVALID_PARAMETER },
        { PAGE, MEM_RELEASE, PAGE_READWRITE, ERROR_INVALID_PARAMETER },
        { PAGE, MEM_RESERVE, 0, ERROR_INVALID_PARAMETER },
        { PAGE, MEM_COMMIT, 0, ERROR_INVALID_PARAMETER },
        { PAGE, MEM_COMMIT, PAGE_READONLY | PAGE_READWRITE, ERROR_INVALID_PARAMETER },
        { PAGE, MEM_COMMIT, PAGE_WRITECOPY, ERROR_INVALID_PARAMETER },
        { PAGE, MEM_COMMIT, PAGE_EXECUTE_WRITECOPY, ERROR_INVALID_PARAMETER },
        { PAGE, MEM_RESERVE, PAGE_WRITECOPY, ERROR_INVALID_PARAMETER },
        { PAGE, MEM_COMMIT, 0x1000, ERROR_INVALID_PARAMETER },
    };
    char *base;
    size_t i;

    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        winetest_push_context("size 0x%Ix, type 0x%lx, protection 0x%lx", rows[i].size,
                              rows[i].type, rows[i].protect);
        ok_fails(VirtualAlloc(NULL, rows[i].size, rows[i].type, rows[i].protect), rows[i].error);
        winetest_pop_context();
    }

    /* the first 64 KiB of the space are nobody's */
    ok_fails(VirtualAlloc((void *)1, PAGE, MEM_RESERVE, PAGE_READWRITE), ERROR_INVALID_PARAMETER);
    ok_fails(VirtualAlloc((void *)0x8000, PAGE, MEM_RESERVE, PAGE_READWRITE),
             ERROR_INVALID_PARAMETER);
    ok_fails(VirtualAlloc((void *)0x8000, PAGE, MEM_COMMIT, PAGE_READWRITE),
             ERROR_INVALID_PARAMETER);

    base = reserve(SIZE);
    /* beyond the end of the reservation */
    ok_fails(VirtualAlloc(base + SIZE - PAGE, 2 * PAGE, MEM_COMMIT, PAGE_READWRITE),
             ERROR_INVALID_ADDRESS);
    ok_fails(VirtualAlloc(base, SIZE, MEM_RESERVE, PAGE_READWRITE), ERROR_INVALID_ADDRESS);
    ok_fails(VirtualAlloc(base, PAGE, MEM_COMMIT, PAGE_WRITECOPY), ERROR_INVALID_PARAMETER);
    VirtualFree(base, 0, MEM_RELEASE);
    /* where nothing is reserved */
    ok_fails(VirtualAlloc(base, PAGE, MEM_COMMIT, PAGE_READWRITE), ERROR_INVALID_ADDRESS);
}

static void test_free_failures(void)
{
    char *base = commit(SIZE), *next;

    ok_fails(VirtualFree(base, PAGE, MEM_RELEASE), ERROR_INVALID_PARAMETER);
    ok_fails(VirtualFree(base, SIZE, MEM_RELEASE), ERROR_INVALID_PARAMETER);
    ok_fails(VirtualFree(base + PAGE, 0, MEM_RELEASE), ERROR_INVALID_ADDRESS);
    ok_fails(VirtualFree(base, 0, 0), ERROR_INVALID_PARAMETER);
    ok_fails(VirtualFree(base, 0, MEM_RELEASE | MEM_DECOMMIT), ERROR_INVALID_PARAMETER);
    ok_fails(VirtualFree(base, 0, MEM_COMMIT), ERROR_INVALID_PARAMETER);
    ok_fails(VirtualFree(base + PAGE, 0, MEM_DECOMMIT), ERROR_INVALID_ADDRESS);
    next = base + SIZE;
    ok(!VirtualFree(next - PAGE, 2 * PAGE, MEM_DECOMMIT), "decommitted beyond the end\n");
    base[0] = 1;
    base[SIZE - 1] = 1;
    /* the base is that of its page */
    ok_succeeds(VirtualFree(base + 100, 0, MEM_DECOMMIT));
    ok_region(base, base, PAGE_READWRITE, SIZE, MEM_RESERVE, 0, MEM_PRIVATE);
    ok_succeeds(VirtualFree(base + 100, 0, MEM_RELEASE));
    /* Wine has another error for free memory. */
    ok(!VirtualFree(base, 0, MEM_RELEASE), "released free memory\n");
    todo_wine ok_error(ERROR_INVALID_ADDRESS);
    ok(!VirtualFree(base, PAGE, MEM_DECOMMIT), "decommitted free memory\n");
    todo_wine ok_error(ERROR_INVALID_ADDRESS);
}

static void test_protect(void)
{
    static const DWORD protections[] = { PAGE_NOACCESS, PAGE_READONLY,     PAGE_READWRITE,
                                         PAGE_EXECUTE,  PAGE_EXECUTE_READ, PAGE_EXECUTE_READWRITE };
    static const DWORD refused[] = { 0, PAGE_WRITECOPY, PAGE_EXECUTE_WRITECOPY,
                                     PAGE_READONLY | PAGE_READWRITE, 0x80000000 };
    char *base = commit(SIZE), *other;
    DWORD old, last = PAGE_READWRITE;
    size_t i;

    for (i = 0; i < ARRAY_SIZE(protections); i++) {
        winetest_push_context("protection 0x%lx", protections[i]);
        old = NO_ERROR_YET;
        ok_succeeds(VirtualProtect(base + PAGE + 1, PAGE, protections[i], &old));
        ok_value(old, last);
        last = protections[i];
        if (last == PAGE_READWRITE) {
            ok_region(base, base, PAGE_READWRITE, SIZE, MEM_COMMIT, PAGE_READWRITE, MEM_PRIVATE);
        } else {
            ok_region(base, base, PAGE_READWRITE, PAGE, MEM_COMMIT, PAGE_READWRITE, MEM_PRIVATE);
            ok_region(base + PAGE, base, PAGE_READWRITE, 2 * PAGE, MEM_COMMIT, last, MEM_PRIVATE);
            ok_region(base + 3 * PAGE, base, PAGE_READWRITE, SIZE - 3 * PAGE, MEM_COMMIT,
                      PAGE_READWRITE, MEM_PRIVATE);
        }
        winetest_pop_context();
    }
    for (i = 0; i < ARRAY_SIZE(refused); i++) {
        winetest_push_context("protection 0x%lx", refused[i]);
        ok_fails(VirtualProtect(base, PAGE, refused[i], &old), ERROR_INVALID_PARAMETER);
        winetest_pop_context();
    }
    ok_fails(VirtualProtect(base, PAGE, PAGE_READONLY, NULL), ERROR_NOACCESS);
    ok_region(base, base, PAGE_READWRITE, PAGE, MEM_COMMIT, PAGE_READWRITE, MEM_PRIVATE);

    /* pages that are not committed, and addresses that are not the allocation's */
    VirtualFree(base + 8 * PAGE, PAGE, MEM_DECOMMIT);
    ok_fails(VirtualProtect(base + 7 * PAGE, 2 * PAGE, PAGE_READONLY, &old), ERROR_INVALID_ADDRESS);
    ok_fails(VirtualProtect(base + 8 * PAGE, PAGE, PAGE_READONLY, &old), ERROR_INVALID_ADDRESS);
    VirtualFree(base, 0, MEM_RELEASE);
    ok(!VirtualProtect(base, PAGE, PAGE_READONLY, &old), "protected free memory\n");
    todo_wine ok_error(ERROR_INVALID_ADDRESS);

    /* one allocation at a time, even when two lie side by side */
    base = reserve(4 * GRANULARITY);
    VirtualFree(base, 0, MEM_RELEASE);
    other = VirtualAlloc(base + GRANULARITY, GRANULARITY, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    base = VirtualAlloc(base, GRANULARITY, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    ok(base && other == base + GRANULARITY, "allocations at %p and %p\n", base, other);
    ok_region(base, base, PAGE_READWRITE, GRANULARITY, MEM_COMMIT, PAGE_READWRITE, MEM_PRIVATE);
    ok(!VirtualProtect(other - PAGE, 2 * PAGE, PAGE_READONLY, &old), "protected two at once\n");
    todo_wine ok_error(ERROR_INVALID_ADDRESS); /* S-PRO-01 */
    other[0] = base[GRANULARITY - 1] = 1;
    VirtualFree(base, 0, MEM_RELEASE);
    VirtualFree(other, 0, MEM_RELEASE);
}

/* Memory that may not be touched ends the process that does. */
static void child_touch(const char *how)
{
    volatile char *base = commit(4 * PAGE), *reserved = reserve(PAGE);
    DWORD old;

    VirtualProtect((void *)(base + PAGE), PAGE, PAGE_READONLY, &old);
    VirtualProtect((void *)(base + 2 * PAGE), PAGE, PAGE_NOACCESS, &old);
    if (!strcmp(how, "readonly-read"))
        ExitProcess(base[PAGE]);
    if (!strcmp(how, "readonly-write"))
        base[PAGE] = 1;
    if (!strcmp(how, "noaccess-read"))
        ExitProcess(base[2 * PAGE]);
    if (!strcmp(how, "noaccess-write"))
        base[2 * PAGE] = 1;
    if (!strcmp(how, "reserved-read"))
        ExitProcess(reserved[0]);
    if (!strcmp(how, "reserved-write"))
        reserved[0] = 1;
    base[0] = 1;
    base[3 * PAGE] = 1;
    ExitProcess(0);
}

static void test_touch(void)
{
    static const struct {
        const char *how;
        DWORD code;
    } rows[] = {
        { "readwrite", 0 },
        { "readonly-read", 0 },
        { "readonly-write", EXCEPTION_ACCESS_VIOLATION },
        { "noaccess-read", EXCEPTION_ACCESS_VIOLATION },
        { "noaccess-write", EXCEPTION_ACCESS_VIOLATION },
        { "reserved-read", EXCEPTION_ACCESS_VIOLATION },
        { "reserved-write", EXCEPTION_ACCESS_VIOLATION },
    };
    size_t i;

    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        winetest_push_context("%s", rows[i].how);
        ok_value(child_exit_code(child_start(FALSE, "touch %s", rows[i].how)), rows[i].code);
        winetest_pop_context();
    }
}

/* VirtualQuery itself: what it writes, and where. */
static void test_query(void)
{
    char *base = commit(SIZE);
    MEMORY_BASIC_INFORMATION info;

    memset(&info, 0xcc, sizeof(info));
    ok_value(VirtualQuery(base + 3 * PAGE + 100, &info, sizeof(info)), sizeof(info));
    ok(info.BaseAddress == base + 3 * PAGE, "BaseAddress is %p\n", info.BaseAddress);
    ok_value(info.RegionSize, SIZE - 3 * PAGE);
    ok_fails(VirtualQuery(base, &info, sizeof(info) - 1), ERROR_BAD_LENGTH);
    ok_fails(VirtualQuery((void *)~(ULONG_PTR)0xfff, &info, sizeof(info)), ERROR_INVALID_PARAMETER);
    VirtualFree(base, 0, MEM_RELEASE);

    /* the program and its stack are there too */
    ok_value(VirtualQuery((void *)(ULONG_PTR)test_query, &info, sizeof(info)), sizeof(info));
    ok_value(info.State, MEM_COMMIT);
    ok_value(VirtualQuery(&info, &info, sizeof(info)), sizeof(info));
    ok_value(info.State, MEM_COMMIT);
    ok_value(info.Protect & PAGE_READWRITE, PAGE_READWRITE);
}

static void test_system_info(void)
{
    SYSTEM_INFO info;

    memset(&info, 0xcc, sizeof(info));
    GetSystemInfo(&info);
    ok_value(info.dwPageSize, PAGE);
    ok_value(info.dwAllocationGranularity, GRANULARITY);
    ok(info.dwNumberOfProcessors > 0, "no processors\n");
    ok(info.dwActiveProcessorMask != 0, "no active processors\n");
    ok(info.lpMinimumApplicationAddress == (void *)0x10000, "lowest address is %p\n",
       info.lpMinimumApplicationAddress);
    ok(info.lpMaximumApplicationAddress > (void *)0x100000000, "highest address is %p\n",
       info.lpMaximumApplicationAddress);
    ok(((ULONG_PTR)info.lpMaximumApplicationAddress & 0xffff) == 0xffff, "highest address is %p\n",
       info.lpMaximumApplicationAddress);
    ok(info.wProcessorArchitecture == PROCESSOR_ARCHITECTURE_AMD64 ||
           info.wProcessorArchitecture == 12 /* ARM64 */,
       "architecture is %u\n", info.wProcessorArchitecture);
    ok(info.lpMaximumApplicationAddress > (void *)&info,
       "the stack is above the highest address\n");
}

START_TEST(virtual_private)
{
    char **argv;

    if (winetest_get_mainargs(&argv) > 3) {
        child_touch(argv[3]);
        return;
    }
    test_reserve_and_commit();
    test_sizes();
    test_alloc_failures();
    test_free_failures();
    test_protect();
    test_touch();
    test_query();
    test_system_info();
}
