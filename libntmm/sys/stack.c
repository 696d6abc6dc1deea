// SPDX-License-Identifier: MIT
// stack: where a thread's fault is handled when its own stack is at its end.
#define _GNU_SOURCE
#include "sys/stack.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/auxv.h>
#include <sys/mman.h>

/*
 * Vectored handlers and filters run there too after an overflow, and handlers that a program
 * installed with sigaction always do. Only what they touch costs memory.
 */
#define ROOM_FOR_HANDLERS ((size_t)256 << 10)
/* Faults inside of handlers of faults: each gets a frame from the kernel, and a copy from us. */
#define NESTED_FRAMES 8
#define FRAME_OF_OLD 4096 /* kernels that do not tell know no processor that needs more */
#define GUARD ((size_t)4096)

static pthread_key_t owner; /* its destructor runs when a thread ends */
static pthread_once_t owner_once = PTHREAD_ONCE_INIT;
static bool owner_made;

static size_t stack_size(void)
{
    size_t frame = getauxval(AT_MINSIGSTKSZ); /* what this processor's registers need */
    size_t size = ROOM_FOR_HANDLERS + NESTED_FRAMES * (frame ? frame : FRAME_OF_OLD);

    return (size + GUARD - 1) & ~(GUARD - 1);
}

static void take_back(void *base)
{
    const stack_t none = { .ss_flags = SS_DISABLE };
    stack_t now;

    /* the program may have set its own in the meantime */
    if (sigaltstack(NULL, &now) == 0 && now.ss_sp == (char *)base + GUARD)
        sigaltstack(&none, NULL);
    munmap(base, GUARD + stack_size());
}

static void make_owner(void)
{
    owner_made = pthread_key_create(&owner, take_back) == 0;
}

static void provide(void)
{
    size_t size = stack_size();
    stack_t stack;
    char *base;

    if (sigaltstack(NULL, &stack) || !(stack.ss_flags & SS_DISABLE))
        return;
    pthread_once(&owner_once, make_owner);
    base = mmap(NULL, GUARD + size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (base == MAP_FAILED)
        return;
    stack = (stack_t) { .ss_sp = base + GUARD, .ss_size = size };
    if (!owner_made || mprotect(base + GUARD, size, PROT_READ | PROT_WRITE) ||
        sigaltstack(&stack, NULL) || pthread_setspecific(owner, base))
        take_back(base);
}

void sys_stack_provide(void)
{
    static _Thread_local bool tried __attribute__((__tls_model__("initial-exec")));
    int saved = errno;

    if (tried)
        return;
    tried = true;
    provide();
    errno = saved;
}
