// SPDX-License-Identifier: MIT
// process query: what can be asked about any process.
#include "win32/error.h"
#include "win32/string.h"

#include <winternl.h>

/* A process's program, with room for the longest path. */
struct program_name {
    UNICODE_STRING name;
    WCHAR text[4096 + 64];
};

static NTSTATUS query_name(HANDLE process, DWORD flags, struct program_name *program)
{
    if (flags & ~(DWORD)PROCESS_NAME_NATIVE)
        return STATUS_INVALID_PARAMETER;
    return NtQueryInformationProcess(process, flags ? ProcessImageFileName
                                                    : ProcessImageFileNameWin32,
                                     program, sizeof *program, NULL);
}

/* `given` is a length, or with too small a buffer the size that would do. */
static BOOL take_length(DWORD given, DWORD *size)
{
    if (given >= *size)
        return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    *size = given;
    return TRUE;
}

BOOL WINAPI QueryFullProcessImageNameW(HANDLE process, DWORD flags, LPWSTR buffer, PDWORD size)
{
    struct program_name program;
    NTSTATUS status = query_name(process, flags, &program);

    if (!NT_SUCCESS(status))
        return win32_result(status);
    return take_length(win32_give(program.name.Buffer, program.name.Length / sizeof(WCHAR), buffer,
                                  *size), size);
}

BOOL WINAPI QueryFullProcessImageNameA(HANDLE process, DWORD flags, LPSTR buffer, PDWORD size)
{
    struct program_name program;
    NTSTATUS status = query_name(process, flags, &program);

    if (!NT_SUCCESS(status))
        return win32_result(status);
    return take_length(win32_give_narrow(program.name.Buffer, program.name.Length / sizeof(WCHAR),
                                         buffer, *size), size);
}

BOOL WINAPI GetProcessHandleCount(HANDLE process, PDWORD count)
{
    return win32_result(NtQueryInformationProcess(process, ProcessHandleCount, count,
                                                  sizeof *count, NULL));
}
