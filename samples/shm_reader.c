// SPDX-License-Identifier: MIT
// shm_reader: prints the message that shm_writer left in named shared memory.
//
// It opens the section by its name. That works only while shm_writer, or anybody else, has
// a handle to it: afterwards the name is gone and the error is "file not found".
//
// Build writer and reader alike: both plain, or both with -DUNICODE -D_UNICODE.

#include <windows.h>
#include <stdio.h>
#include <tchar.h>

#define SECTION_NAME TEXT("Local\\SharedNote")
#define SECTION_SIZE 4096

typedef struct _NOTE
{
    DWORD CharSize;
    DWORD Length;
    TCHAR Text[1];
} NOTE;

#define MAX_LENGTH ((SECTION_SIZE - FIELD_OFFSET(NOTE, Text)) / sizeof(TCHAR))

// Prints what failed, and the system's own words for the error.
static int Fail(LPCTSTR what)
{
    DWORD error = GetLastError();
    LPTSTR text = NULL;

    _tprintf(TEXT("shm_reader: %s failed with error %lu\n"), what, error);
    if (FormatMessage(FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_SYSTEM |
                          FORMAT_MESSAGE_IGNORE_INSERTS,
                      NULL, error, 0, (LPTSTR)&text, 0, NULL))
    {
        _tprintf(TEXT("shm_reader: %s"), text);
        LocalFree(text);
    }
    return 1;
}

static int PrintNote(const NOTE *note)
{
    // Never trust a length that another process wrote.
    if (note->CharSize != sizeof(TCHAR) || note->Length > MAX_LENGTH)
    {
        _tprintf(TEXT("shm_reader: this is no note of a writer built as I am\n"));
        return 1;
    }
    _tprintf(TEXT("shm_reader: \"%.*s\"\n"), (int)note->Length, note->Text);
    return 0;
}

int _tmain(void)
{
    HANDLE section;
    const NOTE *note;
    int result;

    // Ask for no more than needed: this handle and its view cannot write.
    section = OpenFileMapping(FILE_MAP_READ, FALSE, SECTION_NAME);
    if (section == NULL)
        return Fail(TEXT("OpenFileMapping"));

    note = (const NOTE *)MapViewOfFile(section, FILE_MAP_READ, 0, 0, SECTION_SIZE);

    // A view keeps the memory alive by itself; the handle is not needed any more.
    if (note == NULL)
    {
        result = Fail(TEXT("MapViewOfFile"));
        CloseHandle(section);
        return result;
    }
    CloseHandle(section);

    result = PrintNote(note);
    UnmapViewOfFile(note);
    return result;
}
