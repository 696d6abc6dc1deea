/* SPDX-License-Identifier: MIT */
/* Sizes and offsets of types are those of 64-bit Windows. C and C++, all ways to include. */
#include <windows.h>
#include <winternl.h>
#include <psapi.h>
#include <tchar.h>
#include <conio.h>
#include <process.h>
#include <io.h>
#include <direct.h>
#include <malloc.h>
#include <crtdbg.h>
#include <memoryapi.h>
#include <intrin.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/* Works in every dialect: an array of size -1 if it does not hold. */
#define HOLDS(name, condition) extern char holds_##name[(condition) ? 1 : -1]
#define SIZE(type, size) HOLDS(size_##type, sizeof(type) == (size))
#define AT(type, field, offset) HOLDS(at_##type##_##field, offsetof(type, field) == (offset))

SIZE(BYTE, 1);
SIZE(WORD, 2);
SIZE(DWORD, 4);
SIZE(LONG, 4);
SIZE(ULONG, 4);
SIZE(BOOL, 4);
SIZE(NTSTATUS, 4);
SIZE(HRESULT, 4);
SIZE(WCHAR, 2);
SIZE(wchar_t, 2);
SIZE(wint_t, 2);
SIZE(SIZE_T, 8);
SIZE(ULONG_PTR, 8);
SIZE(DWORD_PTR, 8);
SIZE(LPARAM, 8);
SIZE(LONGLONG, 8);
SIZE(HANDLE, 8);
SIZE(HMODULE, 8);
SIZE(LARGE_INTEGER, 8);
SIZE(FILETIME, 8);
SIZE(GUID, 16);
SIZE(OVERLAPPED, 32);
SIZE(SECURITY_ATTRIBUTES, 24);
SIZE(MEMORY_BASIC_INFORMATION, 48);
SIZE(SYSTEM_INFO, 48);
SIZE(MEMORYSTATUSEX, 64);
SIZE(CRITICAL_SECTION, 40);
SIZE(STARTUPINFOA, 104);
SIZE(STARTUPINFOW, 104);
SIZE(PROCESS_INFORMATION, 24);
SIZE(WIN32_FIND_DATAA, 320);
SIZE(WIN32_FIND_DATAW, 592);
SIZE(BY_HANDLE_FILE_INFORMATION, 52);
SIZE(EXCEPTION_RECORD, 152);
SIZE(PROCESS_MEMORY_COUNTERS, 72);
SIZE(PSAPI_WORKING_SET_EX_INFORMATION, 16);
SIZE(UNICODE_STRING, 16);
SIZE(ANSI_STRING, 16);
SIZE(OBJECT_ATTRIBUTES, 48);
SIZE(IO_STATUS_BLOCK, 16);
SIZE(CLIENT_ID, 16);
SIZE(SECTION_BASIC_INFORMATION, 24);
SIZE(SECTION_IMAGE_INFORMATION, 64);
SIZE(MEMORY_SECTION_NAME, 16);
SIZE(MEMORY_WORKING_SET_EX_INFORMATION, 16);
SIZE(OBJECT_BASIC_INFORMATION, 56);
SIZE(FILE_BASIC_INFORMATION, 40);
SIZE(FILE_STANDARD_INFORMATION, 24);
SIZE(PROCESS_BASIC_INFORMATION, 48);
SIZE(MEM_EXTENDED_PARAMETER, 16);
SIZE(IMAGE_DOS_HEADER, 64);
SIZE(IMAGE_NT_HEADERS64, 264);
SIZE(IMAGE_SECTION_HEADER, 40);
#ifdef _M_AMD64
SIZE(CONTEXT, 1232);
#endif

AT(OVERLAPPED, hEvent, 24);
AT(MEMORY_BASIC_INFORMATION, RegionSize, 24);
AT(MEMORY_BASIC_INFORMATION, Type, 40);
AT(UNICODE_STRING, Buffer, 8);
AT(OBJECT_ATTRIBUTES, ObjectName, 16);
AT(OBJECT_ATTRIBUTES, SecurityDescriptor, 32);
AT(SECTION_BASIC_INFORMATION, MaximumSize, 16);
AT(SECTION_IMAGE_INFORMATION, SubSystemType, 32);
AT(SECTION_IMAGE_INFORMATION, Machine, 48);
AT(SECTION_IMAGE_INFORMATION, ImageFlags, 51);
AT(SECTION_IMAGE_INFORMATION, CheckSum, 60);

HOLDS(tchar, sizeof(TCHAR) == sizeof(_TCHAR));
#ifdef UNICODE
HOLDS(tchar_wide, sizeof(TCHAR) == 2);
#else
HOLDS(tchar_narrow, sizeof(TCHAR) == 1);
#endif
HOLDS(unsigned_wchar, (wchar_t)-1 > 0);
HOLDS(windows_10, _WIN32_WINNT == 0x0A00);

/* A placeholder's flags, newer than some headers. */
HOLDS(reserve_placeholder, MEM_RESERVE_PLACEHOLDER == 0x00040000);
HOLDS(replace_placeholder, MEM_REPLACE_PLACEHOLDER == 0x00004000);
HOLDS(preserve_placeholder, MEM_PRESERVE_PLACEHOLDER == 0x00000002);
HOLDS(coalesce_placeholders, MEM_COALESCE_PLACEHOLDERS == 0x00000001);

/* Words of Microsoft's compiler. */
__declspec(dllexport) int __cdecl exported(__int64 value);
__declspec(noinline) int __stdcall not_inline(void);
__declspec(noreturn) void leave_for_good(void);
typedef struct __declspec(align(64)) ALIGNED {
    char bytes[3];
} ALIGNED;
SIZE(ALIGNED, 64);
static __declspec(thread) int per_thread;
__declspec(align(16)) static char aligned_bytes[16];
static __forceinline int twice(int value)
{
    return 2 * value;
}

int __cdecl exported(__int64 value)
{
    LONG counter = 0;
    LONGLONG big = 0;
    PVOID volatile pointer = NULL;
    DWORD bit = 0;

    InterlockedIncrement(&counter);
    _InterlockedExchangeAdd(&counter, 2);
    InterlockedCompareExchange64(&big, 5, 0);
    InterlockedExchangePointer((PVOID *)&pointer, NULL);
    MemoryBarrier();
    _ReadWriteBarrier();
    YieldProcessor();
    BitScanForward(&bit, 8);
    per_thread += twice(1);
    return (int)(counter + big + value + (LONG)bit + per_thread + aligned_bytes[0]);
}
