/* SPDX-License-Identifier: MIT */
/* The comparisons that these tests make most. */
#ifndef CONFORMANCE_CHECK_H
#define CONFORMANCE_CHECK_H

#define PAGE        0x1000u
#define GRANULARITY 0x10000u

/* No call sets this, so that "left alone" can be told from "set to 0". */
#define NO_ERROR_YET 0xdeadbeefu

#define ok_error(expected)                                                                         \
    ok(GetLastError() == (DWORD)(expected), "last error is %lu, expected %lu\n", GetLastError(),   \
       (DWORD)(expected))

#define ok_status(status, expected)                                                                \
    do {                                                                                           \
        DWORD ok_got = (DWORD)(status), ok_want = (DWORD)(expected);                               \
                                                                                                   \
        ok(ok_got == ok_want, "%s is 0x%08lx, expected 0x%08lx\n", #status, ok_got, ok_want);      \
    } while (0)

#define ok_value(value, expected)                                                                  \
    do {                                                                                           \
        ULONGLONG ok_got = (ULONGLONG)(value), ok_want = (ULONGLONG)(expected);                    \
                                                                                                   \
        ok(ok_got == ok_want, "%s is 0x%I64x, expected 0x%I64x\n", #value, ok_got, ok_want);       \
    } while (0)

/* A call that must fail, and with what error. */
#define ok_fails(call, error)                                                                      \
    do {                                                                                           \
        SetLastError(NO_ERROR_YET);                                                                \
        ok(!(call), "%s succeeded\n", #call);                                                      \
        ok_error(error);                                                                           \
    } while (0)

/* A call that must succeed and leave last error alone. */
#define ok_succeeds(call)                                                                          \
    do {                                                                                           \
        SetLastError(NO_ERROR_YET);                                                                \
        ok(!!(call), "%s failed, error %lu\n", #call, GetLastError());                             \
        ok_error(NO_ERROR_YET);                                                                    \
    } while (0)

/* What VirtualQuery says of an address. */
#define ok_region(address, base, alloc_protect, size, state, protect, type)                        \
    do {                                                                                           \
        MEMORY_BASIC_INFORMATION region;                                                           \
                                                                                                   \
        memset(&region, 0xcc, sizeof(region));                                                     \
        ok(VirtualQuery(address, &region, sizeof(region)) == sizeof(region),                       \
           "VirtualQuery failed, error %lu\n", GetLastError());                                    \
        ok(region.AllocationBase == (void *)(base), "AllocationBase is %p, expected %p\n",         \
           region.AllocationBase, (void *)(base));                                                 \
        ok(region.AllocationProtect == (alloc_protect),                                            \
           "AllocationProtect is 0x%lx, expected 0x%lx\n", region.AllocationProtect,               \
           (DWORD)(alloc_protect));                                                                \
        ok(region.RegionSize == (size), "RegionSize is 0x%Ix, expected 0x%Ix\n",                   \
           region.RegionSize, (SIZE_T)(size));                                                     \
        ok(region.State == (state), "State is 0x%lx, expected 0x%lx\n", region.State,              \
           (DWORD)(state));                                                                        \
        ok(region.Protect == (protect), "Protect is 0x%lx, expected 0x%lx\n", region.Protect,      \
           (DWORD)(protect));                                                                      \
        ok(region.Type == (type), "Type is 0x%lx, expected 0x%lx\n", region.Type, (DWORD)(type));  \
    } while (0)

#endif
