// SPDX-License-Identifier: MIT
// signal: the program's own signal handlers, behind the library's.
#define _GNU_SOURCE
#include "sys/signal.h"

#include "sys/lock.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

/*
 * The program's actions are kept here. To that end sigaction and signal are ours, in front of
 * libc's: a program that installs a handler for a guarded signal after us would else take ours
 * away. So are the calls that block signals: a thread that blocks a guarded one would be killed by
 * its first fault.
 *
 * A handler reads an action without a lock: writers fill the unused slot and then switch. A third
 * change while a handler still reads the first is lost in practice.
 */
enum { SIGNALS = 65 };

static struct program_action {
    struct sigaction slot[2];
    atomic_uint current;
    atomic_bool known;    /* set by way of us; else the kernel has it */
    bool guarded;
} program[SIGNALS];

static struct sys_lock program_lock = SYS_LOCK_INIT; /* serialises writers */

__thread struct sys_signal_hold sys_signal_hold __attribute__((tls_model("initial-exec")));

typedef int sigaction_call(int, const struct sigaction *, struct sigaction *);
typedef int sigmask_call(int, const sigset_t *, sigset_t *);

/* In a program linked statically there is no next one to look up; libc's own name is there. */
extern __attribute__((weak)) sigaction_call __libc_sigaction;

static sigaction_call *next_sigaction(void)
{
    static _Atomic(sigaction_call *) found;
    sigaction_call *call = atomic_load_explicit(&found, memory_order_acquire);

    if (!call) {
        *(void **)&call = dlsym(RTLD_NEXT, "sigaction");
        if (!call)
            call = __libc_sigaction;
        atomic_store_explicit(&found, call, memory_order_release);
    }
    return call;
}

static void keep_open(sigset_t *blocked)
{
    for (int signal = 1; signal < SIGNALS; signal++)
        if (program[signal].guarded)
            sigdelset(blocked, signal);
}

static struct sigaction action_of(int signal)
{
    struct program_action *action = &program[signal];

    return action->slot[atomic_load_explicit(&action->current, memory_order_acquire) & 1];
}

/* program_lock is held. */
static void action_set(int signal, const struct sigaction *action)
{
    struct program_action *slots = &program[signal];
    unsigned current = atomic_load_explicit(&slots->current, memory_order_relaxed);

    slots->slot[(current + 1) & 1] = *action;
    atomic_store_explicit(&slots->current, current + 1, memory_order_release);
    atomic_store_explicit(&slots->known, true, memory_order_release);
}

/* Nobody wants it: the instruction runs again with the default action and dies there. */
static void die_by(int signal, bool repeats)
{
    struct sigaction action = { .sa_handler = SIG_DFL };

    next_sigaction()(signal, &action, NULL);
    if (!repeats) /* sent by a process, or a guard page's only fault */
        syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), signal);
}

void sys_signal_die(int signal)
{
    die_by(signal, true);
}

static void call(const struct sigaction *action, int signal, siginfo_t *info, void *context)
{
    if (action->sa_flags & SA_RESETHAND) {
        struct sigaction reset = { .sa_handler = SIG_DFL };

        sigaction(signal, &reset, NULL);
    }
    if (action->sa_flags & SA_SIGINFO)
        action->sa_sigaction(signal, info, context);
    else
        action->sa_handler(signal);
}

void sys_signal_pass_on(int signal, siginfo_t *info, void *context, bool repeats)
{
    struct sigaction action = action_of(signal);
    sigset_t blocked = action.sa_mask;

    if (action.sa_handler == SIG_IGN && info->si_code <= 0)
        return;
    if (action.sa_handler == SIG_DFL || action.sa_handler == SIG_IGN) {
        die_by(signal, repeats);
        return;
    }
    /* blocked are what was before and what the program wants; the return undoes it */
    sigorset(&blocked, &blocked, &((ucontext_t *)context)->uc_sigmask);
    pthread_sigmask(SIG_SETMASK, &blocked, NULL);
    call(&action, signal, info, context);
}

int sys_signal_guard(int signal, void (*handler)(int, siginfo_t *, void *))
{
    struct sigaction action = {
        .sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER
    };
    struct sigaction before;

    program[signal].guarded = true;
    sigfillset(&action.sa_mask); /* nobody comes between while a thread is redirected */
    keep_open(&action.sa_mask);
    if (next_sigaction()(signal, &action, &before))
        return -errno;
    if (!program[signal].known) /* else what the kernel had was on_signal() */
        action_set(signal, &before);
    return 0;
}

/* The thread's mask in the kernel, past what this file does to calls of the program. */
static int mask_one(int how, int signal)
{
    unsigned long set = 1ul << (signal - 1);

    return (int)syscall(SYS_rt_sigprocmask, how, &set, NULL, sizeof set);
}

/* Blocks the signal when the handler returns, and sends it to this thread again. */
static bool defer(int signal, siginfo_t *info, ucontext_t *context)
{
    mask_one(SIG_BLOCK, signal);
    if (syscall(SYS_rt_tgsigqueueinfo, getpid(), syscall(SYS_gettid), signal, info))
        return false;
    sigaddset(&context->uc_sigmask, signal);
    sys_signal_hold.deferred |= 1ul << (signal - 1);
    return true;
}

void sys_signal_release(void)
{
    unsigned long deferred = sys_signal_hold.deferred;

    sys_signal_hold.deferred = 0;
    syscall(SYS_rt_sigprocmask, SIG_UNBLOCK, &deferred, NULL, sizeof deferred);
}

/*
 * sigsuspend, ppoll and their like take a mask that is not by way of us, and a handler that comes
 * in them runs under it.
 */
static void open_guarded(void)
{
    unsigned long guarded = 0;

    for (int signal = 1; signal < SIGNALS; signal++)
        if (program[signal].guarded)
            guarded |= 1ul << (signal - 1);
    syscall(SYS_rt_sigprocmask, SIG_UNBLOCK, &guarded, NULL, sizeof guarded);
}

/* In front of every handler of the program's, but for the guarded signals. */
static void on_signal(int signal, siginfo_t *info, void *context)
{
    int saved = errno;
    struct sigaction action = action_of(signal);

    if (sys_signal_hold.locks && defer(signal, info, context)) {
        errno = saved;
        return;
    }
    open_guarded();
    errno = saved;
    if (action.sa_handler != SIG_DFL && action.sa_handler != SIG_IGN) /* changed meanwhile */
        call(&action, signal, info, context);
}

/* The kernel's own call, for programs linked statically. libc's two signals stay open. */
static int kernel_mask(int how, const sigset_t *set, sigset_t *old)
{
    enum { LIBC_FIRST = 32, KERNEL_SIZE = 8 };
    unsigned long blocked;

    if (set) {
        memcpy(&blocked, set, sizeof blocked);
        blocked &= ~(3ul << (LIBC_FIRST - 1));
    }
    return syscall(SYS_rt_sigprocmask, how, set ? &blocked : NULL, old, KERNEL_SIZE) ? errno : 0;
}

static int set_mask(int how, const sigset_t *set, sigset_t *old)
{
    static _Atomic(sigmask_call *) found;
    sigmask_call *next = atomic_load_explicit(&found, memory_order_acquire);
    sigset_t blocked;

    if (!next) {
        *(void **)&next = dlsym(RTLD_NEXT, "pthread_sigmask");
        if (!next)
            next = kernel_mask;
        atomic_store_explicit(&found, next, memory_order_release);
    }
    if (set && how != SIG_UNBLOCK) {
        blocked = *set;
        keep_open(&blocked);
        set = &blocked;
    }
    return next(how, set, old);
}

/* libc's names. */
__attribute__((visibility("default")))
int pthread_sigmask(int how, const sigset_t *restrict set, sigset_t *restrict old)
{
    return set_mask(how, set, old);
}

__attribute__((visibility("default")))
int sigprocmask(int how, const sigset_t *restrict set, sigset_t *restrict old)
{
    int error = set_mask(how, set, old);

    if (error)
        errno = error;
    return error ? -1 : 0;
}

/*
 * What the kernel is told of a handler of the program's. The one shot of SA_RESETHAND is not the
 * kernel's to count: a signal that waits is delivered twice.
 */
static struct sigaction in_front_of(const struct sigaction *action)
{
    struct sigaction ours = *action;

    keep_open(&ours.sa_mask); /* a fault in the handler is still one */
    if (action->sa_handler == SIG_DFL || action->sa_handler == SIG_IGN)
        return ours;
    ours.sa_sigaction = on_signal;
    ours.sa_flags |= SA_SIGINFO;
    ours.sa_flags &= ~(int)SA_RESETHAND;
    return ours;
}

/*
 * The new action is there before the kernel calls us for it. *before, what the program had set,
 * is the kernel's where that was not by way of us. program_lock is held.
 */
static int action_change(int signal, const struct sigaction *action, struct sigaction *before)
{
    bool known = atomic_load_explicit(&program[signal].known, memory_order_relaxed);
    struct sigaction ours = in_front_of(action), kernel;

    action_set(signal, action);
    if (program[signal].guarded)
        return 0;
    if (next_sigaction()(signal, &ours, &kernel)) {
        action_set(signal, before);
        atomic_store_explicit(&program[signal].known, known, memory_order_relaxed);
        return -1;
    }
    if (!known)
        *before = kernel;
    return 0;
}

/* libc's name: what the program sets is the next in line behind ours. */
__attribute__((visibility("default")))
int sigaction(int signal, const struct sigaction *restrict action, struct sigaction *restrict old)
{
    struct sigaction before, wanted;
    int result = 0;

    if (signal < 1 || signal >= SIGNALS)
        return next_sigaction()(signal, action, old);
    if (!action && !atomic_load_explicit(&program[signal].known, memory_order_acquire))
        return next_sigaction()(signal, NULL, old);
    if (action)
        wanted = *action; /* may fault: not under the lock */
    sys_lock_acquire(&program_lock);
    before = action_of(signal);
    if (action)
        result = action_change(signal, &wanted, &before);
    sys_lock_release(&program_lock);
    if (old && result == 0)
        *old = before;
    return result;
}

void sys_signal_fork_prepare(void)
{
    sys_lock_acquire(&program_lock);
}

void sys_signal_fork_done(void)
{
    sys_lock_release(&program_lock);
}

/* libc's name, with BSD semantics as in glibc. */
__attribute__((visibility("default")))
sighandler_t signal(int number, sighandler_t handler)
{
    struct sigaction action = { .sa_handler = handler, .sa_flags = SA_RESTART }, old;

    sigemptyset(&action.sa_mask);
    if (handler == SIG_ERR || sigaction(number, &action, &old)) {
        if (handler == SIG_ERR)
            errno = EINVAL;
        return SIG_ERR;
    }
    return old.sa_handler;
}
