// SPDX-License-Identifier: MIT
// faults: access violations that are the program's own, beside the library's.
#include <windows.h>

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>

#include <ntmm.h>

#include "check.h"

#define PAGE 4096

static sigjmp_buf back;
static volatile sig_atomic_t caught;
static void *volatile caught_address;

static void on_segv(int number, siginfo_t *info, void *context)
{
    (void)number, (void)context;
    caught++;
    caught_address = info->si_addr;
    siglongjmp(back, 1);
}

static void install(void)
{
    struct sigaction action = { .sa_sigaction = on_segv, .sa_flags = SA_SIGINFO };

    REQUIRE(sigaction(SIGSEGV, &action, NULL) == 0);
}

/* Runs before any library starts, ours included. */
static void install_first(int argc, char **argv, char **environment)
{
    (void)argc, (void)argv, (void)environment;
    install();
}

__attribute__((section(".preinit_array"), used))
static void (*const first)(int, char **, char **) = install_first;

/* A copy-on-write view of four pages whose second page was written. */
static char *make_copy_view(void)
{
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4 * PAGE,
                                        NULL);
    char *view = MapViewOfFile(section, FILE_MAP_COPY, 0, 0, 0);

    REQUIRE(view != NULL);
    CloseHandle(section);
    view[PAGE] = 'w';
    return view;
}

static void touch_unmapped(char *view)
{
    UnmapViewOfFile(view);
    caught = 0;
    if (sigsetjmp(back, 1) == 0)
        view[PAGE] = 'x';
    CHECK(caught == 1, "the program's handler ran %d times", (int)caught);
    CHECK(caught_address == view + PAGE, "address %p", caught_address);
}

enum when { BEFORE_LIBRARY, BEFORE_VIEW, AFTER_VIEW };

/* The program's handler sees its own faults and none of the library's. */
static void check_handler(const char *when, enum when installed)
{
    char *view;

    caught = 0;
    if (installed == BEFORE_VIEW)
        install();
    view = make_copy_view();
    if (installed == AFTER_VIEW)
        install();
    if (sigsetjmp(back, 1) == 0)
        view[2 * PAGE] = 'y';
    CHECK(caught == 0, "%s: a copy-on-write fault reached the program", when);
    CHECK(view[PAGE] == 'w' && view[2 * PAGE] == 'y', "%s: writes are lost", when);
    touch_unmapped(view);
    signal(SIGSEGV, SIG_DFL);
}

static char *blocked_view;

static void write_to_view(int number)
{
    (void)number;
    blocked_view[2 * PAGE] = 'h';
}

static void *write_blocked(void *view)
{
    sigset_t all;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, NULL);
    ((char *)view)[0] = 't';
    sigprocmask(SIG_BLOCK, &all, NULL);
    ((char *)view)[3 * PAGE] = 'p';
    return NULL;
}

/* A thread and a handler that block every signal can still write to copy-on-write pages. */
static void check_blocked(void)
{
    struct sigaction action = { .sa_handler = write_to_view };
    char *view = make_copy_view();
    pthread_t thread;

    REQUIRE(pthread_create(&thread, NULL, write_blocked, view) == 0);
    pthread_join(thread, NULL);
    CHECK(view[0] == 't' && view[3 * PAGE] == 'p', "the thread's writes are lost");
    blocked_view = view;
    sigfillset(&action.sa_mask);
    REQUIRE(sigaction(SIGUSR1, &action, NULL) == 0);
    raise(SIGUSR1);
    CHECK(view[2 * PAGE] == 'h', "the handler's write is lost");
    UnmapViewOfFile(view);
}

/* What sigaction reports is the program's own setting. */
static void check_report(void)
{
    struct sigaction old;

    install();
    REQUIRE(sigaction(SIGSEGV, NULL, &old) == 0);
    CHECK(old.sa_sigaction == on_segv && (old.sa_flags & SA_SIGINFO), "another handler");
    signal(SIGSEGV, SIG_DFL);
    REQUIRE(sigaction(SIGSEGV, NULL, &old) == 0);
    CHECK(old.sa_handler == SIG_DFL, "another handler");
}

static void die_by_write(char *view)
{
    UnmapViewOfFile(view);
    *(volatile char *)view = 1;
}

static void die_by_signal(char *view)
{
    (void)view;
    kill(getpid(), SIGSEGV);
    for (;;)
        pause();
}

#ifdef __x86_64__
static unsigned long long instruction_of(pid_t pid)
{
    struct user_regs_struct regs;

    REQUIRE(ptrace(PTRACE_GETREGS, pid, NULL, &regs) == 0);
    return regs.rip;
}
#else
#define instruction_of(pid) 0ull
#endif

/* S-PRO-04: dies by SIGSEGV, at the instruction that faulted first. */
static void check_death(const char *what, void (*die)(char *view), int at_instruction)
{
    unsigned long long first = 0, last = 0;
    int status, stops = 0;
    pid_t pid = fork();

    REQUIRE(pid >= 0);
    if (pid == 0) {
        char *view = make_copy_view();

        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        die(view);
        _exit(0);
    }
    while (waitpid(pid, &status, 0) == pid && WIFSTOPPED(status)) {
        last = instruction_of(pid);
        if (stops++ == 0)
            first = last;
        ptrace(PTRACE_CONT, pid, NULL, WSTOPSIG(status));
    }
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV, "%s: status %#x", what, status);
    if (at_instruction)
        CHECK(stops == 2 && first == last, "%s: %d faults, %#llx then %#llx", what, stops, first,
              last);
}

/* The way that was asked for is the one in use, and what is in use can be asked. */
static void check_way(void)
{
    const char *wanted = getenv("NTMM_COW"), *way = ntmm_copy_on_write();

    if (access("/proc/self/pagemap", R_OK))
        wanted = "page";
    CHECK(strcmp(way, wanted ? wanted : "fault") == 0, "copies are noticed by way of %s", way);
    way = ntmm_write_watch();
    CHECK(strcmp(way, "kernel") == 0 || strcmp(way, "fault") == 0, "%s", way);
}

int main(void)
{
    check_way();
    check_handler("handler installed before the library started", BEFORE_LIBRARY);
    check_handler("handler installed before the view", BEFORE_VIEW);
    check_handler("handler installed after the view", AFTER_VIEW);
    check_report();
    check_blocked();
    check_death("a bad write", die_by_write, 1);
    check_death("a signal from outside", die_by_signal, 0);
    printf("faults: %d failures\n", failures);
    return failures != 0;
}
