// SPDX-License-Identifier: MIT
// critical_section: locks of this process that their owner may take again.
#include "win32/error.h"

#include "ps/thread.h"
#include "sys/futex.h"
#include "sys/process.h"

#include <stdbool.h>

/*
 * LockCount is what Microsoft's debugger documents since Windows Server 2003 SP1, from the lowest
 * bit upwards: the lock is free; nobody was woken for it; and the number of threads that wait, all
 * bits inverted. -1: free, and nobody waits. It is the word that they sleep on.
 *
 * Who frees the lock wakes one, unless one that was woken is still on its way. Whoever waits and
 * does not get the lock says before it sleeps that one is to be woken.
 */
enum { FREE = 1, NOBODY_WOKEN = 2, ONE_WAITER = 4 };

#define NOBODY_WAITS UINT32_MAX

/* The program's flags, and in the same byte of a spin count, Microsoft's own use of it. */
#define UPPER_BYTE 0xff000000u

static sys_futex *word_of(CRITICAL_SECTION *section)
{
    return (sys_futex *)(void *)&section->LockCount;
}

static HANDLE this_thread(void)
{
    return (HANDLE)(ULONG_PTR)ps_thread_number();
}

/* Others may change it meanwhile, but not to this thread or away from it. */
static bool is_owner(const CRITICAL_SECTION *section, HANDLE thread)
{
    return __atomic_load_n(&section->OwningThread, __ATOMIC_RELAXED) == thread;
}

static void own(CRITICAL_SECTION *section, HANDLE thread)
{
    __atomic_store_n(&section->OwningThread, thread, __ATOMIC_RELAXED);
    section->RecursionCount = 1;
}

static bool try_lock(sys_futex *word)
{
    uint32_t count = *word;

    while (count & FREE)
        if (atomic_compare_exchange_weak(word, &count, count & ~(uint32_t)FREE))
            return true;
    return false;
}

static bool spin(CRITICAL_SECTION *section)
{
    ULONG_PTR spins = section->SpinCount;

    for (; spins > 0; spins--) {
        if (try_lock(word_of(section)))
            return true;
        YieldProcessor();
    }
    return false;
}

static void wait_for(sys_futex *word)
{
    uint32_t count = atomic_fetch_sub(word, ONE_WAITER) - ONE_WAITER, next;

    for (;;) {
        next = count | NOBODY_WOKEN;
        if (count & FREE) {
            next = (next & ~(uint32_t)FREE) + ONE_WAITER;
            if (atomic_compare_exchange_weak(word, &count, next))
                return;
        } else if (count == next || atomic_compare_exchange_weak(word, &count, next)) {
            sys_futex_wait(word, next, -1);
            count = *word;
        }
    }
}

VOID WINAPI EnterCriticalSection(LPCRITICAL_SECTION section)
{
    HANDLE thread = this_thread();

    if (is_owner(section, thread)) {
        section->RecursionCount++;
        return;
    }
    if (!try_lock(word_of(section)) && !spin(section))
        wait_for(word_of(section));
    own(section, thread);
}

BOOL WINAPI TryEnterCriticalSection(LPCRITICAL_SECTION section)
{
    HANDLE thread = this_thread();

    if (is_owner(section, thread)) {
        section->RecursionCount++;
        return TRUE;
    }
    if (!try_lock(word_of(section)))
        return FALSE;
    own(section, thread);
    return TRUE;
}

VOID WINAPI LeaveCriticalSection(LPCRITICAL_SECTION section)
{
    sys_futex *word = word_of(section);
    uint32_t count, next;
    bool wake;

    if (--section->RecursionCount)
        return;
    __atomic_store_n(&section->OwningThread, NULL, __ATOMIC_RELAXED);
    count = *word;
    do {
        next = count | FREE;
        wake = (next | NOBODY_WOKEN) != NOBODY_WAITS && (count & NOBODY_WOKEN);
        if (wake)
            next &= ~(uint32_t)NOBODY_WOKEN;
    } while (!atomic_compare_exchange_weak(word, &count, next));
    if (wake)
        sys_futex_wake(word, 1);
}

/* --- making and deleting ------------------------------------------------------------------- */

/* To spin for a lock whose owner cannot run meanwhile is of no use. */
static ULONG_PTR spin_count(DWORD count)
{
    uint64_t mask;

    return sys_process_processors(&mask) > 1 ? count & ~UPPER_BYTE : 0;
}

#define NO_DEBUG_INFO ((PRTL_CRITICAL_SECTION_DEBUG)(LONG_PTR)-1)

BOOL WINAPI InitializeCriticalSectionEx(LPCRITICAL_SECTION section, DWORD spins, DWORD flags)
{
    if ((spins & UPPER_BYTE) || (flags & ~UPPER_BYTE))
        return win32_fail(ERROR_INVALID_PARAMETER);
    *section = (CRITICAL_SECTION) {
        .DebugInfo = NO_DEBUG_INFO, .LockCount = -1, .SpinCount = spin_count(spins)
    };
    return TRUE;
}

BOOL WINAPI InitializeCriticalSectionAndSpinCount(LPCRITICAL_SECTION section, DWORD spins)
{
    return InitializeCriticalSectionEx(section, spins & ~UPPER_BYTE, 0);
}

VOID WINAPI InitializeCriticalSection(LPCRITICAL_SECTION section)
{
    InitializeCriticalSectionEx(section, 0, 0);
}

DWORD WINAPI SetCriticalSectionSpinCount(LPCRITICAL_SECTION section, DWORD spins)
{
    DWORD before = (DWORD)section->SpinCount;

    section->SpinCount = spin_count(spins);
    return before;
}

VOID WINAPI DeleteCriticalSection(LPCRITICAL_SECTION section)
{
    *section = (CRITICAL_SECTION) { .LockCount = -1 };
}
