// SPDX-License-Identifier: MIT
// RtlImageNtHeader and its relatives, on images in memory: sound ones, both kinds, and broken ones.

#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include "wine/test.h"
#include "check.h"
#include <winternl.h>
#include "image_file.h"

static IMAGE_NT_HEADERS *(NTAPI *pRtlImageNtHeader)(void *);
static NTSTATUS(NTAPI *pRtlImageNtHeaderEx)(ULONG, void *, ULONG64, IMAGE_NT_HEADERS **);
static void *(NTAPI *pRtlImageDirectoryEntryToData)(void *, BOOLEAN, USHORT, ULONG *);
static IMAGE_SECTION_HEADER *(NTAPI *pRtlImageRvaToSection)(IMAGE_NT_HEADERS *, void *, ULONG);
static void *(NTAPI *pRtlImageRvaToVa)(IMAGE_NT_HEADERS *, void *, ULONG, IMAGE_SECTION_HEADER **);

#define NO_RANGE_CHECK 1

static ULONGLONG buffer[0x2000 / sizeof(ULONGLONG)];

/* .first at 0x1000 (0x400 in the file) and .second at 0x2000 (0x600), a directory in each. */
static void make(struct image_file *image, BOOL wide)
{
    image_file_init(image, buffer, sizeof(buffer), wide);
    image_file_add(image, ".first", NULL, 0x180);
    image_file_add(image, ".second", NULL, 0x300);
    image->directories[IMAGE_DIRECTORY_ENTRY_EXPORT].VirtualAddress = 0x1010;
    image->directories[IMAGE_DIRECTORY_ENTRY_EXPORT].Size = 0x20;
    image->directories[IMAGE_DIRECTORY_ENTRY_RESOURCE].VirtualAddress = 0x2040;
    image->directories[IMAGE_DIRECTORY_ENTRY_RESOURCE].Size = 0x30;
    image->directories[IMAGE_DIRECTORY_ENTRY_DEBUG].VirtualAddress = 0x300;
    image->directories[IMAGE_DIRECTORY_ENTRY_DEBUG].Size = 0x40;
    image->directories[IMAGE_DIRECTORY_ENTRY_TLS].VirtualAddress = 0x9000;
    image->directories[IMAGE_DIRECTORY_ENTRY_TLS].Size = 0x50;
}

static void test_headers(BOOL wide)
{
    IMAGE_DOS_HEADER *dos = (IMAGE_DOS_HEADER *)buffer;
    IMAGE_NT_HEADERS *headers, *expected;
    struct image_file image;

    make(&image, wide);
    expected = (IMAGE_NT_HEADERS *)image.headers32;
    ok(pRtlImageNtHeader(buffer) == expected, "headers of a sound image not found\n");
    ok(pRtlImageNtHeader(NULL) == NULL, "headers at 0\n");
    ok(pRtlImageNtHeader((void *)(ULONG_PTR)-1) == NULL, "headers at -1\n");
    if (!pRtlImageNtHeaderEx) {
        skip("Wine has no RtlImageNtHeaderEx\n");
        return;
    }

    headers = NULL;
    ok_status(pRtlImageNtHeaderEx(0, buffer, image.size, &headers), STATUS_SUCCESS);
    ok(headers == expected, "headers at %p, expected %p\n", headers, expected);
    ok_status(pRtlImageNtHeaderEx(NO_RANGE_CHECK, buffer, 0, &headers), STATUS_SUCCESS);
    ok(headers == expected, "headers at %p, expected %p\n", headers, expected);

    ok_status(pRtlImageNtHeaderEx(0, buffer, sizeof(IMAGE_DOS_HEADER) - 1, &headers),
              STATUS_INVALID_IMAGE_FORMAT);
    ok(headers == NULL, "headers of a failure\n");
    ok_status(pRtlImageNtHeaderEx(0, buffer, IMAGE_HEADERS_AT, &headers),
              STATUS_INVALID_IMAGE_FORMAT);
    ok_status(pRtlImageNtHeaderEx(0, NULL, image.size, &headers), STATUS_INVALID_PARAMETER);
    ok_status(pRtlImageNtHeaderEx(0, buffer, image.size, NULL), STATUS_INVALID_PARAMETER);
    ok_status(pRtlImageNtHeaderEx(0x80000000, buffer, image.size, &headers),
              STATUS_INVALID_PARAMETER);

    dos->e_lfanew = (LONG)image.size;
    ok_status(pRtlImageNtHeaderEx(0, buffer, image.size, &headers), STATUS_INVALID_IMAGE_FORMAT);
    dos->e_lfanew = -4;
    ok_status(pRtlImageNtHeaderEx(0, buffer, image.size, &headers), STATUS_INVALID_IMAGE_FORMAT);
    dos->e_lfanew = IMAGE_HEADERS_AT;
    dos->e_magic = 0x5a4e;
    ok_status(pRtlImageNtHeaderEx(0, buffer, image.size, &headers), STATUS_INVALID_IMAGE_FORMAT);
    ok(pRtlImageNtHeader(buffer) == NULL, "headers without MZ\n");
    dos->e_magic = IMAGE_DOS_SIGNATURE;
    expected->Signature = IMAGE_OS2_SIGNATURE;
    ok_status(pRtlImageNtHeaderEx(0, buffer, image.size, &headers), STATUS_INVALID_IMAGE_FORMAT);
    ok(pRtlImageNtHeader(buffer) == NULL, "headers without PE\n");
}

/* Wine follows any pointer. */
static void test_wild(void)
{
    unsigned char *pages = VirtualAlloc(NULL, 2 * PAGE, MEM_RESERVE, PAGE_NOACCESS);
    IMAGE_DOS_HEADER *dos;
    ULONG size = 0;

    if (!strcmp(winetest_platform, "wine")) {
        skip("wild pointers crash Wine\n");
        VirtualFree(pages, 0, MEM_RELEASE);
        return;
    }
    ok(pRtlImageNtHeader(pages) == NULL, "headers in reserved memory\n");
    ok(pRtlImageDirectoryEntryToData(pages, FALSE, 0, &size) == NULL, "data in reserved memory\n");
    dos = VirtualAlloc(pages, PAGE, MEM_COMMIT, PAGE_READWRITE);
    dos->e_magic = IMAGE_DOS_SIGNATURE;
    dos->e_lfanew = PAGE - 2; /* a signature that leaves the page */
    ok(pRtlImageNtHeader(pages) == NULL, "headers in reserved memory\n");
    dos->e_lfanew = 0x0ffffff0;
    ok(pRtlImageNtHeader(pages) == NULL, "headers far away\n");
    VirtualFree(pages, 0, MEM_RELEASE);
}

static void test_directories(BOOL wide)
{
    static const struct {
        USHORT index;
        BOOLEAN mapped;
        DWORD offset, size; /* 0: none */
    } rows[] = {
        { IMAGE_DIRECTORY_ENTRY_EXPORT, TRUE, 0x1010, 0x20 },
        { IMAGE_DIRECTORY_ENTRY_EXPORT, FALSE, 0x410, 0x20 },
        { IMAGE_DIRECTORY_ENTRY_RESOURCE, TRUE, 0x2040, 0x30 },
        { IMAGE_DIRECTORY_ENTRY_RESOURCE, FALSE, 0x640, 0x30 },
        /* in the headers, which are the same either way */
        { IMAGE_DIRECTORY_ENTRY_DEBUG, TRUE, 0x300, 0x40 },
        { IMAGE_DIRECTORY_ENTRY_DEBUG, FALSE, 0x300, 0x40 },
        /* in no section: an address in an image, no place in a file */
        { IMAGE_DIRECTORY_ENTRY_TLS, TRUE, 0x9000, 0x50 },
        { IMAGE_DIRECTORY_ENTRY_TLS, FALSE, 0, 0 },
        { IMAGE_DIRECTORY_ENTRY_IMPORT, TRUE, 0, 0 },
        { IMAGE_NUMBEROF_DIRECTORY_ENTRIES, TRUE, 0, 0 },
    };
    unsigned char *base = (unsigned char *)buffer, *data;
    struct image_file image;
    ULONG size;
    size_t i;

    make(&image, wide);
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        winetest_push_context("%s directory %d %d", wide ? "PE32+" : "PE32", rows[i].index,
                              rows[i].mapped);
        size = 0;
        data = pRtlImageDirectoryEntryToData(base, rows[i].mapped, rows[i].index, &size);
        ok(data == (rows[i].offset ? base + rows[i].offset : NULL), "at %p, base %p\n", data, base);
        if (rows[i].offset)
            ok_value(size, rows[i].size);
        winetest_pop_context();
    }
    /* a handle's low bit says that this is plain data, whatever the argument says */
    data = pRtlImageDirectoryEntryToData(base + 1, TRUE, IMAGE_DIRECTORY_ENTRY_EXPORT, &size);
    ok(data == base + 0x410, "at %p, base %p\n", data, base);
    data = pRtlImageDirectoryEntryToData(base + 2, TRUE, IMAGE_DIRECTORY_ENTRY_EXPORT, &size);
    ok(data == base + 0x1010 || broken(!data), "at %p, base %p\n", data, base);

    image.headers32->OptionalHeader.Magic = IMAGE_ROM_OPTIONAL_HDR_MAGIC;
    ok(!pRtlImageDirectoryEntryToData(base, TRUE, IMAGE_DIRECTORY_ENTRY_EXPORT, &size),
       "a directory by a header of neither kind\n");
}

static void test_addresses(BOOL wide)
{
    IMAGE_SECTION_HEADER *last = NULL;
    struct image_file image;
    IMAGE_NT_HEADERS *headers;
    unsigned char *base = (unsigned char *)buffer;

    make(&image, wide);
    headers = (IMAGE_NT_HEADERS *)image.headers32;
    ok(pRtlImageRvaToSection(headers, base, 0xfff) == NULL, "the headers are no section\n");
    ok(pRtlImageRvaToSection(headers, base, 0x1000) == &image.sections[0], "another section\n");
    /* what counts is the size in the file */
    ok(pRtlImageRvaToSection(headers, base, 0x11ff) == &image.sections[0], "another section\n");
    ok(pRtlImageRvaToSection(headers, base, 0x1200) == NULL, "a section behind its bytes\n");
    ok(pRtlImageRvaToSection(headers, base, 0x23ff) == &image.sections[1], "another section\n");
    ok(pRtlImageRvaToSection(headers, base, 0x2400) == NULL, "a section behind the last\n");

    ok(pRtlImageRvaToVa(headers, base, 0x1000, NULL) == base + 0x400, "another place\n");
    ok(pRtlImageRvaToVa(headers, base, 0x1200, NULL) == NULL, "a place for what has none\n");
    ok(pRtlImageRvaToVa(headers, base, 0x2001, &last) == base + 0x601, "another place\n");
    ok(last == &image.sections[1], "the section is not told\n");
    ok(pRtlImageRvaToVa(headers, base, 0x23ff, &last) == base + 0x9ff, "another place\n");
    ok(pRtlImageRvaToVa(headers, base, 0x1004, &last) == base + 0x404, "another place\n");
    ok(last == &image.sections[0], "the section is not told\n");
}

START_TEST(image_header)
{
    HMODULE ntdll = GetModuleHandleA("ntdll.dll");
    int wide;

    pRtlImageNtHeader = (void *)GetProcAddress(ntdll, "RtlImageNtHeader");
    pRtlImageNtHeaderEx = (void *)GetProcAddress(ntdll, "RtlImageNtHeaderEx");
    pRtlImageDirectoryEntryToData = (void *)GetProcAddress(ntdll, "RtlImageDirectoryEntryToData");
    pRtlImageRvaToSection = (void *)GetProcAddress(ntdll, "RtlImageRvaToSection");
    pRtlImageRvaToVa = (void *)GetProcAddress(ntdll, "RtlImageRvaToVa");
    for (wide = 0; wide < 2; wide++) {
        test_headers(wide);
        test_directories(wide);
        test_addresses(wide);
    }
    test_wild();
}
