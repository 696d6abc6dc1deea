// SPDX-License-Identifier: MIT
// signals: handlers of the program's that come at any moment and touch pages that fault.
#include <windows.h>

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>

#include "check.h"

#define PAGE 4096u
#define PAGES 64u
#define ROUNDS 200 /* handlers that run while the library is at work */
#define PATIENCE 20 /* seconds for a call that takes no time, or for ever */

static HANDLE section;
static char *volatile copy; /* a view whose pages the handler writes to */
static volatile sig_atomic_t runs, nested, bad_info;

static char *map_copy(void)
{
    char *view = MapViewOfFile(section, FILE_MAP_COPY, 0, 0, 0);

    REQUIRE(view != NULL);
    return view;
}

static void on_alarm(int number, siginfo_t *info, void *context)
{
    static volatile sig_atomic_t inside;

    (void)context;
    nested |= inside;
    inside = 1;
    bad_info |= number != SIGALRM || info->si_signo != SIGALRM || info->si_code != SI_KERNEL;
    for (unsigned page = 0; page < PAGES; page += 3) /* never 1 or 2 */
        copy[page * PAGE]++;
    runs++;
    inside = 0;
}

/* The handler's writes fault wherever it comes; the library at work must never stand in its way. */
static void check_while_at_work(void)
{
    struct sigaction action = { .sa_sigaction = on_alarm, .sa_flags = SA_SIGINFO | SA_RESTART };
    struct itimerval every = { { 0, 50 }, { 0, 50 } }, stop = { { 0, 0 }, { 0, 0 } };
    MEMORY_BASIC_INFORMATION information;
    ULONG old;

    copy = map_copy();
    REQUIRE(sigaction(SIGALRM, &action, NULL) == 0);
    REQUIRE(setitimer(ITIMER_REAL, &every, NULL) == 0);
    while (runs < ROUNDS) {
        char *next = map_copy(), *used = copy;

        VirtualQuery(next, &information, sizeof information);
        CHECK(VirtualProtect(next + PAGE, PAGE, PAGE_READONLY, &old), "error %lu", GetLastError());
        next[2 * PAGE] = 1;
        copy = next; /* the old one is not written to from here on */
        CHECK(UnmapViewOfFile(used), "error %lu", GetLastError());
        CHECK(VirtualProtect(next + PAGE, PAGE, PAGE_WRITECOPY, &old), "error %lu", GetLastError());
    }
    REQUIRE(setitimer(ITIMER_REAL, &stop, NULL) == 0);
    CHECK(!nested && !bad_info, "nested %d, bad %d", (int)nested, (int)bad_info);
    UnmapViewOfFile(copy);
}

static volatile sig_atomic_t taken, value;

static void on_queued(int number, siginfo_t *info, void *context)
{
    (void)number, (void)context;
    taken++;
    value = info->si_value.sival_int;
}

static void on_plain(int number)
{
    taken += number == SIGUSR2;
}

/* sigaction gives back what was set, one-shot handlers run once, values arrive. */
static void check_actions(void)
{
    struct sigaction action = { .sa_sigaction = on_queued, .sa_flags = SA_SIGINFO }, old;

    REQUIRE(sigaction(SIGUSR1, NULL, &old) == 0);
    CHECK(old.sa_handler == SIG_DFL);
    sigaddset(&action.sa_mask, SIGHUP);
    REQUIRE(sigaction(SIGUSR1, &action, &old) == 0);
    CHECK(old.sa_handler == SIG_DFL);
    REQUIRE(sigaction(SIGUSR1, NULL, &old) == 0);
    CHECK(old.sa_sigaction == on_queued && sigismember(&old.sa_mask, SIGHUP) == 1);
    REQUIRE(sigqueue(getpid(), SIGUSR1, (union sigval) { .sival_int = 42 }) == 0);
    CHECK(taken == 1 && value == 42, "taken %d, value %d", (int)taken, (int)value);

    action = (struct sigaction) { .sa_handler = on_plain, .sa_flags = SA_RESETHAND };
    REQUIRE(sigaction(SIGUSR2, &action, NULL) == 0);
    raise(SIGUSR2);
    CHECK(taken == 2);
    REQUIRE(sigaction(SIGUSR2, NULL, &old) == 0);
    CHECK(old.sa_handler == SIG_DFL);
    CHECK(signal(SIGUSR2, SIG_IGN) == SIG_DFL && signal(SIGUSR2, on_plain) == SIG_IGN);
    raise(SIGUSR2);
    CHECK(taken == 3);
    CHECK(sigaction(SIGKILL, &action, NULL) == -1 && errno == EINVAL);
    CHECK(sigaction(SIGKILL, NULL, &old) == 0 && old.sa_handler == SIG_DFL);
    CHECK(sigaction(1000, &action, NULL) == -1 && errno == EINVAL);
}

static void on_suspended(int number)
{
    copy[0] = (char)number;
}

/* A handler that comes while the program waits with every other signal blocked. */
static void check_suspended(void)
{
    struct sigaction action = { .sa_handler = on_suspended };
    sigset_t one, others;

    copy = map_copy();
    REQUIRE(sigaction(SIGUSR1, &action, NULL) == 0);
    sigemptyset(&one);
    sigaddset(&one, SIGUSR1);
    REQUIRE(sigprocmask(SIG_BLOCK, &one, NULL) == 0 && raise(SIGUSR1) == 0);
    sigfillset(&others);
    sigdelset(&others, SIGUSR1);
    sigsuspend(&others);
    CHECK(copy[0] == SIGUSR1);
    REQUIRE(sigprocmask(SIG_UNBLOCK, &one, NULL) == 0 && signal(SIGUSR1, SIG_DFL) != SIG_ERR);
    UnmapViewOfFile(copy);
}

static sigjmp_buf out;

static void on_fault(int number)
{
    siglongjmp(out, number);
}

/* A wild pointer faults in the program's own call, and the next call is as good as before. */
static void check_wild(void)
{
    struct sigaction action = { .sa_handler = on_fault }, old;

    REQUIRE(sigaction(SIGSEGV, &action, &old) == 0);
    if (sigsetjmp(out, 1) == 0)
        sigaction(SIGUSR1, *(struct sigaction *volatile[]) { (void *)8 }, NULL);
    alarm(PATIENCE);
    CHECK(sigaction(SIGSEGV, &old, NULL) == 0);
    alarm(0);
}

static void *query(void *view)
{
    MEMORY_BASIC_INFORMATION info;

    for (;; pthread_testcancel())
        VirtualQuery(view, &info, sizeof info);
    return NULL;
}

/* A thread that is cancelled in the midst of a call leaves no lock behind. */
static void check_cancel(void)
{
    HANDLE reserved = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE | SEC_RESERVE,
                                         0, PAGES * PAGE, NULL);
    char *view = MapViewOfFile(reserved, FILE_MAP_WRITE, 0, 0, 0);
    MEMORY_BASIC_INFORMATION info;

    REQUIRE(view != NULL);
    for (int i = 0; i < 50; i++) {
        pthread_t thread;

        REQUIRE(pthread_create(&thread, NULL, query, view) == 0);
        CHECK(VirtualQuery(view, &info, sizeof info) == sizeof info);
        REQUIRE(pthread_cancel(thread) == 0 && pthread_join(thread, NULL) == 0);
        alarm(PATIENCE);
        CHECK(VirtualQuery(view, &info, sizeof info) == sizeof info);
        alarm(0);
    }
    UnmapViewOfFile(view);
    CloseHandle(reserved);
}

int main(void)
{
    section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGES * PAGE,
                                 NULL);
    REQUIRE(section != NULL);
    check_actions();
    check_while_at_work();
    check_suspended();
    check_wild();
#ifndef __SANITIZE_ADDRESS__ /* it does not hear of frames that a cancelled thread leaves */
    check_cancel();
#else
    (void)check_cancel;
#endif
    CloseHandle(section);
    printf("signals: %d failures\n", failures);
    return failures != 0;
}
