// SPDX-License-Identifier: MIT
// shm_writer: leaves a message in named shared memory for another program to read.
//
//     shm_writer                        waits for a key; start shm_reader meanwhile
//     shm_writer PROGRAM [ARGUMENT...]  runs that program and waits for its end
//
// The message lives in a section of the paging file: memory that has a name, but no file
// that anybody would see. The name exists as long as some process has a handle to it, so
// this program must stay until the reader has opened the section. That is why it waits.
//
// Build writer and reader alike: both plain, or both with -DUNICODE -D_UNICODE.

#include <windows.h>
#include <conio.h>
#include <stdio.h>
#include <tchar.h>

#define SECTION_NAME  TEXT("Local\\SharedNote")
#define SECTION_SIZE  4096
#define COMMAND_CHARS 1024

// What both programs find at the beginning of the shared memory. CharSize lets the reader
// notice a writer that was built for the other character set.
typedef struct _NOTE
{
    DWORD CharSize;
    DWORD Length;
    TCHAR Text[1];
} NOTE;

static const TCHAR Message[] = TEXT("Greetings from the process next door.");

static int Fail(LPCTSTR what)
{
    _tprintf(TEXT("shm_writer: %s failed with error %lu\n"), what, GetLastError());
    return 1;
}

// Joins the arguments to one command line, each in quotes, since a path may have spaces.
static BOOL MakeCommandLine(LPTSTR command, int argc, TCHAR *argv[])
{
    size_t used = 0;
    int i;

    command[0] = 0;
    for (i = 1; i < argc; i++)
    {
        used += _tcslen(argv[i]) + 3;
        if (used >= COMMAND_CHARS)
            return FALSE;
        _tcscat(command, i > 1 ? TEXT(" \"") : TEXT("\""));
        _tcscat(command, argv[i]);
        _tcscat(command, TEXT("\""));
    }
    return TRUE;
}

// Runs a command and returns when it has ended; its exit code becomes ours.
static int RunAndWait(LPTSTR command)
{
    STARTUPINFO startup;
    PROCESS_INFORMATION process;
    DWORD exitCode = 1;

    ZeroMemory(&startup, sizeof(startup));
    startup.cb = sizeof(startup);
    if (!CreateProcess(NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process))
        return Fail(TEXT("CreateProcess"));

    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &exitCode);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    _tprintf(TEXT("shm_writer: the reader ended with exit code %lu\n"), exitCode);
    return (int)exitCode;
}

int _tmain(int argc, TCHAR *argv[])
{
    TCHAR command[COMMAND_CHARS];
    HANDLE section;
    NOTE *note;
    int result = 0;

    if (!MakeCommandLine(command, argc, argv))
    {
        _tprintf(TEXT("shm_writer: the command line is too long\n"));
        return 1;
    }

    // INVALID_HANDLE_VALUE in place of a file: the paging file is the backing store.
    section = CreateFileMapping(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, SECTION_SIZE,
                                SECTION_NAME);
    if (section == NULL)
        return Fail(TEXT("CreateFileMapping"));

    // Success has two meanings for a named object; last error tells them apart.
    if (GetLastError() == ERROR_ALREADY_EXISTS)
    {
        _tprintf(TEXT("shm_writer: %s exists already; is another writer running?\n"),
                 SECTION_NAME);
        CloseHandle(section);
        return 1;
    }

    note = (NOTE *)MapViewOfFile(section, FILE_MAP_ALL_ACCESS, 0, 0, SECTION_SIZE);
    if (note == NULL)
    {
        result = Fail(TEXT("MapViewOfFile"));
        CloseHandle(section);
        return result;
    }

    // The memory of a new section is zero: the text needs no terminator of its own.
    note->CharSize = sizeof(TCHAR);
    note->Length = (DWORD)_tcslen(Message);
    CopyMemory(note->Text, Message, note->Length * sizeof(TCHAR));
    _tprintf(TEXT("shm_writer: wrote %lu characters to %s\n"), note->Length, SECTION_NAME);

    // A child's output goes to the same place as ours: empty our buffer first.
    fflush(stdout);
    if (argc > 1)
    {
        result = RunAndWait(command);
    }
    else
    {
        _tprintf(TEXT("shm_writer: start shm_reader now, then press a key here\n"));
        fflush(stdout);
        _getch();
    }

    UnmapViewOfFile(note);
    CloseHandle(section); // the last handle: with it go the name and the memory
    return result;
}
