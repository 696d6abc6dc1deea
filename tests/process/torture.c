// SPDX-License-Identifier: MIT
// torture: processes make, open, write, fork, close and end as they please and are killed at random
// instants; nobody ever finds a name without an object, an object without its name, or two objects.
// Arguments: how many to kill, and a seed for what they do.
#define _GNU_SOURCE
#include "torture_worker.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/statvfs.h>

#define ROUND 100
#ifndef LIMIT
#define LIMIT 20 /* seconds in which who lives ends, or never will */
#endif

static pid_t workers[WORKERS];

static void start(int worker)
{
    static unsigned long generation;
    pid_t pid;

    generation++;
    pid = fork();
    REQUIRE(pid >= 0);
    if (pid == 0) {
        setpgid(0, shared->group);
        be_worker(worker, generation);
    }
    setpgid(pid, shared->group);
    if (!shared->group)
        shared->group = pid;
    workers[worker] = pid;
}

/* False: there are none. */
static bool reap_any(int options)
{
    int status;
    pid_t pid = waitpid(-1, &status, options);

    if (pid <= 0)
        return pid == 0 || errno == EINTR;
    note_end(pid, status);
    for (int i = 0; i < WORKERS; i++) {
        for (int role = 0; role < ROLES; role++)
            clear(&shared->slots[i][role], pid);
        if (workers[i] == pid) {
            workers[i] = 0;
            clear(&shared->slots[i][CHILD], CLEARING); /* it may have been at it */
        }
    }
    return true;
}

static unsigned count_leaves(void)
{
    DIR *folder = opendir("/dev/shm");
    struct dirent *entry;
    unsigned count = 0;
    char name[32];

    snprintf(name, sizeof name, ".torture-%d-", director);
    while ((entry = readdir(folder)))
        count += strstr(entry->d_name, name) != NULL;
    closedir(folder);
    return count;
}

static bool is_zero(const char *bytes, size_t size)
{
    return bytes[0] == 0 && memcmp(bytes, bytes + 1, size - 1) == 0;
}

static void check_free(int index, bool open_first)
{
    HANDLE handle;
    char *view;

    if (open_first) {
        handle = open_as(kind_of(index), index);
        if (handle || GetLastError() != ERROR_FILE_NOT_FOUND)
            VIOLATION("name %d is there without a handle: %lu", index, GetLastError());
    }
    handle = create(index);
    if (!handle || GetLastError() != ERROR_SUCCESS)
        VIOLATION("name %d cannot be made: %lu", index, GetLastError());
    if (kind_of(index) == SECTION) {
        view = MapViewOfFile(handle, FILE_MAP_READ, 0, 0, 0);
        if (!view || !is_zero(view, size_of(index)))
            VIOLATION("name %d is not new", index);
        UnmapViewOfFile(view);
    }
    if (kind_of(index) == MUTEX)
        ReleaseMutex(handle); /* its owner would keep the memory */
    CloseHandle(handle);
    if (access(leaf_of(index), F_OK) == 0)
        VIOLATION("name %d is left behind", index);
}

/* A program that begins sweeps when it makes its first object. */
static void sweep_with_program(void)
{
    pid_t pid = fork();

    REQUIRE(pid >= 0);
    if (pid == 0) {
        execl("/proc/self/exe", "torture", "sweep", NULL);
        _exit(99);
    }
    REQUIRE(waitpid(pid, NULL, 0) == pid);
}

/* All are dead: nothing is left, whether one asks for it by name or sweeps. */
static void check_silence(int round)
{
    if (round % 3 == 0)
        sweep_with_program();
    else
        for (int i = 0; i < NAMES; i++)
            check_free(i, round % 3 == 1);
    if (count_leaves())
        VIOLATION("%u names are left behind", count_leaves());
}

static void start_all(bool peace)
{
    shared->group = 0;
    shared->finish = false;
    shared->peace = peace;
    for (int i = 0; i < WORKERS; i++)
        start(i);
}

static void kill_some(unsigned long until)
{
    while (shared->killed < until && !shared->violations) {
        struct slot *slot = &shared->slots[choose(WORKERS)][choose(ROLES)];
        pid_t pid = slot->pid;

        usleep(choose(3000)); /* not to wait for anything: any instant is as good */
        if (pid > 0 && getpgid(pid) == shared->group) /* numbers are given again */
            kill(pid, SIGKILL);
        reap_any(WNOHANG);
        for (int i = 0; i < WORKERS; i++)
            if (!workers[i])
                start(i);
    }
}

static void kill_all(int signal)
{
    if (signal)
        VIOLATION("a process does not come to its end");
    kill(-shared->group, SIGKILL);
}

static void wait_for_all(void)
{
    signal(SIGALRM, kill_all);
    alarm(LIMIT);
    while (reap_any(0))
        ;
    alarm(0);
}

/* Those who are left go all at once, or come to their end: nobody waits for a dead one. */
static void end_all(bool at_once)
{
    if (at_once)
        kill_all(0);
    shared->finish = true;
    wait_for_all();
}

/* Nobody is killed: then no name is left, though nobody meets it. */
static void live_in_peace(void)
{
    start_all(true);
    wait_for_all();
    if (count_leaves())
        VIOLATION("%u names are left behind in peace", count_leaves());
}

static void make_file(void)
{
    FILE *file = fopen("torture.file", "w");

    REQUIRE(file && ftruncate(fileno(file), NAMES * STEP) == 0);
    fclose(file);
}

/* Blocks and files of the file system, which nobody else uses. */
static void check_room(struct statvfs *before)
{
    struct statvfs now;

    if (!getenv("OWN_SHM"))
        return;
    REQUIRE(statvfs("/dev/shm", &now) == 0);
    if (before->f_blocks == 0)
        *before = now;
    if (now.f_bfree != before->f_bfree || now.f_ffree != before->f_ffree)
        VIOLATION("%lu pages and %lu files are not back", before->f_bfree - now.f_bfree,
                  before->f_ffree - now.f_ffree);
}

/* A file, so that programs that are started can find it. */
static void share(bool make)
{
    int fd = open("torture.shared", make ? O_RDWR | O_CREAT | O_TRUNC : O_RDWR, 0600);

    REQUIRE(fd >= 0 && (!make || ftruncate(fd, sizeof *shared) == 0));
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    REQUIRE(shared != MAP_FAILED);
    close(fd);
}

static int direct(unsigned long kills)
{
    struct statvfs room = { 0 };

    printf("torture: %lu kills, seed %lu\n", kills, seed);
    director = getpid();
    seed_random(0);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    share(true);
    make_file();
    check_room(&room);
    for (int i = 0; i < NAMES; i++)
        check_free(i, true);
    for (int round = 0; shared->killed < kills && !shared->violations; round++) {
        live_in_peace();
        start_all(false);
        kill_some(shared->killed + ROUND < kills ? shared->killed + ROUND : kills);
        end_all(round % 2);
        check_silence(round);
        check_room(&room);
    }
    unlink("torture.file");
    unlink("torture.shared");
    printf("torture: %lu killed, %lu created, %lu opened, %lu not there, %lu checked, %lu forks, "
           "%lu programs\n", shared->killed, shared->created, shared->opened, shared->missed,
           shared->checks, shared->forks, shared->heirs);
    printf("torture: %d violations\n", shared->violations);
    return shared->violations != 0;
}

/* What a program does that sweep_with_program() starts. */
static int sweep(void)
{
    director = getpid();
    return !CloseHandle(CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, STEP,
                                           name_of(0)));
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc == 2 && strcmp(argv[1], "sweep") == 0)
        return sweep();
    REQUIRE(argc == 3 || argc == 5);
    seed = strtoul(argv[argc - 1], NULL, 10);
    if (argc == 3)
        return direct(strtoul(argv[1], NULL, 10));
    director = atoi(argv[1]);
    share(false);
    be_heir(argv + 2);
}
