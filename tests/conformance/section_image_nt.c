// SPDX-License-Identifier: MIT
// The native calls on image sections, and the files that they refuse.

#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include "wine/test.h"
#include "check.h"
#include "child.h"
#include "nt.h"
#include "pe_file.h"
#include "scratch.h"

#define SECTOR 512

static NTSTATUS(NTAPI *pNtAreMappedFilesTheSame)(void *, void *);
static NTSTATUS(NTAPI *pNtExtendSection)(HANDLE, LARGE_INTEGER *);

static const struct pe_part parts[] = {
    { ".text", 0x1800, 0x1700, PE_CODE },
    { ".data", 0x3000, 0x0a00, PE_DATA },
    { ".rdata", 0x0100, 0x0100, PE_CONSTANTS },
};

enum { DATA = 0x3000, IMAGE_SIZE = 0x7000 };

static char path[MAX_PATH];

static HANDLE write_as(const struct pe_file *pe, const char *tag)
{
    HANDLE file = scratch_create(path, tag, 0);

    scratch_write(file, 0, pe->bytes, pe->size);
    CloseHandle(file);
    return CreateFileA(path, GENERIC_READ | GENERIC_EXECUTE, FILE_SHARE_READ | FILE_SHARE_DELETE,
                       NULL, OPEN_EXISTING, 0, NULL);
}

static NTSTATUS create(HANDLE *section, ACCESS_MASK access, HANDLE file, LONGLONG size,
                       ULONG attributes)
{
    LARGE_INTEGER maximum;

    maximum.QuadPart = size;
    return pNtCreateSection(section, access, NULL, size ? &maximum : NULL, PAGE_READONLY,
                            attributes, file);
}

static NTSTATUS map(HANDLE section, unsigned char **base, ULONG protect)
{
    SIZE_T size = 0;

    return pNtMapViewOfSection(section, NT_THIS_PROCESS, (void **)base, 0, 0, NULL, &size,
                               NT_VIEW_SHARE, 0, protect);
}

static HANDLE write_file(const struct pe_file *pe)
{
    return write_as(pe, "image");
}

/* S-IMG-01, S-CRE-03: size and attributes. */
static void test_size(HANDLE file)
{
    HANDLE section;

    ok_status(create(&section, SECTION_ALL_ACCESS, file, 0, SEC_IMAGE), STATUS_SUCCESS);
    ok_section(section, SEC_FILE | SEC_IMAGE, IMAGE_SIZE);
    CloseHandle(section);
    ok_status(create(&section, SECTION_ALL_ACCESS, file, IMAGE_SIZE, SEC_IMAGE), STATUS_SUCCESS);
    ok_section(section, SEC_FILE | SEC_IMAGE, IMAGE_SIZE);
    CloseHandle(section);
    ok_status(create(&section, SECTION_ALL_ACCESS, file, 1, SEC_IMAGE), STATUS_SUCCESS);
    ok_section(section, SEC_FILE | SEC_IMAGE, 1);
    CloseHandle(section);
    ok_status(create(&section, SECTION_ALL_ACCESS, file, IMAGE_SIZE + 1, SEC_IMAGE),
              STATUS_SECTION_TOO_BIG);
}

/* What the headers say, as NtQuerySection tells it. */
struct image_information {
    void *entry;
    ULONG zero_bits;
    SIZE_T stack_reserve, stack_commit;
    ULONG subsystem;
    USHORT subsystem_minor, subsystem_major, system_major, system_minor;
    USHORT characteristics, dll_characteristics, machine;
    BOOLEAN contains_code;
    UCHAR flags;
    ULONG loader_flags, file_size, checksum;
};

enum { FLAG_RELOCATED = 4, FLAG_FLAT = 8 };

static void check_information(const struct pe_file *pe, HANDLE file, UCHAR flags, BOOLEAN code)
{
    BOOL wide = pe->wide != NULL;
    struct image_information info;
    SIZE_T returned = 0;
    HANDLE section;

    ok_status(create(&section, SECTION_QUERY | SECTION_MAP_READ, file, 0, SEC_IMAGE),
              STATUS_SUCCESS);
    memset(&info, 0xcc, sizeof(info));
    ok_status(pNtQuerySection(section, NT_SECTION_IMAGE, &info, sizeof(info), &returned),
              STATUS_SUCCESS);
    ok_value(returned, 64);
    ok_value((ULONG_PTR)info.entry, (wide ? 0x7e0000000 : 0x6e000000) + 0x1234);
    ok_value(info.zero_bits, 0);
    ok_value(info.stack_reserve, 0x200000);
    ok_value(info.stack_commit, 0x3000);
    ok_value(info.subsystem, IMAGE_SUBSYSTEM_WINDOWS_CUI);
    ok_value(info.subsystem_major, 6);
    ok_value(info.subsystem_minor, 1);
    ok_value(info.characteristics, IMAGE_FILE_EXECUTABLE_IMAGE | IMAGE_FILE_DLL);
    ok_value(info.machine, wide ? IMAGE_FILE_MACHINE_AMD64 : IMAGE_FILE_MACHINE_I386);
    ok_value(info.contains_code, code);
    ok_value(info.flags, flags);
    ok_value(info.loader_flags, 0);
    ok_value(info.file_size, pe->size);
    ok_value(info.checksum, 0x89abcdef);
    ok_status(pNtQuerySection(section, NT_SECTION_IMAGE, &info, sizeof(info) - 1, NULL),
              STATUS_INFO_LENGTH_MISMATCH);
    CloseHandle(section);
}

#define SET(pe, field, value)                                                                      \
    (void)((pe)->wide ? ((pe)->wide->OptionalHeader.field = (value))                               \
                      : ((pe)->narrow->OptionalHeader.field = (DWORD)(value)))

static void test_information(BOOL wide)
{
    struct pe_file pe;
    HANDLE file;

    winetest_push_context("%s", wide ? "PE32+" : "PE32");
    pe_make(&pe, wide, PAGE, SECTOR, parts, ARRAY_SIZE(parts));
    SET(&pe, CheckSum, 0x89abcdef);
    SET(&pe, AddressOfEntryPoint, 0x1234);
    file = write_file(&pe);
    check_information(&pe, file, 0, TRUE);
    CloseHandle(file);
    SET(&pe, DllCharacteristics, IMAGE_DLLCHARACTERISTICS_DYNAMIC_BASE);
    file = write_file(&pe);
    if (wide) /* where a PE32 image was moved to is unknown */
        check_information(&pe, file, FLAG_RELOCATED, TRUE);
    CloseHandle(file);
    free(pe.bytes);

    pe_make(&pe, wide, SECTOR, SECTOR, parts, 1);
    SET(&pe, CheckSum, 0x89abcdef);
    SET(&pe, AddressOfEntryPoint, 0x1234);
    file = write_file(&pe);
    check_information(&pe, file, FLAG_FLAT, TRUE);
    CloseHandle(file);
    free(pe.bytes);
    scratch_delete(path);
    winetest_pop_context();
}

/* S-IMG-05: where a view is, and for what machine. */
static void test_base(void)
{
    unsigned char *first = NULL, *second = NULL, *third = NULL;
    HANDLE file, section;
    struct pe_file pe;
    NTSTATUS status;

    pe_make(&pe, TRUE, PAGE, SECTOR, parts, ARRAY_SIZE(parts));
    file = write_file(&pe);
    ok_status(create(&section, SECTION_ALL_ACCESS, file, 0, SEC_IMAGE), STATUS_SUCCESS);
    CloseHandle(file);
    status = map(section, &first, PAGE_READONLY);
    if (first == (unsigned char *)0x7e0000000)
        ok_status(status, STATUS_SUCCESS);
    else /* a sanitizer's own memory is there */
        ok_status(status, STATUS_IMAGE_NOT_AT_BASE);
    ok_status(map(section, &second, PAGE_READWRITE), STATUS_IMAGE_NOT_AT_BASE);
    ok(second && second != first, "two views at %p\n", second);
    /* nothing was relocated */
    ok(!memcmp(first, second, IMAGE_SIZE), "the views differ\n");
    third = second;
    /* Wine goes elsewhere. */
    todo_wine ok_status(status = map(section, &third, PAGE_EXECUTE_READ),
                        STATUS_CONFLICTING_ADDRESSES);
    if (NT_SUCCESS(status))
        pNtUnmapViewOfSection(NT_THIS_PROCESS, third);
    third = second;
    pNtUnmapViewOfSection(NT_THIS_PROCESS, second);
    ok_status(map(section, &third, PAGE_WRITECOPY), STATUS_IMAGE_NOT_AT_BASE);
    ok(third == second, "at %p, not %p\n", third, second);
    pNtUnmapViewOfSection(NT_THIS_PROCESS, first + PAGE);
    pNtUnmapViewOfSection(NT_THIS_PROCESS, third + DATA);
    CloseHandle(section);
    free(pe.bytes);

    pe_make(&pe, FALSE, PAGE, SECTOR, parts, ARRAY_SIZE(parts));
    file = write_file(&pe);
    ok_status(create(&section, SECTION_ALL_ACCESS, file, 0, SEC_IMAGE), STATUS_SUCCESS);
    CloseHandle(file);
    first = NULL;
    todo_wine ok_status(map(section, &first, PAGE_READONLY), STATUS_IMAGE_MACHINE_TYPE_MISMATCH);
    ok(first && !memcmp(first, "MZ", 2), "no headers\n");
    pNtUnmapViewOfSection(NT_THIS_PROCESS, first);
    CloseHandle(section);
    free(pe.bytes);
    scratch_delete(path);
}

/* S-NT-05 */
static void test_same(void)
{
    HANDLE file, other_file, image, other, data;
    unsigned char *view[2] = { NULL, NULL }, *other_view = NULL, *mapped[2] = { NULL, NULL };
    void *memory = VirtualAlloc(NULL, PAGE, MEM_COMMIT, PAGE_READWRITE);
    char other_path[MAX_PATH];
    struct pe_file pe;
    int i;

    pe_make(&pe, TRUE, PAGE, SECTOR, parts, ARRAY_SIZE(parts));
    other_file = write_as(&pe, "other");
    strcpy(other_path, path);
    file = write_file(&pe);
    create(&image, SECTION_ALL_ACCESS, file, 0, SEC_IMAGE);
    create(&other, SECTION_ALL_ACCESS, other_file, 0, SEC_IMAGE);
    create(&data, SECTION_ALL_ACCESS, file, 0, SEC_COMMIT);
    for (i = 0; i < 2; i++) {
        map(image, &view[i], PAGE_READONLY);
        map(data, &mapped[i], PAGE_READONLY);
    }
    map(other, &other_view, PAGE_READONLY);
    ok_status(pNtAreMappedFilesTheSame(view[0], view[0] + PAGE), STATUS_SUCCESS);
    ok_status(pNtAreMappedFilesTheSame(mapped[0], mapped[0] + 8), STATUS_SUCCESS);
    ok_status(pNtAreMappedFilesTheSame(view[0], view[1]), STATUS_SUCCESS);
    ok_status(pNtAreMappedFilesTheSame(view[0], mapped[1] + PAGE), STATUS_SUCCESS);
    ok_status(pNtAreMappedFilesTheSame(mapped[0], view[0]), STATUS_NOT_SAME_DEVICE);
    ok_status(pNtAreMappedFilesTheSame(mapped[0], mapped[1]), STATUS_NOT_SAME_DEVICE);
    ok_status(pNtAreMappedFilesTheSame(view[0], other_view), STATUS_NOT_SAME_DEVICE);
    ok_status(pNtAreMappedFilesTheSame(view[0], memory), STATUS_CONFLICTING_ADDRESSES);
    ok_status(pNtAreMappedFilesTheSame(memory, view[0]), STATUS_CONFLICTING_ADDRESSES);
    ok_status(pNtAreMappedFilesTheSame(view[0], NULL), STATUS_INVALID_ADDRESS);
    ok_status(pNtAreMappedFilesTheSame(NULL, view[0]), STATUS_INVALID_ADDRESS);
    for (i = 0; i < 2; i++) {
        UnmapViewOfFile(view[i]);
        UnmapViewOfFile(mapped[i]);
    }
    UnmapViewOfFile(other_view);
    VirtualFree(memory, 0, MEM_RELEASE);
    CloseHandle(image);
    CloseHandle(other);
    CloseHandle(data);
    CloseHandle(file);
    CloseHandle(other_file);
    scratch_delete(other_path);
    scratch_delete(path);
    free(pe.bytes);
}

/* S-FLU-01: there is nothing to write back; S-NT-04: nothing to extend. */
static void test_flush(void)
{
    const void *base;
    unsigned char *view = NULL;
    HANDLE file, section;
    LARGE_INTEGER larger;
    IO_STATUS_BLOCK io;
    struct pe_file pe;
    SIZE_T size = 0;

    pe_make(&pe, TRUE, PAGE, SECTOR, parts, ARRAY_SIZE(parts));
    file = write_file(&pe);
    create(&section, SECTION_ALL_ACCESS, file, 0, SEC_IMAGE);
    map(section, &view, PAGE_READONLY);
    base = view;
    todo_wine ok_status(pNtFlushVirtualMemory(NT_THIS_PROCESS, &base, &size, &io),
                        STATUS_NOT_MAPPED_DATA);
    if (pNtExtendSection) { /* Wine has none */
        larger.QuadPart = 2 * IMAGE_SIZE;
        ok_status(pNtExtendSection(section, &larger), STATUS_SECTION_NOT_EXTENDED);
        ok_section(section, SEC_FILE | SEC_IMAGE, IMAGE_SIZE);
    }
    UnmapViewOfFile(view);
    CloseHandle(section);
    CloseHandle(file);
    scratch_delete(path);
    free(pe.bytes);
}

/* S-IMG-04: what is refused, in the Nt layer and above it. */
enum wine { TAKES, DIFFERS, AGREES }; /* what Wine does: takes the file, gives another status */

#define REFUSED(wine, expected, change)                                                            \
    do {                                                                                           \
        struct pe_file pe;                                                                         \
        HANDLE file, section = NULL;                                                               \
                                                                                                   \
        pe_make(&pe, TRUE, PAGE, SECTOR, parts, ARRAY_SIZE(parts));                                \
        change;                                                                                    \
        file = write_file(&pe);                                                                    \
        winetest_push_context("%s", #change);                                                      \
        todo_wine_if((wine) != AGREES)                                                             \
            ok_status(create(&section, SECTION_ALL_ACCESS, file, 0, SEC_IMAGE), expected);         \
        if (section)                                                                               \
            CloseHandle(section);                                                                  \
        SetLastError(NO_ERROR_YET);                                                                \
        section = CreateFileMappingA(file, NULL, PAGE_READONLY | SEC_IMAGE, 0, 0, NULL);           \
        todo_wine_if((wine) == TAKES) ok(!section, "a section was made\n");                        \
        todo_wine_if((wine) == TAKES) ok_error(ERROR_BAD_EXE_FORMAT);                              \
        if (section)                                                                               \
            CloseHandle(section);                                                                  \
        CloseHandle(file);                                                                         \
        scratch_delete(path);                                                                      \
        free(pe.bytes);                                                                            \
        winetest_pop_context();                                                                    \
    } while (0)

static void test_refused(void)
{
    REFUSED(AGREES, STATUS_INVALID_FILE_FOR_SECTION, pe.size = 0);
    REFUSED(AGREES, STATUS_INVALID_IMAGE_NOT_MZ, pe.size = 63);
    REFUSED(AGREES, STATUS_INVALID_IMAGE_NOT_MZ, pe.bytes[0] = 'Z');
    REFUSED(AGREES, STATUS_INVALID_IMAGE_PROTECT, pe.dos->e_lfanew = pe.size);
    REFUSED(AGREES, STATUS_INVALID_IMAGE_PROTECT, pe.wide->Signature = 0xdeadbeef);
    REFUSED(AGREES, STATUS_INVALID_IMAGE_NE_FORMAT, pe.wide->Signature = IMAGE_OS2_SIGNATURE);
    REFUSED(AGREES, STATUS_INVALID_IMAGE_WIN_16, pe.wide->Signature = IMAGE_OS2_SIGNATURE;
            ((unsigned char *)pe.wide)[54] = 2);
    REFUSED(AGREES, STATUS_INVALID_IMAGE_PROTECT, pe.wide->Signature = IMAGE_OS2_SIGNATURE;
            ((unsigned char *)pe.wide)[54] = 5);
    REFUSED(AGREES, STATUS_INVALID_IMAGE_FORMAT, pe.wide->OptionalHeader.Magic = 0xdead);
    REFUSED(AGREES, STATUS_INVALID_IMAGE_FORMAT, pe.header->Machine = 0xdead);
    REFUSED(AGREES, STATUS_INVALID_IMAGE_FORMAT, pe.header->Machine = IMAGE_FILE_MACHINE_UNKNOWN);
    REFUSED(AGREES, STATUS_INVALID_IMAGE_FORMAT, pe.header->Machine = IMAGE_FILE_MACHINE_I386);
    REFUSED(TAKES, STATUS_INVALID_IMAGE_FORMAT, pe.header->Characteristics = IMAGE_FILE_DLL);
    REFUSED(TAKES, STATUS_INVALID_IMAGE_FORMAT, pe.wide->OptionalHeader.FileAlignment = 0);
    REFUSED(TAKES, STATUS_INVALID_IMAGE_FORMAT, pe.wide->OptionalHeader.FileAlignment = 0x2000);
    REFUSED(TAKES, STATUS_INVALID_IMAGE_FORMAT, pe.wide->OptionalHeader.SectionAlignment = 0);
    REFUSED(TAKES, STATUS_INVALID_IMAGE_FORMAT, pe.wide->OptionalHeader.ImageBase = 0x10008000);
    REFUSED(DIFFERS, STATUS_INVALID_IMAGE_FORMAT, pe.wide->OptionalHeader.SizeOfImage = 0);
    REFUSED(TAKES, STATUS_INVALID_IMAGE_FORMAT, pe.wide->OptionalHeader.SizeOfImage = 0x6000);
    REFUSED(TAKES, STATUS_INVALID_IMAGE_FORMAT, pe.sections[1].VirtualAddress = 0x2000);
    REFUSED(TAKES, STATUS_INVALID_IMAGE_FORMAT, pe.sections[1].VirtualAddress = 0x3200);
    REFUSED(TAKES, STATUS_INVALID_IMAGE_FORMAT, pe.sections[2].Misc.VirtualSize = 0x1001);
    REFUSED(TAKES, STATUS_INVALID_IMAGE_FORMAT, pe.sections[2].SizeOfRawData += 1);
    REFUSED(TAKES, STATUS_INVALID_IMAGE_FORMAT, pe.sections[0].PointerToRawData = 0x7fffff00);
    REFUSED(AGREES, STATUS_INVALID_IMAGE_FORMAT, pe.header->NumberOfSections = 0x4000);
}

/* S-IMG-01: parts of an image, from its start or not. */
static void test_parts(void)
{
    static const SIZE_T sizes[] = { PAGE, 1, DATA + PAGE, IMAGE_SIZE };
    HANDLE file, section;
    struct pe_file pe;
    size_t i;

    pe_make(&pe, TRUE, PAGE, SECTOR, parts, ARRAY_SIZE(parts));
    file = write_file(&pe);
    create(&section, SECTION_ALL_ACCESS, file, 0, SEC_IMAGE);
    CloseHandle(file);
    for (i = 0; i < ARRAY_SIZE(sizes); i++) {
        SIZE_T size = sizes[i];
        void *view = NULL;
        NTSTATUS status = pNtMapViewOfSection(section, NT_THIS_PROCESS, &view, 0, 0, NULL, &size,
                                              NT_VIEW_SHARE, 0, PAGE_READONLY);

        winetest_push_context("%Iu bytes", sizes[i]);
        ok(!status || status == STATUS_IMAGE_NOT_AT_BASE, "status is 0x%lx\n", status);
        todo_wine_if(sizes[i] != IMAGE_SIZE) ok_value(size, pe_round((DWORD)sizes[i], PAGE));
        ok(view && !memcmp(view, "MZ", 2), "no headers\n");
        UnmapViewOfFile(view);
        winetest_pop_context();
    }
    {
        SIZE_T size = IMAGE_SIZE + 1;
        void *view = NULL;

        todo_wine ok_status(pNtMapViewOfSection(section, NT_THIS_PROCESS, &view, 0, 0, NULL, &size,
                                                NT_VIEW_SHARE, 0, PAGE_READONLY),
                            STATUS_INVALID_VIEW_SIZE);
        if (view)
            UnmapViewOfFile(view);
    }
    CloseHandle(section);
    scratch_delete(path);
    free(pe.bytes);
}

/* In a child: the same image by name and by handle. */
static void child(const char *name, const char *handle)
{
    HANDLE by_name = OpenFileMappingA(FILE_MAP_READ, FALSE, name), given = child_handle(handle);
    unsigned char *one, *two;

    ok(by_name != NULL, "cannot open %s, error %lu\n", name, GetLastError());
    one = MapViewOfFile(by_name, FILE_MAP_READ, 0, 0, 0);
    two = MapViewOfFile(given, FILE_MAP_READ, 0, 0, 0);
    ok(one && two, "cannot map, error %lu\n", GetLastError());
    ok_section(given, SEC_FILE | SEC_IMAGE, IMAGE_SIZE);
    ok(!memcmp(one, two, IMAGE_SIZE), "the views differ\n");
    ok_value(one[DATA], pe_byte(0x400 + 0x1800));
    ok_value(two[DATA + 1], pe_byte(0x400 + 0x1800 + 1));
    ok_status(pNtAreMappedFilesTheSame(one, two), STATUS_SUCCESS);
    UnmapViewOfFile(one);
    UnmapViewOfFile(two);
    CloseHandle(by_name);
}

/* S-NAM-01, S-PRC-01: images have names and go to children, as other sections do. */
static void test_child(void)
{
    const char *name = scratch_name("section");
    HANDLE file, section, again, inherited;
    struct pe_file pe;
    unsigned char *view;

    pe_make(&pe, TRUE, PAGE, SECTOR, parts, ARRAY_SIZE(parts));
    file = write_file(&pe);
    section = CreateFileMappingA(file, NULL, PAGE_READONLY | SEC_IMAGE, 0, 0, name);
    ok(section != NULL, "CreateFileMapping failed, error %lu\n", GetLastError());
    ok_error(ERROR_SUCCESS);
    again = CreateFileMappingA(file, NULL, PAGE_READONLY | SEC_IMAGE, 0, 0, name);
    ok(again != NULL, "CreateFileMapping failed, error %lu\n", GetLastError());
    ok_error(ERROR_ALREADY_EXISTS);
    CloseHandle(again);
    CloseHandle(file);
    view = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);
    view[DATA]++;
    view[DATA + 1]++;
    DuplicateHandle(GetCurrentProcess(), section, GetCurrentProcess(), &inherited, 0, TRUE,
                    DUPLICATE_SAME_ACCESS);
    child_finish(child_start(TRUE, "child %s %I64x", name, (ULONGLONG)(ULONG_PTR)inherited));
    UnmapViewOfFile(view);
    CloseHandle(inherited);
    CloseHandle(section);
    scratch_delete(path);
    free(pe.bytes);
}

START_TEST(section_image_nt)
{
    struct pe_file pe;
    HANDLE file;
    char **argv;
    int argc = winetest_get_mainargs(&argv);

    nt_load();
    pNtAreMappedFilesTheSame =
        (void *)GetProcAddress(GetModuleHandleA("ntdll"), "NtAreMappedFilesTheSame");
    pNtExtendSection = (void *)GetProcAddress(GetModuleHandleA("ntdll"), "NtExtendSection");
    if (argc == 5) {
        child(argv[3], argv[4]);
        return;
    }
    pe_make(&pe, TRUE, PAGE, SECTOR, parts, ARRAY_SIZE(parts));
    file = write_file(&pe);
    test_size(file);
    CloseHandle(file);
    scratch_delete(path);
    free(pe.bytes);
    test_information(TRUE);
    test_information(FALSE);
    test_base();
    test_same();
    test_flush();
    test_refused();
    test_parts();
    test_child();
}
