// SPDX-License-Identifier: MIT
// placement: where memory may go, as callers say it: zero bits, and extended parameters.
#include "nt/placement.h"

#include "mm/pages.h"
#include "nt/probe.h"

bool nt_placement_zero_bits(ULONG_PTR zero_bits, uintptr_t base, struct mm_space_limits *limits)
{
    uintptr_t end;

    if (zero_bits == 0)
        return true;
    if (zero_bits > 21 && zero_bits < 32)
        return false;
    if (zero_bits < 32)
        end = (uintptr_t)1 << (32 - zero_bits);
    else
        end = zero_bits >> 47 ? MM_SPACE_END
                              : (uintptr_t)1 << (64 - __builtin_clzl(zero_bits));
    limits->end = end < MM_SPACE_END ? end : MM_SPACE_END;
    return base < end;
}

/* A highest address is the last byte, a lowest the first; both leave whole granules. */
static NTSTATUS requirements(const MEM_EXTENDED_PARAMETER *parameter,
                             struct mm_space_limits *limits)
{
    MEM_ADDRESS_REQUIREMENTS wanted;
    NTSTATUS status = nt_copy_in(&wanted, parameter->Pointer, sizeof wanted);
    uintptr_t lowest, last;

    if (!NT_SUCCESS(status))
        return status;
    lowest = (uintptr_t)wanted.LowestStartingAddress;
    last = (uintptr_t)wanted.HighestEndingAddress;
    if (wanted.Alignment & (wanted.Alignment - 1) ||
        (wanted.Alignment && wanted.Alignment < MM_GRANULARITY))
        return STATUS_INVALID_PARAMETER;
    if (lowest % MM_GRANULARITY || lowest >= MM_SPACE_END)
        return STATUS_INVALID_PARAMETER;
    if (last && ((last + 1) % MM_PAGE || last >= MM_SPACE_END || last <= lowest))
        return STATUS_INVALID_PARAMETER;
    limits->lowest = lowest;
    limits->end = last ? last + 1 : 0;
    limits->alignment = wanted.Alignment;
    return STATUS_SUCCESS;
}

/* A node is a wish, and pages that need not be zero may be. */
static NTSTATUS parameter_take(const MEM_EXTENDED_PARAMETER *parameter, bool fixed,
                               struct mm_space_limits *limits)
{
    switch (parameter->Type) {
    case MemExtendedParameterAddressRequirements:
        return fixed ? STATUS_INVALID_PARAMETER : requirements(parameter, limits);
    case MemExtendedParameterNumaNode:
        return STATUS_SUCCESS;
    case MemExtendedParameterAttributeFlags:
        return parameter->ULong64 & ~(DWORD64)MEM_EXTENDED_PARAMETER_ZERO_PAGES_OPTIONAL
                   ? STATUS_NOT_SUPPORTED : STATUS_SUCCESS;
    case MemExtendedParameterPartitionHandle:
    case MemExtendedParameterUserPhysicalHandle:
        return STATUS_NOT_SUPPORTED;
    default:
        return STATUS_INVALID_PARAMETER;
    }
}

NTSTATUS nt_placement_extended(const MEM_EXTENDED_PARAMETER *parameters, ULONG count, bool fixed,
                               struct mm_space_limits *limits)
{
    NTSTATUS status = STATUS_SUCCESS;
    unsigned seen = 0; /* a bit for each type: none may come twice */

    if (count && !parameters)
        return STATUS_INVALID_PARAMETER;
    for (ULONG i = 0; NT_SUCCESS(status) && i < count; i++) {
        MEM_EXTENDED_PARAMETER parameter;

        status = nt_copy_in(&parameter, parameters + i, sizeof parameter);
        if (!NT_SUCCESS(status))
            return status;
        if (parameter.Reserved || parameter.Type >= 32 || seen & 1u << parameter.Type)
            return STATUS_INVALID_PARAMETER;
        seen |= 1u << parameter.Type;
        status = parameter_take(&parameter, fixed, limits);
    }
    return status;
}
