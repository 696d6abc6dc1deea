// SPDX-License-Identifier: MIT
// stack: where a thread's fault is handled when its own stack is at its end.
#ifndef NTMM_SYS_STACK_H
#define NTMM_SYS_STACK_H

/*
 * Gives the calling thread an alternate signal stack, once, unless it has one. A thread without
 * one is killed by the kernel when its stack overflows; all other faults need none.
 */
void sys_stack_provide(void);

#endif
