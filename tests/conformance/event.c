// SPDX-License-Identifier: MIT
// Events: making, opening, setting, and what an automatic and a manual reset are.

#include <windows.h>
#include "wine/test.h"
#include "check.h"
#include "child.h"

#define NAME "ntmm-test-event"

#define is_set(event) (WaitForSingleObject(event, 0) == WAIT_OBJECT_0)

/* S-ERR-02 */
static void test_create(void)
{
    HANDLE event, other;

    SetLastError(NO_ERROR_YET);
    event = CreateEventA(NULL, FALSE, FALSE, NAME);
    ok(event != NULL, "CreateEvent failed\n");
    ok_error(ERROR_SUCCESS);
    SetLastError(NO_ERROR_YET);
    other = CreateEventA(NULL, TRUE, TRUE, NAME);
    ok(other != NULL, "CreateEvent failed\n");
    ok_error(ERROR_ALREADY_EXISTS);
    /* the object keeps what its creator gave */
    ok(!is_set(other), "the second call's state counts\n");
    ok_succeeds(SetEvent(other));
    ok(is_set(event), "not one object\n");
    ok(!is_set(event), "the second call's kind counts\n");
    CloseHandle(other);

    other = OpenEventA(EVENT_MODIFY_STATE, FALSE, NAME);
    ok(other != NULL, "OpenEvent failed, error %lu\n", GetLastError());
    ok_succeeds(SetEvent(other));
    ok_fails(WaitForSingleObject(other, 0) != WAIT_FAILED, ERROR_ACCESS_DENIED);
    CloseHandle(other);
    other = OpenEventW(SYNCHRONIZE, FALSE, L"" NAME);
    ok(is_set(other), "OpenEventW opened another\n");
    ok_fails(SetEvent(other), ERROR_ACCESS_DENIED);
    ok_fails(ResetEvent(other), ERROR_ACCESS_DENIED);
    ok_fails(PulseEvent(other), ERROR_ACCESS_DENIED);
    CloseHandle(other);
    CloseHandle(event);
    ok_fails(OpenEventA(EVENT_ALL_ACCESS, FALSE, NAME), ERROR_FILE_NOT_FOUND);
    ok_fails(OpenEventA(EVENT_ALL_ACCESS, FALSE, NULL), ERROR_INVALID_PARAMETER);
    ok_fails(OpenEventA(EVENT_ALL_ACCESS, FALSE, "ntmm\\none"), ERROR_PATH_NOT_FOUND);
}

static void test_reset(void)
{
    HANDLE automatic = CreateEventExW(NULL, NULL, CREATE_EVENT_INITIAL_SET, EVENT_ALL_ACCESS);
    HANDLE manual = CreateEventExA(NULL, NULL, CREATE_EVENT_INITIAL_SET | CREATE_EVENT_MANUAL_RESET,
                                   EVENT_ALL_ACCESS);

    ok(is_set(automatic) && !is_set(automatic), "it does not reset itself\n");
    ok(is_set(manual) && is_set(manual), "it resets itself\n");
    ok_succeeds(SetEvent(automatic));
    ok_succeeds(SetEvent(automatic));
    ok(is_set(automatic) && !is_set(automatic), "it counts\n");
    ok_succeeds(SetEvent(automatic));
    ok_succeeds(ResetEvent(automatic));
    ok(!is_set(automatic), "ResetEvent left it set\n");
    ok_succeeds(ResetEvent(manual));
    ok(!is_set(manual), "ResetEvent left it set\n");
    ok_succeeds(PulseEvent(manual));
    ok_succeeds(PulseEvent(automatic));
    ok(!is_set(manual) && !is_set(automatic), "PulseEvent left it set\n");
    ok_succeeds(SetEvent(manual));
    ok_succeeds(PulseEvent(manual));
    ok(!is_set(manual), "PulseEvent left it set\n");
    CloseHandle(automatic);
    CloseHandle(manual);
    ok_fails(SetEvent(manual), ERROR_INVALID_HANDLE);
    ok_fails(SetEvent(NULL), ERROR_INVALID_HANDLE);
}

/* S-NAM-02: one namespace for all kinds, from Create and from Open. */
static void test_other_kinds(void)
{
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NAME);

    ok_fails(CreateMutexA(NULL, FALSE, NAME), ERROR_INVALID_HANDLE);
    ok_fails(CreateSemaphoreA(NULL, 0, 1, NAME), ERROR_INVALID_HANDLE);
    ok_fails(CreateWaitableTimerA(NULL, FALSE, NAME), ERROR_INVALID_HANDLE);
    ok_fails(CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, NAME),
             ERROR_INVALID_HANDLE);
    ok_fails(OpenMutexA(MUTEX_ALL_ACCESS, FALSE, NAME), ERROR_INVALID_HANDLE);
    ok_fails(OpenSemaphoreA(SEMAPHORE_ALL_ACCESS, FALSE, NAME), ERROR_INVALID_HANDLE);
    ok_fails(OpenWaitableTimerA(TIMER_ALL_ACCESS, FALSE, NAME), ERROR_INVALID_HANDLE);
    ok_fails(OpenFileMappingA(FILE_MAP_READ, FALSE, NAME), ERROR_INVALID_HANDLE);
    child_finish(child_start(FALSE, "clash"));
    CloseHandle(event);

    event = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, NAME);
    ok_fails(CreateEventA(NULL, FALSE, FALSE, NAME), ERROR_INVALID_HANDLE);
    child_finish(child_start(FALSE, "clash_section"));
    CloseHandle(event);
    event = CreateMutexA(NULL, FALSE, NAME);
    ok_fails(ReleaseSemaphore(event, 1, NULL), ERROR_INVALID_HANDLE);
    ok_fails(SetEvent(event), ERROR_INVALID_HANDLE);
    CloseHandle(event);
}

/* The same from a process that has no such object yet. */
static void clash(void)
{
    ok_fails(CreateMutexA(NULL, FALSE, NAME), ERROR_INVALID_HANDLE);
    ok_fails(OpenSemaphoreA(SEMAPHORE_ALL_ACCESS, FALSE, NAME), ERROR_INVALID_HANDLE);
    ok_fails(OpenFileMappingA(FILE_MAP_READ, FALSE, NAME), ERROR_INVALID_HANDLE);
}

static void clash_section(void)
{
    ok_fails(OpenEventA(EVENT_ALL_ACCESS, FALSE, NAME), ERROR_INVALID_HANDLE);
    ok_fails(CreateWaitableTimerA(NULL, FALSE, NAME), ERROR_INVALID_HANDLE);
}

/* Another process by the name, and one that inherits a handle without a name. */
static void test_children(void)
{
    SECURITY_ATTRIBUTES inherit = { sizeof(inherit), NULL, TRUE };
    HANDLE named = CreateEventA(NULL, FALSE, FALSE, NAME);
    HANDLE unnamed = CreateEventA(&inherit, FALSE, FALSE, NULL);
    HANDLE answer = CreateEventA(&inherit, TRUE, FALSE, NULL);
    HANDLE child = child_start(TRUE, "handles %Ix %Ix", (SIZE_T)unnamed, (SIZE_T)answer);

    ok(WaitForSingleObject(named, 30000) == WAIT_OBJECT_0, "the child does not set it\n");
    ok_succeeds(SetEvent(unnamed));
    ok(WaitForSingleObject(answer, 30000) == WAIT_OBJECT_0, "the child does not answer\n");
    child_finish(child);
    ok(is_set(answer), "not set any more\n");
    CloseHandle(named);
    CloseHandle(unnamed);
    CloseHandle(answer);
}

static void handles(char **argv)
{
    HANDLE named = OpenEventA(EVENT_MODIFY_STATE, FALSE, NAME);
    HANDLE unnamed = (HANDLE)(ULONG_PTR)strtoull(argv[3], NULL, 16);
    HANDLE answer = (HANDLE)(ULONG_PTR)strtoull(argv[4], NULL, 16);

    ok(SetEvent(named), "SetEvent failed, error %lu\n", GetLastError());
    ok(WaitForSingleObject(unnamed, 30000) == WAIT_OBJECT_0, "the parent does not set it\n");
    ok(SetEvent(answer), "SetEvent failed, error %lu\n", GetLastError());
    CloseHandle(named);
}

START_TEST(event)
{
    char **argv;
    int argc = winetest_get_mainargs(&argv);

    if (argc > 2 && !strcmp(argv[2], "clash")) {
        clash();
    } else if (argc > 2 && !strcmp(argv[2], "clash_section")) {
        clash_section();
    } else if (argc > 4) {
        handles(argv);
    } else {
        test_create();
        test_reset();
        test_other_kinds();
        test_children();
    }
}
