// SPDX-License-Identifier: MIT
// arch: what depends on the processor; one file for each kind.
#ifndef NTMM_SYS_ARCH_H
#define NTMM_SYS_ARCH_H

#include "sys/fault.h"

#include <stddef.h>

/* Reads off the signal's context what was refused. False: the processor does not say. */
bool sys_arch_fault(const siginfo_t *info, const void *context, struct sys_fault *fault);

/* Copies; returns 0, or 1 when the fault handler sent it to its own end. */
size_t sys_arch_copy(void *to, const void *from, size_t length);

/* If the context stopped inside sys_arch_copy, moves it to the failing end of that function. */
bool sys_arch_copy_fails(void *context);

/* Did the thread that stopped so run out of stack? */
bool sys_arch_stack_ends(const void *context);

/*
 * Makes the interrupted thread call `entry` on its own stack when the signal handler returns:
 * with the fault, and with a context at fault->instruction that sys_arch_resume accepts. If that
 * stack is at its end, on the one that the signal handler itself runs on. False: there is no stack
 * left there either, or it is not known for this processor.
 */
bool sys_arch_redirect(void *context, const struct sys_fault *fault,
                       void (*entry)(const struct sys_fault *fault, void *context));

/* Goes on as the context, which may have been changed, says. */
_Noreturn void sys_arch_resume(void *context);

#endif
