// SPDX-License-Identifier: MIT
// Waiting for a change of memory.

#include <windows.h>
#include "wine/test.h"
#include "check.h"

#define LIMIT 60000 /* of waits that have to end */

/* mingw-w64 has them in a library of their own; as programs find them that do not need it: */
static BOOL(WINAPI *wait)(volatile void *, void *, SIZE_T, DWORD);
static void(WINAPI *wake_one)(void *);
static void(WINAPI *wake_all)(void *);

static void load(void)
{
    HMODULE module = GetModuleHandleA("kernelbase");

    wait = (void *)GetProcAddress(module, "WaitOnAddress");
    wake_one = (void *)GetProcAddress(module, "WakeByAddressSingle");
    wake_all = (void *)GetProcAddress(module, "WakeByAddressAll");
    ok(wait && wake_one && wake_all, "functions are missing\n");
}

static void test_sizes(void)
{
    static const SIZE_T good[] = { 1, 2, 4, 8 }, bad[] = { 0, 3, 5, 6, 7, 9, 16 };
    ULONGLONG value = 0x0102030405060708, same = value, other;

    for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
        ok_fails(wait(&value, &same, good[i], 0), ERROR_TIMEOUT);
        ok_fails(wait(&value, &same, good[i], 20), ERROR_TIMEOUT);
        other = same ^ 1;
        ok_succeeds(wait(&value, &other, good[i], INFINITE));
        /* what lies behind does not count */
        if (good[i] < 8) {
            other = same ^ (1ULL << 8 * good[i]);
            ok_fails(wait(&value, &other, good[i], 0), ERROR_TIMEOUT);
        }
    }
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
        ok_fails(wait(&value, &same, bad[i], 0), ERROR_INVALID_PARAMETER);
    wake_one(&value); /* nobody is there */
    wake_all(&value);
    wake_one(NULL);
}

/* Two threads in turn; each waits for the other's mark in one byte. */
static volatile char turn[4];

enum { TURNS = 5000 };

static DWORD WINAPI take_turns(void *which)
{
    char mine = (char)(ULONG_PTR)which, others = !mine;

    for (int i = 0; i < TURNS; i++) {
        while (turn[1] != mine)
            if (!wait(&turn[1], &others, 1, LIMIT))
                return 1;
        turn[1] = others;
        wake_one((void *)&turn[1]);
    }
    return 0;
}

static void test_turns(void)
{
    HANDLE threads[2];
    DWORD code;

    for (ULONG_PTR i = 0; i < 2; i++)
        threads[i] = CreateThread(NULL, 0, take_turns, (void *)i, 0, NULL);
    ok_value(WaitForMultipleObjects(2, threads, TRUE, LIMIT), WAIT_OBJECT_0);
    for (int i = 0; i < 2; i++) {
        ok(GetExitCodeThread(threads[i], &code) && code == 0, "code %lu\n", code);
        CloseHandle(threads[i]);
    }
}

/* One wake for all. */
static LONG door, arrived;
static HANDLE all_here;

enum { CROWD = 20 };

static DWORD WINAPI pass(void *unused)
{
    LONG closed = 0;

    (void)unused;
    if (InterlockedIncrement(&arrived) == CROWD)
        SetEvent(all_here);
    while (!*(volatile LONG *)&door)
        if (!wait(&door, &closed, sizeof(door), LIMIT))
            return 1;
    return 0;
}

static void test_crowd(void)
{
    HANDLE threads[CROWD];
    DWORD code;

    all_here = CreateEventA(NULL, TRUE, FALSE, NULL);
    for (int i = 0; i < CROWD; i++)
        threads[i] = CreateThread(NULL, 0, pass, NULL, 0, NULL);
    ok_value(WaitForSingleObject(all_here, LIMIT), WAIT_OBJECT_0);
    ok_value(WaitForMultipleObjects(CROWD, threads, FALSE, 0), WAIT_TIMEOUT);
    InterlockedExchange(&door, 1);
    wake_all(&door);
    ok_value(WaitForMultipleObjects(CROWD, threads, TRUE, LIMIT), WAIT_OBJECT_0);
    for (int i = 0; i < CROWD; i++) {
        ok(GetExitCodeThread(threads[i], &code) && code == 0, "code %lu\n", code);
        CloseHandle(threads[i]);
    }
    CloseHandle(all_here);
}

START_TEST(wait_address)
{
    load();
    test_sizes();
    test_turns();
    test_crowd();
}
