// SPDX-License-Identifier: MIT
// GetMappedFileName: the file behind an address, in device form, and from there to a drive's path.

#include <windows.h>
#define PSAPI_VERSION 2
#include <psapi.h>
#include "wine/test.h"
#include "check.h"
#include "scratch.h"

/* Puts the drive's letter in place of its device, as Microsoft's example does. */
static BOOL to_drive(const char *name, char path[MAX_PATH])
{
    char drives[512], drive[3] = " :", device[MAX_PATH], *at;

    if (!GetLogicalDriveStringsA(sizeof(drives) - 1, drives))
        return FALSE;
    for (at = drives; *at; at += strlen(at) + 1) {
        size_t length;

        drive[0] = *at;
        if (!QueryDosDeviceA(drive, device, sizeof(device)))
            continue;
        length = strlen(device);
        if (!_strnicmp(name, device, length) && name[length] == '\\') {
            sprintf(path, "%s%s", drive, name + length);
            return TRUE;
        }
    }
    return FALSE;
}

static void test_file(void)
{
    char path[MAX_PATH], found[MAX_PATH], name[MAX_PATH], byte = 0;
    HANDLE file = scratch_create(path, "file", 3 * PAGE), section, again;
    WCHAR wide[MAX_PATH];
    DWORD length, i;
    char *view;

    section = CreateFileMappingA(file, NULL, PAGE_READONLY, 0, 0, NULL);
    view = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);
    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());

    SetLastError(NO_ERROR_YET);
    length = GetMappedFileNameA(GetCurrentProcess(), view + 2 * PAGE + 5, name, sizeof(name));
    ok(length && length == strlen(name), "length is %lu, error %lu\n", length, GetLastError());
    ok_error(NO_ERROR_YET);
    ok(name[0] == '\\', "the name is %s\n", name);
    ok(GetMappedFileNameW(GetCurrentProcess(), view, wide, ARRAY_SIZE(wide)) == length,
       "the wide name is of another length\n");
    for (i = 0; i <= length; i++)
        ok(wide[i] == (unsigned char)name[i], "character %lu is %x\n", i, wide[i]);

    if (to_drive(name, found)) {
        again = scratch_open(found, GENERIC_READ);
        ok(scratch_size(again) == 3 * PAGE, "%s is another file\n", found);
        ok(scratch_read(again, PAGE, &byte, 1) == 1 && (unsigned char)byte == scratch_byte(PAGE),
           "%s is another file\n", found);
        CloseHandle(again);
    } else {
        todo_wine ok(0, "no drive has %s\n", name);
    }

    /* cut where there is no room for it all */
    ok(GetMappedFileNameA(GetCurrentProcess(), view, found, 8), "error %lu\n", GetLastError());
    ok(!memcmp(found, name, 7), "found %.8s\n", found);
    ok_fails(GetMappedFileNameA(GetCurrentProcess(), view, NULL, 8), ERROR_INVALID_PARAMETER);

    ok_succeeds(UnmapViewOfFile(view));
    CloseHandle(section);
    CloseHandle(file);
    scratch_delete(path);
}

static void test_no_file(void)
{
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, NULL);
    char *view = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0), name[MAX_PATH];
    char *memory = VirtualAlloc(NULL, PAGE, MEM_RESERVE, PAGE_READWRITE);

    ok_fails(GetMappedFileNameA(GetCurrentProcess(), view, name, sizeof(name)),
             ERROR_FILE_INVALID);
    ok_fails(GetMappedFileNameA(GetCurrentProcess(), memory, name, sizeof(name)),
             ERROR_UNEXP_NET_ERR);
    ok_fails(GetMappedFileNameA(GetCurrentProcess(), (void *)0x12345, name, sizeof(name)),
             ERROR_UNEXP_NET_ERR);
    ok_succeeds(VirtualFree(memory, 0, MEM_RELEASE));
    ok_succeeds(UnmapViewOfFile(view));
    CloseHandle(section);
}

/* The program itself is mapped from its file. */
static void test_program(void)
{
    char mapped[MAX_PATH], path[MAX_PATH], *a, *b;

    ok(GetMappedFileNameA(GetCurrentProcess(), (void *)test_program, mapped, sizeof(mapped)),
       "GetMappedFileName failed, error %lu\n", GetLastError());
    ok(GetModuleFileNameA(NULL, path, sizeof(path)), "GetModuleFileName failed\n");
    a = strrchr(mapped, '\\');
    b = strrchr(path, '\\');
    ok(a && b && !_stricmp(a, b), "mapped is %s, the module is %s\n", mapped, path);
}

static void test_drives(void)
{
    char drives[512];
    DWORD length = GetLogicalDriveStringsA(sizeof(drives), drives);

    ok(length && !(length % 4), "the drives take %lu characters\n", length);
    ok(!memcmp(drives + 1, ":\\", 3), "the first drive is %s\n", drives);
    ok(GetLogicalDrives() & 1u << (drives[0] - 'A'), "drive %s has no bit\n", drives);
    ok_value(GetLogicalDriveStringsA(0, NULL), length + 1);
    ok_fails(QueryDosDeviceA("no drive", drives, sizeof(drives)), ERROR_FILE_NOT_FOUND);
    ok_fails(QueryDosDeviceA("C:", drives, 3), ERROR_INSUFFICIENT_BUFFER);
}

START_TEST(mapped_name)
{
    test_file();
    test_no_file();
    test_program();
    test_drives();
}
