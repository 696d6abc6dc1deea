// SPDX-License-Identifier: MIT
// One-time initialisation: by a routine, by hand, and by several who race.

#include <windows.h>
#include "wine/test.h"
#include "check.h"

#define LIMIT 60000 /* of waits that have to end */

static LONG runs;
static int datum[4] __attribute__((__aligned__(16)));

static BOOL CALLBACK succeed(INIT_ONCE *once, void *parameter, void **context)
{
    (void)once;
    runs++;
    *context = parameter;
    return TRUE;
}

static BOOL CALLBACK fail(INIT_ONCE *once, void *parameter, void **context)
{
    (void)once;
    (void)parameter;
    (void)context;
    runs++;
    SetLastError(0x1234);
    return FALSE;
}

static void test_execute(void)
{
    INIT_ONCE once = INIT_ONCE_STATIC_INIT;
    void *context = NULL;

    runs = 0;
    ok_fails(InitOnceExecuteOnce(&once, fail, datum, &context), 0x1234);
    ok_fails(InitOnceExecuteOnce(&once, fail, datum, NULL), 0x1234);
    ok_value(runs, 2);
    ok_succeeds(InitOnceExecuteOnce(&once, succeed, datum, &context));
    ok(context == datum, "context %p\n", context);
    context = NULL;
    ok_succeeds(InitOnceExecuteOnce(&once, succeed, NULL, &context));
    ok(context == datum, "context %p\n", context);
    ok_succeeds(InitOnceExecuteOnce(&once, fail, NULL, NULL));
    ok_value(runs, 3);
}

static void test_by_hand(void)
{
    INIT_ONCE once;
    void *context;
    BOOL pending;

    InitOnceInitialize(&once);
    ok_fails(InitOnceBeginInitialize(&once, INIT_ONCE_CHECK_ONLY, &pending, &context),
             ERROR_GEN_FAILURE);
    ok_fails(InitOnceComplete(&once, 0, NULL), ERROR_GEN_FAILURE);
    pending = FALSE;
    ok_succeeds(InitOnceBeginInitialize(&once, 0, &pending, &context));
    ok_value(pending, TRUE);
    ok_fails(InitOnceBeginInitialize(&once, INIT_ONCE_ASYNC, &pending, &context),
             ERROR_INVALID_PARAMETER);
    ok_fails(InitOnceComplete(&once, 0, (char *)datum + 1), ERROR_INVALID_PARAMETER);
    ok_fails(InitOnceComplete(&once, INIT_ONCE_INIT_FAILED, datum), ERROR_INVALID_PARAMETER);
    ok_succeeds(InitOnceComplete(&once, INIT_ONCE_INIT_FAILED, NULL));

    ok_succeeds(InitOnceBeginInitialize(&once, 0, &pending, &context));
    ok_value(pending, TRUE);
    ok_succeeds(InitOnceComplete(&once, 0, datum));
    ok_fails(InitOnceComplete(&once, 0, datum), ERROR_GEN_FAILURE);
    context = NULL;
    ok_succeeds(InitOnceBeginInitialize(&once, 0, &pending, &context));
    ok_value(pending, FALSE);
    ok(context == datum, "context %p\n", context);
    context = NULL;
    ok_succeeds(InitOnceBeginInitialize(&once, INIT_ONCE_CHECK_ONLY, &pending, &context));
    ok_value(pending, FALSE);
    ok(context == datum, "context %p\n", context);
}

/* Any number may begin; the first that is done counts, and the others are told. */
static void test_race(void)
{
    INIT_ONCE once = INIT_ONCE_STATIC_INIT;
    void *context = NULL;
    BOOL pending;

    for (int i = 0; i < 2; i++) {
        pending = FALSE;
        ok_succeeds(InitOnceBeginInitialize(&once, INIT_ONCE_ASYNC, &pending, &context));
        ok_value(pending, TRUE);
    }
    ok_fails(InitOnceBeginInitialize(&once, 0, &pending, &context), ERROR_INVALID_PARAMETER);
    ok_fails(InitOnceComplete(&once, 0, datum), ERROR_INVALID_PARAMETER);
    ok_succeeds(InitOnceComplete(&once, INIT_ONCE_ASYNC, datum));
    ok_fails(InitOnceComplete(&once, INIT_ONCE_ASYNC, datum + 4), ERROR_GEN_FAILURE);
    ok_succeeds(InitOnceBeginInitialize(&once, INIT_ONCE_ASYNC, &pending, &context));
    ok_value(pending, FALSE);
    ok(context == datum, "context %p\n", context);
}

/* The flag has to be that of the beginning. */
static void test_mismatch(void)
{
    INIT_ONCE once = INIT_ONCE_STATIC_INIT;
    void *context = NULL;
    BOOL pending = FALSE;

    ok_succeeds(InitOnceBeginInitialize(&once, 0, &pending, &context));
    todo_wine ok_fails(InitOnceComplete(&once, INIT_ONCE_ASYNC, datum), ERROR_INVALID_PARAMETER);
}

/* --- many threads -------------------------------------------------------------------------- */

static INIT_ONCE shared = INIT_ONCE_STATIC_INIT;
static HANDLE begun, may_end;

static BOOL CALLBACK take_long(INIT_ONCE *once, void *parameter, void **context)
{
    (void)once;
    (void)parameter;
    SetEvent(begun);
    WaitForSingleObject(may_end, LIMIT);
    runs++;
    *context = datum;
    return TRUE;
}

static DWORD WINAPI execute(void *unused)
{
    void *context = NULL;

    (void)unused;
    return InitOnceExecuteOnce(&shared, take_long, NULL, &context) && context == datum ? 0 : 1;
}

/* Who comes second waits for the first. */
static void test_others(void)
{
    enum { THREADS = 12 };
    HANDLE threads[THREADS];
    DWORD code;

    runs = 0;
    begun = CreateEventA(NULL, TRUE, FALSE, NULL);
    may_end = CreateEventA(NULL, TRUE, FALSE, NULL);
    for (int i = 0; i < THREADS; i++)
        threads[i] = CreateThread(NULL, 0, execute, NULL, 0, NULL);
    ok_value(WaitForSingleObject(begun, LIMIT), WAIT_OBJECT_0);
    ok_value(WaitForMultipleObjects(THREADS, threads, FALSE, 20), WAIT_TIMEOUT);
    SetEvent(may_end);
    ok_value(WaitForMultipleObjects(THREADS, threads, TRUE, LIMIT), WAIT_OBJECT_0);
    ok_value(runs, 1);
    for (int i = 0; i < THREADS; i++) {
        ok(GetExitCodeThread(threads[i], &code) && code == 0, "code %lu\n", code);
        CloseHandle(threads[i]);
    }
    CloseHandle(begun);
    CloseHandle(may_end);
}

START_TEST(init_once)
{
    test_execute();
    test_by_hand();
    test_race();
    test_mismatch();
    test_others();
}
