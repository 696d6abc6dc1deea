// SPDX-License-Identifier: MIT
// Clocks.

#include <windows.h>
#include "wine/test.h"
#include "check.h"

/* 100 ns units since 1601 */
static ULONGLONG now(void)
{
    FILETIME time;

    GetSystemTimeAsFileTime(&time);
    return (ULONGLONG)time.dwHighDateTime << 32 | time.dwLowDateTime;
}

static void test_performance_counter(void)
{
    LARGE_INTEGER frequency, again, first, last;
    int i;

    ok(QueryPerformanceFrequency(&frequency), "failed, error %lu\n", GetLastError());
    ok(frequency.QuadPart >= 1000000, "frequency is %I64d\n", frequency.QuadPart);
    ok(QueryPerformanceFrequency(&again), "failed, error %lu\n", GetLastError());
    ok_value(again.QuadPart, frequency.QuadPart);
    ok(QueryPerformanceCounter(&first), "failed, error %lu\n", GetLastError());
    for (i = 0; i < 1000; i++) {
        ok(QueryPerformanceCounter(&last), "failed, error %lu\n", GetLastError());
        if (last.QuadPart < first.QuadPart)
            break;
        first = last;
    }
    ok(i == 1000, "the counter went back\n");
}

/* A sleep is not shorter than asked for, on any clock; how much longer is up to the machine. */
static void test_sleep(void)
{
    LARGE_INTEGER frequency, first, last;
    ULONGLONG start = GetTickCount64(), time = now();
    LONGLONG passed;

    QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&first);
    Sleep(50);
    QueryPerformanceCounter(&last);
    passed = (last.QuadPart - first.QuadPart) * 1000 / frequency.QuadPart;
    ok(passed >= 45, "%I64d ms on the performance counter\n", passed);
    /* ticks may come in steps of 15.6 ms */
    ok(GetTickCount64() - start >= 30, "%I64u ms by ticks\n", GetTickCount64() - start);
    ok(now() - time >= 300000, "%I64u units by the calendar\n", now() - time);
    Sleep(0);
}

static void test_ticks(void)
{
    ULONGLONG before = GetTickCount64(), after;
    DWORD low = GetTickCount();

    after = GetTickCount64();
    ok(after >= before, "ticks went back\n");
    ok(low - (DWORD)before <= (DWORD)(after - before), "GetTickCount is %lu between %lu and %lu\n",
       low, (DWORD)before, (DWORD)after);
}

static void test_calendar(void)
{
    ULONGLONG first = now(), last = now();

    /* between 2020 and 2200 */
    ok(first > 132223104000000000ull && first < 189026784000000000ull, "time is %I64u\n", first);
    ok(last >= first, "%I64u after %I64u\n", last, first);
}

START_TEST(time)
{
    test_performance_counter();
    test_sleep();
    test_ticks();
    test_calendar();
}
