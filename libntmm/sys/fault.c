// SPDX-License-Identifier: MIT
// fault: the signal handlers for memory faults.
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

static void on_fault(int signal, siginfo_t *info, void *context)
{
    int saved = errno;
    struct sys_fault fault;

    bool known = info->si_code > 0 && sys_arch_fault(info, context, &fault);
    bool done = known && signal == SIGBUS && mender(fault.address);

    if (done) {
        errno = saved;
        return;
    }
    /* the stack ended in code of the library's: whoever was asked now would wait for that lock */
    if (info->si_code > 0 && sys_signal_hold.locks) {
        sys_signal_die(signal);
        return;
    }
    if (known) {
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
        sys_signal_pass_on(signal, info, context, info->si_code > 0 && !(known && fault.guard));
}

int sys_fault_install(sys_fault_mender *mend, sys_fault_resolver *resolve, sys_fault_raiser *raise)
{
    int result;

    mender = mend;
    resolver = resolve;
    raiser = raise;
    sys_stack_provide();
    result = sys_signal_guard(SIGSEGV, on_fault);
    return result ? result : sys_signal_guard(SIGBUS, on_fault);
}
