// SPDX-License-Identifier: MIT
// cow_pages: two processes share three pages; one writes to a page and gets its own copy.
//
// The usual picture of copy-on-write, played by two real processes. Both map the same
// section with FILE_MAP_COPY, so at first both look at the same three pages. Then process 1
// writes to page C. The system gives it a private copy at that moment, while process 2 goes
// on seeing the original, and the file keeps it too. What each process has is asked from
// VirtualQuery: a page not written to is PAGE_WRITECOPY, a private copy PAGE_READWRITE.
//
// Process 2 must be there before and after the write of process 1. So process 2 is the one
// that you start; it looks at its pages, starts process 1, waits until that has done its
// part, and looks again. Both write down what they see in a second section, an ordinary
// shared one, from which process 2 draws the pictures in the end.

#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGES 3

// What a process sees of one page.
typedef struct _PAGE_ROW
{
    ULONGLONG Address;
    DWORD Protection;
    char Contents[16];
} PAGE_ROW;

enum { BEFORE, AFTER, MOMENTS };
enum { PROCESS_1, PROCESS_2, PROCESSES };

// The second section: what each process saw, and when.
typedef struct _REPORT
{
    PAGE_ROW Rows[MOMENTS][PROCESSES][PAGES];
} REPORT;

static DWORD PageSize;

static int Fail(const char *what)
{
    printf("%s failed with error %lu\n", what, GetLastError());
    return 1;
}

// The names of the two sections hold the id of process 2, so that several runs of this
// program at once do not meet.
static void MakeName(char *name, const char *what, DWORD id)
{
    sprintf(name, "Local\\CowPages-%s-%lu", what, id);
}

static void LookAtPages(const char *view, PAGE_ROW *rows)
{
    MEMORY_BASIC_INFORMATION info;
    int i;

    for (i = 0; i < PAGES; i++)
    {
        const char *page = view + i * PageSize;

        strncpy(rows[i].Contents, page, sizeof(rows[i].Contents) - 1);
        rows[i].Address = (ULONGLONG)(ULONG_PTR)page;
        rows[i].Protection = VirtualQuery(page, &info, sizeof(info)) ? info.Protect : 0;
    }
}

static BOOL IsPrivate(const PAGE_ROW *row)
{
    return row->Protection == PAGE_READWRITE;
}

static const char *ProtectionName(DWORD protection)
{
    switch (protection)
    {
    case PAGE_READONLY:
        return "PAGE_READONLY";
    case PAGE_READWRITE:
        return "PAGE_READWRITE";
    case PAGE_WRITECOPY:
        return "PAGE_WRITECOPY";
    default:
        return "(unexpected)";
    }
}

static void PrintTable(const PAGE_ROW rows[PROCESSES][PAGES])
{
    static const char line[] =
        "+---------+------+------------------+----------------+---------------+--------------+";
    static const char heading[] =
        "| process | page | address          | protection     | contents      | memory       |";
    int process, i;

    printf("%s\n%s\n%s\n", line, heading, line);
    for (process = PROCESS_1; process < PROCESSES; process++)
    {
        for (i = 0; i < PAGES; i++)
        {
            const PAGE_ROW *row = &rows[process][i];

            printf("| %4d    |  %c   | %016I64X | %-14s | %-13s | %-12s |\n", process + 1, 'A' + i,
                   row->Address, ProtectionName(row->Protection), row->Contents,
                   IsPrivate(row) ? "private copy" : "shared");
        }
        printf("%s\n", line);
    }
}

// One line for each page of the file, and behind process 1's page its copy, if it has one.
static void PrintPicture(const PAGE_ROW rows[PROCESSES][PAGES])
{
    int i;

    printf("\n     process 1               physical memory               process 2\n");
    for (i = 0; i < PAGES; i++)
    {
        char page = (char)('A' + i);

        if (IsPrivate(&rows[PROCESS_1][i]))
            printf("    | page %c | ---> [ copy of %c ] [ page %c ] <------------ | page %c |\n",
                   page, page, page, page);
        else
            printf("    | page %c | -----------------> [ page %c ] <------------ | page %c |\n",
                   page, page, page);
    }
    printf("\n");
}

// Process 1: finds both sections by name, looks, writes to page C, and looks again.
static int Process1(DWORD id)
{
    char name[64];
    HANDLE pages, reportSection;
    REPORT *report;
    char *view;

    MakeName(name, "Pages", id);
    pages = OpenFileMapping(FILE_MAP_COPY, FALSE, name);
    if (pages == NULL)
        return Fail("process 1: OpenFileMapping of the pages");
    MakeName(name, "Report", id);
    reportSection = OpenFileMapping(FILE_MAP_ALL_ACCESS, FALSE, name);
    if (reportSection == NULL)
        return Fail("process 1: OpenFileMapping of the report");

    view = (char *)MapViewOfFile(pages, FILE_MAP_COPY, 0, 0, 0);
    report = (REPORT *)MapViewOfFile(reportSection, FILE_MAP_ALL_ACCESS, 0, 0, 0);
    if (view == NULL || report == NULL)
        return Fail("process 1: MapViewOfFile");

    LookAtPages(view, report->Rows[BEFORE][PROCESS_1]);
    strcpy(view + 2 * PageSize, "page C, mine"); // here the system makes the copy
    LookAtPages(view, report->Rows[AFTER][PROCESS_1]);
    return 0; // the end of a process unmaps its views and closes its handles
}

// Runs this program again as process 1. That takes place while process 2 has its view.
static int RunProcess1(void)
{
    char path[MAX_PATH], command[MAX_PATH + 32];
    STARTUPINFO startup;
    PROCESS_INFORMATION process;
    DWORD exitCode = 1;

    GetModuleFileName(NULL, path, MAX_PATH);
    sprintf(command, "\"%s\" %lu", path, GetCurrentProcessId());
    ZeroMemory(&startup, sizeof(startup));
    startup.cb = sizeof(startup);
    fflush(stdout);
    if (!CreateProcess(NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process))
        return Fail("CreateProcess");
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &exitCode);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    return (int)exitCode;
}

// Writes the three original pages, each with a text at its beginning.
static BOOL WritePages(HANDLE file)
{
    char *buffer = (char *)calloc(PAGES, PageSize);
    DWORD written = 0;
    BOOL ok;
    int i;

    if (buffer == NULL)
        return FALSE;
    for (i = 0; i < PAGES; i++)
        sprintf(buffer + i * PageSize, "page %c", 'A' + i);
    ok = WriteFile(file, buffer, PAGES * PageSize, &written, NULL);
    free(buffer);
    return ok && written == PAGES * PageSize;
}

static int PrintFilePages(HANDLE file)
{
    char text[20] = "";
    DWORD count;
    int i;

    printf("The file still holds:");
    for (i = 0; i < PAGES; i++)
    {
        if (SetFilePointer(file, i * PageSize, NULL, FILE_BEGIN) == INVALID_SET_FILE_POINTER ||
            !ReadFile(file, text, sizeof(text) - 1, &count, NULL))
            return Fail("\nReadFile");
        printf(" \"%s\"", text);
    }
    printf("\n");
    return 0;
}

// Process 2: makes the sections, looks, lets process 1 write, and looks again.
static int Process2(HANDLE file)
{
    char name[64];
    HANDLE pages, reportSection;
    REPORT *report;
    char *view;
    int result;

    if (!WritePages(file))
        return Fail("WriteFile");

    // PAGE_WRITECOPY asks for read access to the file only: nothing is ever written to it.
    MakeName(name, "Pages", GetCurrentProcessId());
    pages = CreateFileMapping(file, NULL, PAGE_WRITECOPY, 0, 0, name);
    MakeName(name, "Report", GetCurrentProcessId());
    reportSection = CreateFileMapping(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0,
                                      sizeof(REPORT), name);
    if (pages == NULL || reportSection == NULL)
        return Fail("CreateFileMapping");

    view = (char *)MapViewOfFile(pages, FILE_MAP_COPY, 0, 0, 0);
    report = (REPORT *)MapViewOfFile(reportSection, FILE_MAP_ALL_ACCESS, 0, 0, 0);
    if (view == NULL || report == NULL)
        return Fail("MapViewOfFile");

    LookAtPages(view, report->Rows[BEFORE][PROCESS_2]);
    result = RunProcess1();
    LookAtPages(view, report->Rows[AFTER][PROCESS_2]);

    if (result == 0)
    {
        printf("Before process 1 writes to page C:\n");
        PrintPicture(report->Rows[BEFORE]);
        PrintTable(report->Rows[BEFORE]);
        printf("\nAfter it:\n");
        PrintPicture(report->Rows[AFTER]);
        PrintTable(report->Rows[AFTER]);
        printf("\n");
        result = PrintFilePages(file);
    }

    UnmapViewOfFile(report);
    UnmapViewOfFile(view);
    CloseHandle(reportSection);
    CloseHandle(pages);
    return result;
}

int main(int argc, char *argv[])
{
    char directory[MAX_PATH], path[MAX_PATH];
    SYSTEM_INFO system;
    HANDLE file;
    int result;

    GetSystemInfo(&system);
    PageSize = system.dwPageSize;
    if (argc == 2)
        return Process1((DWORD)strtoul(argv[1], NULL, 10));

    if (!GetTempPath(MAX_PATH, directory) || !GetTempFileName(directory, "cow", 0, path))
        return Fail("GetTempFileName");
    file = CreateFile(path, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ, NULL, CREATE_ALWAYS,
                      FILE_ATTRIBUTE_TEMPORARY, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return Fail("CreateFile");

    result = Process2(file);
    CloseHandle(file);
    if (!DeleteFile(path))
        result = Fail("DeleteFile");
    return result;
}
