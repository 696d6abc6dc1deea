// SPDX-License-Identifier: MIT
// system directory: where the files of the system's modules are, as sysinfoapi.h tells it.
#include "win32/system_directory.h"

#include "sys/file.h"
#include "sys/process.h"
#include "win32/string.h"

#include <string.h>
#include <windows.h>

#define SIZE WIN32_SYSTEM_DIRECTORY_SIZE
#define BELOW "/ntmm/system32"
#define SYSTEM "/system32"

static bool is_folder(const char *path)
{
    struct sys_file_stat stat;

    return sys_file_stat_path(path, true, &stat) >= 0 && stat.kind == SYS_FILE_FOLDER;
}

/*
 * Beside the library, or one folder further up, where a build has it; a library that is linked into
 * the program has it where it would be installed.
 */
static void find(char path[SIZE])
{
    int length = sys_process_library(path, SIZE - sizeof BELOW);

    for (int up = 0; length > 0 && up < 2; up++) {
        char *end = strrchr(path, '/');

        if (!end)
            break;
        strcpy(end, BELOW);
        if (is_folder(path))
            return;
        *end = 0;
    }
    strcpy(path, PKGLIBDIR SYSTEM);
}

size_t win32_system_directory(char path[SIZE])
{
    find(path);
    for (char *at = path; *at; at++)
        if (*at == '/')
            *at = '\\';
    return strlen(path);
}

UINT WINAPI GetSystemDirectoryA(LPSTR buffer, UINT size)
{
    char path[SIZE];
    size_t length = win32_system_directory(path);

    return win32_give_host_narrow(path, length, buffer, size);
}

UINT WINAPI GetSystemDirectoryW(LPWSTR buffer, UINT size)
{
    char path[SIZE];
    size_t length = win32_system_directory(path);

    return win32_give_host(path, length, buffer, size);
}

/* The folder that the system's is in. */
UINT WINAPI GetSystemWindowsDirectoryA(LPSTR buffer, UINT size)
{
    char path[SIZE];
    size_t length = win32_system_directory(path) - (sizeof SYSTEM - 1);

    path[length] = 0;
    return win32_give_host_narrow(path, length, buffer, size);
}

UINT WINAPI GetSystemWindowsDirectoryW(LPWSTR buffer, UINT size)
{
    char path[SIZE];
    size_t length = win32_system_directory(path) - (sizeof SYSTEM - 1);

    return win32_give_host(path, length, buffer, size);
}

UINT WINAPI GetWindowsDirectoryA(LPSTR buffer, UINT size)
{
    return GetSystemWindowsDirectoryA(buffer, size);
}

UINT WINAPI GetWindowsDirectoryW(LPWSTR buffer, UINT size)
{
    return GetSystemWindowsDirectoryW(buffer, size);
}
