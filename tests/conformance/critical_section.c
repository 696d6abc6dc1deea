// SPDX-License-Identifier: MIT
// Critical sections: their documented fields, recursion, and one owner among many threads.

#include <windows.h>
#include "wine/test.h"
#include "check.h"

#define LIMIT 60000 /* of waits that have to end */

static void join(HANDLE thread)
{
    ok_value(WaitForSingleObject(thread, LIMIT), WAIT_OBJECT_0);
    CloseHandle(thread);
}

static HANDLE start(LPTHREAD_START_ROUTINE routine, void *parameter)
{
    HANDLE thread = CreateThread(NULL, 0, routine, parameter, 0, NULL);

    ok(thread != NULL, "CreateThread failed, error %lu\n", GetLastError());
    return thread;
}

static HANDLE thread_id(void)
{
    return (HANDLE)(ULONG_PTR)GetCurrentThreadId();
}

static void test_fields(void)
{
    CRITICAL_SECTION section;

    memset(&section, 0xcc, sizeof(section));
    InitializeCriticalSection(&section);
    ok_value(section.LockCount, -1);
    ok_value(section.RecursionCount, 0);
    ok(section.OwningThread == NULL, "owner %p\n", section.OwningThread);
    ok(section.LockSemaphore == NULL, "semaphore %p\n", section.LockSemaphore);

    EnterCriticalSection(&section);
    ok(section.LockCount != -1, "free\n");
    ok_value(section.RecursionCount, 1);
    ok(section.OwningThread == thread_id(), "owner %p\n", section.OwningThread);
    EnterCriticalSection(&section);
    ok_value(section.RecursionCount, 2);
    ok(TryEnterCriticalSection(&section), "not to be had again\n");
    ok_value(section.RecursionCount, 3);
    LeaveCriticalSection(&section);
    LeaveCriticalSection(&section);
    ok_value(section.RecursionCount, 1);
    ok(section.OwningThread == thread_id(), "owner %p\n", section.OwningThread);
    LeaveCriticalSection(&section);
    ok_value(section.LockCount, -1);
    ok_value(section.RecursionCount, 0);
    ok(section.OwningThread == NULL, "owner %p\n", section.OwningThread);
    DeleteCriticalSection(&section);
}

static BOOL one_processor(void)
{
    SYSTEM_INFO info;

    GetSystemInfo(&info);
    return info.dwNumberOfProcessors == 1;
}

static void test_spin_count(void)
{
    CRITICAL_SECTION section;
    DWORD first = one_processor() ? 0 : 4000, second = one_processor() ? 0 : 100;

    ok_succeeds(InitializeCriticalSectionAndSpinCount(&section, 4000));
    ok_value(section.SpinCount & 0xffffff, first);
    ok_value(SetCriticalSectionSpinCount(&section, 100) & 0xffffff, first);
    ok_value(section.SpinCount & 0xffffff, second);
    EnterCriticalSection(&section);
    LeaveCriticalSection(&section);
    ok_value(section.LockCount, -1);
    DeleteCriticalSection(&section);

    ok_succeeds(InitializeCriticalSectionEx(&section, 0, CRITICAL_SECTION_NO_DEBUG_INFO));
    ok((LONG_PTR)section.DebugInfo == -1, "debug information %p\n", (void *)section.DebugInfo);
    ok(TryEnterCriticalSection(&section), "not to be had\n");
    LeaveCriticalSection(&section);
    DeleteCriticalSection(&section);
}

static DWORD WINAPI try_it(void *section)
{
    if (!TryEnterCriticalSection(section))
        return 1;
    LeaveCriticalSection(section);
    return 0;
}

static DWORD in_other(LPTHREAD_START_ROUTINE routine, void *parameter)
{
    HANDLE thread = start(routine, parameter);
    DWORD code = NO_ERROR_YET;

    WaitForSingleObject(thread, LIMIT);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    return code;
}

static void test_others(void)
{
    CRITICAL_SECTION section;

    InitializeCriticalSection(&section);
    ok_value(in_other(try_it, &section), 0);
    EnterCriticalSection(&section);
    ok_value(in_other(try_it, &section), 1);
    EnterCriticalSection(&section);
    LeaveCriticalSection(&section);
    ok_value(in_other(try_it, &section), 1);
    LeaveCriticalSection(&section);
    ok_value(in_other(try_it, &section), 0);
    DeleteCriticalSection(&section);
}

/* Many owners, one at a time. */
struct work {
    CRITICAL_SECTION section;
    LONG inside, total; /* of which no two threads change at once what is not atomic */
};

enum { WORKERS = 8, TURNS = 20000 };

static DWORD WINAPI work(void *context)
{
    struct work *work = context;

    for (int i = 0; i < TURNS; i++) {
        EnterCriticalSection(&work->section);
        if (++work->inside != 1 || work->section.OwningThread != thread_id())
            work->total = -TURNS * WORKERS;
        if (i % 100 == 0)
            SwitchToThread();
        work->total++;
        work->inside--;
        LeaveCriticalSection(&work->section);
    }
    return 0;
}

static void test_exclusion(DWORD spins)
{
    struct work all = { .inside = 0 };
    HANDLE threads[WORKERS];

    InitializeCriticalSectionAndSpinCount(&all.section, spins);
    for (int i = 0; i < WORKERS; i++)
        threads[i] = start(work, &all);
    for (int i = 0; i < WORKERS; i++)
        join(threads[i]);
    ok_value(all.total, WORKERS * TURNS);
    ok_value(all.section.LockCount, -1);
    ok_value(all.section.RecursionCount, 0);
    DeleteCriticalSection(&all.section);
}

START_TEST(critical_section)
{
    test_fields();
    test_spin_count();
    test_others();
    test_exclusion(0);
    test_exclusion(1000);
}
