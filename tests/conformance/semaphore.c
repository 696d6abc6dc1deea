// SPDX-License-Identifier: MIT
// Semaphores: counts and limits.

#include <windows.h>
#include "wine/test.h"
#include "check.h"

#define NAME "ntmm-test-semaphore"

#define take(semaphore) (WaitForSingleObject(semaphore, 0) == WAIT_OBJECT_0)

static void test_arguments(void)
{
    ok_fails(CreateSemaphoreA(NULL, 0, 0, NULL), ERROR_INVALID_PARAMETER);
    ok_fails(CreateSemaphoreA(NULL, 2, 1, NULL), ERROR_INVALID_PARAMETER);
    ok_fails(CreateSemaphoreA(NULL, -1, 1, NULL), ERROR_INVALID_PARAMETER);
    ok_fails(CreateSemaphoreA(NULL, 0, -1, NULL), ERROR_INVALID_PARAMETER);
    ok_fails(ReleaseSemaphore(NULL, 1, NULL), ERROR_INVALID_HANDLE);
    ok_fails(OpenSemaphoreA(SEMAPHORE_ALL_ACCESS, FALSE, NAME), ERROR_FILE_NOT_FOUND);
    ok_fails(OpenSemaphoreW(SEMAPHORE_ALL_ACCESS, FALSE, NULL), ERROR_INVALID_PARAMETER);
}

static void test_counts(void)
{
    HANDLE semaphore = CreateSemaphoreA(NULL, 2, 3, NAME), other;
    LONG before;

    ok(take(semaphore) && take(semaphore) && !take(semaphore), "not two of them\n");
    ok_succeeds(ReleaseSemaphore(semaphore, 2, &before));
    ok_value(before, 0);
    before = 99;
    ok_fails(ReleaseSemaphore(semaphore, 2, &before), ERROR_TOO_MANY_POSTS);
    ok_value(before, 99);
    todo_wine ok_fails(ReleaseSemaphore(semaphore, 0, &before), ERROR_INVALID_PARAMETER);
    ok(!ReleaseSemaphore(semaphore, -1, &before), "a negative count\n");
    todo_wine ok_error(ERROR_INVALID_PARAMETER);
    ok_succeeds(ReleaseSemaphore(semaphore, 1, &before));
    ok_value(before, 2);
    ok(take(semaphore) && take(semaphore) && take(semaphore) && !take(semaphore), "not three\n");

    SetLastError(NO_ERROR_YET);
    other = CreateSemaphoreExW(NULL, 5, 9, L"" NAME, 0, SYNCHRONIZE);
    ok_error(ERROR_ALREADY_EXISTS);
    ok(!take(other), "the second call's count counts\n");
    ok_fails(ReleaseSemaphore(other, 1, NULL), ERROR_ACCESS_DENIED);
    CloseHandle(other);
    other = OpenSemaphoreA(SEMAPHORE_MODIFY_STATE, FALSE, NAME);
    ok_succeeds(ReleaseSemaphore(other, 3, NULL));
    ok_fails(ReleaseSemaphore(other, 1, NULL), ERROR_TOO_MANY_POSTS);
    ok_fails(take(other), ERROR_ACCESS_DENIED);
    CloseHandle(other);
    CloseHandle(semaphore);

    semaphore = CreateSemaphoreW(NULL, 0, MAXLONG, NULL);
    ok_succeeds(ReleaseSemaphore(semaphore, MAXLONG, &before));
    ok_value(before, 0);
    ok_fails(ReleaseSemaphore(semaphore, MAXLONG, &before), ERROR_TOO_MANY_POSTS);
    CloseHandle(semaphore);
}

START_TEST(semaphore)
{
    test_arguments();
    test_counts();
}
