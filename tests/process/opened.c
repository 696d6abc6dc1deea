// SPDX-License-Identifier: MIT
// opened: processes that nobody started by CreateProcess, opened by number; and who may not be.
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <windows.h>

#include "check.h"

static const char *program;

static HANDLE open_process(pid_t pid)
{
    return OpenProcess(PROCESS_ALL_ACCESS, FALSE, (DWORD)pid);
}

static void check_refused(pid_t pid, DWORD error)
{
    SetLastError(0);
    CHECK(open_process(pid) == NULL, "%d", pid);
    CHECK(GetLastError() == error, "error %lu, not %lu", GetLastError(), error);
}

/* The code that an open handle tells when the end was seen by somebody else first. */
static DWORD end_of(HANDLE process, pid_t pid)
{
    DWORD code = 54321;

    REQUIRE(waitpid(pid, NULL, 0) == pid);
    CHECK(WaitForSingleObject(process, INFINITE) == WAIT_OBJECT_0);
    CHECK(GetExitCodeProcess(process, &code));
    CloseHandle(process);
    return code;
}

/* --- with this library ------------------------------------------------------------------------ */

/* Two gates: the child says that it runs, and waits for its end. */
struct child {
    struct gate runs, end;
};

static void be_child(struct child *child, int code)
{
    gate_open(&child->runs);
    gate_wait(&child->end);
    ExitProcess((UINT)code);
}

/* A fork child, and one that went on to be the program as a shell would start it. */
static void check_code(BOOL exec, DWORD expected)
{
    struct child child;
    char arguments[5][16];
    HANDLE process;
    pid_t pid;

    gate_make(&child.runs);
    gate_make(&child.end);
    pid = fork();
    REQUIRE(pid >= 0);
    if (pid == 0 && !exec)
        be_child(&child, (int)expected);
    if (pid == 0) {
        int numbers[5] = { child.runs.ends[0], child.runs.ends[1], child.end.ends[0],
                           child.end.ends[1], (int)expected };

        for (int i = 0; i < 5; i++)
            sprintf(arguments[i], "%d", numbers[i]);
        execl(program, program, arguments[0], arguments[1], arguments[2], arguments[3],
              arguments[4], NULL);
        _exit(99);
    }
    gate_wait(&child.runs);
    process = open_process(pid);
    CHECK(process != NULL, "error %lu", GetLastError());
    CHECK(WaitForSingleObject(process, 0) == WAIT_TIMEOUT);
    gate_open(&child.end);
    CHECK(end_of(process, pid) == expected);
    check_refused(pid, ERROR_INVALID_PARAMETER);
}

/* --- and without ------------------------------------------------------------------------------ */

static pid_t start_foreign(void)
{
    pid_t pid = fork();

    REQUIRE(pid >= 0);
    if (pid == 0) {
        execlp("sleep", "sleep", "1000", NULL);
        _exit(99);
    }
    return pid;
}

static void check_foreign(void)
{
    pid_t pid = start_foreign();
    HANDLE process = open_process(pid), other = open_process(pid);
    DWORD code = 0;

    CHECK(process && other, "error %lu", GetLastError());
    CHECK(GetProcessId(process) == (DWORD)pid);
    CHECK(GetExitCodeProcess(process, &code) && code == STILL_ACTIVE, "code %#lx", code);
    CHECK(TerminateProcess(process, 0x55443322));
    CHECK(WaitForSingleObject(process, INFINITE) == WAIT_OBJECT_0);
    CHECK(!TerminateProcess(process, 1) && GetLastError() == ERROR_ACCESS_DENIED);
    CloseHandle(other);
    end_of(process, pid);
    check_refused(pid, ERROR_INVALID_PARAMETER);
}

/* Its remains are there for its parent only. */
static void check_zombie(void)
{
    pid_t pid = start_foreign();
    siginfo_t info;

    REQUIRE(kill(pid, SIGKILL) == 0);
    REQUIRE(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) == 0);
    check_refused(pid, ERROR_INVALID_PARAMETER);
    REQUIRE(waitpid(pid, NULL, 0) == pid);
}

static void *tell_number(void *ends)
{
    pid_t number = gettid();
    char byte;

    REQUIRE(write(((int *)ends)[1], &number, sizeof number) == sizeof number);
    REQUIRE(read(((int *)ends)[2], &byte, 1) == 1);
    return NULL;
}

/* A thread has a number, but is no process. */
static void check_thread(void)
{
    int ends[4];
    pthread_t thread;
    pid_t number;

    REQUIRE(pipe(ends) == 0 && pipe(ends + 2) == 0);
    REQUIRE(pthread_create(&thread, NULL, tell_number, ends) == 0);
    REQUIRE(read(ends[0], &number, sizeof number) == sizeof number);
    check_refused(number, ERROR_INVALID_PARAMETER);
    REQUIRE(write(ends[3], "", 1) == 1);
    pthread_join(thread, NULL);
    for (int i = 0; i < 4; i++)
        close(ends[i]);
}

/* Another user's: the first process's, where that is not one's own; root becomes another user. */
static void check_user(void)
{
    struct stat first;
    int status;
    pid_t pid;

    if (geteuid()) {
        REQUIRE(stat("/proc/1", &first) == 0);
        if (first.st_uid != geteuid())
            check_refused(1, ERROR_ACCESS_DENIED);
        return;
    }
    pid = fork();
    REQUIRE(pid >= 0);
    if (pid == 0) {
        REQUIRE(setresgid(65534, 65534, 65534) == 0 && setresuid(65534, 65534, 65534) == 0);
        check_refused(getppid(), ERROR_ACCESS_DENIED);
        _exit(failures);
    }
    REQUIRE(waitpid(pid, &status, 0) == pid);
    CHECK(status == 0, "status %#x", status);
}

int main(int argc, char **argv)
{
    int before;

    program = argv[0];
    if (argc == 6) {
        struct child child = { { { atoi(argv[1]), atoi(argv[2]) } },
                               { { atoi(argv[3]), atoi(argv[4]) } } };

        be_child(&child, atoi(argv[5]));
    }
    before = descriptors();
    for (int round = 0; round < 2; round++) {
        check_code(FALSE, 0x12345678);
        check_code(TRUE, 0x12345678);
        check_code(TRUE, 259);
        check_code(FALSE, 0xc0000005);
        check_foreign();
        check_zombie();
        check_thread();
        check_user();
    }
    CHECK(descriptors() == before, "%d descriptors, then %d", before, descriptors());
    return failures != 0;
}
