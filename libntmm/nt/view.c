// SPDX-License-Identifier: MIT
// view: the native calls on views of sections.
#include "mm/view.h"

#include "mm/flush.h"
#include "mm/pages.h"
#include "mm/query.h"
#include "nt/placement.h"
#include "nt/probe.h"
#include "nt/self.h"
#include "ob/handle.h"

/* Extending a file by a larger view is not there yet. */
static NTSTATUS check_view_type(const struct mm_section *section, ULONG type)
{
    if (type & ~(ULONG)(MEM_TOP_DOWN | MEM_RESERVE | MEM_REPLACE_PLACEHOLDER))
        return STATUS_INVALID_PARAMETER_9;
    if ((type & MEM_RESERVE) && !mm_section_is_file(section))
        return STATUS_INVALID_PARAMETER_9;
    return STATUS_SUCCESS;
}

static NTSTATUS check_view_address(uintptr_t base, uintptr_t step, uint64_t offset, SIZE_T size)
{
    if (offset % step || base % step)
        return STATUS_MAPPED_ALIGNMENT;
    if (base >= MM_SPACE_END)
        return STATUS_INVALID_PARAMETER_3;
    if (size > MM_SPACE_END || (base && size > MM_SPACE_END - base))
        return STATUS_INVALID_PARAMETER_3;
    return STATUS_SUCCESS;
}

/* The pointers of NtMapViewOfSection, read. */
struct view_arguments {
    PVOID base;
    SIZE_T size;
    LARGE_INTEGER offset;
};

static NTSTATUS capture_view(PVOID *base, SIZE_T *size, const LARGE_INTEGER *offset,
                             struct view_arguments *arguments)
{
    NTSTATUS status = nt_probe_out(base, sizeof *base);

    *arguments = (struct view_arguments) { 0 };
    if (NT_SUCCESS(status))
        status = nt_probe_out(size, sizeof *size);
    if (NT_SUCCESS(status))
        status = nt_copy_in(&arguments->base, base, sizeof *base);
    if (NT_SUCCESS(status))
        status = nt_copy_in(&arguments->size, size, sizeof *size);
    if (NT_SUCCESS(status) && offset)
        status = nt_copy_in(&arguments->offset, offset, sizeof *offset);
    return status;
}

/* What both ways to map share: from checked addresses on. */
static NTSTATUS map_view(HANDLE handle, HANDLE process, ULONG type, ULONG protect,
                         struct mm_view_request *request)
{
    struct ob_object *object;
    NTSTATUS status;

    if (!mm_prot_parse(protect, &request->protection) || request->protection & MM_PTE_GUARD)
        return STATUS_INVALID_PAGE_PROTECTION;
    request->limits.top_down = type & MEM_TOP_DOWN;
    request->replace = type & MEM_REPLACE_PLACEHOLDER;
    status = nt_self_require(process);
    if (NT_SUCCESS(status))
        status = ob_handle_reference(handle, &mm_section_type,
                                     mm_prot_view_access(request->protection), &object, NULL);
    if (!NT_SUCCESS(status))
        return status;
    status = check_view_type((struct mm_section *)object, type);
    if (NT_SUCCESS(status))
        status = mm_view_map((struct mm_section *)object, request);
    ob_object_dereference(object);
    return status;
}

static void return_view(PVOID *base, SIZE_T *size, const struct mm_view_request *request)
{
    PVOID at = (PVOID)request->base;
    SIZE_T bytes = request->size;

    nt_copy_out(base, &at, sizeof at);
    nt_copy_out(size, &bytes, sizeof bytes);
}

NTSTATUS NTAPI NtMapViewOfSection(HANDLE handle, HANDLE process, PVOID *base, ULONG_PTR zero_bits,
                                  SIZE_T commit, LARGE_INTEGER *offset, SIZE_T *size,
                                  SECTION_INHERIT inherit, ULONG type, ULONG protect)
{
    struct mm_view_request request = { .commit = commit, .unmap = inherit == ViewUnmap };
    struct view_arguments arguments;
    NTSTATUS status = capture_view(base, size, offset, &arguments);

    request.base = (uintptr_t)arguments.base;
    request.offset = (uint64_t)arguments.offset.QuadPart;
    request.size = arguments.size;
    if (NT_SUCCESS(status) && !nt_placement_zero_bits(zero_bits, request.base, &request.limits))
        status = STATUS_INVALID_PARAMETER_4;
    if (NT_SUCCESS(status))
        status = check_view_address(request.base, MM_GRANULARITY, request.offset, request.size);
    if (NT_SUCCESS(status) && inherit != ViewShare && inherit != ViewUnmap)
        status = STATUS_INVALID_PARAMETER_8;
    if (NT_SUCCESS(status) && (type & MEM_REPLACE_PLACEHOLDER))
        status = STATUS_INVALID_PARAMETER_9;
    if (NT_SUCCESS(status))
        status = map_view(handle, process, type, protect, &request);
    if (NT_SUCCESS(status))
        return_view(base, size, &request);
    return status;
}

NTSTATUS NTAPI NtMapViewOfSectionEx(HANDLE handle, HANDLE process, PVOID *base,
                                    LARGE_INTEGER *offset, SIZE_T *size, ULONG type, ULONG protect,
                                    MEM_EXTENDED_PARAMETER *parameters, ULONG count)
{
    bool replace = type & MEM_REPLACE_PLACEHOLDER;
    struct mm_view_request request = { 0 };
    struct view_arguments arguments;
    NTSTATUS status = capture_view(base, size, offset, &arguments);

    request.base = (uintptr_t)arguments.base;
    request.offset = (uint64_t)arguments.offset.QuadPart;
    request.size = arguments.size;
    if (NT_SUCCESS(status))
        status = nt_placement_extended(parameters, count, request.base != 0, &request.limits);
    if (NT_SUCCESS(status) && replace && (!request.base || request.size % MM_PAGE))
        status = STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status))
        status = check_view_address(request.base, replace ? MM_PAGE : MM_GRANULARITY,
                                    request.offset, request.size);
    if (NT_SUCCESS(status))
        status = map_view(handle, process, type, protect, &request);
    if (NT_SUCCESS(status))
        return_view(base, size, &request);
    return status;
}

NTSTATUS NTAPI NtUnmapViewOfSectionEx(HANDLE process, PVOID address, ULONG flags)
{
    NTSTATUS status = nt_self_require(process);

    if (NT_SUCCESS(status) &&
        flags & ~(ULONG)(MEM_UNMAP_WITH_TRANSIENT_BOOST | MEM_PRESERVE_PLACEHOLDER))
        status = STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status))
        status = mm_view_unmap((uintptr_t)address, flags & MEM_PRESERVE_PLACEHOLDER);
    return status;
}

NTSTATUS NTAPI NtUnmapViewOfSection(HANDLE process, PVOID address)
{
    return NtUnmapViewOfSectionEx(process, address, 0);
}

NTSTATUS NTAPI NtAreMappedFilesTheSame(PVOID image, PVOID other)
{
    return mm_query_same_file((uintptr_t)image, (uintptr_t)other);
}

NTSTATUS NTAPI NtFlushVirtualMemory(HANDLE process, PVOID *base, SIZE_T *size,
                                    IO_STATUS_BLOCK *io)
{
    IO_STATUS_BLOCK done = { .Status = STATUS_SUCCESS };
    uintptr_t start;
    PVOID at;
    size_t length;
    NTSTATUS status = nt_copy_in(&at, base, sizeof at);

    if (NT_SUCCESS(status))
        status = nt_copy_in(&length, size, sizeof length);
    if (NT_SUCCESS(status))
        status = nt_probe_out(io, sizeof *io);
    if (NT_SUCCESS(status))
        status = nt_self_require(process);
    if (!NT_SUCCESS(status))
        return status;
    start = (uintptr_t)at;
    if (start >= MM_SPACE_END || length > MM_SPACE_END - start)
        return STATUS_INVALID_PARAMETER_2;
    status = mm_flush(&start, &length);
    if (NT_SUCCESS(status)) {
        at = (PVOID)start;
        nt_copy_out(base, &at, sizeof at);
        nt_copy_out(size, &length, sizeof length);
    }
    done.Status = status;
    nt_copy_out(io, &done, sizeof done);
    return status;
}
