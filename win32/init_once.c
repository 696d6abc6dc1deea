// SPDX-License-Identifier: MIT
// init_once: initialisation that happens once, whoever comes first.
#include "win32/error.h"

#include "sys/futex.h"

#include <stdbool.h>

/*
 * The two lowest bits of the pointer say how far it is; what is above them is the context when it
 * is done, and before that, whether somebody sleeps on the word until it is.
 */
enum {
    UNTOUCHED = 0,
    BEGUN = 1,   /* one thread does it, the others wait */
    DONE = 2,
    RACING = 3,  /* several do it, and the first that is done counts */
    STATE = 3,
    SLEEPERS = 4,
};

_Static_assert(STATE == (1 << INIT_ONCE_CTX_RESERVED_BITS) - 1, "the bits that contexts lack");

typedef _Atomic uintptr_t once_word;

static once_word *word_of(INIT_ONCE *once)
{
    return (once_word *)(void *)once;
}

/* Its lower half, which tells all but contexts. */
static sys_futex *futex_of(INIT_ONCE *once)
{
    return (sys_futex *)(void *)once;
}

static void sleep_while_begun(INIT_ONCE *once, uintptr_t seen)
{
    if ((seen & SLEEPERS) ||
        atomic_compare_exchange_strong(word_of(once), &seen, seen | SLEEPERS))
        sys_futex_wait(futex_of(once), BEGUN | SLEEPERS, -1);
}

static BOOL tell(uintptr_t word, BOOL *pending, void **context)
{
    if (pending)
        *pending = FALSE;
    if (context)
        *context = (void *)(word & ~(uintptr_t)STATE);
    return TRUE;
}

/* The calling thread is to do it, alone (BEGUN) or not (RACING). */
static BOOL begin(INIT_ONCE *once, uintptr_t how, BOOL *pending, void **context)
{
    uintptr_t word = UNTOUCHED;

    for (;;) {
        if (word == UNTOUCHED && atomic_compare_exchange_weak(word_of(once), &word, how))
            break;
        if ((word & STATE) == DONE)
            return tell(word, pending, context);
        if ((word & STATE) == RACING && how == RACING)
            break;
        if (word != UNTOUCHED && (word & STATE) != how)
            return win32_fail(ERROR_INVALID_PARAMETER);
        if (word != UNTOUCHED)
            sleep_while_begun(once, word);
        word = *word_of(once);
    }
    *pending = TRUE;
    return TRUE;
}

BOOL WINAPI InitOnceBeginInitialize(LPINIT_ONCE once, DWORD flags, PBOOL pending,
                                    LPVOID *context)
{
    uintptr_t word;

    if (flags == INIT_ONCE_CHECK_ONLY) {
        word = *word_of(once);
        return (word & STATE) == DONE ? tell(word, pending, context)
                                      : win32_fail(ERROR_GEN_FAILURE);
    }
    if (flags & ~(DWORD)INIT_ONCE_ASYNC)
        return win32_fail(ERROR_INVALID_PARAMETER);
    return begin(once, flags ? RACING : BEGUN, pending, context);
}

/* Only who does it alone can say that it failed, and then there is no context. */
static bool may_complete(DWORD flags, void *context)
{
    if (flags == INIT_ONCE_INIT_FAILED)
        return context == NULL;
    return (flags == 0 || flags == INIT_ONCE_ASYNC) && ((uintptr_t)context & STATE) == 0;
}

BOOL WINAPI InitOnceComplete(LPINIT_ONCE once, DWORD flags, LPVOID context)
{
    uintptr_t how = flags == INIT_ONCE_ASYNC ? RACING : BEGUN;
    uintptr_t next = flags == INIT_ONCE_INIT_FAILED ? UNTOUCHED : (uintptr_t)context | DONE;
    uintptr_t word = *word_of(once);

    if (!may_complete(flags, context))
        return win32_fail(ERROR_INVALID_PARAMETER);
    do {
        if ((word & STATE) == UNTOUCHED || (word & STATE) == DONE)
            return win32_fail(ERROR_GEN_FAILURE);
        if ((word & STATE) != how)
            return win32_fail(ERROR_INVALID_PARAMETER);
    } while (!atomic_compare_exchange_weak(word_of(once), &word, next));
    if (word & SLEEPERS)
        sys_futex_wake(futex_of(once), SYS_FUTEX_ALL);
    return TRUE;
}

BOOL WINAPI InitOnceExecuteOnce(PINIT_ONCE once, PINIT_ONCE_FN routine, PVOID parameter,
                                LPVOID *context)
{
    void *made = NULL;
    BOOL pending;

    if (!InitOnceBeginInitialize(once, 0, &pending, context))
        return FALSE;
    if (!pending)
        return TRUE;
    if (!routine(once, parameter, context ? context : &made)) {
        InitOnceComplete(once, INIT_ONCE_INIT_FAILED, NULL);
        return FALSE;
    }
    return InitOnceComplete(once, 0, context ? *context : made);
}

VOID WINAPI InitOnceInitialize(PINIT_ONCE once)
{
    *once = (INIT_ONCE) INIT_ONCE_STATIC_INIT;
}
