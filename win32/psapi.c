// SPDX-License-Identifier: MIT
// psapi: what is mapped and in memory, as psapi.h declares it; each function has two names.
#include "win32/error.h"
#include "win32/string.h"

#include <windows.h>
#include <winternl.h>
#include <psapi.h>

BOOL WINAPI K32QueryWorkingSetEx(HANDLE process, PVOID pages, DWORD length)
{
    return win32_result(NtQueryVirtualMemory(process, NULL, MemoryWorkingSetExInformation, pages,
                                             length, NULL));
}

/* A mapped file's name in device form, with room for the longest. */
struct file_name {
    MEMORY_SECTION_NAME name;
    WCHAR text[4096 + 64];
};

static BOOL file_name(HANDLE process, LPVOID address, struct file_name *file)
{
    return win32_result(NtQueryVirtualMemory(process, address, MemoryMappedFilenameInformation,
                                             file, sizeof *file, NULL));
}

/* What does not fit is cut, and last error tells. */
DWORD WINAPI K32GetMappedFileNameW(HANDLE process, LPVOID address, LPWSTR buffer, DWORD size)
{
    struct file_name file;
    DWORD length;

    if (!buffer || !size) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return 0;
    }
    if (!file_name(process, address, &file))
        return 0;
    length = file.name.SectionFileName.Length / sizeof *buffer;
    if (length >= size) {
        length = size - 1;
        SetLastError(ERROR_INSUFFICIENT_BUFFER);
    }
    for (DWORD i = 0; i < length; i++)
        buffer[i] = file.name.SectionFileName.Buffer[i];
    buffer[length] = 0;
    return length;
}

DWORD WINAPI K32GetMappedFileNameA(HANDLE process, LPVOID address, LPSTR buffer, DWORD size)
{
    struct win32_narrow narrow;
    struct file_name file;
    DWORD length = 0;

    if (!buffer || !size) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return 0;
    }
    if (!file_name(process, address, &file) ||
        !win32_narrow_init(&narrow, file.name.SectionFileName.Buffer))
        return 0;
    while (length < size - 1 && narrow.string[length]) {
        buffer[length] = narrow.string[length];
        length++;
    }
    if (narrow.string[length])
        SetLastError(ERROR_INSUFFICIENT_BUFFER);
    buffer[length] = 0;
    win32_narrow_free(&narrow);
    return length;
}

/* The names without K32, for programs built with PSAPI_VERSION 1. */
#undef QueryWorkingSetEx
#undef GetMappedFileNameA
#undef GetMappedFileNameW
#define PSAPI_NAME(name) __attribute__((__alias__("K32" #name), __visibility__("default")))

BOOL WINAPI QueryWorkingSetEx(HANDLE process, PVOID pages, DWORD length)
    PSAPI_NAME(QueryWorkingSetEx);
DWORD WINAPI GetMappedFileNameA(HANDLE process, LPVOID address, LPSTR buffer, DWORD size)
    PSAPI_NAME(GetMappedFileNameA);
DWORD WINAPI GetMappedFileNameW(HANDLE process, LPVOID address, LPWSTR buffer, DWORD size)
    PSAPI_NAME(GetMappedFileNameW);
