// SPDX-License-Identifier: MIT
// image header: what the headers of a PE image in memory say, mapped as an image or as plain data.
#include "nt/probe.h"

#include <stdbool.h>
#include <stddef.h>
#include <winternl.h>

/* Up to here every image looks alike: signature, file header, and the magic that comes next. */
#define COMMON_SIZE (offsetof(IMAGE_NT_HEADERS, OptionalHeader) + sizeof(WORD))

/* A header offset beyond this is taken for rubbish, whatever the size. */
#define MOST_BEFORE_HEADERS 0x10000000u

/* The caller's memory is read without trust: what cannot be reached is no image. */
NTSTATUS NTAPI RtlImageNtHeaderEx(ULONG flags, PVOID base, ULONG64 size, PIMAGE_NT_HEADERS *headers)
{
    bool sized = !(flags & RTL_IMAGE_NT_HEADER_EX_FLAG_NO_RANGE_CHECK);
    IMAGE_DOS_HEADER dos;
    ULONG signature;
    PUCHAR at;

    if (!headers)
        return STATUS_INVALID_PARAMETER;
    *headers = NULL;
    if ((flags & ~RTL_IMAGE_NT_HEADER_EX_FLAG_NO_RANGE_CHECK) || !base || base == (PVOID)-1)
        return STATUS_INVALID_PARAMETER;
    if (sized && size < sizeof dos)
        return STATUS_INVALID_IMAGE_FORMAT;
    if (!NT_SUCCESS(nt_copy_in(&dos, base, sizeof dos)))
        return STATUS_ACCESS_VIOLATION;
    if (dos.e_magic != IMAGE_DOS_SIGNATURE || dos.e_lfanew < 0 ||
        dos.e_lfanew >= (LONG)MOST_BEFORE_HEADERS)
        return STATUS_INVALID_IMAGE_FORMAT;
    if (sized && size < (ULONG64)dos.e_lfanew + COMMON_SIZE)
        return STATUS_INVALID_IMAGE_FORMAT;
    at = (PUCHAR)base + dos.e_lfanew;
    if (!NT_SUCCESS(nt_copy_in(&signature, at, sizeof signature)))
        return STATUS_ACCESS_VIOLATION;
    if (signature != IMAGE_NT_SIGNATURE)
        return STATUS_INVALID_IMAGE_FORMAT;
    *headers = (PIMAGE_NT_HEADERS)at;
    return STATUS_SUCCESS;
}

PIMAGE_NT_HEADERS NTAPI RtlImageNtHeader(PVOID base)
{
    PIMAGE_NT_HEADERS headers;

    RtlImageNtHeaderEx(RTL_IMAGE_NT_HEADER_EX_FLAG_NO_RANGE_CHECK, base, 0, &headers);
    return headers;
}

/* Does the file have bytes for this address in the section? A section out of reach has none. */
static bool holds(const IMAGE_SECTION_HEADER *section, ULONG rva)
{
    IMAGE_SECTION_HEADER held;

    return NT_SUCCESS(nt_copy_in(&held, section, sizeof held)) && rva >= held.VirtualAddress &&
           rva - held.VirtualAddress < held.SizeOfRawData;
}

PIMAGE_SECTION_HEADER NTAPI RtlImageRvaToSection(PIMAGE_NT_HEADERS headers, PVOID base, ULONG rva)
{
    PIMAGE_SECTION_HEADER section = IMAGE_FIRST_SECTION(headers);

    (void)base;
    for (WORD i = 0; i < headers->FileHeader.NumberOfSections; i++, section++)
        if (holds(section, rva))
            return section;
    return NULL;
}

/* *last, when given, saves the search for addresses that lie together. */
PVOID NTAPI RtlImageRvaToVa(PIMAGE_NT_HEADERS headers, PVOID base, ULONG rva,
                            PIMAGE_SECTION_HEADER *last)
{
    PIMAGE_SECTION_HEADER section = last ? *last : NULL;

    if (!section || !holds(section, rva))
        section = RtlImageRvaToSection(headers, base, rva);
    if (!section)
        return NULL;
    if (last)
        *last = section;
    return (PUCHAR)base + section->PointerToRawData + (rva - section->VirtualAddress);
}

/* The directory's entry and the size of the headers, of either kind of image. */
static bool find_entry(const IMAGE_NT_HEADERS *headers, USHORT index, IMAGE_DATA_DIRECTORY *entry,
                       ULONG *headers_size)
{
    union {
        IMAGE_OPTIONAL_HEADER32 narrow;
        IMAGE_OPTIONAL_HEADER64 wide;
    } optional;
    const UCHAR *at = (const UCHAR *)&headers->OptionalHeader;
    ULONG before, entries;
    WORD magic;

    if (!NT_SUCCESS(nt_copy_in(&magic, at, sizeof magic)))
        return false;
    switch (magic) {
    case IMAGE_NT_OPTIONAL_HDR32_MAGIC:
        before = offsetof(IMAGE_OPTIONAL_HEADER32, DataDirectory);
        break;
    case IMAGE_NT_OPTIONAL_HDR64_MAGIC:
        before = offsetof(IMAGE_OPTIONAL_HEADER64, DataDirectory);
        break;
    default:
        return false;
    }
    if (!NT_SUCCESS(nt_copy_in(&optional, at, before)))
        return false;
    *headers_size = optional.wide.SizeOfHeaders; /* in the same place in both */
    entries = magic == IMAGE_NT_OPTIONAL_HDR32_MAGIC ? optional.narrow.NumberOfRvaAndSizes
                                                     : optional.wide.NumberOfRvaAndSizes;
    return index < entries && index < IMAGE_NUMBEROF_DIRECTORY_ENTRIES &&
           NT_SUCCESS(nt_copy_in(entry, at + before + index * sizeof *entry, sizeof *entry)) &&
           entry->VirtualAddress;
}

_Static_assert(offsetof(IMAGE_OPTIONAL_HEADER32, SizeOfHeaders) ==
               offsetof(IMAGE_OPTIONAL_HEADER64, SizeOfHeaders), "one place for both");

PVOID NTAPI RtlImageDirectoryEntryToData(PVOID base, BOOLEAN mapped, USHORT index, PULONG size)
{
    IMAGE_DATA_DIRECTORY entry;
    PIMAGE_NT_HEADERS headers;
    ULONG headers_size;
    PVOID data;

    if (LDR_IS_RESOURCE((HMODULE)base)) { /* a module's handle that says how it is mapped */
        mapped = mapped && !LDR_IS_DATAFILE((HMODULE)base);
        base = (PVOID)((ULONG_PTR)base & ~(ULONG_PTR)3);
    }
    headers = RtlImageNtHeader(base);
    if (!headers || !find_entry(headers, index, &entry, &headers_size))
        return NULL;
    if (mapped || entry.VirtualAddress < headers_size)
        data = (PUCHAR)base + entry.VirtualAddress;
    else
        data = RtlImageRvaToVa(headers, base, entry.VirtualAddress, NULL);
    if (data)
        *size = entry.Size;
    return data;
}
