// SPDX-License-Identifier: MIT
// query: NtQueryVirtualMemory, one function for each class of information.
#include "mm/query.h"

#include "nt/probe.h"
#include "nt/self.h"
#include "nt/string_out.h"

#include <winternl.h>

static NTSTATUS query_basic(LPCVOID address, PVOID buffer, SIZE_T length, SIZE_T *size)
{
    MEMORY_BASIC_INFORMATION information;
    NTSTATUS status;

    if (length < sizeof information)
        return STATUS_INFO_LENGTH_MISMATCH;
    *size = sizeof information;
    status = mm_query((uintptr_t)address, &information);
    return NT_SUCCESS(status) ? nt_copy_out(buffer, &information, sizeof information) : status;
}

/* Each element names its own page; the address of the call means nothing. */
static NTSTATUS query_working_set(LPCVOID address, PVOID buffer, SIZE_T length, SIZE_T *size)
{
    MEMORY_WORKING_SET_EX_INFORMATION *user = buffer, element;
    NTSTATUS status = STATUS_SUCCESS;

    (void)address;
    if (length < sizeof element)
        return STATUS_INFO_LENGTH_MISMATCH;
    *size = length / sizeof element * sizeof element;
    for (SIZE_T i = 0; NT_SUCCESS(status) && i < length / sizeof element; i++) {
        struct mm_query_page page;

        status = nt_copy_in(&element, user + i, sizeof element);
        if (NT_SUCCESS(status))
            status = mm_query_page((uintptr_t)element.VirtualAddress, &page);
        if (!NT_SUCCESS(status))
            break;
        element.VirtualAttributes = (MEMORY_WORKING_SET_EX_BLOCK) { .Shared = page.shared };
        if (page.valid) {
            element.VirtualAttributes.Valid = 1;
            element.VirtualAttributes.ShareCount = page.share_count;
            element.VirtualAttributes.Win32Protection = page.protect;
            element.VirtualAttributes.Locked = page.locked;
        }
        status = nt_copy_out(user + i, &element, sizeof element);
    }
    return status;
}

static NTSTATUS query_file_name(LPCVOID address, PVOID buffer, SIZE_T length, SIZE_T *size)
{
    char path[MM_QUERY_PATH];
    WCHAR text[NT_DEVICE_MOST + MM_QUERY_PATH];
    size_t bytes;
    NTSTATUS status;

    if (length < sizeof(MEMORY_SECTION_NAME))
        return STATUS_INFO_LENGTH_MISMATCH;
    status = mm_query_file((uintptr_t)address, path, &bytes);
    if (!NT_SUCCESS(status))
        return status;
    return nt_string_out(buffer, length, text, nt_device_path(path, bytes, text), size);
}

static const struct {
    MEMORY_INFORMATION_CLASS class;
    NTSTATUS (*query)(LPCVOID address, PVOID buffer, SIZE_T length, SIZE_T *size);
} classes[] = {
    { MemoryBasicInformation, query_basic },
    { MemoryMappedFilenameInformation, query_file_name },
    { MemoryWorkingSetExInformation, query_working_set },
};

NTSTATUS NTAPI NtQueryVirtualMemory(HANDLE process, LPCVOID address,
                                    MEMORY_INFORMATION_CLASS class, PVOID buffer, SIZE_T length,
                                    SIZE_T *returned)
{
    size_t i = 0;
    SIZE_T size;
    NTSTATUS status;

    while (i < sizeof classes / sizeof *classes && classes[i].class != class)
        i++;
    if (i == sizeof classes / sizeof *classes)
        return STATUS_INVALID_INFO_CLASS;
    status = nt_self_require(process);
    if (NT_SUCCESS(status))
        status = classes[i].query(address, buffer, length, &size);
    if ((NT_SUCCESS(status) || status == STATUS_BUFFER_OVERFLOW) && returned &&
        !NT_SUCCESS(nt_copy_out(returned, &size, sizeof size)))
        status = STATUS_ACCESS_VIOLATION;
    return status;
}
