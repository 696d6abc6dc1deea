// SPDX-License-Identifier: MIT
// Condition variables: with critical sections and with slim locks.

#include <windows.h>
#include "wine/test.h"
#include "check.h"

#define LIMIT 60000 /* of waits that have to end */

/* Items from some threads to others, through a buffer of few. */
struct buffer {
    CRITICAL_SECTION section;
    SRWLOCK lock;
    CONDITION_VARIABLE filled, emptied;
    BOOL slim;
    LONG items, made, taken;
};

enum { ROOM = 4, WORKERS = 3, ITEMS = 5000 };

static void enter(struct buffer *buffer)
{
    if (buffer->slim)
        AcquireSRWLockExclusive(&buffer->lock);
    else
        EnterCriticalSection(&buffer->section);
}

static void leave(struct buffer *buffer)
{
    if (buffer->slim)
        ReleaseSRWLockExclusive(&buffer->lock);
    else
        LeaveCriticalSection(&buffer->section);
}

static BOOL rest(struct buffer *buffer, CONDITION_VARIABLE *variable, DWORD milliseconds)
{
    return buffer->slim ? SleepConditionVariableSRW(variable, &buffer->lock, milliseconds, 0)
                        : SleepConditionVariableCS(variable, &buffer->section, milliseconds);
}

static DWORD WINAPI produce(void *context)
{
    struct buffer *buffer = context;

    for (int i = 0; i < ITEMS; i++) {
        enter(buffer);
        while (buffer->items == ROOM)
            rest(buffer, &buffer->emptied, INFINITE);
        buffer->items++;
        buffer->made++;
        leave(buffer);
        WakeConditionVariable(&buffer->filled);
    }
    return 0;
}

static DWORD WINAPI consume(void *context)
{
    struct buffer *buffer = context;

    for (int i = 0; i < ITEMS; i++) {
        enter(buffer);
        while (buffer->items == 0)
            rest(buffer, &buffer->filled, INFINITE);
        buffer->items--;
        buffer->taken++;
        WakeConditionVariable(&buffer->emptied);
        leave(buffer);
    }
    return 0;
}

static void make(struct buffer *buffer, BOOL slim)
{
    memset(buffer, 0, sizeof(*buffer));
    InitializeCriticalSection(&buffer->section);
    InitializeSRWLock(&buffer->lock);
    InitializeConditionVariable(&buffer->filled);
    InitializeConditionVariable(&buffer->emptied);
    buffer->slim = slim;
}

static void test_buffer(BOOL slim)
{
    struct buffer buffer;
    HANDLE threads[2 * WORKERS];

    make(&buffer, slim);
    for (int i = 0; i < 2 * WORKERS; i++)
        threads[i] = CreateThread(NULL, 0, i % 2 ? produce : consume, &buffer, 0, NULL);
    ok_value(WaitForMultipleObjects(2 * WORKERS, threads, TRUE, LIMIT), WAIT_OBJECT_0);
    for (int i = 0; i < 2 * WORKERS; i++)
        CloseHandle(threads[i]);
    ok_value(buffer.items, 0);
    ok_value(buffer.made, WORKERS * ITEMS);
    ok_value(buffer.taken, WORKERS * ITEMS);
    DeleteCriticalSection(&buffer.section);
}

/* Nobody wakes it: it comes back with the lock, later, and says why. */
static void test_timeout(BOOL slim)
{
    static const DWORD times[] = { 0, 1, 30 };
    struct buffer buffer;

    make(&buffer, slim);
    enter(&buffer);
    WakeConditionVariable(&buffer.filled); /* is not kept for those who come later */
    WakeAllConditionVariable(&buffer.filled);
    for (size_t i = 0; i < ARRAY_SIZE(times); i++) {
        ULONGLONG before = GetTickCount64();

        ok_fails(rest(&buffer, &buffer.filled, times[i]), ERROR_TIMEOUT);
        ok(GetTickCount64() - before + 16 >= times[i], "too early\n");
    }
    if (slim)
        ok(!TryAcquireSRWLockExclusive(&buffer.lock), "came back without the lock\n");
    else
        ok_value(buffer.section.RecursionCount, 1);
    leave(&buffer);
    DeleteCriticalSection(&buffer.section);
}

/* One wake for all who sleep, sharing the lock. */
static struct {
    SRWLOCK lock;
    CONDITION_VARIABLE told;
    HANDLE ready;
    LONG sleepers, done, told_so;
} crowd;

enum { CROWD = 20 };

static DWORD WINAPI sleep_shared(void *unused)
{
    DWORD code = 0;

    (void)unused;
    AcquireSRWLockShared(&crowd.lock);
    if (InterlockedIncrement(&crowd.sleepers) == CROWD)
        SetEvent(crowd.ready);
    while (!crowd.told_so)
        if (!SleepConditionVariableSRW(&crowd.told, &crowd.lock, INFINITE,
                                       CONDITION_VARIABLE_LOCKMODE_SHARED))
            code = 1;
    InterlockedIncrement(&crowd.done);
    ReleaseSRWLockShared(&crowd.lock);
    return code;
}

static void test_all(void)
{
    HANDLE threads[CROWD];
    DWORD code;

    crowd.ready = CreateEventA(NULL, TRUE, FALSE, NULL);
    for (int i = 0; i < CROWD; i++)
        threads[i] = CreateThread(NULL, 0, sleep_shared, NULL, 0, NULL);
    ok_value(WaitForSingleObject(crowd.ready, LIMIT), WAIT_OBJECT_0);
    AcquireSRWLockExclusive(&crowd.lock); /* they all sleep now */
    ok_value(crowd.done, 0);
    crowd.told_so = 1;
    ReleaseSRWLockExclusive(&crowd.lock);
    WakeAllConditionVariable(&crowd.told);
    ok_value(WaitForMultipleObjects(CROWD, threads, TRUE, LIMIT), WAIT_OBJECT_0);
    for (int i = 0; i < CROWD; i++) {
        ok(GetExitCodeThread(threads[i], &code) && code == 0, "code %lu\n", code);
        CloseHandle(threads[i]);
    }
    ok_value(crowd.done, CROWD);
    CloseHandle(crowd.ready);
}

START_TEST(condition_variable)
{
    for (int slim = 0; slim < 2; slim++) {
        test_timeout(slim);
        test_buffer(slim);
    }
    test_all();
}
