// SPDX-License-Identifier: MIT
// fault: the signal handlers for what the processor refuses.
#ifndef NTMM_SYS_FAULT_H
#define NTMM_SYS_FAULT_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

enum sys_access { SYS_ACCESS_READ = 0, SYS_ACCESS_WRITE = 1, SYS_ACCESS_EXECUTE = 8 };

/* All but the first are of the instruction alone. */
enum sys_trap {
    SYS_TRAP_TOUCH, /* of memory */
    SYS_TRAP_BREAKPOINT, SYS_TRAP_STEP, SYS_TRAP_ILLEGAL, SYS_TRAP_PRIVILEGED,
    SYS_TRAP_DIVIDE_BY_ZERO, SYS_TRAP_DIVIDE_OVERFLOW,
    SYS_TRAP_FLOAT_DIVIDE_BY_ZERO, SYS_TRAP_FLOAT_OVERFLOW, SYS_TRAP_FLOAT_UNDERFLOW,
    SYS_TRAP_FLOAT_INEXACT, SYS_TRAP_FLOAT_INVALID
};

struct sys_fault {
    enum sys_trap trap;
    uintptr_t instruction;
    uintptr_t address; /* this and all below: of a touch */
    enum sys_access access;
    bool protection; /* something is mapped there; its protection said no */
    bool guard;      /* set by the resolver: a guard page, which is none any more */
    bool lost;       /* it is mapped and allowed, but the file has no such page (any more) */
    int32_t reason;  /* for lost pages, the resolver's word to the raiser */
    bool stack_end;  /* of any: the thread's stack pointer is where there is no stack (any more) */
};

/*
 * True: mended, run the instruction again. For what is lost already it only sets the reason. Runs
 * in a signal handler on the faulting thread, which holds no lock of the library: it may take them,
 * but allocates nothing and prints nothing.
 */
typedef bool sys_fault_resolver(struct sys_fault *fault);

/*
 * Offered what the resolver did not mend. True: it changed the signal's context, and the thread
 * goes on there. False: the program's own handler is next.
 */
typedef bool sys_fault_raiser(const struct sys_fault *fault, void *signal_context);

/* Asked first about memory that is lost; the thread may hold locks of the library. */
typedef bool sys_fault_mender(uintptr_t address);

/* Installs the handlers, once, before any other thread runs. */
int sys_fault_install(sys_fault_mender *mender, sys_fault_resolver *resolver,
                      sys_fault_raiser *raiser);

#endif
