// SPDX-License-Identifier: MIT
// Mutexes: owners, recursion, and owners that end.

#include <windows.h>
#include "wine/test.h"
#include "check.h"
#include "child.h"

#define NAME "ntmm-test-mutex"
#define ASIDE "ntmm-test-mutex-aside"

static void test_own(void)
{
    HANDLE mutex = CreateMutexA(NULL, TRUE, NULL);
    int i;

    ok(GetLastError() == ERROR_SUCCESS, "error %lu\n", GetLastError());
    for (i = 0; i < 3; i++)
        ok(WaitForSingleObject(mutex, 0) == WAIT_OBJECT_0, "its owner does not get it\n");
    for (i = 0; i < 4; i++)
        ok_succeeds(ReleaseMutex(mutex));
    ok_fails(ReleaseMutex(mutex), ERROR_NOT_OWNER);
    ok(WaitForSingleObject(mutex, INFINITE) == WAIT_OBJECT_0, "nobody has it\n");
    ok_succeeds(ReleaseMutex(mutex));
    CloseHandle(mutex);
    ok_fails(ReleaseMutex(mutex), ERROR_INVALID_HANDLE);
}

static void test_names(void)
{
    HANDLE mutex = CreateMutexW(NULL, TRUE, L"" NAME), other;

    SetLastError(NO_ERROR_YET);
    other = CreateMutexExA(NULL, NAME, CREATE_MUTEX_INITIAL_OWNER, MUTEX_ALL_ACCESS);
    ok_error(ERROR_ALREADY_EXISTS);
    ok_succeeds(ReleaseMutex(other));
    /* the second call's wish to own it counts nothing */
    ok_fails(ReleaseMutex(mutex), ERROR_NOT_OWNER);
    CloseHandle(other);
    other = OpenMutexA(SYNCHRONIZE, FALSE, NAME);
    ok(WaitForSingleObject(other, 0) == WAIT_OBJECT_0, "nobody has it\n");
    ok_succeeds(ReleaseMutex(other)); /* takes no right */
    CloseHandle(other);
    other = OpenMutexA(MUTEX_MODIFY_STATE, FALSE, NAME);
    ok_fails(WaitForSingleObject(other, 0) != WAIT_FAILED, ERROR_ACCESS_DENIED);
    CloseHandle(other);
    CloseHandle(mutex);
    ok_fails(OpenMutexA(SYNCHRONIZE, FALSE, NAME), ERROR_FILE_NOT_FOUND);
    ok_fails(OpenMutexA(SYNCHRONIZE, FALSE, NULL), ERROR_INVALID_PARAMETER);
}

/* How the child ends that owns it. */
static void test_abandoned(const char *how)
{
    HANDLE mutex = CreateMutexA(NULL, FALSE, NAME), aside = CreateMutexA(NULL, FALSE, ASIDE);
    HANDLE owned = CreateEventA(NULL, TRUE, FALSE, "ntmm-test-mutex-owned"), child, both[2];

    winetest_push_context("%s", how);
    child = child_start(FALSE, "%s", how);
    ok(WaitForSingleObject(owned, 30000) == WAIT_OBJECT_0, "the child does not own them\n");
    ok_fails(ReleaseMutex(aside), ERROR_NOT_OWNER);
    if (!strcmp(how, "terminated")) {
        ok(WaitForSingleObject(mutex, 10) == WAIT_TIMEOUT, "it has no owner\n");
        TerminateProcess(child, 0);
    }
    ok(WaitForSingleObject(mutex, 30000) == WAIT_ABANDONED, "not abandoned\n");
    ok_succeeds(ReleaseMutex(mutex));
    ok(WaitForSingleObject(mutex, 0) == WAIT_OBJECT_0, "abandoned again\n");
    both[0] = mutex;
    both[1] = aside;
    ok(WaitForMultipleObjects(2, both, TRUE, 30000) == WAIT_ABANDONED, "not abandoned\n");
    ok_succeeds(ReleaseMutex(mutex));
    ok_succeeds(ReleaseMutex(mutex));
    ok_succeeds(ReleaseMutex(aside));
    ok_fails(ReleaseMutex(aside), ERROR_NOT_OWNER);
    WaitForSingleObject(child, 30000);
    CloseHandle(child);
    CloseHandle(mutex);
    CloseHandle(aside);
    CloseHandle(owned);
    winetest_pop_context();
}

static void own_and_end(const char *how)
{
    HANDLE mutex = OpenMutexA(SYNCHRONIZE, FALSE, NAME);
    HANDLE aside = OpenMutexA(SYNCHRONIZE, FALSE, ASIDE);
    HANDLE owned = OpenEventA(EVENT_MODIFY_STATE, FALSE, "ntmm-test-mutex-owned");

    WaitForSingleObject(mutex, 30000);
    WaitForSingleObject(mutex, 30000);
    WaitForSingleObject(aside, 30000);
    SetEvent(owned);
    if (!strcmp(how, "terminated"))
        Sleep(30000);
    if (!strcmp(how, "closed")) {
        CloseHandle(mutex);
        CloseHandle(aside);
    }
    ExitProcess(0);
}

START_TEST(mutex)
{
    char **argv;

    if (winetest_get_mainargs(&argv) > 2) {
        own_and_end(argv[2]);
    } else {
        test_own();
        test_names();
        test_abandoned("exits");
        test_abandoned("terminated");
        test_abandoned("closed");
    }
}
