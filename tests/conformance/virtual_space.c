// SPDX-License-Identifier: MIT
// The address space: where memory goes when asked for a part of it, giving back parts, and the walk
// of VirtualQuery over all of it.

#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include "wine/test.h"
#include "check.h"
#include "nt.h"

#define SIZE (16 * PAGE)

static char *nt_reserve(ULONG_PTR zero_bits, ULONG type)
{
    void *base = NULL;
    SIZE_T size = SIZE;
    NTSTATUS status = pNtAllocateVirtualMemory(NT_THIS_PROCESS, &base, zero_bits, &size,
                                               MEM_RESERVE | MEM_COMMIT | type, PAGE_READWRITE);

    ok_status(status, STATUS_SUCCESS);
    return base;
}

/* S-NT-01's rule of zero bits is that of private memory, too. */
static void test_zero_bits(void)
{
    static const struct { ULONG_PTR zero_bits, end; } rows[] = {
        { 1, 0x80000000 }, { 4, 0x10000000 }, { 0x7fffffff, 0x80000000 },
        { 0xffffffff, (ULONG_PTR)1 << 32 }, { 0x1ffffffff, (ULONG_PTR)1 << 33 },
    };
    void *base = NULL;
    SIZE_T size = SIZE;
    DWORD i;

    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        char *at = nt_reserve(rows[i].zero_bits, 0);

        winetest_push_context("zero bits 0x%Ix", rows[i].zero_bits);
        ok(at && (ULONG_PTR)at + SIZE <= rows[i].end, "%p is not below 0x%Ix\n", at, rows[i].end);
        if (at)
            at[0] = at[SIZE - 1] = 1;
        winetest_pop_context();
        VirtualFree(at, 0, MEM_RELEASE);
    }
    for (i = 22; i < 32; i++)
        ok_status(pNtAllocateVirtualMemory(NT_THIS_PROCESS, &base, i, &size, MEM_RESERVE,
                                           PAGE_READWRITE), STATUS_INVALID_PARAMETER_3);
}

static void test_top_down(void)
{
    char *low = nt_reserve(0, 0), *high = nt_reserve(0, MEM_TOP_DOWN);
    char *next = nt_reserve(0, MEM_TOP_DOWN);

    ok(high > low, "top-down memory at %p, other at %p\n", high, low);
    ok(next < high, "the next at %p, not below %p\n", next, high);
    ok(!((ULONG_PTR)high % GRANULARITY) && !((ULONG_PTR)next % GRANULARITY), "at %p and %p\n",
       high, next);
    high[SIZE - 1] = 1;
    ok_succeeds(VirtualFree(next, 0, MEM_RELEASE));
    ok_succeeds(VirtualFree(high, 0, MEM_RELEASE));
    ok_succeeds(VirtualFree(low, 0, MEM_RELEASE));
}

static NTSTATUS release(char *address, SIZE_T bytes, char *expected_base, SIZE_T expected_bytes)
{
    void *base = address;
    SIZE_T size = bytes;
    NTSTATUS status = pNtFreeVirtualMemory(NT_THIS_PROCESS, &base, &size, MEM_RELEASE);

    if (!status) {
        ok(base == expected_base, "released at %p, expected %p\n", base, expected_base);
        ok_value(size, expected_bytes);
    }
    return status;
}

static DWORD state_at(const char *address)
{
    MEMORY_BASIC_INFORMATION region = { 0 };

    VirtualQuery(address, &region, sizeof(region));
    return region.State;
}

/* The native call gives back parts; what is left are allocations of their own. */
static void test_release_parts(void)
{
    char *base = nt_reserve(0, 0);
    NTSTATUS status = release(base + SIZE - PAGE, 2 * PAGE, NULL, 0);
    DWORD i, old;

    if (status == STATUS_INVALID_PARAMETER) { /* Wine 8 */
        skip("no parts of an allocation can be released\n");
        ok_succeeds(VirtualFree(base, 0, MEM_RELEASE));
        return;
    }
    ok_status(status, STATUS_UNABLE_TO_FREE_VM);
    for (i = 0; i < SIZE; i++)
        base[i] = (char)(i / PAGE);
    ok_succeeds(VirtualProtect(base + 10 * PAGE, PAGE, PAGE_READONLY, &old));
    ok_fails(VirtualFree(base, PAGE, MEM_RELEASE), ERROR_INVALID_PARAMETER);
    ok_status(release(base + 4 * PAGE + 1, PAGE, base + 4 * PAGE, 2 * PAGE), STATUS_SUCCESS);
    ok_value(state_at(base + 4 * PAGE), MEM_FREE);
    ok_region(base, base, PAGE_READWRITE, 4 * PAGE, MEM_COMMIT, PAGE_READWRITE, MEM_PRIVATE);
    ok_region(base + 6 * PAGE, base + 6 * PAGE, PAGE_READWRITE, 4 * PAGE, MEM_COMMIT,
              PAGE_READWRITE, MEM_PRIVATE);
    ok_region(base + 10 * PAGE, base + 6 * PAGE, PAGE_READWRITE, PAGE, MEM_COMMIT, PAGE_READONLY,
              MEM_PRIVATE);
    ok_region(base + 11 * PAGE, base + 6 * PAGE, PAGE_READWRITE, 5 * PAGE, MEM_COMMIT,
              PAGE_READWRITE, MEM_PRIVATE);
    ok(base[3 * PAGE] == 3 && base[6 * PAGE] == 6 && base[10 * PAGE] == 10 && base[15 * PAGE] == 15,
       "contents were lost\n");

    ok_status(release(base, PAGE, base, PAGE), STATUS_SUCCESS);
    ok_region(base + PAGE, base + PAGE, PAGE_READWRITE, 3 * PAGE, MEM_COMMIT, PAGE_READWRITE,
              MEM_PRIVATE);
    ok_status(release(base + PAGE, 0, base + PAGE, 3 * PAGE), STATUS_SUCCESS);
    ok_succeeds(VirtualFree(base + 6 * PAGE, 0, MEM_RELEASE));
    for (i = 0; i < 16; i++)
        ok(state_at(base + i * PAGE) == MEM_FREE, "page %lu is not free\n", i);
}

/* S-PRO-08: every address has an answer, in order, without gaps, up to the space's end. */
static void test_walk(void)
{
    char *mine = VirtualAlloc(NULL, SIZE, MEM_RESERVE, PAGE_READONLY);
    MEMORY_BASIC_INFORMATION region, inside;
    static const char constant[] = "in the program's own file";
    BOOL seen_mine = FALSE, seen_stack = FALSE, seen_constant = FALSE;
    ULONG_PTR at = 0, end = 0x7fffffff0000;
    SYSTEM_INFO info;
    DWORD regions = 0;

    GetSystemInfo(&info);
    ok((ULONG_PTR)info.lpMaximumApplicationAddress < end, "the space ends at %p\n",
       info.lpMaximumApplicationAddress);
    end = (ULONG_PTR)info.lpMaximumApplicationAddress / GRANULARITY * GRANULARITY + GRANULARITY;
    while (at < end && regions < 100000) {
        if (VirtualQuery((void *)at, &region, sizeof(region)) != sizeof(region))
            break;
        ok(region.BaseAddress == (void *)at, "asked for 0x%Ix, told of %p\n", at,
           region.BaseAddress);
        ok(region.RegionSize && !(region.RegionSize % PAGE), "size 0x%Ix\n", region.RegionSize);
        ok(region.State == MEM_FREE || region.State == MEM_RESERVE || region.State == MEM_COMMIT,
           "state 0x%lx at 0x%Ix\n", region.State, at);
        if (region.State == MEM_FREE)
            ok(region.Protect == PAGE_NOACCESS && !region.AllocationBase && !region.Type,
               "0x%Ix is free and has a protection or an allocation\n", at);
        else
            ok((ULONG_PTR)region.AllocationBase <= at && region.AllocationProtect && region.Type,
               "0x%Ix is not free and has no allocation\n", at);
        if (!region.RegionSize)
            break;
        if (region.RegionSize > PAGE && at < (ULONG_PTR)&region) { /* the stack itself may grow */
            VirtualQuery((char *)at + region.RegionSize - 1, &inside, sizeof(inside));
            ok(inside.AllocationBase == region.AllocationBase && inside.Protect == region.Protect,
               "the last byte of the region at 0x%Ix is told of otherwise\n", at);
        }
        seen_mine |= (char *)at == mine && region.State == MEM_RESERVE;
        seen_stack |= (ULONG_PTR)&region - at < region.RegionSize && region.State == MEM_COMMIT;
        seen_constant |= (ULONG_PTR)constant - at < region.RegionSize &&
                         region.State == MEM_COMMIT;
        at += region.RegionSize;
        regions++;
    }
    ok(at == end, "the walk ended at 0x%Ix after %lu regions, not at 0x%Ix\n", at, regions, end);
    ok(seen_mine && seen_stack && seen_constant, "not everything was seen\n");
    SetLastError(NO_ERROR_YET);
    ok(!VirtualQuery((void *)end, &region, sizeof(region)), "something is behind the end\n");
    ok_error(ERROR_INVALID_PARAMETER);
    ok_succeeds(VirtualFree(mine, 0, MEM_RELEASE));
}

START_TEST(virtual_space)
{
    nt_load();
    test_zero_bits();
    test_top_down();
    test_release_parts();
    test_walk();
}
