// SPDX-License-Identifier: MIT
// virtual: the native calls on memory.
#include "mm/lock.h"
#include "mm/placeholder.h"
#include "mm/private.h"
#include "mm/protect.h"
#include "nt/placement.h"
#include "nt/probe.h"
#include "nt/self.h"

#include <winternl.h>

/* A range from the caller's memory, where the result goes too. */
struct range {
    uintptr_t base;
    size_t size;
};

static NTSTATUS capture_range(PVOID *base, SIZE_T *size, struct range *range)
{
    PVOID at = NULL;
    NTSTATUS status = nt_probe_out(base, sizeof *base);

    if (NT_SUCCESS(status))
        status = nt_probe_out(size, sizeof *size);
    if (NT_SUCCESS(status))
        status = nt_copy_in(&at, base, sizeof at);
    if (NT_SUCCESS(status))
        status = nt_copy_in(&range->size, size, sizeof range->size);
    range->base = (uintptr_t)at;
    return status;
}

static void return_range(PVOID *base, SIZE_T *size, const struct range *range)
{
    PVOID at = (PVOID)range->base;

    nt_copy_out(base, &at, sizeof at);
    nt_copy_out(size, &range->size, sizeof range->size);
}

static bool is_user_range(const struct range *range)
{
    return range->base < MM_SPACE_END && range->size <= MM_SPACE_END - range->base;
}

#define PLACEHOLDER_BITS (MEM_RESERVE_PLACEHOLDER | MEM_REPLACE_PLACEHOLDER)

/* Large pages and physical memory are known and refused. */
static NTSTATUS check_allocation_type(ULONG type)
{
    const ULONG known = MEM_COMMIT | MEM_RESERVE | MEM_RESET | MEM_RESET_UNDO | MEM_TOP_DOWN |
                        MEM_WRITE_WATCH | MEM_LARGE_PAGES | MEM_PHYSICAL | PLACEHOLDER_BITS;

    if ((type & ~known) || !(type & (MEM_COMMIT | MEM_RESERVE | MEM_RESET | MEM_RESET_UNDO)))
        return STATUS_INVALID_PARAMETER_5;
    if ((type & (MEM_RESET | MEM_RESET_UNDO)) && type != MEM_RESET && type != MEM_RESET_UNDO)
        return STATUS_INVALID_PARAMETER_5;
    if ((type & MEM_WRITE_WATCH) && !(type & MEM_RESERVE))
        return STATUS_INVALID_PARAMETER_5;
    if (type & MEM_LARGE_PAGES)
        return STATUS_PRIVILEGE_NOT_HELD;
    if (type & MEM_PHYSICAL)
        return STATUS_NOT_SUPPORTED;
    return STATUS_SUCCESS;
}

/* A placeholder is nothing but reserved; what replaces one names its place exactly. */
static NTSTATUS check_placeholder(const struct mm_private_request *request)
{
    if ((request->type & MEM_RESERVE_PLACEHOLDER) &&
        (request->type & ~(ULONG)MEM_TOP_DOWN) != (MEM_RESERVE | MEM_RESERVE_PLACEHOLDER))
        return STATUS_INVALID_PARAMETER;
    if ((request->type & MEM_RESERVE_PLACEHOLDER) && request->protect != PAGE_NOACCESS)
        return STATUS_INVALID_PARAMETER;
    if ((request->type & MEM_REPLACE_PLACEHOLDER) &&
        (!(request->type & MEM_RESERVE) || !request->base || request->base % MM_PAGE ||
         request->size % MM_PAGE))
        return STATUS_INVALID_PARAMETER;
    return STATUS_SUCCESS;
}

static NTSTATUS capture_request(PVOID *base, SIZE_T *size, ULONG type, ULONG protect,
                                struct mm_private_request *request)
{
    struct range range = { 0 };
    NTSTATUS status = capture_range(base, size, &range);

    *request = (struct mm_private_request) {
        .base = range.base, .size = range.size, .type = type, .protect = protect,
        .limits.top_down = type & MEM_TOP_DOWN,
    };
    return status;
}

/* From checked types on. */
static NTSTATUS allocate(HANDLE process, struct mm_private_request *request, PVOID *base,
                         SIZE_T *size)
{
    struct range range = { request->base, request->size };
    NTSTATUS status;

    if (range.size == 0 || !is_user_range(&range))
        return range.base >= MM_SPACE_END ? STATUS_INVALID_PARAMETER_2
                                          : STATUS_INVALID_PARAMETER_4;
    if (range.base && range.base < MM_SPACE_START)
        return STATUS_INVALID_PARAMETER;
    status = nt_self_require(process);
    if (NT_SUCCESS(status))
        status = mm_private_alloc(request);
    if (NT_SUCCESS(status))
        return_range(base, size, &(struct range) { request->base, request->size });
    return status;
}

NTSTATUS NTAPI NtAllocateVirtualMemory(HANDLE process, PVOID *base, ULONG_PTR zero_bits,
                                       SIZE_T *size, ULONG type, ULONG protect)
{
    struct mm_private_request request;
    NTSTATUS status = capture_request(base, size, type, protect, &request);

    if (NT_SUCCESS(status) && !nt_placement_zero_bits(zero_bits, request.base, &request.limits))
        status = STATUS_INVALID_PARAMETER_3;
    if (NT_SUCCESS(status))
        status = check_allocation_type(type);
    if (NT_SUCCESS(status) && (type & PLACEHOLDER_BITS))
        status = STATUS_INVALID_PARAMETER_5;
    return NT_SUCCESS(status) ? allocate(process, &request, base, size) : status;
}

NTSTATUS NTAPI NtAllocateVirtualMemoryEx(HANDLE process, PVOID *base, SIZE_T *size, ULONG type,
                                         ULONG protect, MEM_EXTENDED_PARAMETER *parameters,
                                         ULONG count)
{
    struct mm_private_request request;
    NTSTATUS status = capture_request(base, size, type, protect, &request);

    if (NT_SUCCESS(status))
        status = check_allocation_type(type);
    if (NT_SUCCESS(status))
        status = nt_placement_extended(parameters, count, request.base != 0, &request.limits);
    if (NT_SUCCESS(status))
        status = check_placeholder(&request);
    return NT_SUCCESS(status) ? allocate(process, &request, base, size) : status;
}

NTSTATUS NTAPI NtFreeVirtualMemory(HANDLE process, PVOID *base, SIZE_T *size, ULONG type)
{
    struct range range;
    NTSTATUS status = capture_range(base, size, &range);

    if (NT_SUCCESS(status) && type != MEM_DECOMMIT && type != MEM_RELEASE &&
        type != (MEM_RELEASE | MEM_PRESERVE_PLACEHOLDER) &&
        type != (MEM_RELEASE | MEM_COALESCE_PLACEHOLDERS))
        status = STATUS_INVALID_PARAMETER_4;
    if (NT_SUCCESS(status) && !is_user_range(&range))
        status = STATUS_INVALID_PARAMETER_3;
    if (NT_SUCCESS(status))
        status = nt_self_require(process);
    if (!NT_SUCCESS(status))
        return status;
    if (type & MEM_PRESERVE_PLACEHOLDER)
        status = mm_placeholder_split(&range.base, &range.size);
    else if (type & MEM_COALESCE_PLACEHOLDERS)
        status = mm_placeholder_coalesce(range.base, range.size);
    else
        status = mm_private_free(&range.base, &range.size, type);
    if (NT_SUCCESS(status))
        return_range(base, size, &range);
    return status;
}

NTSTATUS NTAPI NtProtectVirtualMemory(HANDLE process, PVOID *base, SIZE_T *size, ULONG protect,
                                      ULONG *old)
{
    struct range range;
    ULONG before;
    NTSTATUS status = capture_range(base, size, &range);

    if (NT_SUCCESS(status))
        status = nt_probe_out(old, sizeof *old);
    if (NT_SUCCESS(status) && (range.size == 0 || !is_user_range(&range)))
        status = range.base >= MM_SPACE_END ? STATUS_INVALID_PARAMETER_2
                                            : STATUS_INVALID_PARAMETER_3;
    if (NT_SUCCESS(status))
        status = nt_self_require(process);
    if (NT_SUCCESS(status))
        status = mm_protect(&range.base, &range.size, protect, &before);
    if (NT_SUCCESS(status)) {
        return_range(base, size, &range);
        nt_copy_out(old, &before, sizeof before);
    }
    return status;
}

typedef NTSTATUS range_call(uintptr_t *base, size_t *size);

/* VirtualLock's two, which differ in the call alone. Only a process's own pages can be had. */
static NTSTATUS call_on_range(HANDLE process, PVOID *base, SIZE_T *size, ULONG which,
                              range_call *call)
{
    struct range range;
    NTSTATUS status = capture_range(base, size, &range);

    if (NT_SUCCESS(status) && (which == 0 || which & ~(ULONG)(MAP_PROCESS | MAP_SYSTEM)))
        status = STATUS_INVALID_PARAMETER_4;
    if (NT_SUCCESS(status) && (range.size == 0 || !is_user_range(&range)))
        status = STATUS_INVALID_PARAMETER_3;
    if (NT_SUCCESS(status) && (which & MAP_SYSTEM))
        status = STATUS_PRIVILEGE_NOT_HELD;
    if (NT_SUCCESS(status))
        status = nt_self_require(process);
    if (NT_SUCCESS(status))
        status = call(&range.base, &range.size);
    if (NT_SUCCESS(status))
        return_range(base, size, &range);
    return status;
}

NTSTATUS NTAPI NtLockVirtualMemory(HANDLE process, PVOID *base, SIZE_T *size, ULONG which)
{
    return call_on_range(process, base, size, which, mm_lock);
}

NTSTATUS NTAPI NtUnlockVirtualMemory(HANDLE process, PVOID *base, SIZE_T *size, ULONG which)
{
    return call_on_range(process, base, size, which, mm_unlock);
}
