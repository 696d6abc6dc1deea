// SPDX-License-Identifier: MIT
// Images: PE files mapped section by section, their protections, their copies.

#include <windows.h>
#include "wine/test.h"
#include "check.h"
#include "pe_file.h"
#include "scratch.h"
#include "touch.h"

#define SECTOR 512

static const struct pe_part parts[] = {
    { ".text", 0x1800, 0x1700, PE_CODE },
    { ".data", 0x3000, 0x0a00, PE_DATA },
    { ".bss", 0x2000, 0, PE_DATA },
    { ".rdata", 0x0100, 0x0100, PE_CONSTANTS },
    { ".shared", 0x1000, 0x0200, PE_DATA | IMAGE_SCN_MEM_SHARED },
};

enum { TEXT = 0x1000, DATA = 0x3000, BSS = 0x6000, RDATA = 0x8000, SHARED = 0x9000,
       IMAGE_SIZE = 0xa000 };

/* The file of a test, written from a pe_file, and its name. */
static char path[MAX_PATH];

static HANDLE write_file(const struct pe_file *pe, const char *tag)
{
    HANDLE file = scratch_create(path, tag, 0);

    scratch_write(file, 0, pe->bytes, pe->size);
    CloseHandle(file);
    return CreateFileA(path, GENERIC_READ | GENERIC_EXECUTE, FILE_SHARE_READ | FILE_SHARE_DELETE,
                       NULL, OPEN_EXISTING, 0, NULL);
}

static HANDLE create_image(HANDLE file, DWORD flags)
{
    HANDLE section = CreateFileMappingA(file, NULL, PAGE_READONLY | flags, 0, 0, NULL);

    ok(section != NULL, "CreateFileMapping failed, error %lu\n", GetLastError());
    return section;
}

static unsigned char *map(HANDLE section)
{
    unsigned char *view = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);

    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    return view;
}

static BOOL is_zero(const unsigned char *at, size_t size)
{
    while (size && !*at)
        at++, size--;
    return !size;
}

/* The bytes of a part at `at`, and nothing but zeros behind its data. */
static void check_part(const struct pe_file *pe, int part, const unsigned char *at, DWORD memory)
{
    DWORD raw = pe->sections[part].PointerToRawData, size = pe->sections[part].SizeOfRawData;

    winetest_push_context("%s", parts[part].name);
    ok(!memcmp(at, pe->bytes + raw, raw ? size : 0), "not the file's bytes\n");
    ok(is_zero(at + (raw ? size : 0), memory - (raw ? size : 0)), "the rest is not zero\n");
    winetest_pop_context();
}

/* S-IMG-01: everything at its virtual address. */
static void test_layout(BOOL wide)
{
    struct pe_file pe;
    unsigned char *view;
    HANDLE file, section;

    winetest_push_context("%s", wide ? "PE32+" : "PE32");
    pe_make(&pe, wide, PAGE, SECTOR, parts, ARRAY_SIZE(parts));
    file = write_file(&pe, "layout");
    section = create_image(file, SEC_IMAGE);
    CloseHandle(file);
    view = map(section);
    CloseHandle(section);
    ok(!((ULONG_PTR)view & 0xffff), "view at %p\n", view);
    ok(!memcmp(view, pe.bytes, pe_round(sizeof(IMAGE_DOS_HEADER) + 0x200, SECTOR)),
       "other headers\n");
    ok(is_zero(view + 0x400, PAGE - 0x400), "what is behind the headers is not zero\n");
    check_part(&pe, 0, view + TEXT, 0x2000);
    check_part(&pe, 1, view + DATA, 0x3000);
    check_part(&pe, 2, view + BSS, 0x2000);
    check_part(&pe, 3, view + RDATA, 0x1000);
    check_part(&pe, 4, view + SHARED, 0x1000);
    ok_succeeds(UnmapViewOfFile(view + BSS));
    free(pe.bytes);
    scratch_delete(path);
    winetest_pop_context();
}

/* What VirtualQuery says of pages of the view; Wine does not know which
   pages were copied, and calls shared ones copy-on-write. */
static void check_pages_(int line, const unsigned char *view, DWORD at, DWORD size, DWORD protect)
{
    BOOL split = size == PAGE && (at == DATA || at == DATA + PAGE);
    BOOL copied = protect == PAGE_READWRITE || protect == PAGE_EXECUTE_READWRITE;
    MEMORY_BASIC_INFORMATION info;

    memset(&info, 0xcc, sizeof(info));
    VirtualQuery(view + at, &info, sizeof(info));
    ok_(__FILE__, line)(info.AllocationBase == view, "AllocationBase is %p\n",
                        info.AllocationBase);
    ok_(__FILE__, line)(info.AllocationProtect == PAGE_EXECUTE_WRITECOPY,
                        "AllocationProtect is 0x%lx\n", info.AllocationProtect);
    ok_(__FILE__, line)(info.State == MEM_COMMIT && info.Type == MEM_IMAGE,
                        "State is 0x%lx, Type is 0x%lx\n", info.State, info.Type);
    todo_wine_if(copied)
        ok_(__FILE__, line)(info.Protect == protect, "Protect is 0x%lx, not 0x%lx\n", info.Protect,
                            protect);
    todo_wine_if(split || (copied && at != SHARED))
        ok_(__FILE__, line)(info.RegionSize == size, "RegionSize is 0x%Ix, not 0x%lx\n",
                            info.RegionSize, size);
}
#define check_pages(view, at, size, protect) check_pages_(__LINE__, view, at, size, protect)

/* S-IMG-02: what VirtualQuery says of each section. */
static void test_protections(void)
{
    static const struct {
        const char *name;
        DWORD characteristics, protect;
    } rows[] = {
        { "none", IMAGE_SCN_CNT_INITIALIZED_DATA, PAGE_NOACCESS },
        { "r", IMAGE_SCN_MEM_READ, PAGE_READONLY },
        { "w", IMAGE_SCN_MEM_WRITE, PAGE_WRITECOPY },
        { "rw", IMAGE_SCN_MEM_READ | IMAGE_SCN_MEM_WRITE, PAGE_WRITECOPY },
        { "x", IMAGE_SCN_MEM_EXECUTE, PAGE_EXECUTE },
        { "rx", IMAGE_SCN_MEM_READ | IMAGE_SCN_MEM_EXECUTE, PAGE_EXECUTE_READ },
        { "wx", IMAGE_SCN_MEM_WRITE | IMAGE_SCN_MEM_EXECUTE, PAGE_EXECUTE_WRITECOPY },
        { "rwx", IMAGE_SCN_MEM_READ | IMAGE_SCN_MEM_WRITE | IMAGE_SCN_MEM_EXECUTE,
          PAGE_EXECUTE_WRITECOPY },
    };
    struct pe_part made[ARRAY_SIZE(rows)];
    unsigned char *view;
    struct pe_file pe;
    HANDLE file, section;
    size_t i;

    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        made[i].name = rows[i].name;
        made[i].size = 0x2000;
        made[i].raw_size = 0x200;
        made[i].characteristics = rows[i].characteristics;
    }
    pe_make(&pe, TRUE, PAGE, SECTOR, made, ARRAY_SIZE(made));
    file = write_file(&pe, "protections");
    section = create_image(file, SEC_IMAGE);
    CloseHandle(file);
    view = map(section);
    ok_region(view, view, PAGE_EXECUTE_WRITECOPY, PAGE, MEM_COMMIT, PAGE_READONLY, MEM_IMAGE);
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        MEMORY_BASIC_INFORMATION info;

        winetest_push_context("%s", rows[i].name);
        VirtualQuery(view + PAGE + i * 0x2000, &info, sizeof(info));
        ok_value(info.AllocationProtect, PAGE_EXECUTE_WRITECOPY);
        ok_value(info.Protect, rows[i].protect);
        ok_value(info.State, MEM_COMMIT);
        ok_value(info.Type, MEM_IMAGE);
        ok(info.AllocationBase == view, "AllocationBase is %p\n", info.AllocationBase);
        winetest_pop_context();
    }
    UnmapViewOfFile(view);
    CloseHandle(section);
    free(pe.bytes);
    scratch_delete(path);
}

/* S-IMG-01, S-IMG-02: copies are made page by page, and seen as such. */
static void test_copies(HANDLE section)
{
    unsigned char *view = map(section), *other = map(section);
    unsigned char before = view[DATA + PAGE];

    ok(view != other, "one view for two\n");
    check_pages(view, DATA, RDATA - DATA, PAGE_WRITECOPY);
    view[DATA + PAGE] = before + 1;
    check_pages(view, DATA, PAGE, PAGE_WRITECOPY);
    check_pages(view, DATA + PAGE, PAGE, PAGE_READWRITE);
    ok_value(view[DATA + PAGE], (unsigned char)(before + 1));
    ok_value(other[DATA + PAGE], before);
    check_pages(other, DATA, RDATA - DATA, PAGE_WRITECOPY);
    UnmapViewOfFile(view);
    view = map(section);
    ok_value(view[DATA + PAGE], before);
    UnmapViewOfFile(view);
    UnmapViewOfFile(other);
}

/* S-IMG-01: a section that is marked shared is one memory for all views. */
static void test_shared(HANDLE section)
{
    unsigned char *view = map(section), *other = map(section);

    check_pages(view, SHARED, PAGE, PAGE_READWRITE);
    view[SHARED + 7]++;
    ok_value(other[SHARED + 7], view[SHARED + 7]);
    other[SHARED + PAGE - 1] = 0x5a;
    ok_value(view[SHARED + PAGE - 1], 0x5a);
    check_pages(view, SHARED, PAGE, PAGE_READWRITE);
    UnmapViewOfFile(view);
    ok_value(other[SHARED + PAGE - 1], 0x5a);
    UnmapViewOfFile(other);
}

/* S-IMG-02, S-PRO-01: READWRITE is copy-on-write until written. */
static void test_protect(HANDLE section)
{
    static const struct {
        DWORD asked, gets, written;
    } rows[] = {
        { PAGE_NOACCESS, PAGE_NOACCESS, 0 },
        { PAGE_READONLY, PAGE_READONLY, 0 },
        { PAGE_READWRITE, PAGE_WRITECOPY, PAGE_READWRITE },
        { PAGE_WRITECOPY, PAGE_WRITECOPY, PAGE_READWRITE },
        { PAGE_EXECUTE, PAGE_EXECUTE, 0 },
        { PAGE_EXECUTE_READ, PAGE_EXECUTE_READ, 0 },
        { PAGE_EXECUTE_READWRITE, PAGE_EXECUTE_WRITECOPY, PAGE_EXECUTE_READWRITE },
        { PAGE_EXECUTE_WRITECOPY, PAGE_EXECUTE_WRITECOPY, PAGE_EXECUTE_READWRITE },
    };
    size_t i;

    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        unsigned char *view = map(section), before = view[TEXT], *page = view + TEXT;
        MEMORY_BASIC_INFORMATION info;
        DWORD old = 0;

        winetest_push_context("asked 0x%02lx", rows[i].asked);
        ok_succeeds(VirtualProtect(page, 1, rows[i].asked, &old));
        ok_value(old, PAGE_EXECUTE_READ);
        VirtualQuery(page, &info, sizeof(info));
        ok_value(info.AllocationProtect, PAGE_EXECUTE_WRITECOPY);
        ok_value(info.Protect, rows[i].gets);
        if (rows[i].written) {
            ok_value(*page, before);
            *page = before + 1;
            VirtualQuery(page, &info, sizeof(info));
            todo_wine ok_value(info.Protect, rows[i].written);
            ok_succeeds(VirtualProtect(page, 1, PAGE_READONLY, &old));
            todo_wine ok_value(old, rows[i].written);
            ok_value(*page, (unsigned char)(before + 1));
        }
        /* a page that was never touched, and then is */
        ok_succeeds(VirtualProtect(view + RDATA, 1, rows[i].asked, &old));
        ok_value(old, PAGE_READONLY);
        ok_succeeds(VirtualProtect(view + RDATA, 1, PAGE_READONLY, &old));
        ok_value(old, rows[i].gets);
        ok_value(view[RDATA], pe_byte(0x400 + 0x1800 + 0xa00));
        UnmapViewOfFile(view);
        winetest_pop_context();
    }
}

/* S-PRO-02: an image is committed, and not by who maps it. */
static void test_allocation(HANDLE section)
{
    unsigned char *view = map(section);
    DWORD old;

    ok(!VirtualAlloc(view + DATA, PAGE, MEM_COMMIT, PAGE_READONLY), "committed\n");
    ok_error(ERROR_ACCESS_DENIED);
    ok_fails(VirtualFree(view, 0, MEM_RELEASE), ERROR_INVALID_PARAMETER);
    ok_fails(VirtualFree(view + DATA, PAGE, MEM_DECOMMIT), ERROR_INVALID_PARAMETER);
    /* over the image's end */
    ok(!VirtualProtect(view + SHARED, 2 * PAGE, PAGE_READONLY, &old), "protected free memory\n");
    todo_wine ok_error(ERROR_INVALID_ADDRESS);
    UnmapViewOfFile(view);
}

/* S-COW-05: the system reads from pages that nobody touched yet, and writes to them. */
static void test_transfer(HANDLE section)
{
    unsigned char *view = map(section), *other = map(section);
    char buffer_path[MAX_PATH];
    HANDLE file = scratch_create(buffer_path, "transfer", 2 * PAGE);
    DWORD done = 0, i;
    unsigned char *bytes;

    ok(scratch_read(file, 0, view + DATA + 100, PAGE) == PAGE, "not all was read\n");
    for (i = 0; i < PAGE && view[DATA + 100 + i] == scratch_byte(i); i++)
        ;
    ok_value(i, PAGE);
    check_pages(view, DATA, 2 * PAGE, PAGE_READWRITE);
    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    ok(WriteFile(file, other + TEXT + 50, PAGE, &done, NULL) && done == PAGE,
       "WriteFile failed, error %lu\n", GetLastError());
    bytes = malloc(PAGE);
    ok(scratch_read(file, 0, bytes, PAGE) == PAGE, "not all was read\n");
    ok(!memcmp(bytes, other + TEXT + 50, PAGE), "other bytes\n");
    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    ok_fails(ReadFile(file, other + TEXT, 10, &done, NULL), ERROR_NOACCESS);
    free(bytes);
    CloseHandle(file);
    scratch_delete(buffer_path);
    UnmapViewOfFile(view);
    UnmapViewOfFile(other);
}

/* S-IMG-03: the same without execution. */
static void test_no_execute(HANDLE file)
{
    HANDLE section = CreateFileMappingA(file, NULL, PAGE_READONLY | SEC_IMAGE_NO_EXECUTE, 0, 0,
                                        NULL);
    unsigned char *view;
    DWORD at;

    ok(section != NULL, "CreateFileMapping failed, error %lu\n", GetLastError());
    view = map(section);
    for (at = 0; at < IMAGE_SIZE; at += PAGE) {
        MEMORY_BASIC_INFORMATION info;

        VirtualQuery(view + at, &info, sizeof(info));
        todo_wine_if(at == TEXT || at == TEXT + PAGE)
        ok(!(info.Protect & 0xf0), "page %lx has protection 0x%lx\n", at, info.Protect);
        ok_value(info.Type, MEM_IMAGE);
    }
    ok_value(view[TEXT], pe_byte(0x400));
    UnmapViewOfFile(view);
    CloseHandle(section);
}

/* S-IMG-03: who may only read the file gets code and copies all the same. */
static void test_read_access(void)
{
    HANDLE file = CreateFileA(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, NULL,
                              OPEN_EXISTING, 0, NULL);
    HANDLE section = create_image(file, SEC_IMAGE);
    unsigned char *view = map(section);

    ok_region(view + TEXT, view, PAGE_EXECUTE_WRITECOPY, 0x2000, MEM_COMMIT, PAGE_EXECUTE_READ,
              MEM_IMAGE);
    check_pages(view, DATA, RDATA - DATA, PAGE_WRITECOPY);
    view[DATA]++;
    ok_value(view[DATA], (unsigned char)(pe_byte(0x400 + 0x1800) + 1));
    UnmapViewOfFile(view);
    CloseHandle(section);
    CloseHandle(file);
}

/* S-IMG-02: an image that is not aligned to pages is the file. */
static void test_flat(void)
{
    struct pe_file pe;
    unsigned char *view;
    HANDLE file, section;
    DWORD size;

    pe_make(&pe, TRUE, SECTOR, SECTOR, parts, 2);
    pe.wide->OptionalHeader.SizeOfImage = size = pe_round(pe.size, PAGE) - 100;
    file = write_file(&pe, "flat");
    section = create_image(file, SEC_IMAGE);
    CloseHandle(file);
    view = map(section);
    ok_region(view, view, PAGE_EXECUTE_WRITECOPY, pe_round(size, PAGE), MEM_COMMIT,
              PAGE_EXECUTE_WRITECOPY, MEM_IMAGE);
    ok(!memcmp(view, pe.bytes, pe.size), "not the file's bytes\n");
    ok(is_zero(view + pe.size, pe_round(size, PAGE) - pe.size), "the rest is not zero\n");
    view[pe.sections[1].VirtualAddress] = 1;
    check_pages(view, PAGE, PAGE, PAGE_EXECUTE_READWRITE);
    UnmapViewOfFile(view);
    CloseHandle(section);
    free(pe.bytes);
    scratch_delete(path);
}

/* S-PRO-04: what the sections' protections forbid. */
static void test_touches(HANDLE section)
{
    unsigned char *view = map(section), byte = 1;

    touch_start();
    ok(!touch_write(view + TEXT, 1), "wrote to code\n");
    ok_value(touch.refusal.code, EXCEPTION_ACCESS_VIOLATION);
    ok_value(touch.refusal.kind, 1);
    ok(!touch_write(view, 1), "wrote to headers\n");
    ok(touch_read(view + TEXT + PAGE, &byte), "cannot read code\n");
    ok_value(byte, pe_byte(0x1400));
    ok(touch_write(view + BSS, 1), "cannot write to data\n");
    UnmapViewOfFile(view);
}

START_TEST(section_image)
{
    struct pe_file pe;
    HANDLE file, section;

    test_layout(TRUE);
    test_layout(FALSE);
    test_protections();
    pe_make(&pe, TRUE, PAGE, SECTOR, parts, ARRAY_SIZE(parts));
    file = write_file(&pe, "image");
    section = create_image(file, SEC_IMAGE);
    test_copies(section);
    test_shared(section);
    test_protect(section);
    test_allocation(section);
    test_transfer(section);
    test_touches(section);
    test_no_execute(file);
    CloseHandle(section);
    CloseHandle(file);
    test_read_access();
    scratch_delete(path);
    free(pe.bytes);
    test_flat();
}
