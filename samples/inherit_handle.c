// SPDX-License-Identifier: MIT
// inherit_handle: a parent hands a section to its child without giving it a name.
//
// A handle made with bInheritHandle exists in a child under the same number. The parent
// writes that number, and the address of its own view, on the child's command line; the
// child maps the section at exactly that address. So even pointers into the shared memory
// mean the same in both processes: here they link a list that the parent builds and the
// child walks and extends.

#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECTION_SIZE 65536

typedef struct _PLANET
{
    struct _PLANET *Next; // a plain pointer: good only where the view has the same address
    char Name[24];
} PLANET;

// The whole shared memory: a list, and the room its links are taken from.
typedef struct _SKY
{
    PLANET *First;
    DWORD Count;
    PLANET Room[16];
} SKY;

static int Fail(const char *who, const char *what)
{
    printf("%-7s %s failed with error %lu\n", who, what, GetLastError());
    return 1;
}

static void AddPlanet(SKY *sky, const char *name)
{
    PLANET *planet = &sky->Room[sky->Count++];
    PLANET **end = &sky->First;

    strcpy(planet->Name, name);
    planet->Next = NULL;
    while (*end != NULL)
        end = &(*end)->Next;
    *end = planet;
}

static void PrintSky(const char *who, const SKY *sky)
{
    const PLANET *planet;

    printf("%-7s %lu planets:", who, sky->Count);
    for (planet = sky->First; planet != NULL; planet = planet->Next)
        printf(" %s", planet->Name);
    printf("\n");
}

// The child knows the section by two numbers only.
static int Child(const char *handleText, const char *addressText)
{
    HANDLE section = (HANDLE)(ULONG_PTR)strtoull(handleText, NULL, 16);
    void *address = (void *)(ULONG_PTR)strtoull(addressText, NULL, 16);
    SKY *sky;

    // Unlike a NULL address, a given one is no suggestion: the view is there, or the call
    // fails with ERROR_INVALID_ADDRESS.
    sky = (SKY *)MapViewOfFileEx(section, FILE_MAP_ALL_ACCESS, 0, 0, 0, address);
    if (sky == NULL)
        return Fail("child:", "MapViewOfFileEx");
    printf("child:  inherited section handle 0x%s, mapped at %p\n", handleText, (void *)sky);

    PrintSky("child:", sky);
    AddPlanet(sky, "Jupiter");
    AddPlanet(sky, "Saturn");
    UnmapViewOfFile(sky);
    CloseHandle(section);
    return 0;
}

// Starts this same program again, with the numbers as arguments, and waits for it.
static int RunChild(HANDLE section, void *address)
{
    char path[MAX_PATH], command[MAX_PATH + 64];
    STARTUPINFO startup;
    PROCESS_INFORMATION process;
    DWORD exitCode = 1;

    GetModuleFileName(NULL, path, MAX_PATH);
    sprintf(command, "\"%s\" %I64X %I64X", path, (ULONGLONG)(ULONG_PTR)section,
            (ULONGLONG)(ULONG_PTR)address);

    // TRUE: inheritable handles exist in the child. Views never do; it must make its own.
    ZeroMemory(&startup, sizeof(startup));
    startup.cb = sizeof(startup);
    fflush(stdout);
    if (!CreateProcess(NULL, command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process))
        return Fail("parent:", "CreateProcess");
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &exitCode);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    printf("parent: the child ended with exit code %lu\n", exitCode);
    return (int)exitCode;
}

static int Parent(void)
{
    SECURITY_ATTRIBUTES inheritable = {sizeof(inheritable), NULL, TRUE};
    HANDLE section;
    SKY *sky;
    int result;

    section = CreateFileMapping(INVALID_HANDLE_VALUE, &inheritable, PAGE_READWRITE, 0,
                                SECTION_SIZE, NULL);
    if (section == NULL)
        return Fail("parent:", "CreateFileMapping");

    sky = (SKY *)MapViewOfFile(section, FILE_MAP_ALL_ACCESS, 0, 0, 0);
    if (sky == NULL)
    {
        result = Fail("parent:", "MapViewOfFile");
        CloseHandle(section);
        return result;
    }
    printf("parent: made section handle 0x%I64X, mapped at %p\n",
           (ULONGLONG)(ULONG_PTR)section, (void *)sky);

    AddPlanet(sky, "Venus");
    AddPlanet(sky, "Earth");
    AddPlanet(sky, "Mars");
    PrintSky("parent:", sky);

    result = RunChild(section, sky);
    PrintSky("parent:", sky);

    UnmapViewOfFile(sky);
    CloseHandle(section);
    return result;
}

int main(int argc, char *argv[])
{
    return argc == 3 ? Child(argv[1], argv[2]) : Parent();
}
