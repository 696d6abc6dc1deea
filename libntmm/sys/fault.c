// SPDX-License-Identifier: MIT
// fault: the signal handlers for memory faults, and the program's own handlers behind them.
#define _GNU_SOURCE
#include "sys/fault.h"

#include "sys/arch.h"
#include "sys/lock.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

/*
 * The program's handlers for the two signals are kept here and called when a fault is no business
 * of the library. To that end sigaction and signal are ours, in front of libc's: a program that
 * installs a handler after us would else take away ours. So are the calls that block signals.
 */
static const int guarded_signals[] = { SIGSEGV, SIGBUS };
#define GUARDED (sizeof guarded_signals / sizeof *guarded_signals)

/*
 * The handler reads an action without a lock: writers fill the unused slot and then switch. A
 * third change while a handler still reads the first is lost in practice: both signals are rare.
 */
static struct host_action {
    struct sigaction slot[2];
    atomic_uint current;
} host[GUARDED];
static struct sys_lock host_lock = SYS_LOCK_INIT; /* serialises writers */

/* A thread that blocks the two signals would be killed by its first fault. */
static void keep_open(sigset_t *blocked)
{
    for (size_t i = 0; i < GUARDED; i++)
        sigdelset(blocked, guarded_signals[i]);
}

static sys_fault_resolver *resolver;
static sys_fault_raiser *raiser;
static bool installed;

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

static struct host_action *host_of(int signal)
{
    for (size_t i = 0; i < GUARDED; i++)
        if (guarded_signals[i] == signal)
            return &host[i];
    return NULL;
}

/* Nobody wants it: the instruction runs again with the default action and dies there. */
static void die_by(int signal, bool repeats)
{
    struct sigaction action = { .sa_handler = SIG_DFL };

    next_sigaction()(signal, &action, NULL);
    if (!repeats) /* sent by a process, or a guard page's only fault */
        syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), signal);
}

static void call_host(int signal, siginfo_t *info, void *context, bool repeats)
{
    struct host_action *slots = host_of(signal);
    struct sigaction action =
        slots->slot[atomic_load_explicit(&slots->current, memory_order_acquire) & 1];
    sigset_t blocked = action.sa_mask;

    if (action.sa_handler == SIG_IGN && info->si_code <= 0)
        return;
    if (action.sa_handler == SIG_DFL || action.sa_handler == SIG_IGN) {
        die_by(signal, repeats);
        return;
    }
    if (action.sa_flags & SA_RESETHAND) {
        struct sigaction reset = { .sa_handler = SIG_DFL };
        sigaction(signal, &reset, NULL);
    }
    /* blocked are what was before and what the program wants; the return undoes it */
    sigorset(&blocked, &blocked, &((ucontext_t *)context)->uc_sigmask);
    pthread_sigmask(SIG_SETMASK, &blocked, NULL);
    if (action.sa_flags & SA_SIGINFO)
        action.sa_sigaction(signal, info, context);
    else
        action.sa_handler(signal);
}

static void on_fault(int signal, siginfo_t *info, void *context)
{
    int saved = errno;
    struct sys_fault fault;

    bool known = info->si_code > 0 && sys_arch_fault(info, context, &fault);
    bool done = false;

    if (known) {
        fault.lost = signal == SIGBUS;
        done = !fault.lost && resolver(&fault);
    }
    if (!done && info->si_code > 0)
        done = sys_arch_copy_fails(context);
    if (!done && known)
        done = raiser(&fault, context);
    errno = saved;
    if (!done)
        call_host(signal, info, context, info->si_code > 0 && !(known && fault.guard));
}

int sys_fault_install(sys_fault_resolver *resolve, sys_fault_raiser *raise)
{
    struct sigaction action = {
        .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER
    };

    resolver = resolve;
    raiser = raise;
    sigfillset(&action.sa_mask); /* nobody comes between while a thread is redirected */
    keep_open(&action.sa_mask);
    for (size_t i = 0; i < GUARDED; i++)
        if (next_sigaction()(guarded_signals[i], &action, &host[i].slot[0]))
            return -errno;
    installed = true;
    return 0;
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
    sigmask_call *call = atomic_load_explicit(&found, memory_order_acquire);
    sigset_t blocked;

    if (!call) {
        *(void **)&call = dlsym(RTLD_NEXT, "pthread_sigmask");
        if (!call)
            call = kernel_mask;
        atomic_store_explicit(&found, call, memory_order_release);
    }
    if (set && how != SIG_UNBLOCK) {
        blocked = *set;
        keep_open(&blocked);
        set = &blocked;
    }
    return call(how, set, old);
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

/* libc's name: what the program sets for the two signals is the next in line behind ours. */
__attribute__((visibility("default")))
int sigaction(int signal, const struct sigaction *restrict action, struct sigaction *restrict old)
{
    struct host_action *slots = host_of(signal);
    struct sigaction open;
    unsigned current;

    if (action && !slots) { /* nor may another signal's handler block them while it runs */
        open = *action;
        keep_open(&open.sa_mask);
        action = &open;
    }
    if (!slots || !installed)
        return next_sigaction()(signal, action, old);
    sys_lock_acquire(&host_lock);
    current = atomic_load_explicit(&slots->current, memory_order_relaxed);
    struct sigaction before = slots->slot[current & 1];
    if (action) {
        slots->slot[(current + 1) & 1] = *action;
        atomic_store_explicit(&slots->current, current + 1, memory_order_release);
    }
    sys_lock_release(&host_lock);
    if (old)
        *old = before;
    return 0;
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
