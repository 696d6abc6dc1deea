// SPDX-License-Identifier: MIT
// handleapi: handles, as handleapi.h declares them.
#include "win32/error.h"

#include <windows.h>
#include <winternl.h>

BOOL WINAPI CloseHandle(HANDLE handle)
{
    return win32_result(NtClose(handle));
}

BOOL WINAPI DuplicateHandle(HANDLE source_process, HANDLE source, HANDLE target_process,
                            LPHANDLE target, DWORD access, BOOL inherit, DWORD options)
{
    return win32_result(NtDuplicateObject(source_process, source, target_process, target, access,
                                          inherit ? OBJ_INHERIT : 0, options));
}

BOOL WINAPI GetHandleInformation(HANDLE handle, LPDWORD flags)
{
    OBJECT_HANDLE_FLAG_INFORMATION information;
    NTSTATUS status = NtQueryObject(handle, ObjectHandleFlagInformation, &information,
                                    sizeof information, NULL);

    if (!NT_SUCCESS(status))
        return win32_result(status);
    if (flags)
        *flags = (information.Inherit ? HANDLE_FLAG_INHERIT : 0) |
                 (information.ProtectFromClose ? HANDLE_FLAG_PROTECT_FROM_CLOSE : 0);
    return TRUE;
}

BOOL WINAPI SetHandleInformation(HANDLE handle, DWORD mask, DWORD flags)
{
    OBJECT_HANDLE_FLAG_INFORMATION information;
    NTSTATUS status = NtQueryObject(handle, ObjectHandleFlagInformation, &information,
                                    sizeof information, NULL);

    if (!NT_SUCCESS(status))
        return win32_result(status);
    if (mask & HANDLE_FLAG_INHERIT)
        information.Inherit = !!(flags & HANDLE_FLAG_INHERIT);
    if (mask & HANDLE_FLAG_PROTECT_FROM_CLOSE)
        information.ProtectFromClose = !!(flags & HANDLE_FLAG_PROTECT_FROM_CLOSE);
    return win32_result(NtSetInformationObject(handle, ObjectHandleFlagInformation, &information,
                                               sizeof information));
}

BOOL WINAPI CompareObjectHandles(HANDLE first, HANDLE second)
{
    return win32_result(NtCompareObjects(first, second));
}
