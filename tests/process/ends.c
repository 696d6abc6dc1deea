// SPDX-License-Identifier: MIT
// ends: in each way that there is a process ends, with everything open, and leaves nothing.
// S-PRC-04. Best in a /dev/shm of its own, where OWN_SHM is set.
#define _GNU_SOURCE
#include <windows.h>

#include <dirent.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/wait.h>

#include "check.h"

enum { BYTES = 1 << 20 };

/* --- what it has ---------------------------------------------------------------------------- */

enum { PAGED, RESERVED, OF_FILE, EVENT, MUTEX, SEMAPHORE, TIMER, KINDS };

static int director;

static const char *name_of(int kind)
{
    static char name[64];

    snprintf(name, sizeof name, "ends-%d-%d", director, kind);
    return name;
}

static HANDLE open_file(void)
{
    HANDLE file = CreateFileA("ends.file", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_ALWAYS, 0,
                              NULL);

    REQUIRE(file != INVALID_HANDLE_VALUE);
    return file;
}

/* The file's own handle goes at once; the section keeps the file. */
static HANDLE create_of_file(const char *name)
{
    HANDLE file = open_file();
    HANDLE section = CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, BYTES, name);
    DWORD error = GetLastError();

    CloseHandle(file);
    SetLastError(error);
    return section;
}

static HANDLE create(int kind)
{
    const char *name = name_of(kind);

    switch (kind) {
    case PAGED:
    case RESERVED:
        return CreateFileMappingA(INVALID_HANDLE_VALUE, NULL,
                                  PAGE_READWRITE | (kind == RESERVED ? SEC_RESERVE : 0), 0, BYTES,
                                  name);
    case OF_FILE: return create_of_file(name);
    case EVENT: return CreateEventA(NULL, TRUE, TRUE, name);
    case MUTEX: return CreateMutexA(NULL, TRUE, name);
    case SEMAPHORE: return CreateSemaphoreA(NULL, 1, 2, name);
    default: return CreateWaitableTimerA(NULL, TRUE, name);
    }
}

static HANDLE open_it(int kind)
{
    const char *name = name_of(kind);

    switch (kind) {
    case EVENT: return OpenEventA(SYNCHRONIZE, FALSE, name);
    case MUTEX: return OpenMutexA(SYNCHRONIZE, FALSE, name);
    case SEMAPHORE: return OpenSemaphoreA(SYNCHRONIZE, FALSE, name);
    case TIMER: return OpenWaitableTimerA(SYNCHRONIZE, FALSE, name);
    default: return OpenFileMappingA(FILE_MAP_READ, FALSE, name);
    }
}

static void have_everything(HANDLE mutex)
{
    for (int kind = PAGED; kind < KINDS; kind++) {
        HANDLE handle = create(kind);
        char *view;

        REQUIRE(handle);
        if (kind > OF_FILE)
            continue;
        view = MapViewOfFile(handle, FILE_MAP_ALL_ACCESS, 0, 0, 0);
        REQUIRE(view);
        if (kind == RESERVED)
            REQUIRE(VirtualAlloc(view, BYTES, MEM_COMMIT, PAGE_READWRITE));
        memset(view, 1, BYTES);
    }
    open_file();
    REQUIRE(CreateEventA(NULL, TRUE, FALSE, NULL));
    REQUIRE(WaitForSingleObject(mutex, INFINITE) == WAIT_OBJECT_0);
}

/* --- the ways ------------------------------------------------------------------------------- */

static void by_exit(void)
{
    exit(0);
}

static void by_plain_exit(void)
{
    _exit(0);
}

static void by_exit_process(void)
{
    ExitProcess(7);
}

static void by_terminate(void)
{
    TerminateProcess(GetCurrentProcess(), 7);
}

static void by_last_thread(void)
{
    ExitThread(7);
}

static void by_abort(void)
{
    abort();
}

static void by_kill(void)
{
    kill(getpid(), SIGKILL);
}

static void by_signal(void)
{
    kill(getpid(), SIGTERM);
}

static void by_fault(void)
{
    *(volatile char *)1 = 1;
}

static void by_exception(void)
{
    RaiseException(0xe0000001, 0, 0, NULL);
}

static void by_exec(void)
{
    execl("/bin/sh", "sh", "-c", "exit 0", NULL);
}

static DWORD WINAPI exit_beside(void *unused)
{
    (void)unused;
    exit(0);
}

/* While another thread is creating and closing. */
static void by_other_thread(void)
{
    REQUIRE(CreateThread(NULL, 0, exit_beside, NULL, 0, NULL));
    for (;;) {
        HANDLE handle = create(PAGED);

        if (handle)
            CloseHandle(handle);
    }
}

static const struct way {
    const char *title;
    void (*end)(void);
    bool in_order; /* nothing is there for the next who looks to remove */
} ways[] = {
    { "exit", by_exit, true },
    { "_exit", by_plain_exit, false },
    { "ExitProcess", by_exit_process, true },
    { "TerminateProcess", by_terminate, false },
    { "the last thread's end", by_last_thread, true },
    { "abort", by_abort, false },
    { "SIGKILL", by_kill, false },
    { "SIGTERM", by_signal, false },
    { "an access violation", by_fault, false },
    { "an exception", by_exception, false },
    { "exec", by_exec, false },
    { "exit beside another thread", by_other_thread, false },
};

/* --- what is there afterwards --------------------------------------------------------------- */

static unsigned count_leaves(void)
{
    DIR *folder = opendir("/dev/shm");
    struct dirent *entry;
    unsigned count = 0;
    char part[32];

    snprintf(part, sizeof part, ".ends-%d-", director);
    while ((entry = readdir(folder)))
        count += strstr(entry->d_name, part) != NULL;
    closedir(folder);
    return count;
}

static void check_new(int kind, const char *title)
{
    HANDLE handle = create(kind);
    char *view;

    CHECK(handle && GetLastError() == ERROR_SUCCESS, "%s: %d, error %lu", title, kind,
          GetLastError());
    if (kind == PAGED) {
        view = MapViewOfFile(handle, FILE_MAP_READ, 0, 0, 0);
        CHECK(view && view[0] == 0 && memcmp(view, view + 1, BYTES - 1) == 0, "%s", title);
        UnmapViewOfFile(view);
    }
    if (kind == MUTEX)
        ReleaseMutex(handle);
    CloseHandle(handle);
}

/* The next who looks, or creates something. */
static void check_nothing(const struct way *way)
{
    CHECK(!way->in_order || count_leaves() == 0, "%s: %u", way->title, count_leaves());
    for (int kind = PAGED; kind < KINDS; kind++) {
        if (kind % 2) {
            HANDLE handle = open_it(kind);

            CHECK(!handle && GetLastError() == ERROR_FILE_NOT_FOUND, "%s: %d, error %lu",
                  way->title, kind, GetLastError());
        }
        check_new(kind, way->title);
    }
    CHECK(count_leaves() == 0, "%s: %u", way->title, count_leaves());
}

/* No lock keeps the file's size. */
static void check_file(const struct way *way)
{
    HANDLE file = open_file();

    CHECK(SetFilePointer(file, 1, NULL, FILE_BEGIN) == 1 && SetEndOfFile(file), "%s: error %lu",
          way->title, GetLastError());
    CloseHandle(file);
}

static void check_room(const struct way *way, const struct statvfs *before)
{
    struct statvfs now;

    REQUIRE(statvfs("/dev/shm", &now) == 0);
    if (getenv("OWN_SHM"))
        CHECK(now.f_bfree == before->f_bfree && now.f_ffree == before->f_ffree,
              "%s: %lu pages, %lu files", way->title, before->f_bfree - now.f_bfree,
              before->f_ffree - now.f_ffree);
}

static void check_way(const struct way *way, HANDLE mutex)
{
    struct statvfs before;
    DWORD result;
    pid_t pid;

    REQUIRE(statvfs("/dev/shm", &before) == 0);
    pid = fork();
    REQUIRE(pid >= 0);
    if (pid == 0) {
        have_everything(mutex);
        way->end();
        _exit(99);
    }
    REQUIRE(waitpid(pid, NULL, 0) == pid);
    result = WaitForSingleObject(mutex, 0);
    CHECK(result == WAIT_ABANDONED, "%s: %lu", way->title, result);
    ReleaseMutex(mutex);
    check_nothing(way);
    check_file(way);
    check_room(way, &before);
}

int main(void)
{
    HANDLE mutex = CreateMutexA(NULL, FALSE, NULL);

    setvbuf(stdout, NULL, _IOLBF, 0);
    director = getpid();
    for (int kind = PAGED; kind < KINDS; kind++)
        check_new(kind, "at first"); /* sweeps */
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        check_way(&ways[i], mutex);
    remove("ends.file");
    printf("ends: %zu ways, %d failures\n", sizeof ways / sizeof *ways, failures);
    return failures != 0;
}
