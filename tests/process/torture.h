// SPDX-License-Identifier: MIT
// torture: what its processes know of each other, and the objects that they make and open.
#ifndef NTMM_TESTS_TORTURE_H
#define NTMM_TESTS_TORTURE_H

#include <windows.h>

#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include "check.h"

#ifndef OB_LEAF_PREFIX /* where points are built in, its names are its own */
#define OB_LEAF_PREFIX "ntmm."
#endif

/* More names than are held at a time, so that most are made and given up again and again. */
enum { WORKERS = 8, KINDS = 9, NAMES = 2 * KINDS, HELD_MOST = 2 };
enum { STEP = 65536 };

/* --- what the processes know of each other -------------------------------------------------- */

enum role { MAIN, THREAD, CHILD, ROLES };
enum { CLEARING = -1 };

/* What one thread holds. Whoever finds the process dead clears it. */
struct slot {
    atomic_int pid;              /* 0: free; CLEARING: until the worker or the director is done */
    atomic_uint changes;         /* odd while it changes */
    atomic_ulong file[NAMES];    /* the number of the name's file; 0: not held */
    atomic_ulong object[NAMES];  /* the number in a section's memory */
};

static struct shared {
    struct slot slots[WORKERS][ROLES];
    pid_t group;          /* of all workers of a round, and their children */
    atomic_ulong objects; /* numbers given to objects */
    atomic_ulong created, opened, missed, forks, heirs, killed, checks;
    atomic_int violations;
    atomic_bool finish;   /* those who live are to end */
    atomic_bool peace;    /* nobody dies, and all give up their names */
} *shared;

static pid_t director;
static unsigned long seed;

static __thread struct slot *own;
static __thread unsigned long random_state;

static unsigned choose(unsigned below)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (unsigned)((random_state * 0x2545f4914f6cdd1du) >> 33) % below;
}

static void seed_random(unsigned long what)
{
    random_state = (seed * 0x9e3779b97f4a7c15u) ^ (what * 0xbf58476d1ce4e5b9u) ^ 1;
    for (int i = 0; i < 8; i++)
        choose(2);
}

#define VIOLATION(...) \
    do { \
        if (atomic_fetch_add(&shared->violations, 1) < 20) { \
            printf("violation, process %d: ", getpid()); \
            printf(__VA_ARGS__); \
            printf("\n"); \
        } \
    } while (0)

/* One of ours, whose end has not begun: then its descriptors may be closed already. */
static bool is_alive(pid_t pid)
{
    enum { EXITING = 4 };
    char path[32], text[512], *end, state;
    unsigned flags;
    pid_t group;
    ssize_t got;
    FILE *file;

    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    file = fopen(path, "r");
    if (!file)
        return false;
    got = (ssize_t)fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[got > 0 ? got : 0] = 0;
    end = strrchr(text, ')');
    return end && sscanf(end + 2, "%c %*d %d %*d %*d %*d %u", &state, &group, &flags) == 3 &&
           group == shared->group && state != 'Z' && state != 'X' && !(flags & EXITING);
}

/* --- kinds ---------------------------------------------------------------------------------- */

enum kind { SECTION, RESERVED, OF_FILE, EVENT, MUTEX, SEMAPHORE, TIMER };

static enum kind kind_of(int index)
{
    static const enum kind kinds[KINDS] = {
        SECTION, SECTION, SECTION, RESERVED, OF_FILE, EVENT, MUTEX, SEMAPHORE, TIMER
    };

    return kinds[index % KINDS];
}

static bool is_memory(int index)
{
    return kind_of(index) <= RESERVED;
}

static const char *name_of(int index)
{
    static __thread char name[64];

    snprintf(name, sizeof name, "torture-%d-%d", director, index);
    return name;
}

static const char *leaf_of(int index)
{
    static __thread char leaf[128];

    snprintf(leaf, sizeof leaf, "/dev/shm/" OB_LEAF_PREFIX "s%u.%s", geteuid(), name_of(index));
    return leaf;
}

static DWORD size_of(int index)
{
    return (DWORD)(index + 1) * STEP;
}

static HANDLE create_of_file(int index)
{
    HANDLE file = CreateFileA("torture.file", GENERIC_READ | GENERIC_WRITE, 7, NULL, OPEN_EXISTING,
                              0, NULL);
    HANDLE section =
        CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, size_of(index), name_of(index));
    DWORD error = GetLastError();

    CloseHandle(file);
    SetLastError(error);
    return section;
}

static HANDLE create(int index)
{
    const char *name = name_of(index);
    DWORD reserve = kind_of(index) == RESERVED ? SEC_RESERVE : 0;

    switch (kind_of(index)) {
    case SECTION:
    case RESERVED:
        return CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE | reserve, 0,
                                  size_of(index), name);
    case OF_FILE: return create_of_file(index);
    case EVENT: return CreateEventA(NULL, FALSE, FALSE, name);
    case MUTEX: return CreateMutexA(NULL, choose(2), name);
    case SEMAPHORE: return CreateSemaphoreA(NULL, 0, 1000000, name);
    case TIMER: return CreateWaitableTimerA(NULL, FALSE, name);
    }
    return NULL;
}

static HANDLE open_as(enum kind kind, int index)
{
    const char *name = name_of(index);

    switch (kind) {
    case SECTION:
    case RESERVED:
    case OF_FILE: return OpenFileMappingA(FILE_MAP_ALL_ACCESS, FALSE, name);
    case EVENT: return OpenEventA(EVENT_ALL_ACCESS, FALSE, name);
    case MUTEX: return OpenMutexA(MUTEX_ALL_ACCESS, FALSE, name);
    case SEMAPHORE: return OpenSemaphoreA(SEMAPHORE_ALL_ACCESS, FALSE, name);
    case TIMER: return OpenWaitableTimerA(TIMER_ALL_ACCESS, FALSE, name);
    }
    return NULL;
}

/* Something that another process may be killed in the middle of. */
static void use(int index, HANDLE handle)
{
    LARGE_INTEGER soon = { .QuadPart = -10 };

    switch (kind_of(index)) {
    case SEMAPHORE: ReleaseSemaphore(handle, 1, NULL); break;
    case EVENT: SetEvent(handle); break;
    case TIMER: SetWaitableTimer(handle, &soon, 0, NULL, NULL, FALSE); break;
    case MUTEX: break;
    default: return;
    }
    if (WaitForSingleObject(handle, 0) == WAIT_FAILED)
        VIOLATION("waiting for name %d, handle %p: error %lu", index, handle, GetLastError());
    if (kind_of(index) == MUTEX)
        ReleaseMutex(handle);
}

#endif
