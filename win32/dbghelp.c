// SPDX-License-Identifier: MIT
// dbghelp: a PE image's headers, as dbghelp.h and imagehlp.h declare them.
#include "win32/error.h"

#include <windows.h>
#include <winternl.h>
#include <dbghelp.h>

PIMAGE_NT_HEADERS WINAPI ImageNtHeader(PVOID base)
{
    PIMAGE_NT_HEADERS headers = RtlImageNtHeader(base);

    return headers ? headers : win32_fail_null(STATUS_INVALID_IMAGE_FORMAT);
}

/* The section whose bytes in the file those are. */
static PIMAGE_SECTION_HEADER section_of(PVOID base, PVOID data)
{
    PIMAGE_NT_HEADERS headers = RtlImageNtHeader(base);
    PIMAGE_SECTION_HEADER section = IMAGE_FIRST_SECTION(headers);
    ULONG_PTR offset = (ULONG_PTR)data - (ULONG_PTR)base;

    for (WORD i = 0; i < headers->FileHeader.NumberOfSections; i++, section++)
        if (offset >= section->PointerToRawData &&
            offset - section->PointerToRawData < section->SizeOfRawData)
            return section;
    return NULL;
}

/* Where the image is mapped as one, no section had to be looked up, and none is told. */
PVOID WINAPI ImageDirectoryEntryToDataEx(PVOID base, BOOLEAN mapped, USHORT index, PULONG size,
                                         PIMAGE_SECTION_HEADER *section)
{
    PVOID data = RtlImageDirectoryEntryToData(base, mapped, index, size);

    if (section)
        *section = NULL;
    if (!data)
        return win32_fail_null(STATUS_INVALID_IMAGE_FORMAT);
    if (section && !mapped)
        *section = section_of(base, data);
    return data;
}

PVOID WINAPI ImageDirectoryEntryToData(PVOID base, BOOLEAN mapped, USHORT index, PULONG size)
{
    return ImageDirectoryEntryToDataEx(base, mapped, index, size, NULL);
}

PIMAGE_SECTION_HEADER WINAPI ImageRvaToSection(PIMAGE_NT_HEADERS headers, PVOID base, ULONG rva)
{
    return RtlImageRvaToSection(headers, base, rva);
}

PVOID WINAPI ImageRvaToVa(PIMAGE_NT_HEADERS headers, PVOID base, ULONG rva,
                          PIMAGE_SECTION_HEADER *last)
{
    return RtlImageRvaToVa(headers, base, rva, last);
}
