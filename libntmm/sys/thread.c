// SPDX-License-Identifier: MIT
// thread: threads of the library's own, which run none of the program's code.
#define _GNU_SOURCE
#include "sys/thread.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#define STACK ((size_t)32 << 10) /* above what thread-local variables take */

static size_t stack_size(void)
{
    long least = sysconf(_SC_THREAD_STACK_MIN);

    return (least > 0 ? (size_t)least : 0) + STACK;
}

int sys_thread_start(void *(*run)(void *context), void *context, pthread_t *join)
{
    pthread_attr_t attributes;
    sigset_t all, before;
    pthread_t thread;
    int result;

    if (pthread_attr_init(&attributes))
        return -ENOMEM;
    pthread_attr_setstacksize(&attributes, stack_size());
    pthread_attr_setdetachstate(&attributes, join ? PTHREAD_CREATE_JOINABLE
                                                  : PTHREAD_CREATE_DETACHED);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    result = pthread_create(join ? join : &thread, &attributes, run, context);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return result ? -ENOMEM : 0;
}
