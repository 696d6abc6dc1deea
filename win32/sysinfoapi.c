// SPDX-License-Identifier: MIT
// sysinfoapi: the machine, its clocks and the version, as sysinfoapi.h declares them.
#include "win32/error.h"

#include "sys/clock.h"
#include "sys/process.h"

#include <string.h>

#define PAGE 4096
#define GRANULARITY 65536
#define LOWEST ((LPVOID)0x10000)
#define HIGHEST ((LPVOID)0x7ffffffeffff)

/* What a program without a manifest is told on every Windows since 8. */
#define VERSION_MAJOR 6
#define VERSION_MINOR 2
#define VERSION_BUILD 9200

VOID WINAPI GetSystemInfo(LPSYSTEM_INFO info)
{
    uint64_t mask;

    memset(info, 0, sizeof *info);
#ifdef __aarch64__
    info->wProcessorArchitecture = PROCESSOR_ARCHITECTURE_ARM64;
#else
    info->wProcessorArchitecture = PROCESSOR_ARCHITECTURE_AMD64;
    info->dwProcessorType = PROCESSOR_AMD_X8664;
    info->wProcessorLevel = 6;
#endif
    info->dwPageSize = PAGE;
    info->dwAllocationGranularity = GRANULARITY;
    info->lpMinimumApplicationAddress = LOWEST;
    info->lpMaximumApplicationAddress = HIGHEST;
    info->dwNumberOfProcessors = sys_process_processors(&mask);
    info->dwActiveProcessorMask = mask;
}

VOID WINAPI GetNativeSystemInfo(LPSYSTEM_INFO info)
{
    GetSystemInfo(info);
}

ULONGLONG WINAPI GetTickCount64(VOID)
{
    return (ULONGLONG)sys_clock_uptime() / 1000000;
}

DWORD WINAPI GetTickCount(VOID)
{
    return (DWORD)GetTickCount64();
}

VOID WINAPI GetSystemTimePreciseAsFileTime(LPFILETIME time)
{
    uint64_t units = (uint64_t)sys_clock_units(sys_clock_time());

    time->dwLowDateTime = (DWORD)units;
    time->dwHighDateTime = (DWORD)(units >> 32);
}

VOID WINAPI GetSystemTimeAsFileTime(LPFILETIME time)
{
    GetSystemTimePreciseAsFileTime(time);
}

DWORD WINAPI GetVersion(VOID)
{
    return (DWORD)VERSION_BUILD << 16 | VERSION_MINOR << 8 | VERSION_MAJOR;
}

/* The two structures are alike up to the text in them, and the longer ones begin as the others. */
BOOL WINAPI GetVersionExW(LPOSVERSIONINFOW version)
{
    DWORD size = version->dwOSVersionInfoSize;

    if (size != sizeof(OSVERSIONINFOW) && size != sizeof(OSVERSIONINFOEXW))
        return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    memset(version, 0, size);
    version->dwOSVersionInfoSize = size;
    version->dwMajorVersion = VERSION_MAJOR;
    version->dwMinorVersion = VERSION_MINOR;
    version->dwBuildNumber = VERSION_BUILD;
    version->dwPlatformId = VER_PLATFORM_WIN32_NT;
    if (size == sizeof(OSVERSIONINFOEXW))
        ((OSVERSIONINFOEXW *)version)->wProductType = VER_NT_WORKSTATION;
    return TRUE;
}

BOOL WINAPI GetVersionExA(LPOSVERSIONINFOA version)
{
    DWORD size = version->dwOSVersionInfoSize;

    if (size != sizeof(OSVERSIONINFOA) && size != sizeof(OSVERSIONINFOEXA))
        return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    memset(version, 0, size);
    version->dwOSVersionInfoSize = size;
    version->dwMajorVersion = VERSION_MAJOR;
    version->dwMinorVersion = VERSION_MINOR;
    version->dwBuildNumber = VERSION_BUILD;
    version->dwPlatformId = VER_PLATFORM_WIN32_NT;
    if (size == sizeof(OSVERSIONINFOEXA))
        ((OSVERSIONINFOEXA *)version)->wProductType = VER_NT_WORKSTATION;
    return TRUE;
}
