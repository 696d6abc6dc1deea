// SPDX-License-Identifier: MIT
// Asynchronous procedure calls: what a thread is asked to call is called in alertable waits, in the
// order of asking, and by timers of its own.

#include <windows.h>
#include "wine/test.h"
#include "check.h"
#include "child.h"

#define MILLISECOND 10000 /* in the units of due times */
#define LONG_TIME (-3600000ll * MILLISECOND)
#define LONG_WAIT 30000

static volatile LONG calls;
static volatile ULONG_PTR order; /* the arguments as decimal digits, the last call's last */
static volatile DWORD caller;

static void CALLBACK note(ULONG_PTR argument)
{
    calls++;
    order = order * 10 + argument;
    caller = GetCurrentThreadId();
}

static void forget(void)
{
    calls = 0;
    order = 0;
    caller = 0;
}

#define ok_called(count, digits)                                                                   \
    do {                                                                                           \
        ok(calls == (count) && order == (digits), "%ld calls, %Iu\n", calls, order);               \
        forget();                                                                                  \
    } while (0)

static void ask(ULONG_PTR argument)
{
    ok_succeeds(QueueUserAPC(note, GetCurrentThread(), argument));
}

static void CALLBACK ask_again(ULONG_PTR argument)
{
    note(argument);
    ask(argument + 1);
}

static void CALLBACK wait_inside(ULONG_PTR argument)
{
    note(argument);
    ok_value(SleepEx(LONG_WAIT, TRUE), WAIT_IO_COMPLETION);
    note(argument + 1);
}

static void test_sleep(void)
{
    forget();
    ok_value(SleepEx(0, TRUE), 0);
    ok_value(SleepEx(5, TRUE), 0);
    ask(1);
    ask(2);
    ask(3);
    ok_value(SleepEx(0, FALSE), 0);
    Sleep(1);
    ok_called(0, 0);
    ok_value(SleepEx(INFINITE, TRUE), WAIT_IO_COMPLETION);
    ok(caller == GetCurrentThreadId(), "called by another thread\n");
    ok_called(3, 123);
    ok_value(SleepEx(0, TRUE), 0);

    ok_succeeds(QueueUserAPC(ask_again, GetCurrentThread(), 1));
    ok_value(SleepEx(0, TRUE), WAIT_IO_COMPLETION);
    ok_called(2, 12);

    ok_succeeds(QueueUserAPC(wait_inside, GetCurrentThread(), 1));
    ask(5);
    ok_value(SleepEx(0, TRUE), WAIT_IO_COMPLETION);
    ok_called(3, 152);
}

/* What is signalled is taken, and the calls wait for the next wait. */
static void test_waits(void)
{
    HANDLE objects[4] = {
        CreateEventA(NULL, FALSE, FALSE, NULL), CreateEventA(NULL, TRUE, FALSE, NULL),
        CreateMutexA(NULL, FALSE, NULL), CreateSemaphoreA(NULL, 0, 1, NULL),
    };
    int i;

    forget();
    for (i = 0; i < 4; i++) {
        winetest_push_context("object %d", i);
        ask(1);
        if (i != 2)
            ok_value(WaitForSingleObjectEx(objects[i], LONG_WAIT, TRUE), WAIT_IO_COMPLETION);
        else
            ok_value(WaitForSingleObjectEx(objects[i], LONG_WAIT, TRUE), WAIT_OBJECT_0);
        if (i == 2) {
            ok_called(0, 0);
            ok_value(SleepEx(0, TRUE), WAIT_IO_COMPLETION);
        }
        ok_called(1, 1);
        winetest_pop_context();
    }
    ask(1);
    ok_value(WaitForSingleObject(objects[0], 0), WAIT_TIMEOUT);
    ok_value(WaitForSingleObjectEx(objects[0], 0, TRUE), WAIT_IO_COMPLETION);
    ok_value(WaitForSingleObjectEx(objects[0], 0, TRUE), WAIT_TIMEOUT);
    ok_called(1, 1);

    ask(1);
    ok_value(WaitForSingleObjectEx(GetCurrentProcess(), LONG_WAIT, TRUE), WAIT_IO_COMPLETION);
    ok_value(WaitForSingleObjectEx(GetCurrentProcess(), 1, TRUE), WAIT_TIMEOUT);
    ok_called(1, 1);

    ask(1);
    SetEvent(objects[0]);
    ok_value(WaitForSingleObjectEx(objects[0], LONG_WAIT, TRUE), WAIT_OBJECT_0);
    ok_called(0, 0);
    ok_value(WaitForMultipleObjectsEx(2, objects, FALSE, LONG_WAIT, TRUE), WAIT_IO_COMPLETION);
    ok_called(1, 1);

    ask(1);
    SetEvent(objects[1]);
    ok_value(WaitForMultipleObjectsEx(2, objects, FALSE, LONG_WAIT, TRUE), WAIT_OBJECT_0 + 1);
    ok_value(WaitForMultipleObjectsEx(2, objects, TRUE, LONG_WAIT, TRUE), WAIT_IO_COMPLETION);
    ok_called(1, 1);
    ok_value(WaitForMultipleObjectsEx(2, objects, TRUE, 0, TRUE), WAIT_TIMEOUT);

    ask(1);
    ok_value(SignalObjectAndWait(objects[0], objects[3], LONG_WAIT, TRUE), WAIT_IO_COMPLETION);
    ok_called(1, 1);
    ok_value(WaitForSingleObject(objects[0], 0), WAIT_OBJECT_0);

    ask(1); /* the mutex is this thread's already */
    ok_value(WaitForMultipleObjectsEx(2, objects + 2, TRUE, LONG_WAIT, TRUE), WAIT_IO_COMPLETION);
    ok_called(1, 1);
    ok(ReleaseMutex(objects[2]) && !ReleaseMutex(objects[2]), "the mutex was taken on the way\n");
    for (i = 0; i < 4; i++)
        CloseHandle(objects[i]);
}

/* The most objects that there may be, and nothing is missed at the edges of time. */
static void test_many(void)
{
    HANDLE objects[MAXIMUM_WAIT_OBJECTS];
    int i;

    for (i = 0; i < MAXIMUM_WAIT_OBJECTS; i++)
        objects[i] = CreateEventA(NULL, FALSE, FALSE, NULL);
    forget();
    ask(1);
    ok_value(WaitForMultipleObjectsEx(MAXIMUM_WAIT_OBJECTS, objects, FALSE, LONG_WAIT, TRUE),
             WAIT_IO_COMPLETION);
    ok_called(1, 1);
    ok_value(WaitForMultipleObjectsEx(MAXIMUM_WAIT_OBJECTS, objects, FALSE, 1, TRUE),
             WAIT_TIMEOUT);
    SetEvent(objects[63]);
    ok_value(WaitForMultipleObjectsEx(MAXIMUM_WAIT_OBJECTS, objects, FALSE, LONG_WAIT, TRUE),
             WAIT_OBJECT_0 + 63);
    for (i = 0; i < MAXIMUM_WAIT_OBJECTS; i++)
        CloseHandle(objects[i]);
}

/* --- other threads ------------------------------------------------------------------------- */

static HANDLE awake;

/* One that is asked 100 times, in the middle of whatever wait. */
static DWORD WINAPI answer(void *way)
{
    DWORD result = WAIT_IO_COMPLETION;

    while (calls < 100 && result == WAIT_IO_COMPLETION)
        result = way ? WaitForSingleObjectEx(awake, LONG_WAIT, TRUE) : SleepEx(LONG_WAIT, TRUE);
    return result;
}

static void test_thread(ULONG_PTR way)
{
    HANDLE thread, weak;
    DWORD id, code;
    int i;

    forget();
    awake = CreateEventA(NULL, TRUE, FALSE, NULL);
    thread = CreateThread(NULL, 0, answer, (void *)way, 0, &id);
    for (i = 0; i < 100; i++)
        ok_succeeds(QueueUserAPC(note, thread, 0));
    ok_value(WaitForSingleObject(thread, LONG_WAIT), WAIT_OBJECT_0);
    GetExitCodeThread(thread, &code);
    ok_value(code, WAIT_IO_COMPLETION);
    ok(caller == id, "called by another thread\n");
    ok_called(100, 0);
    SetLastError(NO_ERROR_YET);
    ok(!QueueUserAPC(note, thread, 1), "a thread that has ended was asked\n");
    ok(GetLastError() != NO_ERROR_YET, "last error was left alone\n");

    DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &weak,
                    THREAD_ALL_ACCESS & ~THREAD_SET_CONTEXT, FALSE, 0);
    ok_fails(QueueUserAPC(note, weak, 1), ERROR_ACCESS_DENIED);
    CloseHandle(weak);
    ok_fails(QueueUserAPC(note, awake, 1), ERROR_INVALID_HANDLE);
    ok_fails(QueueUserAPC(note, NULL, 1), ERROR_INVALID_HANDLE);
    ok_value(SleepEx(0, TRUE), 0);
    CloseHandle(awake);
    CloseHandle(thread);
}

static DWORD WINAPI tell_calls(void *unused)
{
    (void)unused;
    return (DWORD)calls;
}

/* Before anything else that it does. */
static void test_begin(void)
{
    HANDLE thread;
    DWORD code;

    forget();
    thread = CreateThread(NULL, 0, tell_calls, NULL, CREATE_SUSPENDED, NULL);
    ok_succeeds(QueueUserAPC(note, thread, 1));
    ok_succeeds(QueueUserAPC(note, thread, 2));
    ok_value(ResumeThread(thread), 1);
    WaitForSingleObject(thread, LONG_WAIT);
    GetExitCodeThread(thread, &code);
    ok_value(code, 2);
    ok_called(2, 12);
    CloseHandle(thread);
}

/* What was not called when the thread ended never is. */
static void test_end(void)
{
    HANDLE thread;

    forget();
    thread = CreateThread(NULL, 0, tell_calls, NULL, CREATE_SUSPENDED, NULL);
    ok_succeeds(QueueUserAPC(note, thread, 1));
    ok(TerminateThread(thread, 5), "error %lu\n", GetLastError());
    ResumeThread(thread);
    WaitForSingleObject(thread, LONG_WAIT);
    ok_called(0, 0);
    CloseHandle(thread);
}

/* --- timers -------------------------------------------------------------------------------- */

static volatile LONGLONG moment;
static HANDLE looked_at;

static void CALLBACK timer_note(void *argument, DWORD low, DWORD high)
{
    note((ULONG_PTR)argument);
    moment = (LONGLONG)high << 32 | low;
}

static void CALLBACK timer_look(void *argument, DWORD low, DWORD high)
{
    timer_note(argument, low, high);
    ok(WaitForSingleObject(looked_at, 0) == WAIT_OBJECT_0, "not signalled\n");
}

static BOOL set(HANDLE timer, LONGLONG due, LONG period, PTIMERAPCROUTINE routine, LONG argument)
{
    LARGE_INTEGER time;

    time.QuadPart = due;
    return SetWaitableTimer(timer, &time, period, routine, (void *)(LONG_PTR)argument, FALSE);
}

static LONGLONG now(void)
{
    FILETIME time;

    GetSystemTimeAsFileTime(&time);
    return (LONGLONG)time.dwHighDateTime << 32 | time.dwLowDateTime;
}

static void test_timer(void)
{
    HANDLE timer = CreateWaitableTimerA(NULL, TRUE, NULL);
    LONGLONG start = now();

    forget();
    looked_at = timer;
    ok_succeeds(set(timer, -20 * MILLISECOND, 0, timer_look, 7));
    ok_value(SleepEx(0, TRUE), 0);
    ok_value(SleepEx(LONG_WAIT, TRUE), WAIT_IO_COMPLETION);
    ok_called(1, 7);
    /* clocks tick: 16 ms are the coarsest */
    todo_wine ok(moment >= start + 4 * MILLISECOND && moment <= now() + 16 * MILLISECOND,
                 "called for %I64d, set at %I64d\n", moment, start);
    ok_value(SleepEx(20, TRUE), 0);

    ok_succeeds(set(timer, 0, 0, timer_look, 1)); /* at once, but in a wait */
    Sleep(1);
    ok_called(0, 0);
    ok_value(SleepEx(LONG_WAIT, TRUE), WAIT_IO_COMPLETION);
    ok_called(1, 1);
    CloseHandle(timer);
}

static void test_periods(void)
{
    HANDLE timer = CreateWaitableTimerA(NULL, FALSE, NULL);
    int i;

    forget();
    ok_succeeds(set(timer, -5 * MILLISECOND, 5, timer_note, 1));
    for (i = 0; i < 3; i++)
        ok_value(SleepEx(LONG_WAIT, TRUE), WAIT_IO_COMPLETION);
    ok(calls >= 3, "%ld calls\n", calls);
    ok_succeeds(CancelWaitableTimer(timer));
    forget();
    ok_value(SleepEx(20, TRUE), 0);
    ok_called(0, 0);
    CloseHandle(timer);
}

/* Two timers and a call that was asked for; each is called once in its time. */
static void test_several(void)
{
    HANDLE one = CreateWaitableTimerA(NULL, TRUE, NULL);
    HANDLE other = CreateWaitableTimerA(NULL, TRUE, NULL);

    forget();
    ok_succeeds(set(one, -60 * MILLISECOND, 0, timer_note, 3));
    ok_succeeds(set(other, -20 * MILLISECOND, 0, timer_note, 2));
    ask(1);
    while (calls < 3)
        ok_value(SleepEx(LONG_WAIT, TRUE), WAIT_IO_COMPLETION);
    ok_called(3, 123);
    CloseHandle(one);
    CloseHandle(other);
}

/* What ends a timer's calls: another setting, a cancel, its end. */
static void test_no_more(void)
{
    HANDLE timer = CreateWaitableTimerA(NULL, TRUE, NULL);

    forget();
    ok_succeeds(set(timer, -5 * MILLISECOND, 0, timer_note, 1));
    ok_succeeds(set(timer, -5 * MILLISECOND, 0, timer_note, 2));
    ok_value(SleepEx(LONG_WAIT, TRUE), WAIT_IO_COMPLETION);
    ok_value(SleepEx(10, TRUE), 0);
    ok_called(1, 2);

    ok_succeeds(set(timer, -1, 0, timer_note, 1));
    ok_value(WaitForSingleObject(timer, LONG_WAIT), WAIT_OBJECT_0);
    ok_succeeds(CancelWaitableTimer(timer)); /* it was due, but nobody called */
    ok_value(SleepEx(10, TRUE), 0);
    ok_called(0, 0);

    ok_succeeds(set(timer, -5 * MILLISECOND, 0, timer_note, 1));
    ok_succeeds(set(timer, LONG_TIME, 0, NULL, 0));
    ok_value(SleepEx(10, TRUE), 0);
    ok_succeeds(set(timer, -5 * MILLISECOND, 0, timer_note, 1));
    CloseHandle(timer);
    ok_value(SleepEx(10, TRUE), 0);
    ok_called(0, 0);
}

static DWORD WINAPI set_and_end(void *timer)
{
    set(timer, -50 * MILLISECOND, 0, timer_note, 1);
    return 0;
}

static DWORD WINAPI set_and_sleep(void *timer)
{
    set(timer, -5 * MILLISECOND, 0, timer_note, 1);
    return SleepEx(LONG_WAIT, TRUE);
}

/* The calls are the thread's that set the timer; with it the timer ends. */
static void test_timer_thread(void)
{
    HANDLE timer = CreateWaitableTimerA(NULL, TRUE, NULL);
    HANDLE thread;
    DWORD id, code;

    forget();
    thread = CreateThread(NULL, 0, set_and_end, timer, 0, NULL);
    WaitForSingleObject(thread, LONG_WAIT);
    CloseHandle(thread);
    todo_wine ok_value(WaitForSingleObjectEx(timer, 100, TRUE), WAIT_TIMEOUT);
    ok_called(0, 0);

    thread = CreateThread(NULL, 0, set_and_sleep, timer, 0, &id);
    ok_value(WaitForSingleObjectEx(thread, LONG_WAIT, TRUE), WAIT_OBJECT_0);
    GetExitCodeThread(thread, &code);
    ok_value(code, WAIT_IO_COMPLETION);
    ok(caller == id, "called by another thread\n");
    ok_called(1, 1);
    CloseHandle(thread);
    CloseHandle(timer);
}

#define NAME "ntmm-test-apc"

/* Another process sets the timer: it has no calls any more. */
static void test_timer_process(void)
{
    HANDLE timer = CreateWaitableTimerA(NULL, TRUE, NAME);

    forget();
    ok_succeeds(set(timer, -MILLISECOND, 0, timer_note, 1));
    ok_value(child_exit_code(child_start(FALSE, "set")), 0);
    ok_value(SleepEx(20, TRUE), 0);
    ok_called(0, 0);
    ok_value(WaitForSingleObject(timer, 0), WAIT_TIMEOUT);
    CloseHandle(timer);
}

static void child(void)
{
    HANDLE timer = OpenWaitableTimerA(TIMER_ALL_ACCESS, FALSE, NAME);

    ExitProcess(!set(timer, LONG_TIME, 0, NULL, 0));
}

START_TEST(apc)
{
    char **argv;

    if (winetest_get_mainargs(&argv) > 2) {
        child();
        return;
    }
    test_sleep();
    test_waits();
    test_many();
    test_thread(0);
    test_thread(1);
    test_begin();
    test_end();
    test_timer();
    test_periods();
    test_several();
    test_no_more();
    test_timer_thread();
    test_timer_process();
}
