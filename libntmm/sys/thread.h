// SPDX-License-Identifier: MIT
// thread: starting threads: the program's, and the library's own, which run none of its code.
#ifndef NTMM_SYS_THREAD_H
#define NTMM_SYS_THREAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * The program's: nobody joins it. `stack` is what it needs of it in bytes; with `exactly` it gets
 * no more than that and what the system needs itself, else the system's default is the least.
 * -ENOMEM: no memory for the stack, or the system's limit of threads.
 */
int sys_thread_create(void *(*run)(void *context), void *context, size_t stack, bool exactly);

/* On a small stack, with all signals blocked. `join` NULL: nobody waits for its end. -ENOMEM. */
int sys_thread_start(void *(*run)(void *context), void *context, pthread_t *join);

/* Offers the processor to others. False: none wanted it. */
bool sys_thread_yield(void);

#endif
