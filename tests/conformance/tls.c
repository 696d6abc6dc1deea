// SPDX-License-Identifier: MIT
// Values for each thread under an index: TLS, and FLS with its routines.

#include <windows.h>
#include "wine/test.h"
#include "check.h"

#define LIMIT 60000 /* of waits that have to end */

enum { MOST = 1088 }; /* as documented */

static DWORD in_other(LPTHREAD_START_ROUTINE routine, void *parameter)
{
    HANDLE thread = CreateThread(NULL, 0, routine, parameter, 0, NULL);
    DWORD code = NO_ERROR_YET;

    ok_value(WaitForSingleObject(thread, LIMIT), WAIT_OBJECT_0);
    ok(GetExitCodeThread(thread, &code), "error %lu\n", GetLastError());
    CloseHandle(thread);
    return code;
}

static DWORD index_of_both;

static DWORD WINAPI use_it(void *value)
{
    if (TlsGetValue(index_of_both) || GetLastError())
        return 1;
    if (!TlsSetValue(index_of_both, value) || TlsGetValue(index_of_both) != value)
        return 2;
    return 0;
}

static void test_values(void)
{
    int mine, others;

    index_of_both = TlsAlloc();
    ok(index_of_both != TLS_OUT_OF_INDEXES, "error %lu\n", GetLastError());
    SetLastError(NO_ERROR_YET);
    ok(TlsGetValue(index_of_both) == NULL, "a value at first\n");
    ok_error(ERROR_SUCCESS); /* so that NULL can be told from a failure */
    ok_succeeds(TlsSetValue(index_of_both, &mine));
    ok_value(in_other(use_it, &others), 0);
    SetLastError(NO_ERROR_YET);
    ok(TlsGetValue(index_of_both) == &mine, "another's value\n");
    ok_error(ERROR_SUCCESS);
    ok_succeeds(TlsFree(index_of_both));
    ok_fails(TlsFree(index_of_both), ERROR_INVALID_PARAMETER);
    ok_fails(TlsFree(MOST), ERROR_INVALID_PARAMETER);
    ok_fails(TlsFree(TLS_OUT_OF_INDEXES), ERROR_INVALID_PARAMETER);
    ok_fails(TlsGetValue(MOST), ERROR_INVALID_PARAMETER);
    ok_fails(TlsGetValue(TLS_OUT_OF_INDEXES), ERROR_INVALID_PARAMETER);
    ok_fails(TlsSetValue(MOST, NULL), ERROR_INVALID_PARAMETER);
    ok_fails(TlsSetValue(TLS_OUT_OF_INDEXES, NULL), ERROR_INVALID_PARAMETER);
}

/* All there are, those beyond the first 64 too; some may be taken by the system's own modules. */
static void test_limit(void)
{
    static DWORD indexes[MOST + 1];
    DWORD count = 0, wrong = 0;

    while (count <= MOST && (indexes[count] = TlsAlloc()) != TLS_OUT_OF_INDEXES)
        count++;
    ok(count <= MOST && count >= MOST - 64, "%lu indexes\n", count);
    for (DWORD i = 0; i < count; i++)
        if (indexes[i] >= MOST || TlsGetValue(indexes[i]) ||
            !TlsSetValue(indexes[i], &indexes[i]))
            wrong++;
    for (DWORD i = 0; i < count; i++)
        if (TlsGetValue(indexes[i]) != &indexes[i] || !TlsFree(indexes[i]))
            wrong++;
    ok_value(wrong, 0);
}

static HANDLE was_set, was_freed;

static DWORD WINAPI keep_value(void *value)
{
    if (!TlsSetValue(index_of_both, value))
        return 1;
    SetEvent(was_set);
    WaitForSingleObject(was_freed, LIMIT);
    return TlsGetValue(index_of_both) == NULL ? 0 : 2;
}

/* An index that is given again has no value in any thread. */
static void test_reuse(void)
{
    DWORD first, code;
    HANDLE thread;

    was_set = CreateEventA(NULL, TRUE, FALSE, NULL);
    was_freed = CreateEventA(NULL, TRUE, FALSE, NULL);
    first = index_of_both = TlsAlloc();
    thread = CreateThread(NULL, 0, keep_value, &code, 0, NULL);
    ok_value(WaitForSingleObject(was_set, LIMIT), WAIT_OBJECT_0);
    ok_succeeds(TlsSetValue(first, &code));
    ok_succeeds(TlsFree(first));
    index_of_both = TlsAlloc();
    ok_value(index_of_both, first);
    ok(TlsGetValue(first) == NULL, "the old value\n");
    SetEvent(was_freed);
    ok_value(WaitForSingleObject(thread, LIMIT), WAIT_OBJECT_0);
    ok(GetExitCodeThread(thread, &code) && code == 0, "code %lu\n", code);
    TlsFree(first);
    CloseHandle(thread);
    CloseHandle(was_set);
    CloseHandle(was_freed);
}

/* --- FLS ----------------------------------------------------------------------------------- */

static LONG told;
static void *last_told;
static DWORD teller;

static void WINAPI hear(void *value)
{
    told++;
    last_told = value;
    teller = GetCurrentThreadId();
}

static DWORD fls;

static DWORD WINAPI set_fls(void *value)
{
    if (FlsGetValue(fls) || !FlsSetValue(fls, value) || FlsGetValue(fls) != value)
        return 1;
    return 0;
}

static DWORD WINAPI leave_with_fls(void *value)
{
    FlsSetValue(fls, value);
    ExitThread(5);
}

static DWORD WINAPI keep_fls(void *value)
{
    FlsSetValue(fls, value);
    SetEvent(was_set);
    WaitForSingleObject(was_freed, LIMIT);
    return 0;
}

static void test_fls(void)
{
    int mine, others;

    fls = FlsAlloc(hear);
    ok(fls != FLS_OUT_OF_INDEXES, "error %lu\n", GetLastError());
    ok(FlsGetValue(fls) == NULL, "a value at first\n");
    ok_succeeds(FlsSetValue(fls, &mine));
    ok(FlsGetValue(fls) == &mine, "another value\n");

    /* a thread's end */
    ok_value(in_other(set_fls, &others), 0);
    ok_value(told, 1);
    ok(last_told == &others, "told of %p\n", last_told);
    ok(teller != GetCurrentThreadId(), "told in another thread\n");
    ok_value(in_other(leave_with_fls, &others), 5);
    ok_value(told, 2);
    ok_value(in_other(set_fls, NULL), 0);
    ok_value(told, 2);
    ok(FlsGetValue(fls) == &mine, "another value\n");
    ok_fails(FlsSetValue(FLS_OUT_OF_INDEXES, NULL), ERROR_INVALID_PARAMETER);
    ok_fails(FlsGetValue(FLS_OUT_OF_INDEXES), ERROR_INVALID_PARAMETER);
    ok_fails(FlsFree(FLS_OUT_OF_INDEXES), ERROR_INVALID_PARAMETER);
}

/* An index that is freed: its routine hears of all threads' values, in this one. */
static void test_fls_free(void)
{
    HANDLE thread;
    int others;

    was_set = CreateEventA(NULL, TRUE, FALSE, NULL);
    was_freed = CreateEventA(NULL, TRUE, FALSE, NULL);
    thread = CreateThread(NULL, 0, keep_fls, &others, 0, NULL);
    ok_value(WaitForSingleObject(was_set, LIMIT), WAIT_OBJECT_0);
    ok_succeeds(FlsFree(fls));
    ok_value(told, 4);
    ok_value(teller, GetCurrentThreadId());
    ok_fails(FlsFree(fls), ERROR_INVALID_PARAMETER);
    SetEvent(was_freed);
    ok_value(WaitForSingleObject(thread, LIMIT), WAIT_OBJECT_0);
    ok_value(told, 4);
    CloseHandle(thread);
    CloseHandle(was_set);
    CloseHandle(was_freed);
}

START_TEST(tls)
{
    test_values();
    test_limit();
    test_reuse();
    test_fls();
    test_fls_free();
}
