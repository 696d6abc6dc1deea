// SPDX-License-Identifier: MIT
// names: named sections in several processes: racing creators, killed holders, moved files.
#include <windows.h>

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "check.h"

#define RACERS 32
#define ROUNDS 20
#define SIZE 65536

static char name[64];

static HANDLE create(void)
{
    return CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, SIZE, name);
}

static HANDLE open_it(void)
{
    return OpenFileMappingA(FILE_MAP_ALL_ACCESS, FALSE, name);
}

static void check_gone(void)
{
    HANDLE section = open_it();

    CHECK(section == NULL && GetLastError() == ERROR_FILE_NOT_FOUND, "error %lu", GetLastError());
    if (section)
        CloseHandle(section);
}

/* One racer: says whether it made the section, and leaves its mark in the memory. */
static void race(int index, struct gate *start, int answers, struct gate *end)
{
    HANDLE section;
    char made, *view;

    gate_wait(start);
    section = create();
    made = section && GetLastError() == ERROR_SUCCESS ? 'c' : section ? 'o' : 'x';
    view = section ? MapViewOfFile(section, FILE_MAP_ALL_ACCESS, 0, 0, 0) : NULL;
    if (view)
        view[index] = 'm';
    REQUIRE(write(answers, &made, 1) == 1);
    gate_wait(end);
    _exit(0);
}

/* S-NAM-05 */
static void check_race(void)
{
    struct gate start, answers, end;
    int created = 0, opened = 0;
    HANDLE section;
    char answer, *view;

    gate_make(&start);
    gate_make(&answers);
    gate_make(&end);
    for (int i = 0; i < RACERS; i++) {
        pid_t pid = fork();

        REQUIRE(pid >= 0);
        if (pid == 0)
            race(i, &start, answers.ends[1], &end);
    }
    close(start.ends[0]);
    close(start.ends[1]); /* every racer's wait ends now */
    for (int i = 0; i < RACERS; i++) {
        REQUIRE(read(answers.ends[0], &answer, 1) == 1);
        created += answer == 'c';
        opened += answer == 'o';
    }
    CHECK(created == 1 && opened == RACERS - 1, "%d created, %d opened", created, opened);
    section = open_it();
    view = section ? MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0) : NULL;
    CHECK(view != NULL, "error %lu", GetLastError());
    for (int i = 0; view && i < RACERS; i++)
        CHECK(view[i] == 'm', "racer %d has other memory", i);
    if (view)
        UnmapViewOfFile(view);
    CloseHandle(section);
    close(end.ends[0]);
    close(end.ends[1]);
    while (wait(NULL) > 0)
        ;
    close(answers.ends[0]);
    close(answers.ends[1]);
    check_gone();
}

/* A process that makes the section, writes a word and waits to be killed. */
static pid_t start_holder(void)
{
    struct gate ready;
    pid_t pid;

    gate_make(&ready);
    pid = fork();
    REQUIRE(pid >= 0);
    if (pid == 0) {
        HANDLE section = create();
        char *view = MapViewOfFile(section, FILE_MAP_ALL_ACCESS, 0, 0, 0);

        strcpy(view, "held");
        gate_open(&ready);
        for (;;)
            pause();
    }
    gate_wait(&ready);
    return pid;
}

static void kill_holder(pid_t pid)
{
    kill(pid, SIGKILL);
    REQUIRE(waitpid(pid, NULL, 0) == pid);
}

/* S-NAM-04: the last handle goes with a killed process; a new object is new. */
static void check_killed_holder(void)
{
    HANDLE section;
    char *view;

    kill_holder(start_holder());
    check_gone();
    kill_holder(start_holder());
    section = create();
    CHECK(section && GetLastError() == ERROR_SUCCESS, "error %lu", GetLastError());
    view = MapViewOfFile(section, FILE_MAP_ALL_ACCESS, 0, 0, 0);
    CHECK(view && view[0] == 0, "the new section is not new");
    UnmapViewOfFile(view);
    CloseHandle(section);
    check_gone();
}

/* S-NAM-04: another process's handle keeps the name when the creator is killed. */
static void check_surviving_handle(void)
{
    pid_t holder = start_holder();
    HANDLE section = open_it(), again;
    char *view;

    CHECK(section != NULL, "error %lu", GetLastError());
    kill_holder(holder);
    again = create();
    CHECK(again && GetLastError() == ERROR_ALREADY_EXISTS, "error %lu", GetLastError());
    view = MapViewOfFile(again, FILE_MAP_READ, 0, 0, 0);
    CHECK(view && strcmp(view, "held") == 0, "the memory is lost");
    CloseHandle(section);
    CloseHandle(again);
    check_gone();
    CHECK(view && strcmp(view, "held") == 0, "the view lost its memory with the name");
    UnmapViewOfFile(view);
}

/* S-CRE-07: a named file section opens elsewhere though its file has moved or is gone. */
static void check_moved_file(void (*move)(const char *path), const char *what)
{
    char path[] = "names.file";
    HANDLE file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, 7, NULL, CREATE_ALWAYS, 0, NULL);
    HANDLE section = CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, SIZE, name);
    char *view = section ? MapViewOfFile(section, FILE_MAP_ALL_ACCESS, 0, 0, 0) : NULL;
    pid_t pid;
    int status;

    CHECK(view != NULL, "%s: error %lu", what, GetLastError());
    CloseHandle(file);
    move(path);
    pid = fork();
    REQUIRE(pid >= 0);
    if (pid == 0) { /* a program of its own, that inherits no handle */
        REQUIRE(execl("/proc/self/exe", "names", "write", name, NULL) == 0);
        _exit(99);
    }
    REQUIRE(waitpid(pid, &status, 0) == pid);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s: child %#x", what, status);
    CHECK(view && strcmp(view, "from the child") == 0, "%s: other memory", what);
    UnmapViewOfFile(view);
    CloseHandle(section);
    check_gone();
    unlink(path);
    unlink("names.moved");
}

static void move_not(const char *path)
{
    (void)path;
}

static void move_rename(const char *path)
{
    REQUIRE(rename(path, "names.moved") == 0);
}

static void move_unlink(const char *path)
{
    REQUIRE(unlink(path) == 0);
}

/* Another file lies at the path now: it must not be mistaken for the section's. */
static void move_replace(const char *path)
{
    int fd;

    move_rename(path);
    fd = open(path, O_CREAT | O_RDWR, 0600);
    REQUIRE(fd >= 0 && ftruncate(fd, SIZE) == 0);
    close(fd);
}

static int child_write(void)
{
    HANDLE section = open_it();
    char *view = section ? MapViewOfFile(section, FILE_MAP_ALL_ACCESS, 0, 0, 0) : NULL;

    if (!view) {
        printf("child: error %lu\n", GetLastError());
        return 1;
    }
    strcpy(view, "from the child");
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 3) {
        strncpy(name, argv[2], sizeof name - 1);
        return child_write();
    }
    snprintf(name, sizeof name, "Local\\ntmm names %d", getpid());
    for (int i = 0; i < ROUNDS; i++)
        check_race();
    check_killed_holder();
    check_surviving_handle();
    check_moved_file(move_not, "file in place");
    check_moved_file(move_rename, "file renamed");
    check_moved_file(move_unlink, "file deleted");
    check_moved_file(move_replace, "file replaced");
    printf("names: %d failures\n", failures);
    return failures != 0;
}
