// SPDX-License-Identifier: MIT
// spawn: starting the host's programs.
#define _GNU_SOURCE
#include "sys/spawn.h"

#include "sys/clock.h"
#include "sys/descriptor.h"
#include "sys/futex.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * Signals in the kernel's own terms: libc's calls would go by way of sys/signal.c, whose books are
 * the parent's, and the child of vfork() works in the parent's memory.
 */
enum { SIGNALS = 64 };

struct signal_set {
    uint64_t bits;
};

struct signal_action {
    void *handler; /* NULL: the default, and a zero in everything else */
    uint64_t rest[3];
};

static struct signal_set set_mask(struct signal_set mask)
{
    struct signal_set before;

    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, &before, sizeof mask);
    return before;
}

/* A handler that ran between vfork() and exec would change the parent. Ignored ones stay so. */
static void reset_handlers(void)
{
    static const struct signal_action none;

    for (int signal = 1; signal <= SIGNALS; signal++) {
        struct signal_action now;

        if (syscall(SYS_rt_sigaction, signal, NULL, &now, sizeof(struct signal_set)) == 0 &&
            now.handler && now.handler != (void *)SIG_IGN)
            syscall(SYS_rt_sigaction, signal, &none, NULL, sizeof(struct signal_set));
    }
}

/* --- in the child -------------------------------------------------------------------------- */

/*
 * One standard descriptor may be another's source (1 to 2 and 2 to 1): such sources are copied out
 * of the way first; the copies close themselves on exec.
 */
static int place_standard(const struct sys_spawn *spawn)
{
    int source[3];

    for (int i = 0; i < 3; i++) {
        source[i] = spawn->standard[i];
        if (source[i] >= 0 && source[i] <= 2 && source[i] != i)
            source[i] = SYS_DESCRIPTOR(fcntl(source[i], F_DUPFD_CLOEXEC, 3));
        if (source[i] < 0 && spawn->standard[i] >= 0)
            return source[i];
    }
    for (int i = 0; i < 3; i++) {
        if (source[i] < 0)
            continue;
        if (source[i] == i ? fcntl(i, F_SETFD, 0) : dup2(source[i], i) < 0)
            return -errno;
    }
    return 0;
}

static int prepare(const struct sys_spawn *spawn)
{
    int result = 0;

    if (spawn->new_session)
        result = setsid();
    else if (spawn->new_group)
        result = setpgid(0, 0);
    if (result < 0)
        return -errno;
    result = place_standard(spawn);
    for (size_t i = 0; i < spawn->keep_count && result == 0; i++)
        if (fcntl(spawn->keep[i], F_SETFD, 0))
            result = -errno;
    if (result == 0 && spawn->directory && chdir(spawn->directory))
        result = -errno;
    return result;
}

/* Returns when it failed, and why. */
static int become(const struct sys_spawn *spawn)
{
    int result;

    reset_handlers();
    result = prepare(spawn);
    if (result)
        return result;
    if (spawn->number)
        *spawn->number = (uint32_t)getpid();
    if (spawn->stopped)
        prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0);
    set_mask((struct signal_set) { 0 });
    execve(spawn->program, spawn->arguments, spawn->environment);
    return -errno;
}

/* Of a child that ends by itself or was killed. */
static void reap(int pid)
{
    int status;

    while (waitpid(pid, &status, 0) < 0 ? errno == EINTR : WIFSTOPPED(status))
        ;
}

/* vfork() goes on here when the child has become the program or is gone. */
static int start(const struct sys_spawn *spawn)
{
    volatile int failed = 0;
    int pid = vfork();

    if (pid == 0) {
        failed = become(spawn);
        _exit(127);
    }
    if (pid < 0)
        return -errno;
    if (failed) {
        reap(pid);
        return failed;
    }
    return pid;
}

/* --- stopped ------------------------------------------------------------------------------- */

/*
 * The parent traces the child up to its exec, which stops it there. That has to begin before, and
 * by the parent's hand: a child that only asked to be traced would run free if the parent died
 * before the exec. So the child, which is a fork and no vfork, waits for it.
 */
struct tracing {
    sys_futex traced;
    int failed;
};

static _Noreturn void become_traced(const struct sys_spawn *spawn, struct tracing *tracing,
                                    int parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (getppid() != parent)
        kill(getpid(), SIGKILL); /* as it would have been a moment later */
    while (!tracing->traced)
        sys_futex_wait(&tracing->traced, 0, -1);
    tracing->failed = become(spawn);
    _exit(127);
}

/* The tracer is told of stops even when it asks for ends. */
static bool is_alive(int pid)
{
    siginfo_t info = { .si_pid = 0 };

    return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           (info.si_pid == 0 || info.si_code == CLD_TRAPPED || info.si_code == CLD_STOPPED);
}

/*
 * The stop in exec is not waited for with wait(): another thread's could take the answer. Let go,
 * the child meets the stop signal before its first instruction.
 */
static void stop_in_exec(int pid)
{
    siginfo_t info = { .si_code = 0 };

    while (info.si_code != (SIGTRAP | PTRACE_EVENT_EXEC << 8)) {
        if (ptrace(PTRACE_GETSIGINFO, pid, NULL, &info)) {
            if (!is_alive(pid))
                return;
            sys_clock_nap(20);
        } else if (info.si_code != (SIGTRAP | PTRACE_EVENT_EXEC << 8)) {
            /* a signal came before; it takes its way */
            ptrace(PTRACE_CONT, pid, NULL, (void *)(intptr_t)info.si_signo);
        }
    }
    kill(pid, SIGSTOP);
    ptrace(PTRACE_DETACH, pid, NULL, NULL);
}

static int trace(int pid, struct tracing *tracing)
{
    long options = PTRACE_O_EXITKILL | PTRACE_O_TRACEEXEC;

    if (ptrace(PTRACE_SEIZE, pid, NULL, (void *)options)) {
        kill(pid, SIGKILL);
        reap(pid);
        return -EOPNOTSUPP;
    }
    tracing->traced = 1;
    sys_futex_wake(&tracing->traced, SYS_FUTEX_ALL);
    stop_in_exec(pid);
    if (tracing->failed) {
        reap(pid);
        return tracing->failed;
    }
    return pid;
}

/* fork() by itself, without what libc and its users do at one. */
static int start_stopped(const struct sys_spawn *spawn)
{
    struct tracing *tracing = mmap(NULL, sizeof *tracing, PROT_READ | PROT_WRITE,
                                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int parent = getpid(), pid;

    if (tracing == MAP_FAILED)
        return -errno;
    pid = (int)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
    if (pid == 0)
        become_traced(spawn, tracing, parent);
    pid = pid < 0 ? -errno : trace(pid, tracing);
    munmap(tracing, sizeof *tracing);
    return pid;
}

int sys_spawn(const struct sys_spawn *spawn)
{
    struct signal_set mask = set_mask((struct signal_set) { UINT64_MAX });
    int result = spawn->stopped ? start_stopped(spawn) : start(spawn);

    set_mask(mask);
    return result;
}
