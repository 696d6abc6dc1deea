// SPDX-License-Identifier: MIT
// Slim locks: shared by many or owned by one.

#include <windows.h>
#include "wine/test.h"
#include "check.h"

#define LIMIT 60000 /* of waits that have to end */

static HANDLE start(LPTHREAD_START_ROUTINE routine, void *parameter)
{
    HANDLE thread = CreateThread(NULL, 0, routine, parameter, 0, NULL);

    ok(thread != NULL, "CreateThread failed, error %lu\n", GetLastError());
    return thread;
}

static void join(HANDLE thread)
{
    ok_value(WaitForSingleObject(thread, LIMIT), WAIT_OBJECT_0);
    CloseHandle(thread);
}

static void test_alone(void)
{
    SRWLOCK lock = SRWLOCK_INIT;

    ok_value(sizeof(lock), sizeof(void *));
    ok(TryAcquireSRWLockExclusive(&lock), "not to be owned\n");
    ok(!TryAcquireSRWLockExclusive(&lock), "to be owned twice\n");
    ok(!TryAcquireSRWLockShared(&lock), "to be shared with its owner\n");
    ReleaseSRWLockExclusive(&lock);
    ok(TryAcquireSRWLockShared(&lock), "not to be shared\n");
    ok(TryAcquireSRWLockShared(&lock), "not to be shared twice\n");
    ok(!TryAcquireSRWLockExclusive(&lock), "to be owned while shared\n");
    ReleaseSRWLockShared(&lock);
    ok(!TryAcquireSRWLockExclusive(&lock), "to be owned while shared\n");
    ReleaseSRWLockShared(&lock);
    ok(lock.Ptr == NULL, "it is %p when free\n", lock.Ptr);
    memset(&lock, 0xcc, sizeof(lock));
    InitializeSRWLock(&lock);
    ok(lock.Ptr == NULL, "it is %p at first\n", lock.Ptr);
    AcquireSRWLockExclusive(&lock);
    ReleaseSRWLockExclusive(&lock);
    AcquireSRWLockShared(&lock);
    ReleaseSRWLockShared(&lock);
    ok(lock.Ptr == NULL, "it is %p when free\n", lock.Ptr);
}

/* Sharers see no owner, an owner sees nobody. */
struct work {
    SRWLOCK lock;
    LONG owners, sharers, wrong, turns;
};

enum { WORKERS = 8, TURNS = 10000 };

static void share(struct work *work)
{
    AcquireSRWLockShared(&work->lock);
    InterlockedIncrement(&work->sharers);
    if (work->owners)
        InterlockedIncrement(&work->wrong);
    InterlockedDecrement(&work->sharers);
    ReleaseSRWLockShared(&work->lock);
}

static void own(struct work *work)
{
    AcquireSRWLockExclusive(&work->lock);
    if (++work->owners != 1 || work->sharers)
        InterlockedIncrement(&work->wrong);
    work->turns++;
    work->owners--;
    ReleaseSRWLockExclusive(&work->lock);
}

static DWORD WINAPI share_mostly(void *work)
{
    for (int i = 0; i < TURNS; i++)
        (i % 4 ? share : own)(work);
    return 0;
}

static DWORD WINAPI only_own(void *work)
{
    for (int i = 0; i < TURNS; i++)
        own(work);
    return 0;
}

static DWORD WINAPI only_share(void *work)
{
    for (int i = 0; i < TURNS; i++)
        share(work);
    return 0;
}

static void test_many(LPTHREAD_START_ROUTINE even, LPTHREAD_START_ROUTINE odd, LONG turns)
{
    struct work work = { .lock = SRWLOCK_INIT };
    HANDLE threads[WORKERS];

    for (int i = 0; i < WORKERS; i++)
        threads[i] = start(i % 2 ? odd : even, &work);
    for (int i = 0; i < WORKERS; i++)
        join(threads[i]);
    ok_value(work.wrong, 0);
    ok_value(work.turns, turns);
    ok(TryAcquireSRWLockExclusive(&work.lock), "not free\n");
}

START_TEST(srwlock)
{
    test_alone();
    test_many(share_mostly, share_mostly, WORKERS * TURNS / 4);
    test_many(only_own, only_own, WORKERS * TURNS);
    test_many(only_own, only_share, WORKERS / 2 * TURNS);
}
