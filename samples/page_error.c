/* SPDX-License-Identifier: MIT */
/*
 * Reads a file through a view of it, prepared for pages that cannot be read any more: the disk is
 * broken, the network is down, or somebody else cut the file off.
 *
 *     page_error FILE [COMMAND]     maps the file, runs the command, reads the file
 */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>

#define BLOCK 4096

/* The sum of a block's bytes; FALSE when it is lost. */
static BOOL read_block(const unsigned char *block, DWORD size, DWORD *sum)
{
    DWORD i;

    *sum = 0;
    __try {
        for (i = 0; i < size; i++)
            *sum += block[i];
    } __except (GetExceptionCode() == EXCEPTION_IN_PAGE_ERROR ? EXCEPTION_EXECUTE_HANDLER
                                                              : EXCEPTION_CONTINUE_SEARCH) {
        return FALSE;
    }
    return TRUE;
}

static int report(const char *what)
{
    printf("%s failed with error %lu\n", what, GetLastError());
    return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    HANDLE file, mapping;
    DWORD size, at, sum, lost = 0;
    const unsigned char *view;

    if (argc < 2) {
        printf("usage: page_error FILE [COMMAND]\n");
        return EXIT_FAILURE;
    }
    file = CreateFileA(argv[1], GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                       OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return report("CreateFile");
    size = GetFileSize(file, NULL);
    mapping = CreateFileMappingA(file, NULL, PAGE_READONLY, 0, 0, NULL);
    if (!mapping)
        return report("CreateFileMapping");
    view = MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 0);
    if (!view)
        return report("MapViewOfFile");
    printf("Mapped %lu bytes.\n", size);

    if (argc > 2 && system(argv[2]) != 0)
        return EXIT_FAILURE;

    for (at = 0; at < size; at += BLOCK) {
        if (read_block(view + at, size - at < BLOCK ? size - at : BLOCK, &sum)) {
            printf("Block at %lu: sum %lu\n", at, sum);
        } else {
            printf("Block at %lu: cannot be read\n", at);
            lost++;
        }
    }
    printf("%lu blocks lost.\n", lost);
    UnmapViewOfFile(view);
    CloseHandle(mapping);
    CloseHandle(file);
    return EXIT_SUCCESS;
}
