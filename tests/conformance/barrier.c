// SPDX-License-Identifier: MIT
// Barriers: all come, then all go, and one of them is told that it is the one.

#include <windows.h>
#include "wine/test.h"
#include "check.h"

#define LIMIT 60000 /* of waits that have to end */

/* Found as programs find them that are to run on older systems, of which Wine is one here. */
static BOOL(WINAPI *initialize)(SYNCHRONIZATION_BARRIER *, LONG, LONG);
static BOOL(WINAPI *enter)(SYNCHRONIZATION_BARRIER *, DWORD);
static BOOL(WINAPI *delete)(SYNCHRONIZATION_BARRIER *);

static BOOL load(void)
{
    HMODULE module = GetModuleHandleA("kernelbase");

    initialize = (void *)GetProcAddress(module, "InitializeSynchronizationBarrier");
    enter = (void *)GetProcAddress(module, "EnterSynchronizationBarrier");
    delete = (void *)GetProcAddress(module, "DeleteSynchronizationBarrier");
    return initialize && enter && delete;
}

enum { WORKERS = 8, ROUNDS = 500 };

struct meeting {
    SYNCHRONIZATION_BARRIER barrier;
    DWORD flags;
    LONG come[ROUNDS], last[ROUNDS], early;
};

static DWORD WINAPI meet(void *context)
{
    struct meeting *meeting = context;

    for (int i = 0; i < ROUNDS; i++) {
        InterlockedIncrement(&meeting->come[i]);
        if (enter(&meeting->barrier, meeting->flags))
            InterlockedIncrement(&meeting->last[i]);
        if (meeting->come[i] != WORKERS)
            InterlockedIncrement(&meeting->early);
    }
    return 0;
}

static void test_rounds(DWORD flags)
{
    static struct meeting meeting;
    HANDLE threads[WORKERS];
    int wrong = 0;

    memset(&meeting, 0, sizeof(meeting));
    meeting.flags = flags;
    ok_succeeds(initialize(&meeting.barrier, WORKERS, -1));
    for (int i = 0; i < WORKERS; i++)
        threads[i] = CreateThread(NULL, 0, meet, &meeting, 0, NULL);
    ok_value(WaitForMultipleObjects(WORKERS, threads, TRUE, LIMIT), WAIT_OBJECT_0);
    for (int i = 0; i < WORKERS; i++)
        CloseHandle(threads[i]);
    for (int i = 0; i < ROUNDS; i++)
        wrong += meeting.last[i] != 1;
    ok_value(wrong, 0);
    ok_value(meeting.early, 0);
    ok_succeeds(delete(&meeting.barrier));
}

/* A barrier for one never holds it up. */
static void test_alone(void)
{
    SYNCHRONIZATION_BARRIER barrier;

    ok_succeeds(initialize(&barrier, 1, 0));
    ok(enter(&barrier, 0), "not the last\n");
    ok(enter(&barrier, 0), "not the last\n");
    ok_succeeds(delete(&barrier));
    ok_fails(initialize(&barrier, 0, 0), ERROR_INVALID_PARAMETER);
    ok_fails(initialize(&barrier, 1, -2), ERROR_INVALID_PARAMETER);
}

START_TEST(barrier)
{
    if (!load()) {
        skip("no barriers here\n");
        return;
    }
    test_alone();
    test_rounds(0);
    test_rounds(SYNCHRONIZATION_BARRIER_FLAGS_BLOCK_ONLY);
    test_rounds(SYNCHRONIZATION_BARRIER_FLAGS_NO_DELETE);
}
