// SPDX-License-Identifier: MIT
// Waitable timers: when they are due, and how often. No timer is waited for much longer than it
// takes, and none is said to be late: the machine may be busy.

#include <windows.h>
#include "wine/test.h"
#include "check.h"

#define NAME "ntmm-test-timer"
#define MILLISECOND 10000 /* in the units of due times */
#define LONG_TIME (-3600000ll * MILLISECOND)

#define is_set(timer) (WaitForSingleObject(timer, 0) == WAIT_OBJECT_0)

static BOOL set(HANDLE timer, LONGLONG due, LONG period)
{
    LARGE_INTEGER time;

    time.QuadPart = due;
    return SetWaitableTimer(timer, &time, period, NULL, NULL, FALSE);
}

/* Never before its time. */
static void wait_for(HANDLE timer, LARGE_INTEGER start, LONGLONG milliseconds)
{
    LARGE_INTEGER now, frequency;

    ok(WaitForSingleObject(timer, 30000) == WAIT_OBJECT_0, "not signalled\n");
    QueryPerformanceCounter(&now);
    QueryPerformanceFrequency(&frequency);
    ok((now.QuadPart - start.QuadPart) * 1000 >= milliseconds * frequency.QuadPart,
       "before its time\n");
}

static void test_once(BOOL manual)
{
    HANDLE timer = CreateWaitableTimerA(NULL, manual, NULL);
    LARGE_INTEGER start;
    FILETIME time;

    winetest_push_context(manual ? "manual" : "automatic");
    ok(!is_set(timer), "signalled before it was set\n");
    QueryPerformanceCounter(&start);
    ok_succeeds(set(timer, -20 * MILLISECOND, 0));
    wait_for(timer, start, 20);
    ok(is_set(timer) == manual, "its reset is of the other kind\n");
    ok_succeeds(set(timer, LONG_TIME, 0));
    ok(!is_set(timer), "setting it does not reset it\n");
    ok_succeeds(set(timer, 0, 0)); /* at once */
    ok(is_set(timer), "not signalled at once\n");
    GetSystemTimeAsFileTime(&time);
    ok_succeeds(set(timer, (((LONGLONG)time.dwHighDateTime << 32) | time.dwLowDateTime) - 1, 0));
    ok(is_set(timer), "not signalled at a time of day that has passed\n");
    ok_succeeds(set(timer, LONG_TIME, 0));
    ok_succeeds(CancelWaitableTimer(timer));
    ok(WaitForSingleObject(timer, 20) == WAIT_TIMEOUT, "signalled though cancelled\n");
    ok_succeeds(CancelWaitableTimer(timer));
    CloseHandle(timer);
    winetest_pop_context();
}

static void test_period(void)
{
    HANDLE timer = CreateWaitableTimerExW(NULL, NULL, 0, TIMER_ALL_ACCESS);
    LARGE_INTEGER start;
    int i;

    QueryPerformanceCounter(&start);
    ok_succeeds(set(timer, -10 * MILLISECOND, 10));
    for (i = 1; i <= 3; i++)
        wait_for(timer, start, i * 10);
    ok_succeeds(CancelWaitableTimer(timer));
    CloseHandle(timer);
}

static void test_arguments(void)
{
    HANDLE timer = CreateWaitableTimerA(NULL, FALSE, NAME), other;

    SetLastError(NO_ERROR_YET);
    other = CreateWaitableTimerA(NULL, TRUE, NAME);
    ok_error(ERROR_ALREADY_EXISTS);
    ok_succeeds(set(other, 0, 0));
    ok(is_set(timer) && !is_set(timer), "the second call's kind counts\n");
    CloseHandle(other);
    other = OpenWaitableTimerA(SYNCHRONIZE, FALSE, NAME);
    ok_fails(set(other, 0, 0), ERROR_ACCESS_DENIED);
    ok_fails(CancelWaitableTimer(other), ERROR_ACCESS_DENIED);
    CloseHandle(other);
    todo_wine ok_fails(set(timer, 0, -1), ERROR_INVALID_PARAMETER);
    CloseHandle(timer);
    ok_fails(OpenWaitableTimerW(TIMER_ALL_ACCESS, FALSE, L"" NAME), ERROR_FILE_NOT_FOUND);
    ok_fails(OpenWaitableTimerW(TIMER_ALL_ACCESS, FALSE, NULL), ERROR_INVALID_PARAMETER);
    ok_fails(set(timer, 0, 0), ERROR_INVALID_HANDLE);
    ok_fails(CancelWaitableTimer(timer), ERROR_INVALID_HANDLE);
}

START_TEST(timer)
{
    test_once(FALSE);
    test_once(TRUE);
    test_period();
    test_arguments();
}
