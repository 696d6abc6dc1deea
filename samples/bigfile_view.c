// SPDX-License-Identifier: MIT
// bigfile_view: looks at a few bytes in the middle of a file too large to be mapped whole.
//
// A view may begin only at a multiple of the allocation granularity (64 KiB). To reach any
// byte of a file, round its offset down to such a multiple, make the view that much longer,
// and add the difference to the view's address:
//
//     file    0 ----------- | viewStart ------ | wanted ====== | ------------- fileSize
//     view                  [ <-- viewDelta --> <- WANTED_SIZE ]
//
// The file is a temporary one of 5 GiB. Nearly all of it is a hole that takes no room on a
// file system with sparse files.

#include <windows.h>
#include <stdio.h>
#include <string.h>

#define GIB           ((ULONGLONG)1 << 30)
#define FILE_SIZE     (5 * GIB)
#define WANTED_OFFSET (4 * GIB + 1234567)

static const char Marker[] = "a needle in five gibibytes of hay";
static const char Edited[] = "A NEEDLE";

#define WANTED_SIZE (sizeof(Marker) - 1)

static int Fail(const char *what)
{
    printf("%s failed with error %lu\n", what, GetLastError());
    return 1;
}

// Reads or writes at a position, with file functions, not through a view.
static BOOL MarkerTransfer(HANDLE file, char *buffer, BOOL write)
{
    LARGE_INTEGER position;
    DWORD done = 0;
    BOOL ok;

    position.QuadPart = WANTED_OFFSET;
    if (!SetFilePointerEx(file, position, NULL, FILE_BEGIN))
        return FALSE;
    ok = write ? WriteFile(file, buffer, WANTED_SIZE, &done, NULL)
               : ReadFile(file, buffer, WANTED_SIZE, &done, NULL);
    return ok && done == WANTED_SIZE;
}

static BOOL PrepareFile(HANDLE file)
{
    LARGE_INTEGER size;
    char text[sizeof(Marker)];

    size.QuadPart = FILE_SIZE;
    strcpy(text, Marker);
    return SetFilePointerEx(file, size, NULL, FILE_BEGIN) && SetEndOfFile(file) &&
           MarkerTransfer(file, text, TRUE);
}

// Maps just enough of the section to see the wanted bytes, prints and changes them.
static int LookThroughView(HANDLE section)
{
    SYSTEM_INFO system;
    ULONGLONG viewStart;
    SIZE_T viewDelta, viewSize;
    char *view, *wanted;

    GetSystemInfo(&system);
    viewStart = WANTED_OFFSET / system.dwAllocationGranularity * system.dwAllocationGranularity;
    viewDelta = (SIZE_T)(WANTED_OFFSET - viewStart);
    viewSize = viewDelta + WANTED_SIZE;

    printf("allocation granularity  %12lu\n", system.dwAllocationGranularity);
    printf("wanted file offset      %12I64u  (0x%09I64X)\n", WANTED_OFFSET, WANTED_OFFSET);
    printf("view starts at          %12I64u  (0x%09I64X)\n", viewStart, viewStart);
    printf("wanted bytes are at     %12I64u  bytes into the view\n", (ULONGLONG)viewDelta);
    printf("view size               %12I64u\n", (ULONGLONG)viewSize);

    // The offset is given in two halves, the size of the view in one.
    view = (char *)MapViewOfFile(section, FILE_MAP_WRITE, (DWORD)(viewStart >> 32),
                                 (DWORD)(viewStart & 0xFFFFFFFF), viewSize);
    if (view == NULL)
        return Fail("MapViewOfFile");

    wanted = view + viewDelta;
    printf("through the view        \"%.*s\"\n", (int)WANTED_SIZE, wanted);
    memcpy(wanted, Edited, sizeof(Edited) - 1);
    UnmapViewOfFile(view);
    return 0;
}

static int ShowFile(HANDLE file)
{
    char text[sizeof(Marker)] = "";
    LARGE_INTEGER fileSize;
    HANDLE section;
    int result;

    if (!PrepareFile(file))
        return Fail("preparing the file");
    if (!GetFileSizeEx(file, &fileSize))
        return Fail("GetFileSizeEx");
    printf("file size               %12I64d  (0x%09I64X)\n", fileSize.QuadPart,
           fileSize.QuadPart);

    // Maximum size 0: the section is as large as the file. That costs no address space;
    // only views do.
    section = CreateFileMapping(file, NULL, PAGE_READWRITE, 0, 0, NULL);
    if (section == NULL)
        return Fail("CreateFileMapping");
    result = LookThroughView(section);
    CloseHandle(section);
    if (result != 0)
        return result;

    // The view and ReadFile see the same bytes.
    if (!MarkerTransfer(file, text, FALSE))
        return Fail("ReadFile");
    printf("read from the file      \"%s\"\n", text);
    return 0;
}

int main(void)
{
    char directory[MAX_PATH], path[MAX_PATH];
    HANDLE file;
    int result;

    if (!GetTempPath(MAX_PATH, directory) || !GetTempFileName(directory, "big", 0, path))
        return Fail("GetTempFileName");

    file = CreateFile(path, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
                      FILE_ATTRIBUTE_TEMPORARY, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return Fail("CreateFile");

    result = ShowFile(file);
    CloseHandle(file);
    if (!DeleteFile(path))
        result = Fail("DeleteFile");
    return result;
}
