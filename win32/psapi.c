// SPDX-License-Identifier: MIT
// psapi: what is in memory, as psapi.h declares it; each function has two names on Windows.
#include "win32/error.h"

#include <windows.h>
#include <winternl.h>
#include <psapi.h>

BOOL WINAPI K32QueryWorkingSetEx(HANDLE process, PVOID pages, DWORD length)
{
    return win32_result(NtQueryVirtualMemory(process, NULL, MemoryWorkingSetExInformation, pages,
                                             length, NULL));
}

/* The name without K32, for programs built with PSAPI_VERSION 1. */
#undef QueryWorkingSetEx
BOOL WINAPI QueryWorkingSetEx(HANDLE process, PVOID pages, DWORD length)
    __attribute__((__alias__("K32QueryWorkingSetEx"), __visibility__("default")));
