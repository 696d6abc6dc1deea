// SPDX-License-Identifier: MIT
// volume: drives and the devices behind them, as fileapi.h declares them. A path's drive letter is
// dropped, so there is one drive in effect, C:, and all files are on its volume.
#include "win32/string.h"

#include <windows.h>

static const WCHAR drives[] = L"C:\\\0";
static const WCHAR device[] = L"\\Device\\HarddiskVolume1";

#define LENGTH(text) (sizeof(text) / sizeof *(text) - 1)

DWORD WINAPI GetLogicalDrives(void)
{
    return 1u << ('C' - 'A');
}

/* Each drive with its 0, and one more 0 behind the last. */
DWORD WINAPI GetLogicalDriveStringsW(DWORD size, LPWSTR buffer)
{
    return win32_give(drives, LENGTH(drives), buffer, size);
}

DWORD WINAPI GetLogicalDriveStringsA(DWORD size, LPSTR buffer)
{
    return win32_give_narrow(drives, LENGTH(drives), buffer, size);
}

static BOOL is_drive(const WCHAR *name)
{
    return name && (name[0] == 'C' || name[0] == 'c') && name[1] == ':' && !name[2];
}

/* The length counts both closing zeros. A list of all names is not to be had. */
DWORD WINAPI QueryDosDeviceW(LPCWSTR name, LPWSTR buffer, DWORD size)
{
    const DWORD length = LENGTH(device) + 2;

    if (!is_drive(name)) {
        SetLastError(name ? ERROR_FILE_NOT_FOUND : ERROR_CALL_NOT_IMPLEMENTED);
        return 0;
    }
    if (size < length) {
        SetLastError(ERROR_INSUFFICIENT_BUFFER);
        return 0;
    }
    for (DWORD i = 0; i < length; i++)
        buffer[i] = i < LENGTH(device) ? device[i] : 0;
    return length;
}

DWORD WINAPI QueryDosDeviceA(LPCSTR name, LPSTR buffer, DWORD size)
{
    WCHAR result[LENGTH(device) + 2];
    struct win32_wide wide;
    DWORD length;

    if (!win32_wide_init(&wide, name))
        return 0;
    length = QueryDosDeviceW(wide.string, result, size < LENGTH(result) + 1 ? size
                                                                           : LENGTH(result) + 1);
    win32_wide_free(&wide);
    for (DWORD i = 0; i < length; i++)
        buffer[i] = (char)result[i];
    return length;
}
