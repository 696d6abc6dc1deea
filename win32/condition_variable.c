// SPDX-License-Identifier: MIT
// condition_variable: waiting, without a lock, for what others do under it.
#include "win32/error.h"
#include "win32/timeout.h"

#include "sys/futex.h"

#include <errno.h>

/* The variable is one pointer in size, zero at first: two words. */
struct words {
    sys_futex wakes;           /* what sleepers sleep on: changed by every wake */
    _Atomic uint32_t sleepers; /* or about to sleep: counted before they leave the lock */
};

_Static_assert(sizeof(struct words) == sizeof(CONDITION_VARIABLE), "the variable is these words");

static struct words *words_of(CONDITION_VARIABLE *variable)
{
    return (struct words *)(void *)variable;
}

/* A wake that comes between this and the sleep is seen by the word's change. */
static uint32_t prepare(struct words *words)
{
    words->sleepers++;
    return words->wakes;
}

static int sleep_until(struct words *words, uint32_t wakes, int64_t deadline)
{
    int result;

    do
        result = sys_futex_wait(&words->wakes, wakes, deadline);
    while (result == -EINTR);
    words->sleepers--;
    return result;
}

static BOOL slept(int result)
{
    return result == -ETIMEDOUT ? win32_fail(ERROR_TIMEOUT) : TRUE;
}

BOOL WINAPI SleepConditionVariableCS(PCONDITION_VARIABLE variable, PCRITICAL_SECTION section,
                                     DWORD milliseconds)
{
    struct words *words = words_of(variable);
    int64_t deadline = win32_deadline(milliseconds);
    uint32_t wakes = prepare(words);
    int result;

    LeaveCriticalSection(section);
    result = sleep_until(words, wakes, deadline);
    EnterCriticalSection(section);
    return slept(result);
}

BOOL WINAPI SleepConditionVariableSRW(PCONDITION_VARIABLE variable, PSRWLOCK lock,
                                      DWORD milliseconds, ULONG flags)
{
    struct words *words = words_of(variable);
    int64_t deadline = win32_deadline(milliseconds);
    uint32_t wakes;
    int result;

    if (flags & ~(ULONG)CONDITION_VARIABLE_LOCKMODE_SHARED)
        return win32_fail(ERROR_INVALID_PARAMETER);
    wakes = prepare(words);
    if (flags)
        ReleaseSRWLockShared(lock);
    else
        ReleaseSRWLockExclusive(lock);
    result = sleep_until(words, wakes, deadline);
    if (flags)
        AcquireSRWLockShared(lock);
    else
        AcquireSRWLockExclusive(lock);
    return slept(result);
}

static void wake(struct words *words, int count)
{
    if (!words->sleepers)
        return;
    words->wakes++;
    sys_futex_wake(&words->wakes, count);
}

VOID WINAPI InitializeConditionVariable(PCONDITION_VARIABLE variable)
{
    *variable = (CONDITION_VARIABLE) CONDITION_VARIABLE_INIT;
}

VOID WINAPI WakeConditionVariable(PCONDITION_VARIABLE variable)
{
    wake(words_of(variable), 1);
}

VOID WINAPI WakeAllConditionVariable(PCONDITION_VARIABLE variable)
{
    wake(words_of(variable), SYS_FUTEX_ALL);
}
