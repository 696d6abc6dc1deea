// SPDX-License-Identifier: MIT
// slots: the memory of unnamed objects comes back when processes that shared it are killed, or
// never
// came to be, and not before.
#include <windows.h>

#include <dirent.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "check.h"

/* So many slots are in one pool; objects of a round, and rounds that use all of them twice. */
enum { POOL = 512, MANY = 100, ROUNDS = 2 * POOL / MANY };

static unsigned count_pools(void)
{
    DIR *folder = opendir("/proc/self/fd");
    struct dirent *entry;
    unsigned count = 0;
    char text[64];

    while ((entry = readdir(folder))) {
        ssize_t got = readlinkat(dirfd(folder), entry->d_name, text, sizeof text - 1);

        text[got > 0 ? got : 0] = 0;
        count += strncmp(text, "/memfd:ntmm.pool", 16) == 0;
    }
    closedir(folder);
    return count;
}

static void create_many(HANDLE *events, int count, BOOL inherit, BOOL set)
{
    SECURITY_ATTRIBUTES security = { .nLength = sizeof security, .bInheritHandle = inherit };

    for (int i = 0; i < count; i++) {
        events[i] = CreateEventA(&security, FALSE, set, NULL);
        REQUIRE(events[i]);
    }
}

static void close_many(HANDLE *events, int count)
{
    for (int i = 0; i < count; i++)
        CloseHandle(events[i]);
}

static void be_killed(HANDLE *events)
{
    (void)events;
    kill(getpid(), SIGKILL);
}

static void run_child(void (*live)(HANDLE *events), HANDLE *events)
{
    pid_t pid = fork();

    REQUIRE(pid >= 0);
    if (pid == 0) {
        live(events);
        _exit(0);
    }
    REQUIRE(waitpid(pid, NULL, 0) == pid);
}

static BOOL start(const char *program, char *line, PROCESS_INFORMATION *process)
{
    STARTUPINFOA startup = { .cb = sizeof startup };

    return CreateProcessA(program, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, process);
}

static void kill_fork(HANDLE *events)
{
    run_child(be_killed, events);
}

static void have_child_that_dies_with_child(HANDLE *events)
{
    kill_fork(events);
    be_killed(events);
}

static void kill_grandchild(HANDLE *events)
{
    run_child(have_child_that_dies_with_child, events);
}

static void kill_program(HANDLE *events)
{
    char line[] = "slots killed";
    PROCESS_INFORMATION process;

    (void)events;
    REQUIRE(start("/proc/self/exe", line, &process));
    REQUIRE(WaitForSingleObject(process.hProcess, INFINITE) == WAIT_OBJECT_0);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
}

static void fail_to_start(HANDLE *events)
{
    PROCESS_INFORMATION process;

    (void)events;
    CHECK(!start("slots.program", NULL, &process));
}

/* One object lives on: its pool is never dropped. */
static void check_back(const char *title, void (*share)(HANDLE *events))
{
    HANDLE living = CreateEventA(NULL, FALSE, FALSE, NULL), events[MANY];

    for (int round = 0; round < ROUNDS; round++) {
        create_many(events, MANY, TRUE, FALSE);
        share(events);
        close_many(events, MANY);
    }
    create_many(events, MANY, FALSE, FALSE);
    CHECK(count_pools() == 1, "%s: %u", title, count_pools());
    close_many(events, MANY);
    CloseHandle(living);
}

/* What a child has is nobody else's, though the parent has closed it. */
static void check_not_reused(HANDLE event, struct gate *closed)
{
    failures = 0;
    gate_wait(closed);
    CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
    SetEvent(event);
    CHECK(WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
    exit(failures != 0);
}

static void fill_pools(void)
{
    static HANDLE events[2 * POOL];

    create_many(events, 2 * POOL, FALSE, TRUE);
    close_many(events, 2 * POOL);
}

static void check_kept_by_fork(void)
{
    struct gate closed;
    HANDLE event;
    int status;
    pid_t pid;

    create_many(&event, 1, TRUE, FALSE);
    gate_make(&closed);
    pid = fork();
    REQUIRE(pid >= 0);
    if (pid == 0)
        check_not_reused(event, &closed);
    CloseHandle(event);
    fill_pools();
    gate_open(&closed);
    REQUIRE(waitpid(pid, &status, 0) == pid);
    CHECK(status == 0, "%#x", status);
}

/* The program inherits two events: when the first is set it looks at the second. */
static void check_kept_by_program(void)
{
    HANDLE closed = CreateEventA(NULL, FALSE, FALSE, NULL), event;
    PROCESS_INFORMATION process;
    DWORD code = 99;
    char line[64];

    SetHandleInformation(closed, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
    create_many(&event, 1, TRUE, FALSE);
    sprintf(line, "slots %zu %zu", (size_t)closed, (size_t)event);
    REQUIRE(start("/proc/self/exe", line, &process));
    CloseHandle(event);
    fill_pools();
    SetEvent(closed);
    REQUIRE(WaitForSingleObject(process.hProcess, INFINITE) == WAIT_OBJECT_0);
    CHECK(GetExitCodeProcess(process.hProcess, &code) && code == 0, "%lu", code);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    CloseHandle(closed);
}

static int be_program(char **argv)
{
    HANDLE closed = (HANDLE)strtoul(argv[1], NULL, 10), event = (HANDLE)strtoul(argv[2], NULL, 10);

    CHECK(WaitForSingleObject(closed, INFINITE) == WAIT_OBJECT_0);
    CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
    return failures != 0;
}

int main(int argc, char **argv)
{
    FILE *program;

    if (argc == 2)
        kill(getpid(), SIGKILL);
    if (argc == 3)
        return be_program(argv);
    program = fopen("slots.program", "w");
    REQUIRE(program && fputs("no program", program) >= 0 && fclose(program) == 0);
    REQUIRE(chmod("slots.program", 0700) == 0);
    check_back("killed forks", kill_fork);
    check_back("killed grandchildren", kill_grandchild);
    check_back("killed programs", kill_program);
    check_back("programs that do not start", fail_to_start);
    check_kept_by_fork();
    check_kept_by_program();
    unlink("slots.program");
    printf("slots: %d failures\n", failures);
    return failures != 0;
}
