// SPDX-License-Identifier: MIT
// pe: what a PE file's headers say, and whether they are sound.
#include "mm/pe.h"

#include "mm/pages.h"

#include <string.h>

/* The largest image that the format's 31-bit relative addresses reach. */
#define SIZE_MOST 0x80000000u

NTSTATUS mm_pe_status(enum mm_pe_flaw flaw)
{
    static const NTSTATUS statuses[] = {
#define FLAW_STATUS(flaw, status) [MM_PE_##flaw] = status,
        MM_PE_FLAWS(FLAW_STATUS)
#undef FLAW_STATUS
    };

    return statuses[flaw];
}

/* The headers in both their forms; they begin alike. */
union headers {
    IMAGE_NT_HEADERS64 wide;
    IMAGE_NT_HEADERS32 narrow;
    IMAGE_OS2_HEADER ne;
};

static size_t read_at(const struct mm_pe_source *source, uint64_t offset, void *to, size_t size)
{
    return source->read(source, offset, to, size);
}

/* What the NE header of a 16-bit program says it was made for. */
static enum mm_pe_flaw judge_ne(const IMAGE_OS2_HEADER *ne)
{
    enum { FOR_WINDOWS = 2, FOR_DOS_EXTENDER = 5 };

    return ne->ne_exetyp == FOR_WINDOWS ? MM_PE_NE_WINDOWS
         : ne->ne_exetyp == FOR_DOS_EXTENDER ? MM_PE_NE_PROTECTED : MM_PE_NE;
}

/*
 * Finds the headers; what the optional header leaves out is zero. All of the longer form has to be
 * in the file, whichever form it is and whatever length it gives itself.
 */
static enum mm_pe_flaw read_headers(const struct mm_pe_source *source, union headers *headers,
                                    uint64_t *at)
{
    const size_t mandatory = offsetof(IMAGE_OPTIONAL_HEADER64, CheckSum);
    IMAGE_DOS_HEADER dos;
    size_t got, given;

    if (source->size == 0)
        return MM_PE_EMPTY;
    if (read_at(source, 0, &dos, sizeof dos) < sizeof dos || dos.e_magic != IMAGE_DOS_SIGNATURE)
        return MM_PE_NOT_MZ;
    *at = (uint32_t)dos.e_lfanew;
    memset(headers, 0, sizeof *headers);
    got = *at < source->size ? read_at(source, *at, headers, sizeof *headers) : 0;
    if (got < sizeof headers->wide.Signature)
        return MM_PE_HEADER_OUTSIDE;
    if (headers->ne.ne_magic == IMAGE_OS2_SIGNATURE)
        return judge_ne(&headers->ne);
    if (headers->wide.Signature != IMAGE_NT_SIGNATURE)
        return MM_PE_SIGNATURE;
    if (got < sizeof *headers)
        return MM_PE_HEADER_CUT;
    given = headers->wide.FileHeader.SizeOfOptionalHeader;
    if (given < mandatory)
        given = mandatory;
    if (given < sizeof headers->wide.OptionalHeader)
        memset((char *)&headers->wide.OptionalHeader + given, 0,
               sizeof headers->wide.OptionalHeader - given);
    return MM_PE_NONE;
}

/* The fields whose place depends on the form. */
static void take_wide(const IMAGE_OPTIONAL_HEADER64 *header, struct mm_pe *pe)
{
    pe->base = header->ImageBase;
    pe->stack_reserve = header->SizeOfStackReserve;
    pe->stack_commit = header->SizeOfStackCommit;
    if (header->NumberOfRvaAndSizes > IMAGE_DIRECTORY_ENTRY_COM_DESCRIPTOR)
        pe->runtime = header->DataDirectory[IMAGE_DIRECTORY_ENTRY_COM_DESCRIPTOR];
}

static void take_narrow(const IMAGE_OPTIONAL_HEADER32 *header, struct mm_pe *pe)
{
    pe->base = header->ImageBase;
    pe->stack_reserve = header->SizeOfStackReserve;
    pe->stack_commit = header->SizeOfStackCommit;
    if (header->NumberOfRvaAndSizes > IMAGE_DIRECTORY_ENTRY_COM_DESCRIPTOR)
        pe->runtime = header->DataDirectory[IMAGE_DIRECTORY_ENTRY_COM_DESCRIPTOR];
}

#define SAME_PLACE(field)                                                                          \
    _Static_assert(offsetof(IMAGE_OPTIONAL_HEADER64, field) ==                                     \
                       offsetof(IMAGE_OPTIONAL_HEADER32, field), #field)
SAME_PLACE(SizeOfCode);
SAME_PLACE(AddressOfEntryPoint);
SAME_PLACE(SectionAlignment);
SAME_PLACE(FileAlignment);
SAME_PLACE(MajorOperatingSystemVersion);
SAME_PLACE(MajorSubsystemVersion);
SAME_PLACE(SizeOfImage);
SAME_PLACE(SizeOfHeaders);
SAME_PLACE(CheckSum);
SAME_PLACE(Subsystem);
SAME_PLACE(DllCharacteristics);

static void take_headers(const union headers *headers, uint64_t at, struct mm_pe *pe)
{
    const IMAGE_FILE_HEADER *file = &headers->wide.FileHeader;
    const IMAGE_OPTIONAL_HEADER64 *header = &headers->wide.OptionalHeader;

    *pe = (struct mm_pe) {
        .machine = file->Machine, .characteristics = file->Characteristics,
        .dll_characteristics = header->DllCharacteristics, .subsystem = header->Subsystem,
        .subsystem_major = header->MajorSubsystemVersion,
        .subsystem_minor = header->MinorSubsystemVersion,
        .system_major = header->MajorOperatingSystemVersion,
        .system_minor = header->MinorOperatingSystemVersion,
        .wide = header->Magic == IMAGE_NT_OPTIONAL_HDR64_MAGIC,
        .flat = header->SectionAlignment < MM_PAGE, .alignment = header->SectionAlignment,
        .size = header->SizeOfImage, .headers = header->SizeOfHeaders,
        .code = header->SizeOfCode, .entry = header->AddressOfEntryPoint,
        .checksum = header->CheckSum, .sections = file->NumberOfSections,
        .table = at + offsetof(IMAGE_NT_HEADERS64, OptionalHeader) + file->SizeOfOptionalHeader,
    };
    if (pe->wide)
        take_wide(header, pe);
    else
        take_narrow(&headers->narrow.OptionalHeader, pe);
}

/* Machines whose images Windows maps: on x64 its own two, on ARM64 those that it emulates too. */
static bool is_machine(uint16_t machine, bool wide)
{
    static const struct {
        uint16_t machine;
        bool wide;
    } machines[] = {
        { IMAGE_FILE_MACHINE_I386, false },
        { IMAGE_FILE_MACHINE_AMD64, true },
#ifdef __aarch64__
        { IMAGE_FILE_MACHINE_ARMNT, false },
        { IMAGE_FILE_MACHINE_ARM64, true },
#endif
    };

    for (size_t i = 0; i < sizeof machines / sizeof *machines; i++)
        if (machines[i].machine == machine)
            return machines[i].wide == wide;
    return false;
}

static bool is_power(uint32_t value)
{
    return value && !(value & (value - 1));
}

static enum mm_pe_flaw judge_layout(const struct mm_pe *pe, uint32_t file_alignment)
{
    if (!is_power(file_alignment) ||
        (file_alignment < MM_PE_SECTOR && file_alignment != pe->alignment))
        return MM_PE_FILE_ALIGNMENT;
    if (!is_power(pe->alignment) || pe->alignment < file_alignment)
        return MM_PE_SECTION_ALIGNMENT;
    if (pe->base % MM_GRANULARITY)
        return MM_PE_BASE;
    if (pe->size == 0 || pe->size > SIZE_MOST)
        return MM_PE_IMAGE_SIZE;
    return pe->headers >= pe->size ? MM_PE_HEADERS_SIZE : MM_PE_NONE;
}

enum mm_pe_flaw mm_pe_read(const struct mm_pe_source *source, struct mm_pe *pe)
{
    union headers headers;
    uint64_t at, end;
    enum mm_pe_flaw flaw = read_headers(source, &headers, &at);

    if (flaw)
        return flaw;
    take_headers(&headers, at, pe);
    if (!pe->wide && headers.narrow.OptionalHeader.Magic != IMAGE_NT_OPTIONAL_HDR32_MAGIC)
        return MM_PE_MAGIC;
    if (!is_machine(pe->machine, pe->wide))
        return MM_PE_MACHINE;
    if (!(pe->characteristics & IMAGE_FILE_EXECUTABLE_IMAGE))
        return MM_PE_NOT_LINKED;
    flaw = judge_layout(pe, headers.wide.OptionalHeader.FileAlignment);
    if (flaw)
        return flaw;
    end = pe->table + (uint64_t)pe->sections * sizeof(IMAGE_SECTION_HEADER);
    return end > source->size ? MM_PE_TABLE_OUTSIDE : MM_PE_NONE;
}

static uint64_t round_up(uint64_t value, uint64_t step)
{
    return (value + step - 1) & ~(step - 1);
}

/* The data goes in whole sectors, as the disk gave them, and no further than the memory does. */
static enum mm_pe_flaw take_data(const struct mm_pe_source *source,
                                 const IMAGE_SECTION_HEADER *header, struct mm_pe_section *section)
{
    uint64_t start = header->PointerToRawData, end = start + header->SizeOfRawData;
    uint64_t most = round_up(section->size, MM_PAGE);

    if (start == 0 || header->SizeOfRawData == 0)
        return MM_PE_NONE;
    if (end > source->size)
        return MM_PE_SECTION_DATA;
    start &= ~(uint64_t)(MM_PE_SECTOR - 1);
    end = round_up(end, MM_PE_SECTOR);
    section->raw = (uint32_t)start;
    section->raw_size = (uint32_t)(end - start < most ? end - start : most);
    return MM_PE_NONE;
}

/* A flat image's sections lie in memory as in the file; those without data anywhere. */
static enum mm_pe_flaw judge_flat(const struct mm_pe *pe, const IMAGE_SECTION_HEADER *header)
{
    if (header->PointerToRawData && header->SizeOfRawData &&
        header->PointerToRawData != header->VirtualAddress)
        return MM_PE_SECTION_FLAT;
    return header->VirtualAddress > pe->size ? MM_PE_SECTION_OUTSIDE : MM_PE_NONE;
}

/* *next is where the section has to start, and then where the one behind it has to. */
static enum mm_pe_flaw take_section(const struct mm_pe_source *source, const struct mm_pe *pe,
                                    const IMAGE_SECTION_HEADER *header, uint64_t *next,
                                    struct mm_pe_section *section)
{
    uint32_t size = header->Misc.VirtualSize ? header->Misc.VirtualSize : header->SizeOfRawData;
    enum mm_pe_flaw flaw;

    *section = (struct mm_pe_section) {
        .start = header->VirtualAddress, .size = size, .characteristics = header->Characteristics
    };
    flaw = take_data(source, header, section);
    if (pe->flat)
        return flaw ? flaw : judge_flat(pe, header);
    if (section->start != *next)
        return MM_PE_SECTION_ADDRESS;
    if (round_up(*next + size, MM_PAGE) > round_up(pe->size, MM_PAGE))
        return MM_PE_SECTION_OUTSIDE;
    *next = round_up(*next + size, pe->alignment);
    return flaw;
}

enum mm_pe_flaw mm_pe_read_sections(const struct mm_pe_source *source, const struct mm_pe *pe,
                                    struct mm_pe_section *sections)
{
    uint64_t next = round_up(pe->headers, pe->alignment);

    for (size_t i = 0; i < pe->sections; i++) {
        IMAGE_SECTION_HEADER header;
        enum mm_pe_flaw flaw;

        if (read_at(source, pe->table + i * sizeof header, &header, sizeof header) < sizeof header)
            return MM_PE_TABLE_OUTSIDE;
        flaw = take_section(source, pe, &header, &next, &sections[i]);
        if (flaw)
            return flaw;
    }
    return MM_PE_NONE;
}
