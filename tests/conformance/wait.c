// SPDX-License-Identifier: MIT
// Waiting for one or for several objects of mixed kinds, without others that signal them.

#include <windows.h>
#include "wine/test.h"
#include "check.h"

enum { EVENT, MANUAL, SEMAPHORE, MUTEX, TIMER, KINDS };

static HANDLE make(int kind, BOOL signalled)
{
    LARGE_INTEGER now = { .QuadPart = 0 };
    HANDLE handle;

    switch (kind) {
    case EVENT: return CreateEventA(NULL, FALSE, signalled, NULL);
    case MANUAL: return CreateEventA(NULL, TRUE, signalled, NULL);
    case SEMAPHORE: return CreateSemaphoreA(NULL, signalled, 1, NULL);
    case MUTEX: return CreateMutexA(NULL, FALSE, NULL);
    default:
        handle = CreateWaitableTimerA(NULL, FALSE, NULL);
        if (signalled)
            SetWaitableTimer(handle, &now, 0, NULL, NULL, FALSE);
        return handle;
    }
}

static void test_arguments(void)
{
    HANDLE handles[MAXIMUM_WAIT_OBJECTS + 1], event = CreateEventA(NULL, TRUE, TRUE, NULL);
    int i;

    for (i = 0; i <= MAXIMUM_WAIT_OBJECTS; i++)
        handles[i] = event;
    ok_fails(WaitForMultipleObjects(0, handles, FALSE, 0) != WAIT_FAILED, ERROR_INVALID_PARAMETER);
    ok_fails(WaitForMultipleObjects(MAXIMUM_WAIT_OBJECTS + 1, handles, FALSE, 0) != WAIT_FAILED,
             ERROR_INVALID_PARAMETER);
    ok(WaitForMultipleObjects(MAXIMUM_WAIT_OBJECTS, handles, FALSE, 0) == WAIT_OBJECT_0,
       "not the first of 64\n");
    /* one object twice: to wait for any, not for all */
    todo_wine
    ok_fails(WaitForMultipleObjects(2, handles, TRUE, 0) != WAIT_FAILED, ERROR_INVALID_PARAMETER);
    handles[1] = NULL;
    ok_fails(WaitForMultipleObjects(2, handles, FALSE, 0) != WAIT_FAILED, ERROR_INVALID_HANDLE);
    handles[1] = GetCurrentProcess();
    todo_wine
    ok_fails(WaitForMultipleObjects(2, handles, FALSE, 0) != WAIT_FAILED, ERROR_INVALID_HANDLE);
    handles[1] = GetCurrentThread();
    todo_wine
    ok_fails(WaitForMultipleObjects(2, handles, FALSE, 0) != WAIT_FAILED, ERROR_INVALID_HANDLE);
    ok(WaitForSingleObject(GetCurrentProcess(), 0) == WAIT_TIMEOUT, "this process ended\n");
    if (!winetest_platform_is_wine) /* it dies of this */
        ok_fails(WaitForMultipleObjects(1, NULL, FALSE, 0) != WAIT_FAILED, ERROR_NOACCESS);
    ok_fails(WaitForSingleObject(NULL, 0) != WAIT_FAILED, ERROR_INVALID_HANDLE);
    CloseHandle(event);
    ok_fails(WaitForSingleObject(event, INFINITE) != WAIT_FAILED, ERROR_INVALID_HANDLE);
    event = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, NULL);
    ok(WaitForSingleObject(event, 0) == WAIT_FAILED, "waited for a section\n");
    CloseHandle(event);
}

/* Each kind alone, among others, and behind one that is signalled. */
static void test_any(int kind)
{
    HANDLE handles[3] = { CreateEventA(NULL, TRUE, FALSE, NULL), make(kind, TRUE),
                          CreateEventA(NULL, TRUE, TRUE, NULL) };

    winetest_push_context("kind %d", kind);
    ok(WaitForMultipleObjects(1, handles + 1, FALSE, INFINITE) == WAIT_OBJECT_0, "not alone\n");
    if (kind != MANUAL && kind != MUTEX)
        ok(WaitForMultipleObjects(2, handles, FALSE, 1) == WAIT_TIMEOUT, "it was not taken\n");
    CloseHandle(handles[1]);
    handles[1] = make(kind, TRUE);
    ok(WaitForMultipleObjects(3, handles, FALSE, INFINITE) == WAIT_OBJECT_0 + 1, "not it\n");
    SetEvent(handles[0]);
    ok(WaitForMultipleObjects(3, handles, FALSE, INFINITE) == WAIT_OBJECT_0, "not the first\n");
    CloseHandle(handles[0]);
    CloseHandle(handles[1]);
    CloseHandle(handles[2]);
    winetest_pop_context();
}

/* All or none: what is signalled stays so while another is not. */
static void test_all(void)
{
    HANDLE handles[KINDS];
    DWORD result;
    int i;

    for (i = 0; i < KINDS; i++)
        handles[i] = make(i, i != MANUAL);
    result = WaitForMultipleObjects(KINDS, handles, TRUE, 10);
    ok(result == WAIT_TIMEOUT, "it is %lu\n", result);
    ok_fails(ReleaseMutex(handles[MUTEX]), ERROR_NOT_OWNER);
    SetEvent(handles[MANUAL]);
    result = WaitForMultipleObjects(KINDS, handles, TRUE, INFINITE);
    ok(result == WAIT_OBJECT_0, "it is %lu\n", result);
    ok_succeeds(ReleaseMutex(handles[MUTEX]));
    for (i = 0; i < KINDS; i++) {
        result = WaitForSingleObject(handles[i], 0);
        ok(result == (i == MANUAL || i == MUTEX ? WAIT_OBJECT_0 : WAIT_TIMEOUT),
           "then %d is %lu\n", i, result);
        CloseHandle(handles[i]);
    }
}

static void test_signal_and_wait(void)
{
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);
    HANDLE semaphore = CreateSemaphoreA(NULL, 0, 1, NULL);
    HANDLE mutex = CreateMutexA(NULL, TRUE, NULL);

    ok(SignalObjectAndWait(event, event, 0, FALSE) == WAIT_OBJECT_0, "not what it signalled\n");
    ok(SignalObjectAndWait(event, semaphore, 0, FALSE) == WAIT_TIMEOUT, "not signalled yet\n");
    ok(WaitForSingleObject(event, 0) == WAIT_OBJECT_0, "not signalled\n");
    ok(SignalObjectAndWait(semaphore, semaphore, 0, FALSE) == WAIT_OBJECT_0, "not signalled\n");
    ok(SignalObjectAndWait(semaphore, event, 0, FALSE) == WAIT_TIMEOUT, "not signalled yet\n");
    ok_fails(SignalObjectAndWait(semaphore, event, 0, FALSE) != WAIT_FAILED, ERROR_TOO_MANY_POSTS);
    ok(SignalObjectAndWait(mutex, semaphore, 0, FALSE) == WAIT_OBJECT_0, "not signalled\n");
    ok_fails(SignalObjectAndWait(mutex, semaphore, 0, FALSE) != WAIT_FAILED, ERROR_NOT_OWNER);
    ok_fails(SignalObjectAndWait(GetCurrentProcess(), event, 0, FALSE) != WAIT_FAILED,
             ERROR_INVALID_HANDLE);
    ok_fails(SignalObjectAndWait(NULL, event, 0, FALSE) != WAIT_FAILED, ERROR_INVALID_HANDLE);
    ok_fails(SignalObjectAndWait(event, NULL, 0, FALSE) != WAIT_FAILED, ERROR_INVALID_HANDLE);
    ok(WaitForSingleObject(event, 0) == WAIT_TIMEOUT, "signalled by a call that failed\n");
    CloseHandle(event);
    CloseHandle(semaphore);
    CloseHandle(mutex);
}

/* Never before the time is over. */
static void test_timeout(void)
{
    HANDLE handles[2] = { CreateEventA(NULL, FALSE, FALSE, NULL),
                          CreateSemaphoreA(NULL, 0, 1, NULL) };
    LARGE_INTEGER start, end, frequency;
    unsigned count;

    QueryPerformanceFrequency(&frequency);
    for (count = 1; count <= 2; count++) {
        QueryPerformanceCounter(&start);
        ok(WaitForMultipleObjects(count, handles, FALSE, 20) == WAIT_TIMEOUT, "signalled\n");
        QueryPerformanceCounter(&end);
        ok((end.QuadPart - start.QuadPart) * 1000 >= 20 * frequency.QuadPart, "too early\n");
    }
    CloseHandle(handles[0]);
    CloseHandle(handles[1]);
}

START_TEST(wait)
{
    int kind;

    test_arguments();
    for (kind = 0; kind < KINDS; kind++)
        test_any(kind);
    test_all();
    test_signal_and_wait();
    test_timeout();
}
