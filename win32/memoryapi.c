// SPDX-License-Identifier: MIT
// memoryapi: sections, views and virtual memory, as memoryapi.h declares them.
#include "nt/process_memory.h"
#include "win32/error.h"
#include "win32/objects.h"
#include "win32/string.h"

#include <windows.h>
#include <winternl.h>

/* S-CRE-06: what a handle from CreateFileMapping may do follows from the protection asked for. */
static ACCESS_MASK section_access(DWORD protect)
{
    ACCESS_MASK access = STANDARD_RIGHTS_REQUIRED | SECTION_QUERY | SECTION_MAP_READ;

    if (protect & (PAGE_READWRITE | PAGE_EXECUTE_READWRITE))
        access |= SECTION_MAP_WRITE;
    if (protect & (PAGE_EXECUTE_READ | PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY))
        access |= SECTION_MAP_EXECUTE;
    return access;
}

/* The SEC_ bits and the protection share one argument. */
#define SEC_BITS 0xffff0000u

HANDLE WINAPI CreateFileMappingW(HANDLE file, LPSECURITY_ATTRIBUTES security, DWORD protect,
                                 DWORD size_high, DWORD size_low, LPCWSTR name)
{
    LARGE_INTEGER size = { .u = { .LowPart = size_low, .HighPart = (LONG)size_high } };
    DWORD sec = protect & SEC_BITS;
    struct win32_object object;
    HANDLE section;
    NTSTATUS status;

    protect &= ~SEC_BITS;
    status = win32_object_init(&object, name, security, OBJ_OPENIF);
    if (NT_SUCCESS(status))
        status = NtCreateSection(&section, section_access(protect), &object.attributes,
                                 &size, protect, sec ? sec : SEC_COMMIT,
                                 file == INVALID_HANDLE_VALUE ? NULL : file);
    if (!NT_SUCCESS(status))
        return win32_fail_null(status);
    SetLastError(status == STATUS_OBJECT_NAME_EXISTS ? ERROR_ALREADY_EXISTS : ERROR_SUCCESS);
    return section;
}

HANDLE WINAPI CreateFileMappingA(HANDLE file, LPSECURITY_ATTRIBUTES security, DWORD protect,
                                 DWORD size_high, DWORD size_low, LPCSTR name)
{
    struct win32_wide wide;
    HANDLE section;

    if (!win32_wide_init(&wide, name))
        return NULL;
    section = CreateFileMappingW(file, security, protect, size_high, size_low, wide.string);
    win32_wide_free(&wide);
    return section;
}

/* S-NAM-06: FILE_MAP_COPY alone shares its bit with SECTION_QUERY and means reading. */
static ACCESS_MASK open_access(DWORD access)
{
    if (access == FILE_MAP_COPY)
        access = SECTION_MAP_READ;
    if (access & FILE_MAP_EXECUTE)
        access = (access & ~(DWORD)FILE_MAP_EXECUTE) | SECTION_MAP_EXECUTE;
    return access;
}

HANDLE WINAPI OpenFileMappingW(DWORD access, BOOL inherit, LPCWSTR name)
{
    struct win32_object object;
    HANDLE section;
    NTSTATUS status = STATUS_INVALID_PARAMETER;

    if (name)
        status = win32_object_init(&object, name, NULL, inherit ? OBJ_INHERIT : 0);
    if (NT_SUCCESS(status))
        status = NtOpenSection(&section, open_access(access), &object.attributes);
    return NT_SUCCESS(status) ? section : win32_fail_null(status);
}

HANDLE WINAPI OpenFileMappingA(DWORD access, BOOL inherit, LPCSTR name)
{
    struct win32_wide wide;
    HANDLE section;

    if (!win32_wide_init(&wide, name))
        return NULL;
    section = OpenFileMappingW(access, inherit, wide.string);
    win32_wide_free(&wide);
    return section;
}

/* S-MAP-01 */
static ULONG view_protection(DWORD access)
{
    ULONG protect = PAGE_NOACCESS;
    DWORD without = access & ~(DWORD)FILE_MAP_EXECUTE;

    if (without == FILE_MAP_COPY)
        protect = PAGE_WRITECOPY;
    else if (without & FILE_MAP_WRITE)
        protect = PAGE_READWRITE;
    else if (without & FILE_MAP_READ)
        protect = PAGE_READONLY;
    /* the EXECUTE_ forms stand four bits higher */
    return (access & FILE_MAP_EXECUTE) && protect != PAGE_NOACCESS ? protect << 4 : protect;
}

/* A node is a wish. */
PVOID WINAPI MapViewOfFileNuma2(HANDLE section, HANDLE process, ULONG64 at, PVOID base,
                                SIZE_T size, ULONG type, ULONG protect, ULONG node)
{
    LARGE_INTEGER offset = { .QuadPart = (LONGLONG)at };
    NTSTATUS status = NtMapViewOfSection(section, process, &base, 0, 0, &offset, &size, ViewShare,
                                         type, protect);

    (void)node;
    return NT_SUCCESS(status) ? base : win32_fail_null(status);
}

LPVOID WINAPI MapViewOfFileEx(HANDLE section, DWORD access, DWORD offset_high, DWORD offset_low,
                              SIZE_T size, LPVOID base)
{
    return MapViewOfFileNuma2(section, NtCurrentProcess(),
                              (ULONG64)offset_high << 32 | offset_low, base, size, 0,
                              view_protection(access), NUMA_NO_PREFERRED_NODE);
}

LPVOID WINAPI MapViewOfFile(HANDLE section, DWORD access, DWORD offset_high, DWORD offset_low,
                            SIZE_T size)
{
    return MapViewOfFileEx(section, access, offset_high, offset_low, size, NULL);
}

PVOID WINAPI MapViewOfFile3(HANDLE section, HANDLE process, PVOID base, ULONG64 at, SIZE_T size,
                            ULONG type, ULONG protect, MEM_EXTENDED_PARAMETER *parameters,
                            ULONG count)
{
    LARGE_INTEGER offset = { .QuadPart = (LONGLONG)at };
    NTSTATUS status = NtMapViewOfSectionEx(section, process ? process : NtCurrentProcess(), &base,
                                           &offset, &size, type, protect, parameters, count);

    return NT_SUCCESS(status) ? base : win32_fail_null(status);
}

BOOL WINAPI UnmapViewOfFile2(HANDLE process, PVOID address, ULONG flags)
{
    return win32_result(NtUnmapViewOfSectionEx(process, address, flags));
}

BOOL WINAPI UnmapViewOfFileEx(PVOID address, ULONG flags)
{
    return UnmapViewOfFile2(NtCurrentProcess(), address, flags);
}

BOOL WINAPI UnmapViewOfFile(LPCVOID address)
{
    return UnmapViewOfFileEx((PVOID)address, 0);
}

/* S-FLU-01: memory of no file has nothing to write, which is no failure here. */
BOOL WINAPI FlushViewOfFile(LPCVOID address, SIZE_T size)
{
    IO_STATUS_BLOCK io;
    PVOID base = (PVOID)address;
    NTSTATUS status = NtFlushVirtualMemory(NtCurrentProcess(), &base, &size, &io);

    return win32_result(status == STATUS_NOT_MAPPED_DATA ? STATUS_SUCCESS : status);
}

LPVOID WINAPI VirtualAllocEx(HANDLE process, LPVOID address, SIZE_T size, DWORD type,
                             DWORD protect)
{
    NTSTATUS status = NtAllocateVirtualMemory(process, &address, 0, &size, type, protect);

    return NT_SUCCESS(status) ? address : win32_fail_null(status);
}

PVOID WINAPI VirtualAlloc2(HANDLE process, PVOID address, SIZE_T size, ULONG type, ULONG protect,
                           MEM_EXTENDED_PARAMETER *parameters, ULONG count)
{
    NTSTATUS status = NtAllocateVirtualMemoryEx(process ? process : NtCurrentProcess(), &address,
                                                &size, type, protect, parameters, count);

    return NT_SUCCESS(status) ? address : win32_fail_null(status);
}

LPVOID WINAPI VirtualAlloc(LPVOID address, SIZE_T size, DWORD type, DWORD protect)
{
    return VirtualAllocEx(NtCurrentProcess(), address, size, type, protect);
}

/* The native call gives back a part, too; this one wants to hear 0 for the whole. */
BOOL WINAPI VirtualFreeEx(HANDLE process, LPVOID address, SIZE_T size, DWORD type)
{
    if (type == MEM_RELEASE && size)
        return win32_result(STATUS_INVALID_PARAMETER);
    return win32_result(NtFreeVirtualMemory(process, &address, &size, type));
}

BOOL WINAPI VirtualFree(LPVOID address, SIZE_T size, DWORD type)
{
    return VirtualFreeEx(NtCurrentProcess(), address, size, type);
}

BOOL WINAPI VirtualProtectEx(HANDLE process, LPVOID address, SIZE_T size, DWORD protect,
                             PDWORD old)
{
    return win32_result(NtProtectVirtualMemory(process, &address, &size, protect, old));
}

BOOL WINAPI VirtualProtect(LPVOID address, SIZE_T size, DWORD protect, PDWORD old)
{
    return VirtualProtectEx(NtCurrentProcess(), address, size, protect, old);
}

BOOL WINAPI VirtualLock(LPVOID address, SIZE_T size)
{
    return win32_result(NtLockVirtualMemory(NtCurrentProcess(), &address, &size, MAP_PROCESS));
}

BOOL WINAPI VirtualUnlock(LPVOID address, SIZE_T size)
{
    return win32_result(NtUnlockVirtualMemory(NtCurrentProcess(), &address, &size, MAP_PROCESS));
}

/* Both tell of failure by a value that is no count and no error. */
UINT WINAPI GetWriteWatch(DWORD flags, PVOID base, SIZE_T size, PVOID *addresses,
                          ULONG_PTR *count, LPDWORD granularity)
{
    return win32_result(NtGetWriteWatch(NtCurrentProcess(), flags, base, size, addresses, count,
                                        granularity)) ? 0 : ~0u;
}

UINT WINAPI ResetWriteWatch(LPVOID base, SIZE_T size)
{
    return win32_result(NtResetWriteWatch(NtCurrentProcess(), base, size)) ? 0 : ~0u;
}

SIZE_T WINAPI VirtualQueryEx(HANDLE process, LPCVOID address, PMEMORY_BASIC_INFORMATION buffer,
                             SIZE_T length)
{
    SIZE_T returned;
    NTSTATUS status = NtQueryVirtualMemory(process, address, MemoryBasicInformation, buffer,
                                           length, &returned);

    return win32_result(status) ? returned : 0;
}

SIZE_T WINAPI VirtualQuery(LPCVOID address, PMEMORY_BASIC_INFORMATION buffer, SIZE_T length)
{
    return VirtualQueryEx(NtCurrentProcess(), address, buffer, length);
}

/* --- of other processes ---------------------------------------------------------------------- */

BOOL WINAPI ReadProcessMemory(HANDLE process, LPCVOID address, LPVOID buffer, SIZE_T size,
                              SIZE_T *read)
{
    return win32_result(NtReadVirtualMemory(process, address, buffer, size, read));
}

/* Windows opens pages of code for this; here they stay closed. */
BOOL WINAPI WriteProcessMemory(HANDLE process, LPVOID address, LPCVOID buffer, SIZE_T size,
                               SIZE_T *written)
{
    SIZE_T done = 0;
    NTSTATUS status = size ? nt_process_memory_write(process, address, buffer, size, &done)
                           : STATUS_INVALID_PARAMETER;

    if (written)
        *written = done;
    return win32_result(status);
}
