// SPDX-License-Identifier: MIT
// win32: the benchmark cases in Windows' terms, for ntmm-cc and for mingw gcc and Wine alike.

#include <windows.h>

// In nanoseconds since some moment.
static double now_ns(void)
{
    static LARGE_INTEGER frequency;
    LARGE_INTEGER counter;

    if (frequency.QuadPart == 0)
        QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&counter);
    return (double)counter.QuadPart * 1e9 / (double)frequency.QuadPart;
}

#include "measure.h"
#include <string.h>

static char ObjectName[64];
static HANDLE Section, File, CowSection;

static void Die(const char *what)
{
    fprintf(stderr, "win32: %s failed with error %lu\n", what, GetLastError());
    exit(1);
}

static char *Map(HANDLE section, DWORD access, SIZE_T size)
{
    char *view = (char *)MapViewOfFile(section, access, 0, 0, size);

    if (view == NULL)
        Die("MapViewOfFile");
    return view;
}

static HANDLE CreateSection(HANDLE file, DWORD size, const char *name)
{
    HANDLE section = CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, size, name);

    if (section == NULL)
        Die("CreateFileMapping");
    return section;
}

static void Touch(void *address)
{
    *(volatile char *)address = 1;
}

static void Peek(void *address)
{
    (void)*(volatile char *)address;
}

static double SectionCycle(unsigned count)
{
    double start = now_ns();

    while (count-- > 0) {
        HANDLE section = CreateSection(INVALID_HANDLE_VALUE, SECTION_BYTES, NULL);
        char *view = Map(section, FILE_MAP_WRITE, SECTION_BYTES);

        Touch(view);
        UnmapViewOfFile(view);
        CloseHandle(section);
    }
    return now_ns() - start;
}

static double NamedCreateClose(unsigned count)
{
    char name[sizeof(ObjectName) + 8];
    double start;

    sprintf(name, "%s-new", ObjectName);
    start = now_ns();
    while (count-- > 0)
        CloseHandle(CreateSection(INVALID_HANDLE_VALUE, SECTION_BYTES, name));
    return now_ns() - start;
}

static double NamedOpenClose(unsigned count)
{
    double start = now_ns();

    while (count-- > 0) {
        HANDLE section = OpenFileMappingA(FILE_MAP_WRITE, FALSE, ObjectName);

        if (section == NULL)
            Die("OpenFileMapping");
        CloseHandle(section);
    }
    return now_ns() - start;
}

static double MapUnmap(unsigned count)
{
    double start = now_ns();

    while (count-- > 0)
        UnmapViewOfFile(Map(Section, FILE_MAP_WRITE, SECTION_BYTES));
    return now_ns() - start;
}

static double MapTouchUnmap(unsigned count)
{
    double start = now_ns();

    while (count-- > 0) {
        char *view = Map(Section, FILE_MAP_WRITE, SECTION_BYTES);

        Touch(view);
        UnmapViewOfFile(view);
    }
    return now_ns() - start;
}

static double FileCycle(unsigned count)
{
    double start = now_ns();

    while (count-- > 0) {
        HANDLE section = CreateSection(File, 0, NULL);
        char *view = Map(section, FILE_MAP_WRITE, SECTION_BYTES);

        Peek(view);
        UnmapViewOfFile(view);
        CloseHandle(section);
    }
    return now_ns() - start;
}

static double CowSequential(unsigned count)
{
    char *view = Map(CowSection, FILE_MAP_COPY, COW_BYTES);
    double start = now_ns(), elapsed;
    unsigned i;

    for (i = 0; i < count; i++)
        Touch(view + (SIZE_T)i * PAGE_BYTES);
    elapsed = now_ns() - start;
    UnmapViewOfFile(view);
    return elapsed;
}

static double CowRandom(unsigned count)
{
    char *view = Map(CowSection, FILE_MAP_COPY, COW_BYTES);
    double start = now_ns(), elapsed;
    unsigned i;

    for (i = 0; i < count; i++)
        Touch(view + (SIZE_T)shuffled_page(i) * PAGE_BYTES);
    elapsed = now_ns() - start;
    UnmapViewOfFile(view);
    return elapsed;
}

static double FlushPages(unsigned count, unsigned pages)
{
    HANDLE section = CreateSection(File, 0, NULL);
    char *view = Map(section, FILE_MAP_WRITE, FILE_BYTES);
    double elapsed = 0;
    unsigned i;

    while (count-- > 0) {
        double start;

        for (i = 0; i < pages; i++)
            Touch(view + (SIZE_T)i * PAGE_BYTES);
        start = now_ns();
        if (!FlushViewOfFile(view, (SIZE_T)pages * PAGE_BYTES))
            Die("FlushViewOfFile");
        elapsed += now_ns() - start;
    }
    UnmapViewOfFile(view);
    CloseHandle(section);
    return elapsed;
}

static double FlushOne(unsigned count)
{
    return FlushPages(count, 1);
}

static double FlushMany(unsigned count)
{
    return FlushPages(count, FILE_BYTES / PAGE_BYTES);
}

static double AllocFree(unsigned count)
{
    double start = now_ns();

    while (count-- > 0) {
        void *memory =
            VirtualAlloc(NULL, SECTION_BYTES, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);

        if (memory == NULL)
            Die("VirtualAlloc");
        VirtualFree(memory, 0, MEM_RELEASE);
    }
    return now_ns() - start;
}

static double CloseInvalid(unsigned count)
{
    double start = now_ns();

    while (count-- > 0)
        CloseHandle((HANDLE)(ULONG_PTR)0x7FFFFFF0);
    return now_ns() - start;
}

static double QueryView(unsigned count)
{
    char *view = Map(Section, FILE_MAP_WRITE, SECTION_BYTES);
    MEMORY_BASIC_INFORMATION info;
    double start = now_ns(), elapsed;

    while (count-- > 0)
        VirtualQuery(view, &info, sizeof(info));
    elapsed = now_ns() - start;
    UnmapViewOfFile(view);
    return elapsed;
}

// The name is held by this process; this program runs again, as another one, and opens it.
static void MeasureInChild(void)
{
    char path[MAX_PATH], command[MAX_PATH + 80];
    STARTUPINFOA startup;
    PROCESS_INFORMATION process;

    GetModuleFileNameA(NULL, path, MAX_PATH);
    sprintf(command, "\"%s\" open %s", path, ObjectName);
    ZeroMemory(&startup, sizeof(startup));
    startup.cb = sizeof(startup);
    if (!CreateProcessA(NULL, command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process))
        Die("CreateProcess");
    WaitForSingleObject(process.hProcess, INFINITE);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
}

static HANDLE MakeFile(const char *path, DWORD size)
{
    static const char zeros[PAGE_BYTES];
    HANDLE file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
                              FILE_ATTRIBUTE_NORMAL, NULL);
    DWORD done, written;

    if (file == INVALID_HANDLE_VALUE)
        Die("CreateFile");
    for (done = 0; done < size; done += sizeof(zeros))
        if (!WriteFile(file, zeros, sizeof(zeros), &written, NULL))
            Die("WriteFile");
    return file;
}

static HANDLE MakeCowSection(void)
{
    HANDLE section = CreateSection(INVALID_HANDLE_VALUE, COW_BYTES, NULL);
    char *view = Map(section, FILE_MAP_WRITE, COW_BYTES);

    memset(view, 'x', COW_BYTES);
    UnmapViewOfFile(view);
    return section;
}

int main(int argc, char *argv[])
{
    if (argc == 3 && strcmp(argv[1], "open") == 0) {
        strcpy(ObjectName, argv[2]);
        measure("named-open-close-other", NamedOpenClose, 0);
        return 0;
    }
    if (argc != 2) {
        fprintf(stderr, "usage: %s FILE\n", argv[0]);
        return 1;
    }
    sprintf(ObjectName, "bench-%lu", GetCurrentProcessId());
    Section = CreateSection(INVALID_HANDLE_VALUE, SECTION_BYTES, ObjectName);

    measure("section-cycle", SectionCycle, 0);
    measure("named-create-close", NamedCreateClose, 0);
    measure("named-open-close-own", NamedOpenClose, 0);
    MeasureInChild();
    measure("map-unmap", MapUnmap, 0);
    measure("map-touch-unmap", MapTouchUnmap, 0);

    File = MakeFile(argv[1], FILE_BYTES);
    measure("file-cycle", FileCycle, 0);
    measure("flush-1-page", FlushOne, 0);
    measure("flush-1024-pages", FlushMany, 0);
    CloseHandle(File);
    DeleteFileA(argv[1]);

    CowSection = MakeCowSection();
    measure("cow-page-sequential", CowSequential, COW_PAGES);
    measure("cow-page-random", CowRandom, COW_PAGES);
    CloseHandle(CowSection);

    measure("virtual-alloc-free", AllocFree, 0);
    measure("virtual-query", QueryView, 0);
    measure("close-invalid", CloseInvalid, 0);
    CloseHandle(Section);
    return 0;
}
