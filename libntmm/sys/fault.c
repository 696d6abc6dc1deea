// SPDX-License-Identifier: MIT
// fault: the signal handlers for what the processor refuses.
#define _GNU_SOURCE
#include "sys/fault.h"

#include "sys/arch.h"
#include "sys/signal.h"
#include "sys/stack.h"

#include <errno.h>
#include <stddef.h>

static sys_fault_mender *mender;
static sys_fault_resolver *resolver;
static sys_fault_raiser *raiser;

/* It would not come again if the thread went on. */
static bool once(const struct sys_fault *fault)
{
    return fault->guard || fault->trap == SYS_TRAP_BREAKPOINT || fault->trap == SYS_TRAP_STEP;
}

static void on_fault(int signal, siginfo_t *info, void *context)
{
    int saved = errno;
    struct sys_fault fault;

    bool known = info->si_code > 0 && sys_arch_fault(info, context, &fault);
    bool touch = known && fault.trap == SYS_TRAP_TOUCH;
    bool done = touch && signal == SIGBUS && mender(fault.address);

    if (done) {
        errno = saved;
        return;
    }
    /* the stack ended in code of the library's: whoever was asked now would wait for that lock */
    if (info->si_code > 0 && sys_signal_hold.locks) {
        sys_signal_die(signal);
        return;
    }
    if (touch) {
        fault.lost = signal == SIGBUS;
        done = resolver(&fault);
    }
    if (!done && info->si_code > 0)
        done = sys_arch_copy_fails(context);
    if (!done && known) {
        fault.stack_end = sys_arch_stack_ends(context);
        done = raiser(&fault, context);
    }
    errno = saved;
    if (!done)
        sys_signal_pass_on(signal, info, context, info->si_code > 0 && !(known && once(&fault)));
}

int sys_fault_install(sys_fault_mender *mend, sys_fault_resolver *resolve, sys_fault_raiser *raise)
{
    static const int signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP };
    int result = 0;

    mender = mend;
    resolver = resolve;
    raiser = raise;
    sys_stack_provide();
    for (size_t i = 0; i < sizeof signals / sizeof *signals && result == 0; i++)
        result = sys_signal_guard(signals[i], on_fault);
    return result;
}
