// SPDX-License-Identifier: MIT
// suspended: processes that are created suspended, of any program, among kills and stray signals.

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <windows.h>

#include "check.h"

static char program[MAX_PATH];

static PROCESS_INFORMATION try_start(const char *line)
{
    STARTUPINFOA plain = {.cb = sizeof(plain)};
    PROCESS_INFORMATION process = {0};
    char copy[1024];

    strcpy(copy, line);
    if (!CreateProcessA(NULL, copy, NULL, NULL, FALSE, CREATE_SUSPENDED, NULL, NULL, &plain,
                        &process))
        memset(&process, 0, sizeof(process));
    return process;
}

/* Without a process there would be none to kill, but all of the group. */
static PROCESS_INFORMATION start(const char *line)
{
    PROCESS_INFORMATION process = try_start(line);

    REQUIRE(process.hProcess);
    return process;
}

static const char *again(const char *arguments)
{
    static char line[1024];

    sprintf(line, "\"%s\" %s", program, arguments);
    return line;
}

static DWORD finish(PROCESS_INFORMATION process)
{
    DWORD code = 54321;

    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    return code;
}

/* The letter by which the system says what it is about. */
static char state_of(DWORD id)
{
    char path[64], line[512] = "", *end;
    int fd;

    sprintf(path, "/proc/%lu/stat", id);
    fd = open(path, O_RDONLY);
    if (fd < 0 || read(fd, line, sizeof(line) - 1) <= 0)
        line[0] = 0;
    close(fd);
    end = strrchr(line, ')');
    return end ? end[2] : '-';
}

static void await_state(DWORD id, char state)
{
    while (state_of(id) != state)
        usleep(100);
}

static BOOL is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

/* --- programs that know nothing of this library ---------------------------------------------- */

static void test_foreign(void)
{
    PROCESS_INFORMATION process = start("sh -c \"echo > ran; exit 5\"");

    await_state(process.dwProcessId, 'T');
    CHECK(!is_there("ran"));
    CHECK(SuspendThread(process.hThread) == 1);
    CHECK(ResumeThread(process.hThread) == 2);
    CHECK(state_of(process.dwProcessId) == 'T');
    CHECK(ResumeThread(process.hThread) == 1);
    CHECK(ResumeThread(process.hThread) == 0);
    CHECK(SuspendThread(process.hThread) == (DWORD)-1);
    CHECK(finish(process) == 5);
    CHECK(is_there("ran"));
    unlink("ran");

    process = start("sh -c \"echo > ran\"");
    CHECK(TerminateProcess(process.hProcess, 77));
    CHECK(finish(process) == 77);
    CHECK(!is_there("ran"));
}

/* What is wrong with a program is known at once. */
static void test_refused(void)
{
    int fd = open("data", O_CREAT | O_WRONLY, 0755);

    REQUIRE(fd >= 0 && write(fd, "no program", 10) == 10 && close(fd) == 0);
    CHECK(!try_start("./data").hProcess && GetLastError() == ERROR_BAD_EXE_FORMAT, "error %lu",
          GetLastError());
    unlink("data");
    CHECK(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD, "a child is left");
}

/* --- programs of this library ---------------------------------------------------------------- */

/* The system lets go what anybody continues, but the program goes not on. */
static void test_stray_continue(void)
{
    PROCESS_INFORMATION process = start(again("mark"));

    await_state(process.dwProcessId, 'T');
    REQUIRE(kill((pid_t)process.dwProcessId, SIGCONT) == 0);
    await_state(process.dwProcessId, 'S');
    CHECK(!is_there("mark"));
    CHECK(WaitForSingleObject(process.hProcess, 50) == WAIT_TIMEOUT);
    CHECK(!is_there("mark"));
    CHECK(ResumeThread(process.hThread) == 1);
    CHECK(finish(process) == 6);
    CHECK(is_there("mark"));
    unlink("mark");
}

/* Whoever has the process resumes it, and only one of them is told that it was he. */
static DWORD WINAPI resume(void *thread)
{
    return ResumeThread(thread);
}

static void test_race(void)
{
    for (int round = 0; round < 20; round++) {
        PROCESS_INFORMATION process = start(again("return"));
        HANDLE threads[4];
        DWORD sum = 0;

        for (int i = 0; i < 4; i++)
            threads[i] = CreateThread(NULL, 0, resume, process.hThread, 0, NULL);
        for (int i = 0; i < 4; i++) {
            DWORD code = 0;

            WaitForSingleObject(threads[i], INFINITE);
            GetExitCodeThread(threads[i], &code);
            CloseHandle(threads[i]);
            sum += code;
        }
        CHECK(sum == 1, "%lu, started %d, error %lu", sum, process.hProcess != NULL,
              GetLastError());
        CHECK(finish(process) == 8);
    }
}

/* --- kills ----------------------------------------------------------------------------------- */

static void test_killed(void)
{
    for (int round = 0; round < 20; round++) {
        PROCESS_INFORMATION process = start(round & 1 ? again("mark") : "sh -c \"echo > mark\"");

        REQUIRE(kill((pid_t)process.dwProcessId, SIGKILL) == 0);
        ResumeThread(process.hThread);
        finish(process);
    }
    CHECK(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD, "a child is left");
}

/* What a dead creator left becomes this process's: each was stopped, or died with it. */
static void end_adopted(void)
{
    int status;
    pid_t pid;

    while ((pid = waitpid(-1, &status, WUNTRACED)) > 0) {
        if (WIFSTOPPED(status))
            REQUIRE(kill(pid, SIGKILL) == 0);
        else
            CHECK(WIFSIGNALED(status), "it ended with %d", WEXITSTATUS(status));
    }
}

/* A creator that dies at any time leaves nobody behind who runs. */
static void test_creator_killed(void)
{
    REQUIRE(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0);
    for (int round = 0; round < 40; round++) {
        int ends[2], status;
        pid_t pid;

        REQUIRE(pipe(ends) == 0);
        pid = fork();
        REQUIRE(pid >= 0);
        if (pid == 0) {
            char byte = 0;

            REQUIRE(write(ends[1], &byte, 1) == 1);
            for (;;) {
                PROCESS_INFORMATION process = start(round & 1 ? again("mark")
                                                              : "sh -c \"echo > mark\"");

                TerminateProcess(process.hProcess, 1);
                finish(process);
            }
        }
        REQUIRE(read(ends[0], &status, 1) == 1);
        usleep((unsigned)(round * 97 % 40) * 100);
        REQUIRE(kill(pid, SIGKILL) == 0);
        REQUIRE(waitpid(pid, &status, 0) == pid);
        end_adopted();
        close(ends[0]);
        close(ends[1]);
        CHECK(!is_there("mark"));
    }
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        if (!strcmp(argv[1], "return"))
            return 8;
        close(open("mark", O_CREAT | O_WRONLY, 0644));
        return 6;
    }
    GetModuleFileNameA(NULL, program, sizeof(program));
    test_foreign();
    test_refused();
    test_stray_continue();
    test_race();
    test_killed();
    test_creator_killed();
    return failures != 0;
}
