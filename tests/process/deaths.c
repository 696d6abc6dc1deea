// SPDX-License-Identifier: MIT
// deaths: a process dies at each point of the protocol of names in turn; then the names that it had
// are as if it had closed them. Linked with a build of libntmm/ob that has points (ob/point.h).
// Arguments: the points, as the sources have them.
#define _GNU_SOURCE
#include <windows.h>

#include "ob/path.h"
#include "ob/point.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "check.h"

#define SIZE 65536

/* --- kinds of objects ------------------------------------------------------------------------- */

static HANDLE create_section(const char *name)
{
    return CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, SIZE, name);
}

static HANDLE create_reserved(const char *name)
{
    return CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE | SEC_RESERVE, 0, SIZE,
                              name);
}

static HANDLE open_section(const char *name)
{
    return OpenFileMappingA(FILE_MAP_ALL_ACCESS, FALSE, name);
}

static HANDLE create_event(const char *name)
{
    return CreateEventA(NULL, TRUE, FALSE, name);
}

static HANDLE open_event(const char *name)
{
    return OpenEventA(EVENT_ALL_ACCESS, FALSE, name);
}

static HANDLE create_mutex(const char *name)
{
    return CreateMutexA(NULL, TRUE, name);
}

static HANDLE open_mutex(const char *name)
{
    return OpenMutexA(MUTEX_ALL_ACCESS, FALSE, name);
}

static HANDLE create_semaphore(const char *name)
{
    return CreateSemaphoreA(NULL, 0, 1, name);
}

static HANDLE open_semaphore(const char *name)
{
    return OpenSemaphoreA(SEMAPHORE_ALL_ACCESS, FALSE, name);
}

static HANDLE create_timer(const char *name)
{
    return CreateWaitableTimerA(NULL, TRUE, name);
}

static HANDLE open_timer(const char *name)
{
    return OpenWaitableTimerA(TIMER_ALL_ACCESS, FALSE, name);
}

static const struct kind {
    HANDLE (*create)(const char *name);
    HANDLE (*open)(const char *name);
} section = { create_section, open_section }, reserved = { create_reserved, open_section },
  event = { create_event, open_event }, mutex = { create_mutex, open_mutex },
  semaphore = { create_semaphore, open_semaphore }, timer = { create_timer, open_timer };

/* --- the names of a life ---------------------------------------------------------------------- */

enum {
    NEW_SECTION, NEW_RESERVED, NEW_EVENT, NEW_MUTEX, NEW_SEMAPHORE, NEW_TIMER, SWEPT, DEAD_CREATED,
    DEAD_OPENED, CHILD_FIRST, CHILD_LAST, OF_CHILD, LEFT_TO_EXIT, HELD, NAMES
};

static const struct kind *const kinds[NAMES] = {
    &section, &reserved, &event, &mutex, &semaphore, &timer, &section, &section,
    &event, &section, &section, &section, &semaphore, &section
};

static int director;

static const char *name_of(int index)
{
    static char name[64];

    snprintf(name, sizeof name, "deaths-%d-%d", director, index);
    return name;
}

static HANDLE create(int index)
{
    return kinds[index]->create(name_of(index));
}

static HANDLE open_it(int index)
{
    return kinds[index]->open(name_of(index));
}

static bool leaf_exists(int index)
{
    char leaf[128];

    snprintf(leaf, sizeof leaf, "/dev/shm/" OB_LEAF_PREFIX "s%u.%s", geteuid(), name_of(index));
    return access(leaf, F_OK) == 0;
}

/* --- a life, and its end ---------------------------------------------------------------------- */

static struct {
    atomic_int countdown; /* the process that passes the point where it comes to 0 dies there */
    char point[32];
} *fate;
static bool mortal;

/* In place of the library's own. */
void ob_point(const char *point)
{
    if (!mortal || atomic_fetch_sub(&fate->countdown, 1) != 1)
        return;
    strncpy(fate->point, point, sizeof fate->point - 1);
    kill(getpid(), SIGKILL);
}

static void leave_corpse(int index)
{
    pid_t pid = fork();

    REQUIRE(pid >= 0);
    if (pid == 0) {
        mortal = false;
        create(index);
        kill(getpid(), SIGKILL);
    }
    REQUIRE(waitpid(pid, NULL, 0) == pid);
}

/* A child that has the parent's handle closes it and makes something of its own. */
static void have_child(int index, struct gate *gate)
{
    HANDLE both = create(index);
    pid_t pid = fork();

    REQUIRE(pid >= 0);
    if (pid == 0) {
        if (gate)
            gate_wait(gate);
        CloseHandle(both);
        create(OF_CHILD);
        exit(0);
    }
    if (gate) {
        CloseHandle(both);
        gate_open(gate);
    }
    waitpid(pid, NULL, 0);
    if (!gate)
        CloseHandle(both);
}

static void live(void)
{
    HANDLE handles[NAMES] = { 0 };
    struct gate gate;

    mortal = true;
    gate_make(&gate);
    for (int i = NEW_SECTION; i <= NEW_TIMER; i++)
        handles[i] = create(i);
    open_event(name_of(HELD)); /* of another kind */
    CloseHandle(create(HELD)); /* not its last handle */
    leave_corpse(DEAD_CREATED);
    handles[DEAD_CREATED] = create(DEAD_CREATED);
    leave_corpse(DEAD_OPENED);
    handles[DEAD_OPENED] = open_it(DEAD_OPENED);
    have_child(CHILD_FIRST, NULL);
    have_child(CHILD_LAST, &gate);
    for (int i = 0; i < NAMES; i++)
        if (handles[i])
            CloseHandle(handles[i]);
    create(LEFT_TO_EXIT);
    exit(0);
}

/* --- what is there afterwards ----------------------------------------------------------------- */

static void check_held(void)
{
    HANDLE handle = open_it(HELD);
    char *view = handle ? MapViewOfFile(handle, FILE_MAP_READ, 0, 0, 0) : NULL;

    CHECK(view && strcmp(view, "held") == 0, "error %lu", GetLastError());
    if (view)
        UnmapViewOfFile(view);
    CloseHandle(handle);
    CHECK(leaf_exists(HELD));
}

static void check_free(int index, bool open_first)
{
    HANDLE handle;
    char *view;

    if (open_first) {
        handle = open_it(index);
        CHECK(!handle && GetLastError() == ERROR_FILE_NOT_FOUND, "name %d, error %lu", index,
              GetLastError());
        CHECK(!leaf_exists(index), "name %d", index);
    }
    handle = create(index);
    CHECK(handle && GetLastError() == ERROR_SUCCESS, "name %d, error %lu", index, GetLastError());
    if (kinds[index] == &section) {
        view = MapViewOfFile(handle, FILE_MAP_READ, 0, 0, 0);
        CHECK(view && !view[0], "name %d is not new", index);
        UnmapViewOfFile(view);
    }
    CloseHandle(handle);
    CHECK(!leaf_exists(index), "name %d", index);
}

/* By a process that has swept before the life begins: it meets what the dead left by name. */
static pid_t prepare_check(bool open_first, struct gate *dead)
{
    pid_t pid;
    int before = failures;

    gate_make(dead);
    pid = fork();
    REQUIRE(pid >= 0);
    if (pid)
        return pid;
    CloseHandle(create(SWEPT));
    gate_wait(dead);
    check_held();
    for (int i = 0; i < HELD; i++)
        check_free(i, open_first);
    exit(failures != before);
}

/* False: the life went by without passing as many points. */
static bool let_live(int points, bool open_first)
{
    struct gate dead;
    pid_t check = prepare_check(open_first, &dead), pid;
    int status;

    leave_corpse(SWEPT);
    fate->countdown = points;
    pid = fork();
    REQUIRE(pid >= 0);
    if (pid == 0) {
        setpgid(0, 0);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        live();
    }
    setpgid(pid, pid);
    while (waitpid(-pid, NULL, 0) > 0) /* its children too */
        ;
    gate_open(&dead);
    REQUIRE(waitpid(check, &status, 0) == check);
    if (status) {
        failures++;
        printf("after %d points, at \"%s\": status %#x\n", points, fate->point, status);
    }
    return fate->countdown <= 0;
}

static void hold(struct gate *ready)
{
    HANDLE handle = create(HELD);

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    strcpy(MapViewOfFile(handle, FILE_MAP_ALL_ACCESS, 0, 0, 0), "held");
    gate_open(ready);
    for (;;)
        pause();
}

enum { ROUNDS = 5 };

/* Has nobody died yet at one of the points? Two are there only in scenes of points.c. */
static bool is_missing(int argc, char **argv, const int *deaths)
{
    for (int i = 1; i < argc; i++)
        if (!deaths[i] && strcmp(argv[i], "hold: refused") != 0 &&
            strcmp(argv[i], "claim: waits") != 0)
            return true;
    return false;
}

/* False: there are not as many points in a life. */
static bool die_twice(int points, int argc, char **argv, int *deaths)
{
    for (int open_first = 0; open_first < 2; open_first++) {
        if (!let_live(points, open_first))
            return false;
        for (int i = 1; i < argc; i++)
            deaths[i] += strcmp(argv[i], fate->point) == 0;
    }
    return true;
}

int main(int argc, char **argv)
{
    int points = 0, deaths[64] = { 0 };
    struct gate ready;
    pid_t holder;

    setvbuf(stdout, NULL, _IOLBF, 0);
    director = getpid();
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    fate = mmap(NULL, sizeof *fate, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    REQUIRE(fate != MAP_FAILED && argc < 64);
    gate_make(&ready);
    holder = fork();
    REQUIRE(holder >= 0);
    if (holder == 0)
        hold(&ready);
    gate_wait(&ready);
    /* two processes live: which of them passes a point at what count is not the same each time */
    for (int round = 0; round < ROUNDS && is_missing(argc, argv, deaths); round++)
        for (int next = 1; die_twice(next, argc, argv, deaths); next++)
            points++;
    for (int i = 1; i < argc; i++)
        printf("%3d deaths at \"%s\"\n", deaths[i], argv[i]);
    CHECK(!is_missing(argc, argv, deaths));
    kill(holder, SIGKILL);
    REQUIRE(waitpid(holder, NULL, 0) == holder);
    check_free(HELD, true);
    printf("deaths: %d points, %d failures\n", points, failures);
    return failures != 0;
}
