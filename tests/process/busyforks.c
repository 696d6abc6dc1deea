// SPDX-License-Identifier: MIT
// busyforks: fork() while other threads are in the middle of everything; the children do it all.
#include <windows.h>

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "check.h"

#define PAGE 4096u
#define PAGES 16u
#define FORKS 200
#define PATIENCE 60 /* seconds that a child may take: it takes a millisecond, or for ever */

static volatile int stop;
static HANDLE common;          /* a named section that the parent keeps */
static volatile char *copies;  /* a view of it that copies */
static volatile char *cells;   /* one that does not */

/* A name for one kind of work in one process. */
static const char *name_of(char text[64], const char *kind)
{
    snprintf(text, 64, "ntmm busyforks %d %s", getpid(), kind);
    return text;
}

static HANDLE create(const char *name)
{
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0,
                                        PAGES * PAGE, name);

    CHECK(section != NULL, "error %lu", GetLastError());
    return section;
}

static void work_views(void)
{
    HANDLE section = create(NULL);
    volatile char *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    volatile char *copy = MapViewOfFile(section, FILE_MAP_COPY, 0, 0, 0);

    CHECK(CloseHandle(section), "error %lu", GetLastError());
    CHECK(view && copy, "error %lu", GetLastError());
    view[3 * PAGE] = 'v';
    CHECK(copy[3 * PAGE] == 'v', "other memory");
    copy[3 * PAGE] = 'c';
    CHECK(view[3 * PAGE] == 'v' && copy[3 * PAGE] == 'c', "no copy");
    CHECK(UnmapViewOfFile((void *)view) && UnmapViewOfFile((void *)copy), "error %lu",
          GetLastError());
}

static void work_names(void)
{
    char name[64];
    HANDLE section = create(name_of(name, "names")), again;

    again = OpenFileMappingA(FILE_MAP_READ, FALSE, name);
    CHECK(again != NULL, "error %lu", GetLastError());
    CHECK(CloseHandle(section) && CloseHandle(again), "error %lu", GetLastError());
    again = OpenFileMappingA(FILE_MAP_READ, FALSE, "ntmm busyforks nobody");
    CHECK(!again && GetLastError() == ERROR_FILE_NOT_FOUND, "error %lu", GetLastError());
}

static void work_protections(void)
{
    volatile char *view = MapViewOfFile(common, FILE_MAP_WRITE, 0, 0, 0);
    MEMORY_BASIC_INFORMATION info = { 0 };
    DWORD old;

    CHECK(view != NULL, "error %lu", GetLastError());
    CHECK(VirtualProtect((void *)(view + PAGE), 2 * PAGE, PAGE_WRITECOPY, &old) &&
          old == PAGE_READWRITE, "error %lu", GetLastError());
    view[PAGE + 5] = 'p';
    VirtualQuery((void *)(view + PAGE), &info, sizeof info);
    CHECK(info.Protect == PAGE_READWRITE && info.RegionSize == PAGE, "%#lx", info.Protect);
    CHECK(VirtualProtect((void *)view, PAGES * PAGE, PAGE_READWRITE, &old), "error %lu",
          GetLastError());
    CHECK(view[PAGE + 5] == 'p', "the copy is lost");
    CHECK(UnmapViewOfFile((void *)view), "error %lu", GetLastError());
}

static void work_memory(void)
{
    volatile char *memory = VirtualAlloc(NULL, PAGES * PAGE, MEM_RESERVE, PAGE_READWRITE);
    MEMORY_BASIC_INFORMATION info = { 0 };

    CHECK(memory != NULL, "error %lu", GetLastError());
    CHECK(VirtualAlloc((void *)(memory + PAGE), PAGE, MEM_COMMIT, PAGE_READWRITE) != NULL,
          "error %lu", GetLastError());
    memory[PAGE] = 'm';
    VirtualQuery((void *)memory, &info, sizeof info);
    CHECK(info.State == MEM_RESERVE && info.RegionSize == PAGE, "state %#lx", info.State);
    CHECK(VirtualFree((void *)memory, 0, MEM_RELEASE), "error %lu", GetLastError());
}

static void work_handles(void)
{
    HANDLE self = GetCurrentProcess(), copy = NULL;
    DWORD flags = 0;

    CHECK(DuplicateHandle(self, common, self, &copy, 0, TRUE, DUPLICATE_SAME_ACCESS), "error %lu",
          GetLastError());
    CHECK(GetHandleInformation(copy, &flags) && flags == HANDLE_FLAG_INHERIT, "flags %#lx", flags);
    CHECK(CloseHandle(copy), "error %lu", GetLastError());
}

static void work_files(void)
{
    HANDLE file = CreateFileA("/proc/self/exe", GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING,
                              0, NULL);
    char magic[4] = { 0 };
    DWORD got = 0;

    CHECK(file != INVALID_HANDLE_VALUE, "error %lu", GetLastError());
    CHECK(ReadFile(file, magic, 4, &got, NULL) && got == 4 && magic[1] == 'E', "error %lu",
          GetLastError());
    CHECK(CloseHandle(file), "error %lu", GetLastError());
}

static __thread volatile int raised;

static LONG CALLBACK on_exception(EXCEPTION_POINTERS *pointers)
{
    if (pointers->ExceptionRecord->ExceptionCode != 0xe0001234)
        return EXCEPTION_CONTINUE_SEARCH;
    raised++;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static void work_exceptions(void)
{
    void *handler = AddVectoredExceptionHandler(1, on_exception);

    raised = 0;
    RaiseException(0xe0001234, 0, 0, NULL);
    CHECK(raised >= 1, "nobody heard");
    CHECK(RemoveVectoredExceptionHandler(handler), "not removed");
}

static void on_signal(int number)
{
    (void)number;
}

static void work_signals(void)
{
    struct sigaction action = { .sa_handler = on_signal };

    CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
}

static void (*const works[])(void) = {
    work_views, work_names, work_protections, work_memory, work_handles, work_files,
    work_exceptions, work_signals,
};
#define WORKS (sizeof works / sizeof *works)

static void *work(void *which)
{
    while (!stop)
        works[(size_t)which]();
    return NULL;
}

/* S-PRC-03, S-COW-04: what a child has, and that it can do everything. */
static void child(int number)
{
    char name[64];
    HANDLE again;

    alarm(PATIENCE);
    for (size_t page = 0; page < PAGES; page++) {
        CHECK(copies[page * PAGE] == (page % 2 ? 'o' : 0), "page %zu", page);
        copies[page * PAGE] = (char)number;
        CHECK(copies[page * PAGE] == (char)number, "page %zu", page);
    }
    cells[number] = 1;
    for (size_t i = 0; i < WORKS; i++)
        works[i]();
    snprintf(name, sizeof name, "ntmm busyforks %d common", getppid());
    again = OpenFileMappingA(FILE_MAP_READ, FALSE, name);
    CHECK(again != NULL, "error %lu", GetLastError());
    CHECK(CloseHandle(again) && CloseHandle(common), "error %lu", GetLastError());
    _exit(failures != 0);
}

static void check_gone(const char *kind)
{
    char name[64];
    HANDLE again = OpenFileMappingA(FILE_MAP_READ, FALSE, name_of(name, kind));

    CHECK(!again && GetLastError() == ERROR_FILE_NOT_FOUND, "%s is there, error %lu", kind,
          GetLastError());
}

int main(void)
{
    pthread_t threads[WORKS];
    char name[64];
    int status;

    setvbuf(stdout, NULL, _IOLBF, 0);
    common = create(name_of(name, "common"));
    copies = MapViewOfFile(common, FILE_MAP_COPY, 0, 0, 0);
    cells = MapViewOfFile(common, FILE_MAP_WRITE, 0, 0, 0);
    REQUIRE(copies && cells);
    for (size_t page = 1; page < PAGES; page += 2)
        copies[page * PAGE] = 'o';
    for (size_t i = 0; i < WORKS; i++)
        REQUIRE(pthread_create(&threads[i], NULL, work, (void *)i) == 0);
    for (int i = 1; i <= FORKS; i++) {
        pid_t pid = fork();

        REQUIRE(pid >= 0);
        if (pid == 0)
            child(i);
        REQUIRE(waitpid(pid, &status, 0) == pid);
        CHECK(status == 0, "child %d: status %#x", i, status);
        if (WIFSIGNALED(status))
            break;
        CHECK(cells[i] == 1, "child %d's write is not here", i);
    }
    stop = 1;
    for (size_t i = 0; i < WORKS; i++)
        pthread_join(threads[i], NULL);
    for (size_t page = 0; page < PAGES; page++)
        CHECK(copies[page * PAGE] == (page % 2 ? 'o' : 0), "page %zu", page);
    CloseHandle(common);
    check_gone("common");
    check_gone("names");
    printf("busyforks: %d failures\n", failures);
    return failures != 0;
}
