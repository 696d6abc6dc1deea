// SPDX-License-Identifier: MIT
// console: keys one at a time, from a terminal and from what is none.
#define _GNU_SOURCE
#include <windows.h>

#include <conio.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>

#include "check.h"

/* The program at the terminal says how far it is, and waits to be told to go on. */
static int steps[2], orders[2];

static void step(void)
{
    REQUIRE(write(steps[1], "", 1) == 1);
}

static void await(const int *ends)
{
    char byte;

    REQUIRE(read(ends[0], &byte, 1) == 1);
}

/* --- who types ------------------------------------------------------------------------------- */

static void type(int terminal, const char *keys)
{
    size_t length = strlen(keys);

    REQUIRE(write(terminal, keys, length) == (ssize_t)length);
}

static tcflag_t modes(int terminal)
{
    struct termios state;

    REQUIRE(tcgetattr(terminal, &state) == 0);
    return state.c_lflag & (ECHO | ICANON);
}

static void await_raw(int terminal)
{
    while (modes(terminal))
        sched_yield();
}

static bool shows(int terminal)
{
    struct pollfd poller = { .fd = terminal, .events = POLLIN };

    return poll(&poller, 1, 0) == 1 && poller.revents & POLLIN;
}

/* What the program printed, with a zero at its end. */
static void hear(int output, char *text, size_t size)
{
    size_t length = 0;
    ssize_t got;

    while ((got = read(output, text + length, size - 1 - length)) > 0)
        length += (size_t)got;
    text[length] = 0;
}

/* A program at a terminal of its own; its output goes to a pipe. */
static void play(void (*program)(void), void (*typist)(int terminal, pid_t pid, int output))
{
    int terminal = posix_openpt(O_RDWR | O_NOCTTY), line, output[2], status;
    char rest[1000];
    pid_t pid;

    REQUIRE(terminal >= 0 && grantpt(terminal) == 0 && unlockpt(terminal) == 0);
    line = open(ptsname(terminal), O_RDWR | O_NOCTTY);
    REQUIRE(line >= 0 && pipe(output) == 0 && pipe(steps) == 0 && pipe(orders) == 0);
    fflush(stdout);
    pid = fork();
    REQUIRE(pid >= 0);
    if (pid == 0) {
        REQUIRE(dup2(line, STDIN_FILENO) >= 0 && dup2(output[1], STDOUT_FILENO) >= 0);
        close(terminal);
        program();
        fflush(stdout);
        _exit(failures != 0);
    }
    close(output[1]);
    typist(terminal, pid, output[0]);
    hear(output[0], rest, sizeof rest);
    REQUIRE(waitpid(pid, &status, 0) == pid);
    CHECK(status == 0, "%x: %s", status, rest);
    CHECK(modes(terminal) == (ECHO | ICANON), "the terminal is not as it was");
    for (int end = 0; end < 2; end++) {
        close(steps[end]);
        close(orders[end]);
    }
    close(output[0]);
    close(line);
    close(terminal);
}

/* --- one key, then Enter --------------------------------------------------------------------- */

static void read_two(void)
{
    fputs("before ", stdout);
    CHECK(_getch() == 'k');
    step();
    CHECK(_getch() == '\r');
}

static void type_two(int terminal, pid_t pid, int output)
{
    char text[100] = "";

    (void)pid;
    await_raw(terminal);
    CHECK(read(output, text, sizeof text) > 0 && strcmp(text, "before ") == 0, "%s", text);
    type(terminal, "k");
    await(steps);
    await_raw(terminal);
    type(terminal, "\r");
    hear(output, text, sizeof text);
    CHECK(!text[0], "%s", text);
    CHECK(!shows(terminal), "a key was echoed");
}

/* --- the keys that show themselves ----------------------------------------------------------- */

static void read_shown(void)
{
    CHECK(_getche() == 's');
    CHECK(_ungetch('u') == 'u');
    CHECK(_ungetch('v') == EOF);
    CHECK(_kbhit());
    CHECK(_getch() == 'u');
}

static void type_shown(int terminal, pid_t pid, int output)
{
    char text[100];

    (void)pid;
    await_raw(terminal);
    type(terminal, "s");
    hear(output, text, sizeof text);
    CHECK(strcmp(text, "s") == 0, "%s", text);
}

/* --- more than ASCII ------------------------------------------------------------------------- */

static void read_wide(void)
{
    CHECK(_getwch() == 0xe9);
    step();
    CHECK(_getwch() == 0xd83d);
    CHECK(_getwch() == 0xde00);
}

static void type_wide(int terminal, pid_t pid, int output)
{
    (void)pid;
    (void)output;
    await_raw(terminal);
    type(terminal, "\303\251");
    await(steps);
    await_raw(terminal);
    type(terminal, "\360\237\230\200");
}

/* --- is there a key? ------------------------------------------------------------------------- */

static void look(void)
{
    CHECK(!_kbhit());
    step();
    await(orders);
    CHECK(_kbhit());
    CHECK(_kbhit());
    CHECK(_getch() == 'x');
    CHECK(!_kbhit());
}

static void type_early(int terminal, pid_t pid, int output)
{
    char echo;

    (void)pid;
    (void)output;
    await(steps);
    type(terminal, "x");
    REQUIRE(read(terminal, &echo, 1) == 1); /* nobody waits for it: the terminal shows it */
    REQUIRE(write(orders[1], "", 1) == 1);
}

/* --- a signal is no key ---------------------------------------------------------------------- */

static void on_signal(int number)
{
    (void)number;
    step();
}

static void read_disturbed(void)
{
    struct sigaction action = { .sa_handler = on_signal };

    REQUIRE(sigaction(SIGWINCH, &action, NULL) == 0);
    CHECK(_getch() == 'k');
}

static void disturb(int terminal, pid_t pid, int output)
{
    (void)output;
    await_raw(terminal);
    REQUIRE(kill(pid, SIGWINCH) == 0);
    await(steps);
    type(terminal, "k");
}

/* --- no terminal ----------------------------------------------------------------------------- */

static void test_pipe(void)
{
    int ends[2];

    REQUIRE(pipe(ends) == 0 && dup2(ends[0], STDIN_FILENO) >= 0);
    CHECK(!_kbhit());
    type(ends[1], "ab");
    CHECK(_kbhit());
    CHECK(_getch() == 'a');
    CHECK(_getwch() == 'b');
    close(ends[1]);
    CHECK(_getch() == EOF);
    CHECK(_getwch() == WEOF);
    close(ends[0]);
}

int main(void)
{
    play(read_two, type_two);
    play(read_shown, type_shown);
    play(read_wide, type_wide);
    play(look, type_early);
    play(read_disturbed, disturb);
    test_pipe();
    return failures != 0;
}
