// SPDX-License-Identifier: MIT
// thread: starting threads: the program's, and the library's own, which run none of its code.
#define _GNU_SOURCE
#include "sys/thread.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/resource.h>
#include <unistd.h>

#define STACK ((size_t)32 << 10) /* above what thread-local variables take */
#define STACK_STEP ((size_t)64 << 10)
#define STACK_MOST (SIZE_MAX / 4) /* so that libc may add to it */

static size_t stack_size(size_t wanted)
{
    long least = sysconf(_SC_THREAD_STACK_MIN);

    return (least > 0 ? (size_t)least : 0) + wanted;
}

static int set_stack(pthread_attr_t *attributes, size_t wanted, bool exactly)
{
    size_t size;

    if (wanted > STACK_MOST)
        return -ENOMEM;
    size = (stack_size(wanted) + STACK_STEP - 1) & ~(STACK_STEP - 1);
    if (!exactly) {
        size_t usual;

        pthread_attr_getstacksize(attributes, &usual);
        if (size < usual)
            return 0;
    }
    return pthread_attr_setstacksize(attributes, size) ? -ENOMEM : 0;
}

int sys_thread_create(void *(*run)(void *context), void *context, size_t stack, bool exactly)
{
    pthread_attr_t attributes;
    pthread_t thread;
    int result;

    if (pthread_attr_init(&attributes))
        return -ENOMEM;
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    result = set_stack(&attributes, stack, exactly);
    if (result == 0 && pthread_create(&thread, &attributes, run, context))
        result = -ENOMEM;
    pthread_attr_destroy(&attributes);
    return result;
}

int sys_thread_start(void *(*run)(void *context), void *context, pthread_t *join)
{
    pthread_attr_t attributes;
    sigset_t all, before;
    pthread_t thread;
    int result;

    if (pthread_attr_init(&attributes))
        return -ENOMEM;
    pthread_attr_setstacksize(&attributes, stack_size(STACK));
    pthread_attr_setdetachstate(&attributes, join ? PTHREAD_CREATE_JOINABLE
                                                  : PTHREAD_CREATE_DETACHED);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    result = pthread_create(join ? join : &thread, &attributes, run, context);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return result ? -ENOMEM : 0;
}

static long switches(void)
{
    struct rusage usage;

    return getrusage(RUSAGE_THREAD, &usage) ? 0 : usage.ru_nvcsw + usage.ru_nivcsw;
}

bool sys_thread_yield(void)
{
    long before = switches();

    sched_yield();
    return switches() != before;
}
