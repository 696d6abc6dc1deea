// SPDX-License-Identifier: MIT
// image_bytes: maps PE files as images and prints each page's protection and a sum of its
// bytes, here and under Wine.
#include <windows.h>
#include <stdio.h>

#define PAGE 4096u

static unsigned sum_of(const unsigned char *page)
{
    unsigned sum = 2166136261u;

    for (unsigned i = 0; i < PAGE; i++)
        sum = (sum ^ page[i]) * 16777619u;
    return sum;
}

/* Pages that may not be read are made readable, which changes none of their bytes. */
static int print_image(const char *path)
{
    HANDLE file = CreateFileA(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    HANDLE section = CreateFileMappingA(file, NULL, PAGE_READONLY | SEC_IMAGE, 0, 0, NULL);
    unsigned char *view = section ? MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0) : NULL;
    unsigned char *at = view;
    MEMORY_BASIC_INFORMATION region;
    DWORD protect;

    if (!view) {
        printf("error %lu\n", GetLastError());
        return 1;
    }
    for (; VirtualQuery(at, &region, sizeof region) && region.AllocationBase == view;
         at += region.RegionSize) {
        protect = region.Protect;
        if (region.Protect == PAGE_NOACCESS || region.Protect == PAGE_EXECUTE)
            VirtualProtect(at, region.RegionSize, PAGE_READONLY, &protect);
        for (SIZE_T offset = 0; offset < region.RegionSize; offset += PAGE)
            printf("%08x %02lx %08x\n", (unsigned)(at + offset - view), protect,
                   sum_of(at + offset));
    }
    UnmapViewOfFile(view);
    CloseHandle(section);
    CloseHandle(file);
    return 0;
}

int main(int argc, char **argv)
{
    int failed = 0;

    for (int i = 1; i < argc; i++)
        failed |= print_image(argv[i]);
    return failed;
}
