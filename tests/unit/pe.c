// SPDX-License-Identifier: MIT
// Unit tests of mm/pe.c: sound files, files broken in every field, and mutations of both.

#include "mm/pe.h"
#include "suites.h"
#include "tests/include/pe_file.h"

#include <CUnit/CUnit.h>

#define ROUNDS 40000

static const struct pe_part parts[] = {
    { ".text", 0x1800, 0x1700, PE_CODE },
    { ".data", 0x3000, 0x0a00, PE_DATA },
    { ".bss", 0x2000, 0, PE_DATA },
    { ".rsrc", 0x0100, 0x0100, PE_CONSTANTS },
};

#define PARTS (sizeof parts / sizeof *parts)

struct memory {
    struct mm_pe_source source;
    const unsigned char *bytes;
};

static size_t read_memory(const struct mm_pe_source *source, uint64_t offset, void *to, size_t size)
{
    const struct memory *memory = (const struct memory *)source;

    if (offset >= source->size)
        return 0;
    if (size > source->size - offset)
        size = (size_t)(source->size - offset);
    memcpy(to, memory->bytes + offset, size);
    return size;
}

static struct memory memory_of(const struct pe_file *file)
{
    return (struct memory) {
        .source = { .read = read_memory, .size = file->size }, .bytes = file->bytes
    };
}

static enum mm_pe_flaw flaw_of(const struct pe_file *file)
{
    struct memory memory = memory_of(file);
    struct mm_pe_section *sections;
    struct mm_pe pe;
    enum mm_pe_flaw flaw = mm_pe_read(&memory.source, &pe);

    if (flaw)
        return flaw;
    sections = calloc(pe.sections + 1u, sizeof *sections);
    flaw = mm_pe_read_sections(&memory.source, &pe, sections);
    free(sections);
    return flaw;
}

static struct pe_file make(BOOL wide)
{
    struct pe_file file;

    pe_make(&file, wide, PE_PAGE, MM_PE_SECTOR, parts, PARTS);
    return file;
}

static void check_sound(BOOL wide)
{
    struct pe_file file = make(wide);
    struct memory memory = memory_of(&file);
    struct mm_pe_section sections[PARTS];
    struct mm_pe pe;

    CU_ASSERT_EQUAL_FATAL(mm_pe_read(&memory.source, &pe), MM_PE_NONE);
    CU_ASSERT_EQUAL(pe.wide, wide);
    CU_ASSERT_EQUAL(pe.machine, wide ? IMAGE_FILE_MACHINE_AMD64 : IMAGE_FILE_MACHINE_I386);
    CU_ASSERT_EQUAL(pe.base, wide ? 0x7e0000000 : 0x6e000000);
    CU_ASSERT_EQUAL(pe.characteristics, IMAGE_FILE_EXECUTABLE_IMAGE | IMAGE_FILE_DLL);
    CU_ASSERT_EQUAL(pe.subsystem, IMAGE_SUBSYSTEM_WINDOWS_CUI);
    CU_ASSERT_EQUAL(pe.subsystem_major, 6);
    CU_ASSERT_EQUAL(pe.subsystem_minor, 1);
    CU_ASSERT_EQUAL(pe.stack_reserve, 0x200000);
    CU_ASSERT_EQUAL(pe.stack_commit, 0x3000);
    CU_ASSERT_EQUAL(pe.size, 0x9000);
    CU_ASSERT_EQUAL(pe.headers, 0x400);
    CU_ASSERT_FALSE(pe.flat);
    CU_ASSERT_EQUAL_FATAL(pe.sections, PARTS);
    CU_ASSERT_EQUAL(mm_pe_read_sections(&memory.source, &pe, sections), MM_PE_NONE);
    CU_ASSERT_EQUAL(sections[0].start, 0x1000);
    CU_ASSERT_EQUAL(sections[0].size, 0x1800);
    CU_ASSERT_EQUAL(sections[0].raw, 0x400);
    CU_ASSERT_EQUAL(sections[0].raw_size, 0x1800);
    CU_ASSERT_EQUAL(sections[1].start, 0x3000);
    CU_ASSERT_EQUAL(sections[1].raw, 0x1c00);
    CU_ASSERT_EQUAL(sections[1].raw_size, 0xa00);
    CU_ASSERT_EQUAL(sections[2].start, 0x6000);
    CU_ASSERT_EQUAL(sections[2].raw_size, 0);
    CU_ASSERT_EQUAL(sections[3].start, 0x8000);
    CU_ASSERT_EQUAL(sections[3].characteristics, PE_CONSTANTS);
    free(file.bytes);
}

static void test_sound(void)
{
    check_sound(TRUE);
    check_sound(FALSE);
}

/* S-IMG-01: data goes in whole sectors, as far as the section's own pages reach. */
static void test_sectors(void)
{
    struct pe_file file = make(TRUE);
    struct memory memory = memory_of(&file);
    struct mm_pe_section sections[PARTS];
    struct mm_pe pe;

    file.sections[0].PointerToRawData = 0x4ff;
    file.sections[0].SizeOfRawData = 0x102;
    file.sections[1].Misc.VirtualSize = 0;
    file.sections[1].SizeOfRawData = 0x801;
    file.sections[2].VirtualAddress = 0x4000;
    file.sections[2].Misc.VirtualSize = 1;
    file.sections[2].PointerToRawData = 0x200;
    file.sections[2].SizeOfRawData = 0x2000;
    file.sections[3].VirtualAddress = 0x5000;
    CU_ASSERT_EQUAL_FATAL(mm_pe_read(&memory.source, &pe), MM_PE_NONE);
    CU_ASSERT_EQUAL_FATAL(mm_pe_read_sections(&memory.source, &pe, sections), MM_PE_NONE);
    CU_ASSERT_EQUAL(sections[0].raw, 0x400);
    CU_ASSERT_EQUAL(sections[0].raw_size, 0x400);
    CU_ASSERT_EQUAL(sections[1].size, 0x801);
    CU_ASSERT_EQUAL(sections[2].raw_size, PE_PAGE);
    free(file.bytes);
}

static void test_flat(void)
{
    struct pe_file file;

    pe_make(&file, TRUE, 0x200, 0x200, parts, 2);
    CU_ASSERT_EQUAL(flaw_of(&file), MM_PE_NONE);
    file.sections[1].VirtualAddress += 0x200;
    CU_ASSERT_EQUAL(flaw_of(&file), MM_PE_SECTION_FLAT);
    file.sections[1].VirtualAddress -= 0x200;
    file.wide->OptionalHeader.SectionAlignment = 16;
    file.wide->OptionalHeader.FileAlignment = 16;
    CU_ASSERT_EQUAL(flaw_of(&file), MM_PE_NONE);
    file.sections[1].PointerToRawData = 0;
    file.sections[1].VirtualAddress = 0x100000;
    CU_ASSERT_EQUAL(flaw_of(&file), MM_PE_SECTION_OUTSIDE);
    free(file.bytes);
}

/* What the optional header leaves out is zero; where the table is, its length says. */
static void test_short_header(void)
{
    struct pe_file file = make(TRUE);
    struct memory memory = memory_of(&file);
    struct mm_pe pe;
    WORD given = offsetof(IMAGE_OPTIONAL_HEADER64, CheckSum);

    file.wide->OptionalHeader.CheckSum = 7;
    memmove((char *)&file.wide->OptionalHeader + given, file.sections,
            PARTS * sizeof *file.sections);
    file.header->SizeOfOptionalHeader = given;
    CU_ASSERT_EQUAL(mm_pe_read(&memory.source, &pe), MM_PE_NONE);
    CU_ASSERT_EQUAL(pe.subsystem, 0);
    CU_ASSERT_EQUAL(pe.checksum, 0);
    CU_ASSERT_EQUAL(pe.stack_reserve, 0);
    CU_ASSERT_EQUAL(pe.size, 0x9000);
    CU_ASSERT_EQUAL(flaw_of(&file), MM_PE_NONE);
    free(file.bytes);
}

/* S-IMG-04: one wrong field each. */
#define BROKEN(flaw, change)                                                                       \
    do {                                                                                           \
        for (BOOL wide = FALSE; wide <= TRUE; wide++) {                                            \
            struct pe_file file = make(wide);                                                      \
            IMAGE_SECTION_HEADER *section = file.sections;                                         \
                                                                                                   \
            (void)section;                                                                         \
            change;                                                                                \
            CU_ASSERT_EQUAL(flaw_of(&file), MM_PE_##flaw);                                         \
            free(file.bytes);                                                                      \
        }                                                                                          \
    } while (0)

/* A field of the optional header, whichever it is. */
#define SET(field, value)                                                                          \
    (void)(file.wide ? (file.wide->OptionalHeader.field = (value))                                 \
                     : (file.narrow->OptionalHeader.field = (DWORD)(value)))

static void test_broken_start(void)
{
    BROKEN(EMPTY, file.size = 0);
    BROKEN(NOT_MZ, file.size = 1);
    BROKEN(NOT_MZ, file.size = sizeof(IMAGE_DOS_HEADER) - 1);
    BROKEN(NOT_MZ, file.dos->e_magic = 0x4d5a);
    BROKEN(HEADER_OUTSIDE, file.size = sizeof(IMAGE_DOS_HEADER));
    BROKEN(HEADER_OUTSIDE, file.dos->e_lfanew = (LONG)file.size - 3);
    BROKEN(HEADER_OUTSIDE, file.dos->e_lfanew = -4);
    BROKEN(HEADER_OUTSIDE, file.dos->e_lfanew = 0x7fffffff);
    BROKEN(SIGNATURE, file.dos->e_lfanew = 0);
    BROKEN(SIGNATURE, ((char *)file.header)[-1] = 1);
    BROKEN(SIGNATURE, memcpy((char *)file.header - 4, "LE", 3));
    BROKEN(HEADER_CUT, file.size = sizeof(IMAGE_DOS_HEADER) + sizeof(IMAGE_NT_HEADERS64) - 1);
}

static void test_broken_ne(void)
{
    BROKEN(NE, memcpy((char *)file.header - 4, "NE", 2));
    BROKEN(NE_WINDOWS, memcpy((char *)file.header - 4, "NE", 2);
           ((IMAGE_OS2_HEADER *)((char *)file.header - 4))->ne_exetyp = 2);
    BROKEN(NE_PROTECTED, memcpy((char *)file.header - 4, "NE", 2);
           ((IMAGE_OS2_HEADER *)((char *)file.header - 4))->ne_exetyp = 5);
}

static void test_broken_header(void)
{
    BROKEN(MAGIC, SET(Magic, 0));
    BROKEN(MAGIC, SET(Magic, IMAGE_ROM_OPTIONAL_HDR_MAGIC));
    BROKEN(MACHINE, SET(Magic, file.wide ? IMAGE_NT_OPTIONAL_HDR32_MAGIC
                                         : IMAGE_NT_OPTIONAL_HDR64_MAGIC));
    BROKEN(MACHINE, file.header->Machine = IMAGE_FILE_MACHINE_UNKNOWN);
    BROKEN(MACHINE, file.header->Machine = 0xdead);
    BROKEN(MACHINE, file.header->Machine = file.wide ? IMAGE_FILE_MACHINE_I386
                                                     : IMAGE_FILE_MACHINE_AMD64);
    BROKEN(NOT_LINKED, file.header->Characteristics = IMAGE_FILE_DLL);
    BROKEN(FILE_ALIGNMENT, SET(FileAlignment, 0));
    BROKEN(FILE_ALIGNMENT, SET(FileAlignment, 0x300));
    BROKEN(FILE_ALIGNMENT, SET(FileAlignment, 0x100));
    BROKEN(SECTION_ALIGNMENT, SET(SectionAlignment, 0));
    BROKEN(SECTION_ALIGNMENT, SET(SectionAlignment, 0x1800));
    BROKEN(SECTION_ALIGNMENT, SET(FileAlignment, 0x2000));
    BROKEN(BASE, SET(ImageBase, 0x10008000));
    BROKEN(BASE, SET(ImageBase, 1));
    BROKEN(IMAGE_SIZE, SET(SizeOfImage, 0));
    BROKEN(IMAGE_SIZE, SET(SizeOfImage, 0x80000001));
    BROKEN(IMAGE_SIZE, SET(SizeOfImage, 0xffffffff));
    BROKEN(HEADERS_SIZE, SET(SizeOfHeaders, 0x9000));
    BROKEN(HEADERS_SIZE, SET(SizeOfHeaders, 0xffffffff));
    BROKEN(TABLE_OUTSIDE, file.header->NumberOfSections = 0xffff);
    BROKEN(TABLE_OUTSIDE, file.header->SizeOfOptionalHeader = 0xffff);
}

static void test_broken_sections(void)
{
    BROKEN(SECTION_ADDRESS, section[0].VirtualAddress = 0);
    BROKEN(SECTION_ADDRESS, section[0].VirtualAddress = 0x1200);
    BROKEN(SECTION_ADDRESS, section[1].VirtualAddress = 0x2000);
    BROKEN(SECTION_ADDRESS, section[1].VirtualAddress = 0x4000);
    BROKEN(SECTION_ADDRESS, section[3].VirtualAddress = 0xfffff000);
    BROKEN(SECTION_ADDRESS, SET(SizeOfHeaders, 0x1001));
    BROKEN(SECTION_OUTSIDE, section[3].Misc.VirtualSize = 0x1001);
    BROKEN(SECTION_OUTSIDE, section[3].Misc.VirtualSize = 0xffffffff);
    BROKEN(SECTION_OUTSIDE, SET(SizeOfImage, 0x8000));
    BROKEN(SECTION_DATA, section[3].SizeOfRawData = 0x201);
    BROKEN(SECTION_DATA, section[3].SizeOfRawData = 0xffffffff);
    BROKEN(SECTION_DATA, section[3].PointerToRawData = 0xffffff00);
    BROKEN(SECTION_DATA, file.size -= 1);
    BROKEN(NONE, section[3].PointerToRawData = 0; section[3].SizeOfRawData = 0x80000000);
    BROKEN(NONE, section[2].PointerToRawData = 0x80000000);
    BROKEN(NONE, SET(SizeOfImage, 0x8001));
    BROKEN(NONE, SET(AddressOfEntryPoint, 0x12345678));
}

/* All that is said of a flaw above the parser. */
static void test_status(void)
{
    CU_ASSERT_EQUAL(mm_pe_status(MM_PE_NONE), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(mm_pe_status(MM_PE_EMPTY), STATUS_INVALID_FILE_FOR_SECTION);
    CU_ASSERT_EQUAL(mm_pe_status(MM_PE_NOT_MZ), STATUS_INVALID_IMAGE_NOT_MZ);
    CU_ASSERT_EQUAL(mm_pe_status(MM_PE_HEADER_OUTSIDE), STATUS_INVALID_IMAGE_PROTECT);
    CU_ASSERT_EQUAL(mm_pe_status(MM_PE_SIGNATURE), STATUS_INVALID_IMAGE_PROTECT);
    CU_ASSERT_EQUAL(mm_pe_status(MM_PE_NE), STATUS_INVALID_IMAGE_NE_FORMAT);
    CU_ASSERT_EQUAL(mm_pe_status(MM_PE_NE_WINDOWS), STATUS_INVALID_IMAGE_WIN_16);
    CU_ASSERT_EQUAL(mm_pe_status(MM_PE_NE_PROTECTED), STATUS_INVALID_IMAGE_PROTECT);
    for (int flaw = MM_PE_HEADER_CUT; flaw < MM_PE_FLAW_COUNT; flaw++)
        CU_ASSERT_EQUAL(mm_pe_status((enum mm_pe_flaw)flaw), STATUS_INVALID_IMAGE_FORMAT);
}

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* What a file that passes may be trusted with: every byte that a mapping of it would touch. */
static void check_trust(const struct pe_file *file)
{
    struct memory memory = memory_of(file);
    struct mm_pe_section *sections;
    uint64_t end, pages;
    struct mm_pe pe;

    if (mm_pe_read(&memory.source, &pe) != MM_PE_NONE)
        return;
    sections = calloc(pe.sections + 1u, sizeof *sections);
    if (mm_pe_read_sections(&memory.source, &pe, sections) == MM_PE_NONE && !pe.flat) {
        pages = ((uint64_t)pe.size + PE_PAGE - 1) / PE_PAGE;
        end = pe.headers;
        for (size_t i = 0; i < pe.sections; i++) {
            CU_ASSERT_TRUE(sections[i].start >= end && sections[i].start % PE_PAGE == 0);
            end = (uint64_t)sections[i].start + sections[i].size;
            CU_ASSERT_TRUE(end <= pages * PE_PAGE);
            CU_ASSERT_TRUE(sections[i].raw_size <= (sections[i].size + PE_PAGE - 1) / PE_PAGE *
                                                       (uint64_t)PE_PAGE);
            CU_ASSERT_TRUE(!sections[i].raw_size || sections[i].raw < file->size);
        }
    }
    free(sections);
}

/* Every byte of the headers with every value, by itself. */
static void test_bytes(void)
{
    for (BOOL wide = FALSE; wide <= TRUE; wide++) {
        struct pe_file file = make(wide);
        size_t headers = (size_t)((unsigned char *)(file.sections + PARTS) - file.bytes);

        for (size_t at = 0; at < headers; at++) {
            unsigned char sound = file.bytes[at];

            for (unsigned value = 0; value < 0x100; value++) {
                file.bytes[at] = (unsigned char)value;
                check_trust(&file);
            }
            file.bytes[at] = sound;
        }
        free(file.bytes);
    }
}

/* Files cut anywhere: only the whole one passes. */
static void test_lengths(void)
{
    for (BOOL wide = FALSE; wide <= TRUE; wide++) {
        struct pe_file file = make(wide);
        DWORD whole = file.size;

        for (file.size = 0; file.size < whole; file.size++)
            CU_ASSERT_NOT_EQUAL(flaw_of(&file), MM_PE_NONE);
        CU_ASSERT_EQUAL(flaw_of(&file), MM_PE_NONE);
        free(file.bytes);
    }
}

/* Up to four bytes of the headers, and at times the length, become something else. */
static void test_mutations(void)
{
    static const unsigned char values[] = { 0, 1, 2, 0x10, 0x40, 0x7f, 0x80, 0xff };
    uint32_t state = 20;

    for (unsigned round = 0; round < ROUNDS; round++) {
        struct pe_file file = make(round & 1);
        unsigned count = 1 + next_random(&state) % 4;

        while (count--) {
            uint32_t at = next_random(&state) % 0x220, value = next_random(&state);

            file.bytes[at] = value & 0x100 ? (unsigned char)value : values[value % sizeof values];
        }
        if (next_random(&state) % 8 == 0)
            file.size = next_random(&state) % file.size;
        check_trust(&file);
        free(file.bytes);
    }
}

CU_TestInfo unit_pe[] = {
    { "sound files", test_sound },
    { "sectors", test_sectors },
    { "flat images", test_flat },
    { "short optional header", test_short_header },
    { "broken at the start", test_broken_start },
    { "16-bit programs", test_broken_ne },
    { "broken headers", test_broken_header },
    { "broken sections", test_broken_sections },
    { "statuses", test_status },
    { "every byte", test_bytes },
    { "every length", test_lengths },
    { "mutations", test_mutations },
    CU_TEST_INFO_NULL,
};
