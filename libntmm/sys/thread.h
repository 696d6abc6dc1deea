// SPDX-License-Identifier: MIT
// thread: threads of the library's own, which run none of the program's code.
#ifndef NTMM_SYS_THREAD_H
#define NTMM_SYS_THREAD_H

#include <pthread.h>

/* On a small stack, with all signals blocked. `join` NULL: nobody waits for its end. -ENOMEM. */
int sys_thread_start(void *(*run)(void *context), void *context, pthread_t *join);

#endif
