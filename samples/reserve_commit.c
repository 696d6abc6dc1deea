/* SPDX-License-Identifier: MIT */
/*
 * Reserves an array of which nobody knows how much will be needed, and commits a page when it is
 * touched: an exception filter does it, and the instruction that was refused is tried again.
 */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>

#define PAGES_RESERVED 1000
#define PAGES_ALLOWED 20

static char *array;
static DWORD page_size, page_faults;

static int commit_page(DWORD code, EXCEPTION_POINTERS *pointers)
{
    char *touched = (char *)pointers->ExceptionRecord->ExceptionInformation[1];

    if (code != EXCEPTION_ACCESS_VIOLATION || touched < array ||
        touched >= array + PAGES_RESERVED * page_size)
        return EXCEPTION_CONTINUE_SEARCH;
    if (page_faults == PAGES_ALLOWED) {
        printf("No more than %d pages, please.\n", PAGES_ALLOWED);
        return EXCEPTION_EXECUTE_HANDLER;
    }
    if (!VirtualAlloc(touched, page_size, MEM_COMMIT, PAGE_READWRITE)) {
        printf("VirtualAlloc failed with error %lu\n", GetLastError());
        return EXCEPTION_EXECUTE_HANDLER;
    }
    page_faults++;
    return EXCEPTION_CONTINUE_EXECUTION;
}

int main(void)
{
    MEMORY_BASIC_INFORMATION region;
    SYSTEM_INFO system;
    volatile DWORD written = 0;

    GetSystemInfo(&system);
    page_size = system.dwPageSize;
    array = VirtualAlloc(NULL, PAGES_RESERVED * page_size, MEM_RESERVE, PAGE_NOACCESS);
    if (!array) {
        printf("VirtualAlloc failed with error %lu\n", GetLastError());
        return EXIT_FAILURE;
    }
    printf("Reserved %d pages.\n", PAGES_RESERVED);

    __try {
        for (written = 0; written < PAGES_RESERVED * page_size; written++)
            array[written] = 'a';
    } __except (commit_page(GetExceptionCode(), GetExceptionInformation())) {
        printf("The exception handler ends the loop.\n");
    }
    printf("Wrote %lu bytes; %lu exceptions committed a page.\n", written, page_faults);

    VirtualQuery(array, &region, sizeof(region));
    printf("Committed: %lu pages, one after the other.\n",
           (unsigned long)(region.RegionSize / page_size));
    if (!VirtualFree(array, 0, MEM_RELEASE)) {
        printf("VirtualFree failed with error %lu\n", GetLastError());
        return EXIT_FAILURE;
    }
    return written == PAGES_ALLOWED * page_size && page_faults == PAGES_ALLOWED ? EXIT_SUCCESS
                                                                                : EXIT_FAILURE;
}
