// SPDX-License-Identifier: MIT
// Threads: their making, their ends, and what can be asked of them in between.

#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include <errno.h>
#include <process.h>
#include "wine/test.h"
#include "check.h"
#include "nt.h"

#define LIMIT 60000 /* of waits that have to end */

static HANDLE start(LPTHREAD_START_ROUTINE routine, void *parameter, DWORD flags, DWORD *id)
{
    HANDLE thread = CreateThread(NULL, 0, routine, parameter, flags, id);

    ok(thread != NULL, "CreateThread failed, error %lu\n", GetLastError());
    return thread;
}

static DWORD exit_code(HANDLE thread)
{
    DWORD code = NO_ERROR_YET;

    ok(GetExitCodeThread(thread, &code), "GetExitCodeThread failed, error %lu\n", GetLastError());
    return code;
}

/* Waits for its end; its exit code. */
static DWORD finish(HANDLE thread)
{
    DWORD code;

    ok_value(WaitForSingleObject(thread, LIMIT), WAIT_OBJECT_0);
    code = exit_code(thread);
    ok_succeeds(CloseHandle(thread));
    return code;
}

static HANDLE make_event(void)
{
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);

    ok(event != NULL, "CreateEvent failed, error %lu\n", GetLastError());
    return event;
}

/* Ends with code 7 when the event is set. */
static DWORD WINAPI wait_for_event(void *event)
{
    WaitForSingleObject(event, LIMIT);
    return 7;
}

struct seen {
    DWORD id, process, error;
    int runs;
};

static DWORD WINAPI look_around(void *parameter)
{
    struct seen *seen = parameter;

    seen->error = GetLastError();
    seen->id = GetCurrentThreadId();
    seen->process = GetCurrentProcessId();
    seen->runs++;
    return 0xfedcba98;
}

static void test_life(void)
{
    struct seen seen = { 0 };
    HANDLE event = make_event(), thread;
    DWORD id = 0;

    thread = start(look_around, &seen, 0, &id);
    ok_value(finish(thread), 0xfedcba98);
    ok_value(seen.runs, 1);
    ok_value(seen.id, id);
    ok_value(seen.process, GetCurrentProcessId());
    ok_value(seen.error, 0);
    ok(id != GetCurrentThreadId(), "id %lu\n", id);

    thread = start(wait_for_event, event, 0, &id);
    ok_value(exit_code(thread), STILL_ACTIVE);
    ok_value(WaitForSingleObject(thread, 0), WAIT_TIMEOUT);
    ok_value(GetThreadId(thread), id);
    ok_value(GetProcessIdOfThread(thread), GetCurrentProcessId());
    SetEvent(event);
    ok_value(WaitForSingleObject(thread, LIMIT), WAIT_OBJECT_0);
    /* it stays signalled, and known by its number */
    ok_value(WaitForSingleObject(thread, 0), WAIT_OBJECT_0);
    ok_value(GetThreadId(thread), id);
    ok_value(finish(thread), 7);
    CloseHandle(event);
}

/* A thread without a handle runs on. */
static void test_closed(void)
{
    HANDLE event = make_event(), closed;
    HANDLE thread = start((LPTHREAD_START_ROUTINE)SetEvent, event, CREATE_SUSPENDED, NULL);

    ok(DuplicateHandle(GetCurrentProcess(), thread, GetCurrentProcess(), &closed, 0, FALSE,
                       DUPLICATE_SAME_ACCESS), "error %lu\n", GetLastError());
    ok_value(ResumeThread(closed), 1);
    CloseHandle(closed);
    CloseHandle(thread);
    ok_value(WaitForSingleObject(event, LIMIT), WAIT_OBJECT_0);
    CloseHandle(event);
}

static void leave_deeply(int depth)
{
    volatile char room[100];

    room[0] = 0;
    if (depth == 0)
        ExitThread(42);
    leave_deeply(depth - 1);
    room[1] = 0;
}

static DWORD WINAPI leave(void *unused)
{
    (void)unused;
    leave_deeply(10);
    return 1;
}

static void test_exit(void)
{
    ok_value(finish(start(leave, NULL, 0, NULL)), 42);
}

static DWORD WINAPI suspend_itself(void *unused)
{
    (void)unused;
    return SuspendThread(GetCurrentThread());
}

static void test_suspended(void)
{
    struct seen seen = { 0 };
    DWORD id = 0, i;
    HANDLE thread = start(look_around, &seen, CREATE_SUSPENDED, &id);

    ok_value(WaitForSingleObject(thread, 0), WAIT_TIMEOUT);
    ok_value(GetThreadId(thread), id);
    ok_value(SuspendThread(thread), 1);
    ok_value(ResumeThread(thread), 2);
    ok_value(WaitForSingleObject(thread, 0), WAIT_TIMEOUT);
    ok_value(seen.runs, 0);
    for (i = 1; i < MAXIMUM_SUSPEND_COUNT; i++)
        ok_value(SuspendThread(thread), i);
    SetLastError(NO_ERROR_YET);
    ok_value(SuspendThread(thread), (DWORD)-1);
    ok_error(ERROR_SIGNAL_REFUSED);
    for (; i > 0; i--)
        ok_value(ResumeThread(thread), i);
    ok_value(WaitForSingleObject(thread, LIMIT), WAIT_OBJECT_0);
    ok_value(seen.runs, 1);
    ok_value(finish(thread), 0xfedcba98);

    thread = start(suspend_itself, NULL, 0, NULL);
    while (ResumeThread(thread) == 0)
        SwitchToThread();
    ok_value(finish(thread), 0);
    ok_value(ResumeThread(GetCurrentThread()), 0);
}

/* What never began can be ended without a trace. */
static void test_terminate(void)
{
    struct seen seen = { 0 };
    HANDLE thread = start(look_around, &seen, CREATE_SUSPENDED, NULL);

    ok_succeeds(TerminateThread(thread, 11));
    ok_value(finish(thread), 11);
    ok_value(seen.runs, 0);
    ok_fails(TerminateThread(NULL, 0), ERROR_INVALID_HANDLE);
}

static void test_errors(void)
{
    HANDLE event = make_event(), thread = start(wait_for_event, event, 0, NULL), weak;
    DWORD code;

    ok_fails(GetExitCodeThread(NULL, &code), ERROR_INVALID_HANDLE);
    ok_fails(GetExitCodeThread(event, &code), ERROR_INVALID_HANDLE);
    ok_fails(GetThreadId(event), ERROR_INVALID_HANDLE);
    ok_fails(GetThreadId(GetCurrentProcess()), ERROR_INVALID_HANDLE);
    SetLastError(NO_ERROR_YET);
    ok_value(ResumeThread(event), (DWORD)-1);
    ok_error(ERROR_INVALID_HANDLE);

    ok(DuplicateHandle(GetCurrentProcess(), thread, GetCurrentProcess(), &weak, SYNCHRONIZE,
                       FALSE, 0), "error %lu\n", GetLastError());
    ok_fails(GetExitCodeThread(weak, &code), ERROR_ACCESS_DENIED);
    ok_fails(TerminateThread(weak, 1), ERROR_ACCESS_DENIED);
    SetLastError(NO_ERROR_YET);
    ok_value(SuspendThread(weak), (DWORD)-1);
    ok_error(ERROR_ACCESS_DENIED);
    ok_value(WaitForSingleObject(weak, 0), WAIT_TIMEOUT);
    CloseHandle(weak);

    ok(DuplicateHandle(GetCurrentProcess(), thread, GetCurrentProcess(), &weak,
                       THREAD_QUERY_LIMITED_INFORMATION, FALSE, 0), "error %lu\n", GetLastError());
    ok_value(exit_code(weak), STILL_ACTIVE);
    SetLastError(NO_ERROR_YET);
    ok_value(WaitForSingleObject(weak, 0), WAIT_FAILED);
    ok_error(ERROR_ACCESS_DENIED);
    CloseHandle(weak);

    SetEvent(event);
    ok_value(finish(thread), 7);
    CloseHandle(event);
}

static void test_open(void)
{
    HANDLE event = make_event(), opened;
    DWORD id, flags = NO_ERROR_YET;
    HANDLE thread = start(wait_for_event, event, 0, &id);

    opened = OpenThread(SYNCHRONIZE | THREAD_QUERY_INFORMATION, TRUE, id);
    ok(opened != NULL, "OpenThread failed, error %lu\n", GetLastError());
    ok_value(GetThreadId(opened), id);
    ok(GetHandleInformation(opened, &flags), "error %lu\n", GetLastError());
    ok_value(flags, HANDLE_FLAG_INHERIT);
    SetLastError(NO_ERROR_YET);
    ok_value(ResumeThread(opened), (DWORD)-1);
    ok_error(ERROR_ACCESS_DENIED);
    SetEvent(event);
    ok_value(finish(opened), 7);
    ok_value(finish(thread), 7);
    CloseHandle(event);

    opened = OpenThread(THREAD_ALL_ACCESS, FALSE, GetCurrentThreadId());
    ok(opened != NULL, "OpenThread failed, error %lu\n", GetLastError());
    ok_value(GetThreadId(opened), GetCurrentThreadId());
    CloseHandle(opened);

    ok_fails(OpenThread(THREAD_ALL_ACCESS, FALSE, 0), ERROR_INVALID_PARAMETER);
    ok_fails(OpenThread(THREAD_ALL_ACCESS, FALSE, 0x7ffffffc), ERROR_INVALID_PARAMETER);
}

static HANDLE self_of_other;

static DWORD WINAPI give_itself(void *event)
{
    ok(DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(),
                       &self_of_other, 0, FALSE, DUPLICATE_SAME_ACCESS),
       "error %lu\n", GetLastError());
    SetEvent(event);
    return GetThreadId(self_of_other);
}

/* The pseudo handle means whoever uses it. */
static void test_current(void)
{
    HANDLE event = make_event(), thread, self;
    DWORD id;

    ok(GetCurrentThread() == (HANDLE)(LONG_PTR)-2, "%p\n", GetCurrentThread());
    ok_value(GetThreadId(GetCurrentThread()), GetCurrentThreadId());
    ok_value(exit_code(GetCurrentThread()), STILL_ACTIVE);
    ok_value(WaitForSingleObject(GetCurrentThread(), 0), WAIT_TIMEOUT);
    ok(DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &self, 0,
                       FALSE, DUPLICATE_SAME_ACCESS), "error %lu\n", GetLastError());
    ok_value(GetThreadId(self), GetCurrentThreadId());
    ok_value(WaitForSingleObject(self, 0), WAIT_TIMEOUT);
    CloseHandle(self);

    thread = start(give_itself, event, 0, &id);
    ok_value(WaitForSingleObject(event, LIMIT), WAIT_OBJECT_0);
    ok_value(finish(self_of_other), id);
    ok_value(finish(thread), id);
    CloseHandle(event);
}

static void test_among_others(void)
{
    HANDLE first = make_event(), second = make_event(), handles[4];

    handles[0] = start(wait_for_event, first, 0, NULL);
    handles[1] = make_event();
    handles[2] = start(wait_for_event, second, 0, NULL);
    handles[3] = make_event();
    ok_value(WaitForMultipleObjects(4, handles, FALSE, 0), WAIT_TIMEOUT);
    SetEvent(second);
    ok_value(WaitForMultipleObjects(4, handles, FALSE, LIMIT), WAIT_OBJECT_0 + 2);
    SetEvent(handles[1]);
    SetEvent(handles[3]);
    ok_value(WaitForMultipleObjects(4, handles, TRUE, 0), WAIT_TIMEOUT);
    SetEvent(first);
    ok_value(WaitForMultipleObjects(4, handles, TRUE, LIMIT), WAIT_OBJECT_0);
    for (int i = 0; i < 4; i++)
        CloseHandle(handles[i]);
    CloseHandle(first);
    CloseHandle(second);
}

static DWORD WINAPI take(void *mutex)
{
    return WaitForSingleObject(mutex, LIMIT);
}

/* A thread's mutexes are abandoned when others see it end, not later. */
static void test_abandoned(void)
{
    HANDLE mutex = CreateMutexA(NULL, FALSE, NULL);

    for (int i = 0; i < 200; i++) {
        HANDLE thread = start(take, mutex, 0, NULL);
        DWORD expected = i ? WAIT_ABANDONED : WAIT_OBJECT_0;

        ok_value(finish(thread), expected);
        if (i % 2) {
            ok_value(WaitForSingleObject(mutex, 0), WAIT_ABANDONED);
            ok_succeeds(ReleaseMutex(mutex));
            ok_value(finish(start(take, mutex, 0, NULL)), WAIT_OBJECT_0);
        }
    }
    CloseHandle(mutex);
}

static void test_priority(void)
{
    static const int allowed[] = {
        THREAD_PRIORITY_IDLE, THREAD_PRIORITY_LOWEST, THREAD_PRIORITY_BELOW_NORMAL,
        THREAD_PRIORITY_ABOVE_NORMAL, THREAD_PRIORITY_HIGHEST, THREAD_PRIORITY_TIME_CRITICAL,
        THREAD_PRIORITY_NORMAL,
    };
    static const int refused[] = { -100, -14, -3, 3, 14, 16, 100 };
    HANDLE event = make_event();

    ok_value(GetThreadPriority(GetCurrentThread()), THREAD_PRIORITY_NORMAL);
    for (size_t i = 0; i < ARRAY_SIZE(allowed); i++) {
        ok_succeeds(SetThreadPriority(GetCurrentThread(), allowed[i]));
        ok_value(GetThreadPriority(GetCurrentThread()), allowed[i]);
    }
    for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
        ok_fails(SetThreadPriority(GetCurrentThread(), refused[i]), ERROR_INVALID_PARAMETER);
    SetLastError(NO_ERROR_YET);
    ok_value(GetThreadPriority(event), THREAD_PRIORITY_ERROR_RETURN);
    ok_error(ERROR_INVALID_HANDLE);
    CloseHandle(event);
}

static DWORD WINAPI use_stack(void *bytes)
{
    volatile char *room = __builtin_alloca((size_t)bytes);

    for (size_t i = 0; i < (size_t)bytes; i += PAGE)
        room[i] = 1;
    return 3;
}

static void test_stack(void)
{
    static const struct {
        SIZE_T size;
        DWORD flags;
        SIZE_T used;
    } cases[] = {
        { 0, 0, 512 << 10 },
        { 1, 0, 512 << 10 },
        { 64 << 10, STACK_SIZE_PARAM_IS_A_RESERVATION, 16 << 10 },
        { 16 << 20, STACK_SIZE_PARAM_IS_A_RESERVATION, 15 << 20 },
        { 16 << 20, 0, 15 << 20 },
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        HANDLE thread = CreateThread(NULL, cases[i].size, use_stack, (void *)cases[i].used,
                                     cases[i].flags, NULL);

        ok(thread != NULL, "error %lu\n", GetLastError());
        ok_value(finish(thread), 3);
    }
}

static void test_remote(void)
{
    struct seen seen = { 0 };
    DWORD id = 0;
    HANDLE thread = CreateRemoteThread(GetCurrentProcess(), NULL, 0, look_around, &seen, 0, &id);

    ok(thread != NULL, "error %lu\n", GetLastError());
    ok_value(finish(thread), 0xfedcba98);
    ok_value(seen.id, id);
}

static LONG counter;

static DWORD WINAPI count(void *unused)
{
    (void)unused;
    InterlockedIncrement(&counter);
    return 0;
}

static void test_many(void)
{
    HANDLE threads[MAXIMUM_WAIT_OBJECTS];

    for (int round = 0; round < 4; round++) {
        for (int i = 0; i < MAXIMUM_WAIT_OBJECTS; i++)
            threads[i] = start(count, NULL, 0, NULL);
        ok_value(WaitForMultipleObjects(MAXIMUM_WAIT_OBJECTS, threads, TRUE, LIMIT),
                 WAIT_OBJECT_0);
        for (int i = 0; i < MAXIMUM_WAIT_OBJECTS; i++)
            CloseHandle(threads[i]);
    }
    ok_value(counter, 4 * MAXIMUM_WAIT_OBJECTS);
}

/* --- under the C runtime's names ----------------------------------------------------------- */

static unsigned __stdcall runtime_ex(void *parameter)
{
    *(DWORD *)parameter = GetCurrentThreadId();
    return 21;
}

static unsigned __stdcall runtime_end_ex(void *unused)
{
    (void)unused;
    _endthreadex(22);
    return 0;
}

static void __cdecl runtime(void *event)
{
    SetEvent(event);
}

static void __cdecl runtime_end(void *event)
{
    SetEvent(event);
    _endthread();
}

static void test_runtime(void)
{
    static void(__cdecl *const routines[])(void *) = { runtime, runtime_end };
    HANDLE event = make_event();
    DWORD seen = 0;
    unsigned id = 0;
    uintptr_t thread;

    thread = _beginthreadex(NULL, 0, runtime_ex, &seen, CREATE_SUSPENDED, &id);
    ok(thread != 0, "errno %d\n", errno);
    ok_value(GetThreadId((HANDLE)thread), id);
    ok_value(ResumeThread((HANDLE)thread), 1);
    ok_value(finish((HANDLE)thread), 21);
    ok_value(seen, id);
    thread = _beginthreadex(NULL, 0, runtime_end_ex, NULL, 0, NULL);
    ok_value(finish((HANDLE)thread), 22);

    for (int i = 0; i < 2; i++) {
        ok_value(_beginthread(routines[i], 0, event) == (uintptr_t)-1, FALSE);
        ok_value(WaitForSingleObject(event, LIMIT), WAIT_OBJECT_0);
        ResetEvent(event);
    }
    CloseHandle(event);
}

/* --- native -------------------------------------------------------------------------------- */

struct basic {
    NTSTATUS exit;
    void *teb;
    CLIENT_ID client;
    ULONG_PTR affinity;
    LONG priority, base;
};

static void test_native(void)
{
    NTSTATUS(NTAPI *query)(HANDLE, ULONG, void *, ULONG, ULONG *) =
        (void *)GetProcAddress(GetModuleHandleA("ntdll"), "NtQueryInformationThread");
    NTSTATUS(NTAPI *open)(HANDLE *, ACCESS_MASK, const OBJECT_ATTRIBUTES *, const CLIENT_ID *) =
        (void *)GetProcAddress(GetModuleHandleA("ntdll"), "NtOpenThread");
    OBJECT_ATTRIBUTES attributes;
    CLIENT_ID client = { NULL, (HANDLE)(ULONG_PTR)GetCurrentThreadId() };
    HANDLE event = make_event(), handle = NULL;
    struct basic basic;
    ULONG length = 0;

    memset(&basic, 0xcc, sizeof(basic));
    ok_status(query(GetCurrentThread(), 0, &basic, sizeof(basic), &length), STATUS_SUCCESS);
    ok_value(length, sizeof(basic));
    ok_status(basic.exit, STATUS_PENDING);
    ok_value((ULONG_PTR)basic.client.UniqueProcess, GetCurrentProcessId());
    ok_value((ULONG_PTR)basic.client.UniqueThread, GetCurrentThreadId());
    ok_value(basic.base, 0);
    todo_wine ok_status(query(GetCurrentThread(), 0, &basic, sizeof(basic) - 1, NULL),
                        STATUS_INFO_LENGTH_MISMATCH);
    ok_status(query(event, 0, &basic, sizeof(basic), NULL), STATUS_OBJECT_TYPE_MISMATCH);

    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    ok_status(open(&handle, THREAD_ALL_ACCESS, &attributes, &client), STATUS_SUCCESS);
    ok_value(GetThreadId(handle), GetCurrentThreadId());
    CloseHandle(handle);
    client.UniqueProcess = (HANDLE)(ULONG_PTR)GetCurrentProcessId();
    ok_status(open(&handle, THREAD_ALL_ACCESS, &attributes, &client), STATUS_SUCCESS);
    CloseHandle(handle);
    client.UniqueThread = (HANDLE)(ULONG_PTR)0x7ffffffc;
    ok_status(open(&handle, THREAD_ALL_ACCESS, &attributes, &client), STATUS_INVALID_CID);
    CloseHandle(event);
}

START_TEST(thread)
{
    test_life();
    test_closed();
    test_exit();
    test_suspended();
    test_terminate();
    test_errors();
    test_open();
    test_current();
    test_among_others();
    test_abandoned();
    test_priority();
    test_stack();
    test_remote();
    test_many();
    test_runtime();
    test_native();
}
