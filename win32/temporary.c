// SPDX-License-Identifier: MIT
// temporary: the folder and the names of temporary files, which fileapi.h declares.
#include "sys/clock.h"
#include "sys/process.h"
#include "sys/utf.h"
#include "win32/error.h"
#include "win32/paths.h"
#include "win32/string.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* The folder as the host writes it. */
static const char *host_folder(void)
{
    static const char *const variables[] = { "TMPDIR", "TMP", "TEMP" };

    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *folder = getenv(variables[i]);

        if (folder && *folder)
            return folder;
    }
    return "/tmp";
}

/* Length with a separator at the end, or 0 with last error set. The path is absolute. */
static size_t folder(WCHAR path[MAX_PATH + 1])
{
    struct win32_wide wide;
    DWORD length;

    if (!win32_wide_init(&wide, host_folder()))
        return 0;
    length = GetFullPathNameW(wide.string, MAX_PATH, path, NULL);
    win32_wide_free(&wide);
    if (length >= MAX_PATH)
        return win32_fail(ERROR_BUFFER_OVERFLOW);
    if (length && path[length - 1] != '\\')
        path[length++] = '\\';
    path[length] = 0;
    return length;
}

DWORD WINAPI GetTempPathW(DWORD size, LPWSTR buffer)
{
    WCHAR path[MAX_PATH + 1];
    size_t length = folder(path);

    return length ? win32_give(path, length, buffer, size) : 0;
}

DWORD WINAPI GetTempPathA(DWORD size, LPSTR buffer)
{
    WCHAR path[MAX_PATH + 1];
    size_t length = folder(path);

    return length ? win32_give_narrow(path, length, buffer, size) : 0;
}

/* The number's digits and the ending, behind what is in front of them. */
static void put_number(WCHAR *to, UINT number)
{
    static const WCHAR ending[] = L".tmp";
    unsigned shift = 12;

    number &= 0xffff;
    while (shift && !(number >> shift))
        shift -= 4;
    do
        *to++ = L"0123456789ABCDEF"[number >> shift & 15];
    while (shift && (shift -= 4, 1));
    memcpy(to, ending, sizeof ending);
}

/* Numbers to try, different in each process. */
static UINT next_number(void)
{
    static _Atomic(UINT) next;
    UINT none = 0, start = (UINT)(sys_clock_steady() >> 10) ^ (UINT)sys_process_id() << 5;

    atomic_compare_exchange_strong(&next, &none, start | 1);
    return atomic_fetch_add(&next, 1) & 0xffff;
}

/* 0, with last error set, when no number is free. */
static UINT create_unused(WCHAR *name, WCHAR *number_at)
{
    for (unsigned tries = 0; tries < 0x10000; tries++) {
        UINT number = next_number();
        DWORD error = GetLastError();
        HANDLE file;

        if (!number)
            continue;
        put_number(number_at, number);
        file = CreateFileW(name, GENERIC_READ, 0, NULL, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, NULL);
        if (file != INVALID_HANDLE_VALUE) {
            CloseHandle(file);
            SetLastError(error);
            return number;
        }
        if (GetLastError() != ERROR_FILE_EXISTS)
            return 0;
    }
    return 0;
}

UINT WINAPI GetTempFileNameW(LPCWSTR path, LPCWSTR prefix, UINT number, LPWSTR name)
{
    DWORD attributes;
    size_t length;

    if (!path || !name)
        return (UINT)win32_fail(ERROR_INVALID_PARAMETER);
    length = win32_length(path);
    if (length > MAX_PATH - 14)
        return (UINT)win32_fail(ERROR_BUFFER_OVERFLOW);
    attributes = GetFileAttributesW(path);
    if (attributes == INVALID_FILE_ATTRIBUTES || !(attributes & FILE_ATTRIBUTE_DIRECTORY))
        return (UINT)win32_fail(ERROR_DIRECTORY);
    memmove(name, path, length * sizeof *path);
    if (!length || !win32_is_separator(name[length - 1]))
        name[length++] = '\\';
    for (size_t i = 0; i < 3 && prefix && prefix[i]; i++)
        name[length++] = prefix[i];
    if (!number)
        return create_unused(name, name + length);
    put_number(name + length, number);
    return number;
}

UINT WINAPI GetTempFileNameA(LPCSTR path, LPCSTR prefix, UINT number, LPSTR name)
{
    struct win32_wide wide_path, wide_prefix;
    WCHAR wide[MAX_PATH];
    size_t length;
    UINT result = 0;

    if (!win32_wide_init(&wide_path, path))
        return 0;
    if (win32_wide_init(&wide_prefix, prefix)) {
        result = GetTempFileNameW(wide_path.string, wide_prefix.string, number, wide);
        win32_wide_free(&wide_prefix);
    }
    win32_wide_free(&wide_path);
    if (!result)
        return 0;
    length = win32_length(wide);
    if (sys_utf_to_host(wide, length, NULL) >= MAX_PATH)
        return (UINT)win32_fail(ERROR_BUFFER_OVERFLOW);
    win32_give_narrow(wide, length, name, MAX_PATH);
    return result;
}
