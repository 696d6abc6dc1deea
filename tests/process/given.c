// SPDX-License-Identifier: MIT
// given: handles made in and taken from processes that are no children, that die, that are busy.
#define _GNU_SOURCE
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <windows.h>

#include "../include/lacks.h"
#include "check.h"

static const char *program;
static char name[64];

static HANDLE create(DWORD value)
{
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, name);
    DWORD *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);

    REQUIRE(view != NULL);
    *view = value;
    UnmapViewOfFile(view);
    return section;
}

static DWORD value_of(HANDLE section)
{
    DWORD *view = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0), value = view ? *view : 0;

    UnmapViewOfFile(view);
    return value;
}

static BOOL has_name(void)
{
    HANDLE section = OpenFileMappingA(FILE_MAP_READ, FALSE, name);

    return section && CloseHandle(section);
}

/* --- a process that looks at the handles it is told of, and says what it found ---------------- */

struct looker {
    int ask[2], answer[2];
    pid_t pid;
    HANDLE process;
};

static void look(struct looker *looker)
{
    HANDLE handle;

    close(looker->ask[1]);
    while (read(looker->ask[0], &handle, sizeof handle) == sizeof handle) {
        DWORD value = handle ? value_of(handle) : 1;

        REQUIRE(write(looker->answer[1], &value, sizeof value) == sizeof value);
    }
    _exit(0);
}

static DWORD ask(const struct looker *looker, HANDLE handle)
{
    DWORD value = 0;

    REQUIRE(write(looker->ask[1], &handle, sizeof handle) == sizeof handle);
    REQUIRE(read(looker->answer[0], &value, sizeof value) == sizeof value);
    return value;
}

static struct looker start(BOOL exec)
{
    struct looker looker;
    char arguments[4][16];

    REQUIRE(pipe(looker.ask) == 0 && pipe(looker.answer) == 0);
    looker.pid = fork();
    REQUIRE(looker.pid >= 0);
    if (looker.pid == 0 && !exec)
        look(&looker);
    if (looker.pid == 0) {
        for (int i = 0; i < 2; i++) {
            sprintf(arguments[i], "%d", looker.ask[i]);
            sprintf(arguments[2 + i], "%d", looker.answer[i]);
        }
        execl(program, program, arguments[0], arguments[1], arguments[2], arguments[3], NULL);
        _exit(99);
    }
    close(looker.ask[0]);
    close(looker.answer[1]);
    REQUIRE(ask(&looker, NULL) == 1); /* it runs */
    looker.process = OpenProcess(PROCESS_ALL_ACCESS, FALSE, (DWORD)looker.pid);
    REQUIRE(looker.process != NULL);
    return looker;
}

static void end(struct looker *looker)
{
    close(looker->ask[1]);
    close(looker->answer[0]);
    REQUIRE(waitpid(looker->pid, NULL, 0) == looker->pid);
    CloseHandle(looker->process);
}

static HANDLE give(HANDLE process, HANDLE source, DWORD options)
{
    HANDLE made = NULL;

    if (!DuplicateHandle(GetCurrentProcess(), source, process, &made, 0, FALSE,
                         options | DUPLICATE_SAME_ACCESS))
        return NULL;
    return made;
}

/* --- who is given ----------------------------------------------------------------------------- */

/* A program that a shell started, and a fork child, which has all handles of its parent. */
static void check_stranger(BOOL exec)
{
    HANDLE before = create(5), made;
    struct looker looker = start(exec);

    CHECK(ask(&looker, before) == (exec ? 0 : 5));
    CloseHandle(before);
    made = give(looker.process, create(77), DUPLICATE_CLOSE_SOURCE);
    CHECK(made != NULL, "error %lu", GetLastError());
    CHECK(has_name());
    CHECK(ask(&looker, made) == 77);
    CHECK(ask(&looker, made) == 77);
    end(&looker);
    CHECK(!has_name());
}

/* A program that knows nothing of handles has them as long as it runs. */
static void check_foreign(void)
{
    STARTUPINFOA startup = { .cb = sizeof startup };
    PROCESS_INFORMATION process;
    char line[] = "sleep 1000";

    REQUIRE(CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process));
    CHECK(give(process.hProcess, create(0), DUPLICATE_CLOSE_SOURCE) != NULL);
    CHECK(has_name());
    TerminateProcess(process.hProcess, 0);
    WaitForSingleObject(process.hProcess, INFINITE);
    CHECK(!has_name());
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);

    /* one that was not started by this library cannot be given any */
    process.dwProcessId = (DWORD)fork();
    if (process.dwProcessId == 0) {
        execlp("sleep", "sleep", "1000", NULL);
        _exit(99);
    }
    do {
        process.hProcess = OpenProcess(PROCESS_ALL_ACCESS, FALSE, process.dwProcessId);
        SetLastError(0);
    } while (give(process.hProcess, process.hProcess, 0) && CloseHandle(process.hProcess));
    CHECK(GetLastError() == ERROR_NOT_SUPPORTED, "error %lu", GetLastError());
    TerminateProcess(process.hProcess, 0);
    REQUIRE(waitpid((pid_t)process.dwProcessId, NULL, 0) == (pid_t)process.dwProcessId);
    CloseHandle(process.hProcess);
}

/* Who never looks is given many, and then no more; nothing of all that is left here or there. */
static void check_full(void)
{
    struct looker looker = start(TRUE);
    HANDLE section = create(9), last = NULL, made;
    int count = 0;

    while (count < 100000 && (made = give(looker.process, section, 0))) {
        last = made;
        count++;
    }
    CHECK(count >= 500 && count < 100000, "%d", count);
    CHECK(GetLastError() == ERROR_NO_SYSTEM_RESOURCES, "error %lu", GetLastError());
    CloseHandle(section);
    CHECK(ask(&looker, last) == 9);
    end(&looker);
    CHECK(!has_name());
}

/* --- who gives -------------------------------------------------------------------------------- */

/* What was given is there when the giver is not. */
static void check_dead_giver(void)
{
    struct looker looker = start(TRUE);
    int ends[2];
    HANDLE made = NULL;
    pid_t pid;

    REQUIRE(pipe(ends) == 0);
    pid = fork();
    REQUIRE(pid >= 0);
    if (pid == 0) {
        made = give(looker.process, create(88), 0);
        REQUIRE(write(ends[1], &made, sizeof made) == sizeof made);
        raise(SIGKILL);
    }
    REQUIRE(waitpid(pid, NULL, 0) == pid);
    REQUIRE(read(ends[0], &made, sizeof made) == sizeof made);
    CHECK(has_name());
    CHECK(ask(&looker, made) == 88);
    end(&looker);
    CHECK(!has_name());
    close(ends[0]);
    close(ends[1]);
}

/* Givers that die at any point of it disturb neither each other nor whom they give to. */
static void check_killed_givers(void)
{
    struct looker looker = start(TRUE);
    HANDLE made;

    for (int round = 0; round < 15; round++) {
        pid_t pids[3];

        for (int i = 0; i < 3; i++) {
            pids[i] = fork();
            REQUIRE(pids[i] >= 0);
            if (pids[i] == 0) {
                HANDLE section = create(3);

                for (;;)
                    give(looker.process, section, 0);
            }
        }
        for (int i = 0; i < 3; i++) {
            usleep((unsigned)(round * 37 % 30) * 50);
            REQUIRE(kill(pids[i], SIGKILL) == 0);
            ask(&looker, (HANDLE)(ULONG_PTR)4);
            REQUIRE(waitpid(pids[i], NULL, 0) == pids[i]);
        }
        made = give(looker.process, looker.process, 0);
        CHECK(made != NULL || GetLastError() == ERROR_NO_SYSTEM_RESOURCES, "error %lu",
              GetLastError());
    }
    ask(&looker, (HANDLE)(ULONG_PTR)4);
    made = give(looker.process, create(99), DUPLICATE_CLOSE_SOURCE);
    CHECK(made != NULL && ask(&looker, made), "error %lu", GetLastError());
    end(&looker);
    CHECK(!has_name());
}

/* --- who is taken from ------------------------------------------------------------------------ */

#define MAGIC 0x600d600d

/* Sections and events come and go under the same few handles. */
static void be_busy(void)
{
    for (;;) {
        HANDLE event = CreateEventA(NULL, TRUE, TRUE, NULL);
        HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096,
                                            NULL);
        DWORD *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);

        *view = MAGIC;
        UnmapViewOfFile(view);
        CloseHandle(event);
        CloseHandle(section);
    }
}

/* What is taken is whole, or it is not taken, however busy the other process is with it. */
static void check_taken_from(void)
{
    int taken = 0;
    HANDLE process, made;
    pid_t pid;

    if (lacks("pidfd_getfd")) {
        printf("given: nothing can be taken out of other processes here\n");
        return;
    }
    pid = fork();
    REQUIRE(pid >= 0);
    if (pid == 0)
        be_busy();
    process = OpenProcess(PROCESS_ALL_ACCESS, FALSE, (DWORD)pid);
    REQUIRE(process != NULL);
    for (ULONG_PTR i = 0; i < 5000 || (!taken && i < 1000000); i++) {
        if (!DuplicateHandle(process, (HANDLE)(4 + i % 4 * 4), GetCurrentProcess(), &made, 0, FALSE,
                             DUPLICATE_SAME_ACCESS)) {
            /* at first the library has not begun in the other process */
            CHECK(GetLastError() == ERROR_INVALID_HANDLE || GetLastError() == ERROR_BUSY ||
                  (GetLastError() == ERROR_NOT_SUPPORTED && !taken), "error %lu", GetLastError());
            continue;
        }
        taken++;
        if (WaitForSingleObject(made, 0) != WAIT_OBJECT_0) {
            DWORD value = value_of(made);

            CHECK(value == 0 || value == MAGIC, "value %#lx, error %lu", value, GetLastError());
        }
        CloseHandle(made);
    }
    CHECK(taken > 0, "none");
    TerminateProcess(process, 0);
    REQUIRE(waitpid(pid, NULL, 0) == pid);
    CHECK(!DuplicateHandle(process, (HANDLE)4, GetCurrentProcess(), &made, 0, FALSE, 0) &&
          GetLastError() == ERROR_ACCESS_DENIED, "error %lu", GetLastError());
    CloseHandle(process);
}

/* --- who closes what it does not know --------------------------------------------------------- */

/* As daemons do; a file that comes to lie there is not the library's to close. */
static void check_closed(void)
{
    int status, ends[2];
    pid_t pid = fork();

    REQUIRE(pid >= 0);
    if (pid == 0) {
        for (int fd = 3; fd < 256; fd++)
            close(fd);
        for (int i = 0; i < 20; i++)
            REQUIRE(pipe(ends) == 0);
        pid = fork();
        REQUIRE(pid >= 0);
        if (pid == 0) {
            for (int fd = 3; fd < 43; fd++)
                CHECK(dup2(fd, fd) == fd, "descriptor %d is closed", fd);
            CHECK(value_of(create(6)) == 6, "error %lu", GetLastError());
            _exit(failures != 0);
        }
        REQUIRE(waitpid(pid, &status, 0) == pid);
        _exit(status != 0);
    }
    REQUIRE(waitpid(pid, &status, 0) == pid);
    CHECK(status == 0, "status %#x", status);
}

int main(int argc, char **argv)
{
    int before;

    program = argv[0];
    if (argc == 5) {
        struct looker looker = { .ask = { atoi(argv[1]), atoi(argv[2]) },
                                 .answer = { atoi(argv[3]), atoi(argv[4]) } };

        look(&looker);
    }
    sprintf(name, "ntmm-given-%d", getpid());
    before = descriptors();
    check_stranger(FALSE);
    check_stranger(TRUE);
    check_foreign();
    check_full();
    check_dead_giver();
    check_killed_givers();
    check_taken_from();
    check_closed();
    CHECK(descriptors() == before, "%d descriptors, then %d", before, descriptors());
    return failures != 0;
}
