/* SPDX-License-Identifier: MIT */
/* PE files made in memory, for tests to change and to write; plain Windows C. */
#ifndef TESTS_PE_FILE_H
#define TESTS_PE_FILE_H

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define PE_SECTIONS 8
#define PE_PAGE 4096u

/* A section as a test wants it; its data lies behind that of the one before. */
struct pe_part {
    const char *name;
    DWORD size;     /* in memory */
    DWORD raw_size; /* in the file; 0: none */
    DWORD characteristics;
};

/* The file, and where its headers are. Of narrow and wide one is NULL. */
struct pe_file {
    unsigned char *bytes;
    DWORD size;
    IMAGE_DOS_HEADER *dos;
    IMAGE_NT_HEADERS32 *narrow;
    IMAGE_NT_HEADERS64 *wide;
    IMAGE_FILE_HEADER *header;
    IMAGE_DATA_DIRECTORY *directories;
    IMAGE_SECTION_HEADER *sections;
};

static inline DWORD pe_round(DWORD value, DWORD step)
{
    return (value + step - 1) & ~(step - 1);
}

/* The byte that pe_make() puts at an offset of the file: no two sectors look the same. */
static inline unsigned char pe_byte(DWORD offset)
{
    return (unsigned char)(offset * 5 + offset / 512 * 29 + 3);
}

/* The fields that have the same name in both optional headers. */
#define PE_FILL(optional, alignment, file_alignment)                                               \
    do {                                                                                           \
        (optional)->SectionAlignment = (alignment);                                                \
        (optional)->FileAlignment = (file_alignment);                                              \
        (optional)->MajorOperatingSystemVersion = 6;                                               \
        (optional)->MajorSubsystemVersion = 6;                                                     \
        (optional)->MinorSubsystemVersion = 1;                                                     \
        (optional)->Subsystem = IMAGE_SUBSYSTEM_WINDOWS_CUI;                                       \
        (optional)->SizeOfStackReserve = 0x200000;                                                 \
        (optional)->SizeOfStackCommit = 0x3000;                                                    \
        (optional)->SizeOfHeapReserve = 0x100000;                                                  \
        (optional)->SizeOfHeapCommit = 0x1000;                                                     \
        (optional)->NumberOfRvaAndSizes = IMAGE_NUMBEROF_DIRECTORY_ENTRIES;                        \
    } while (0)

static inline void pe_put_headers(struct pe_file *pe, BOOL wide, DWORD alignment,
                                  DWORD file_alignment)
{
    pe->dos = (IMAGE_DOS_HEADER *)pe->bytes;
    pe->dos->e_magic = IMAGE_DOS_SIGNATURE;
    pe->dos->e_lfanew = sizeof(IMAGE_DOS_HEADER);
    pe->narrow = wide ? NULL : (IMAGE_NT_HEADERS32 *)(pe->bytes + sizeof(IMAGE_DOS_HEADER));
    pe->wide = wide ? (IMAGE_NT_HEADERS64 *)(pe->bytes + sizeof(IMAGE_DOS_HEADER)) : NULL;
    if (wide) {
        pe->wide->Signature = IMAGE_NT_SIGNATURE;
        pe->header = &pe->wide->FileHeader;
        pe->header->Machine = IMAGE_FILE_MACHINE_AMD64;
        pe->header->SizeOfOptionalHeader = sizeof(pe->wide->OptionalHeader);
        pe->wide->OptionalHeader.Magic = IMAGE_NT_OPTIONAL_HDR64_MAGIC;
        pe->wide->OptionalHeader.ImageBase = 0x7e0000000;
        PE_FILL(&pe->wide->OptionalHeader, alignment, file_alignment);
        pe->directories = pe->wide->OptionalHeader.DataDirectory;
        pe->sections = (IMAGE_SECTION_HEADER *)(pe->wide + 1);
    } else {
        pe->narrow->Signature = IMAGE_NT_SIGNATURE;
        pe->header = &pe->narrow->FileHeader;
        pe->header->Machine = IMAGE_FILE_MACHINE_I386;
        pe->header->SizeOfOptionalHeader = sizeof(pe->narrow->OptionalHeader);
        pe->narrow->OptionalHeader.Magic = IMAGE_NT_OPTIONAL_HDR32_MAGIC;
        pe->narrow->OptionalHeader.ImageBase = 0x6e000000;
        PE_FILL(&pe->narrow->OptionalHeader, alignment, file_alignment);
        pe->directories = pe->narrow->OptionalHeader.DataDirectory;
        pe->sections = (IMAGE_SECTION_HEADER *)(pe->narrow + 1);
    }
    pe->header->Characteristics = IMAGE_FILE_EXECUTABLE_IMAGE | IMAGE_FILE_DLL;
}

/*
 * A sound file of these parts; free its bytes. With an alignment below a page the parts lie in
 * memory as in the file.
 */
static inline void pe_make(struct pe_file *pe, BOOL wide, DWORD alignment, DWORD file_alignment,
                           const struct pe_part *parts, WORD count)
{
    DWORD headers = sizeof(IMAGE_DOS_HEADER) + sizeof(IMAGE_NT_HEADERS64) +
                    PE_SECTIONS * sizeof(IMAGE_SECTION_HEADER);
    DWORD at, raw, i;

    headers = pe_round(headers, file_alignment);
    pe->size = headers;
    for (i = 0; i < count; i++)
        pe->size += pe_round(parts[i].raw_size, file_alignment);
    pe->bytes = calloc(1, pe->size);
    pe_put_headers(pe, wide, alignment, file_alignment);
    pe->header->NumberOfSections = count;
    at = pe_round(headers, alignment);
    raw = headers;
    for (i = 0; i < count; i++) {
        IMAGE_SECTION_HEADER *section = &pe->sections[i];

        memcpy(section->Name, parts[i].name, strnlen(parts[i].name, sizeof(section->Name)));
        section->Misc.VirtualSize = parts[i].size;
        section->VirtualAddress = at;
        section->SizeOfRawData = pe_round(parts[i].raw_size, file_alignment);
        section->PointerToRawData = parts[i].raw_size ? raw : 0;
        section->Characteristics = parts[i].characteristics;
        at = pe_round(at + parts[i].size, alignment);
        raw += section->SizeOfRawData;
    }
    for (i = headers; i < pe->size; i++)
        pe->bytes[i] = pe_byte(i);
    if (wide) {
        pe->wide->OptionalHeader.SizeOfHeaders = headers;
        pe->wide->OptionalHeader.SizeOfImage = at;
    } else {
        pe->narrow->OptionalHeader.SizeOfHeaders = headers;
        pe->narrow->OptionalHeader.SizeOfImage = at;
    }
}

/* The characteristics that linkers give. */
#define PE_CODE (IMAGE_SCN_CNT_CODE | IMAGE_SCN_MEM_EXECUTE | IMAGE_SCN_MEM_READ)
#define PE_CONSTANTS (IMAGE_SCN_CNT_INITIALIZED_DATA | IMAGE_SCN_MEM_READ)
#define PE_DATA (IMAGE_SCN_CNT_INITIALIZED_DATA | IMAGE_SCN_MEM_READ | IMAGE_SCN_MEM_WRITE)

#endif
