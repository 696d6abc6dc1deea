// SPDX-License-Identifier: MIT
// threads: those of the host as well, fork(), the system's limit, and processes without main.
#define _GNU_SOURCE
#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>

#include <pthread.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "check.h"

static DWORD exit_code(HANDLE thread)
{
    DWORD code = 0;

    CHECK(GetExitCodeThread(thread, &code), "error %lu", GetLastError());
    return code;
}

static int finish(pid_t pid)
{
    int status;

    REQUIRE(waitpid(pid, &status, 0) == pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static DWORD WINAPI wait_for(void *event)
{
    return WaitForSingleObject(event, INFINITE);
}

static HANDLE make_event(void)
{
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);

    REQUIRE(event);
    return event;
}

/* --- threads that this library did not start ----------------------------------------------- */

struct stranger {
    HANDLE told, over, self, mutex;
    DWORD id;
};

static void *be_stranger(void *context)
{
    struct stranger *stranger = context;

    CHECK(DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(),
                          &stranger->self, 0, FALSE, DUPLICATE_SAME_ACCESS),
          "error %lu", GetLastError());
    stranger->id = GetCurrentThreadId();
    WaitForSingleObject(stranger->mutex, INFINITE);
    SetEvent(stranger->told);
    WaitForSingleObject(stranger->over, INFINITE);
    return NULL;
}

static void check_stranger(void)
{
    struct stranger stranger = {
        .told = make_event(), .over = make_event(), .mutex = CreateMutexA(NULL, FALSE, NULL)
    };
    HANDLE opened, handles[2] = { stranger.mutex };
    pthread_t thread;

    REQUIRE(pthread_create(&thread, NULL, be_stranger, &stranger) == 0);
    WaitForSingleObject(stranger.told, INFINITE);
    CHECK(GetThreadId(stranger.self) == stranger.id);
    CHECK(exit_code(stranger.self) == STILL_ACTIVE);
    opened = OpenThread(SYNCHRONIZE, FALSE, stranger.id);
    CHECK(opened, "error %lu", GetLastError());
    CHECK(WaitForSingleObject(opened, 0) == WAIT_TIMEOUT);
    CHECK(!TerminateThread(stranger.self, 1) && GetLastError() == ERROR_CALL_NOT_IMPLEMENTED);
    CHECK(SuspendThread(stranger.self) == (DWORD)-1 &&
          GetLastError() == ERROR_CALL_NOT_IMPLEMENTED);
    CHECK(ResumeThread(stranger.self) == 0);
    handles[1] = opened;
    SetEvent(stranger.over);
    CHECK(WaitForMultipleObjects(2, handles, TRUE, INFINITE) == WAIT_ABANDONED);
    pthread_join(thread, NULL);
    CHECK(exit_code(stranger.self) == 0);
    /* joined, the host's thread is still on its way out for an instant, and nobody knows whose */
    while (!OpenThread(SYNCHRONIZE, FALSE, stranger.id) &&
           GetLastError() == ERROR_CALL_NOT_IMPLEMENTED)
        sched_yield();
    CHECK(GetLastError() == ERROR_INVALID_PARAMETER, "error %lu", GetLastError());
    CloseHandle(opened);
    CloseHandle(stranger.self);
    CloseHandle(stranger.mutex);
    CloseHandle(stranger.told);
    CloseHandle(stranger.over);
}

/* --- fork() -------------------------------------------------------------------------------- */

static DWORD WINAPI fork_in_thread(void *unused)
{
    HANDLE self;
    pid_t pid;

    (void)unused;
    REQUIRE(DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &self,
                            0, FALSE, DUPLICATE_SAME_ACCESS));
    pid = fork();
    if (pid == 0) {
        CHECK(GetThreadId(self) == GetCurrentThreadId());
        CHECK(GetCurrentThreadId() == (DWORD)getpid());
        CHECK(GetProcessIdOfThread(self) == (DWORD)getpid());
        CHECK(exit_code(self) == STILL_ACTIVE);
        fflush(stdout);
        _exit(failures != 0);
    }
    CHECK(finish(pid) == 0, "in the child");
    CHECK(GetThreadId(self) == GetCurrentThreadId());
    CloseHandle(self);
    return 0;
}

/* In the child there are no others: their ends are signalled. */
static void check_fork(void)
{
    HANDLE event = make_event(), running, suspended, forking, main_thread, all[2];
    pid_t pid;

    running = CreateThread(NULL, 0, wait_for, event, 0, NULL);
    suspended = CreateThread(NULL, 0, wait_for, event, CREATE_SUSPENDED, NULL);
    REQUIRE(DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(),
                            &main_thread, 0, FALSE, DUPLICATE_SAME_ACCESS));
    pid = fork();
    if (pid == 0) {
        all[0] = running;
        all[1] = suspended;
        CHECK(WaitForMultipleObjects(2, all, TRUE, INFINITE) == WAIT_OBJECT_0);
        CHECK(exit_code(running) == (DWORD)STATUS_THREAD_NOT_IN_PROCESS);
        CHECK(WaitForSingleObject(main_thread, 0) == WAIT_TIMEOUT);
        CHECK(GetThreadId(main_thread) == (DWORD)getpid());
        forking = CreateThread(NULL, 0, fork_in_thread, NULL, 0, NULL);
        CHECK(WaitForSingleObject(forking, INFINITE) == WAIT_OBJECT_0);
        fflush(stdout);
        _exit(failures != 0);
    }
    CHECK(finish(pid) == 0, "in the child");
    CHECK(exit_code(running) == STILL_ACTIVE);
    SetEvent(event);
    CHECK(ResumeThread(suspended) == 1);
    CHECK(WaitForSingleObject(running, INFINITE) == WAIT_OBJECT_0);
    CHECK(WaitForSingleObject(suspended, INFINITE) == WAIT_OBJECT_0);
    CloseHandle(main_thread);
    CloseHandle(running);
    CloseHandle(suspended);
    CloseHandle(event);
}

static volatile LONG called;

static VOID CALLBACK note_call(ULONG_PTR count)
{
    called += (LONG)count;
}

static VOID CALLBACK note_timer(LPVOID count, DWORD low, DWORD high)
{
    (void)low, (void)high;
    called += (LONG)(LONG_PTR)count;
}

/* What it is asked before it has begun it would call first, and then wait for good. */
static DWORD WINAPI wait_alertably(void *events)
{
    HANDLE *begun_and_never = events;

    SetEvent(begun_and_never[0]);
    return WaitForSingleObjectEx(begun_and_never[1], INFINITE, TRUE);
}

/* What a thread was asked to call is the parent's thread's to call; the child can be asked anew. */
static void check_fork_calls(void)
{
    HANDLE events[2] = { make_event(), make_event() };
    HANDLE other = CreateThread(NULL, 0, wait_alertably, events, 0, NULL);
    HANDLE timer = CreateWaitableTimerA(NULL, TRUE, NULL);
    LARGE_INTEGER now = { .QuadPart = 0 };
    pid_t pid;

    CHECK(WaitForSingleObject(events[0], INFINITE) == WAIT_OBJECT_0);
    REQUIRE(SetWaitableTimer(timer, &now, 0, note_timer, (LPVOID)10, FALSE));
    REQUIRE(QueueUserAPC(note_call, GetCurrentThread(), 1));
    pid = fork();
    if (pid == 0) {
        CHECK(SleepEx(0, TRUE) == 0 && called == 0, "%ld called", called);
        CHECK(!QueueUserAPC(note_call, other, 1));
        CHECK(QueueUserAPC(note_call, GetCurrentThread(), 100));
        CHECK(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION && called == 100, "%ld", called);
        fflush(stdout);
        _exit(failures != 0);
    }
    CHECK(finish(pid) == 0, "in the child");
    CHECK(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION && called == 11, "%ld called", called);
    CHECK(QueueUserAPC(note_call, other, 1));
    CHECK(WaitForSingleObject(other, INFINITE) == WAIT_OBJECT_0);
    CHECK(exit_code(other) == WAIT_IO_COMPLETION && called == 12, "%ld called", called);
    CloseHandle(timer);
    CloseHandle(other);
    CloseHandle(events[0]);
    CloseHandle(events[1]);
}

/* --- what threads have of their own -------------------------------------------------------- */

static int told[2]; /* a pipe: FLS routines tell of values by one byte each */
static DWORD fls, tls;
static char letters[] = "mo"; /* main, other */

static void WINAPI tell(void *value)
{
    REQUIRE(write(told[1], value, 1) == 1);
}

struct other {
    HANDLE ready, over;
};

static DWORD WINAPI have_values(void *context)
{
    struct other *other = context;

    CHECK(FlsSetValue(fls, &letters[1]) && TlsSetValue(tls, &letters[1]));
    SetEvent(other->ready);
    WaitForSingleObject(other->over, INFINITE);
    return 0;
}

/* What has been told since the last look. */
static const char *hear(void)
{
    static char heard[10];
    ssize_t count;

    tell("");
    count = read(told[0], heard, sizeof heard);
    REQUIRE(count > 0);
    return heard;
}

/* A child has this thread's values, and the others' are nobody's there. */
static void check_values(void)
{
    struct other other = { make_event(), make_event() };
    HANDLE thread;
    pid_t pid;

    REQUIRE(pipe(told) == 0);
    fls = FlsAlloc(tell);
    tls = TlsAlloc();
    CHECK(FlsSetValue(fls, &letters[0]) && TlsSetValue(tls, &letters[0]));
    thread = CreateThread(NULL, 0, have_values, &other, 0, NULL);
    WaitForSingleObject(other.ready, INFINITE);
    pid = fork();
    if (pid == 0) {
        CHECK(FlsGetValue(fls) == &letters[0] && TlsGetValue(tls) == &letters[0]);
        CHECK(FlsFree(fls));
        CHECK(strcmp(hear(), "m") == 0);
        fflush(stdout);
        _exit(failures != 0);
    }
    CHECK(finish(pid) == 0, "in the child");
    SetEvent(other.over);
    WaitForSingleObject(thread, INFINITE);
    CHECK(strcmp(hear(), "o") == 0);
    pid = fork();
    if (pid == 0)
        exit(0); /* the routine hears of the value of who ends the process */
    CHECK(finish(pid) == 0, "in the child");
    CHECK(strcmp(hear(), "m") == 0);
    CHECK(FlsSetValue(fls, NULL) && FlsFree(fls) && TlsFree(tls));
    CHECK(strcmp(hear(), "") == 0);
    CloseHandle(thread);
    CloseHandle(other.ready);
    CloseHandle(other.over);
}

static LONG word;

static DWORD WINAPI wait_on_word(void *event)
{
    LONG zero = 0;

    SetEvent(event);
    while (!*(volatile LONG *)&word)
        WaitOnAddress(&word, &zero, sizeof word, INFINITE);
    return 0;
}

/* Somebody waits at an address: not in a child, where waking finds nobody. */
static void check_waiter(void)
{
    HANDLE event = make_event(), thread = CreateThread(NULL, 0, wait_on_word, event, 0, NULL);
    LONG zero = 0;
    pid_t pid;

    WaitForSingleObject(event, INFINITE);
    pid = fork();
    if (pid == 0) {
        WakeByAddressAll(&word);
        CHECK(!WaitOnAddress(&word, &zero, sizeof word, 1) && GetLastError() == ERROR_TIMEOUT);
        fflush(stdout);
        _exit(failures != 0);
    }
    CHECK(finish(pid) == 0, "in the child");
    InterlockedExchange(&word, 1);
    WakeByAddressSingle(&word);
    CHECK(WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0);
    CloseHandle(thread);
    CloseHandle(event);
}

/* --- limits -------------------------------------------------------------------------------- */

/* The system's limit of threads is not for root. */
static void check_limit(void)
{
    const struct rlimit none = { 0, 0 };
    pid_t pid = fork();

    if (pid == 0) {
        HANDLE event = make_event(), spare = make_event(), after;

        REQUIRE(getuid() != 0 || setuid(65534) == 0);
        REQUIRE(setrlimit(RLIMIT_NPROC, &none) == 0);
        CloseHandle(spare);
        SetLastError(0);
        CHECK(!CreateThread(NULL, 0, wait_for, event, 0, NULL));
        CHECK(GetLastError() == ERROR_NOT_ENOUGH_MEMORY, "error %lu", GetLastError());
        after = make_event(); /* the handle that the thread would have had is free again */
        CHECK(after == spare, "%p, not %p", after, spare);
        fflush(stdout);
        _exit(failures != 0);
    }
    CHECK(finish(pid) == 0, "in the child");
    CHECK(!CreateThread(NULL, SIZE_MAX / 2, wait_for, NULL, 0, NULL));
    CHECK(GetLastError() == ERROR_NOT_ENOUGH_MEMORY, "error %lu", GetLastError());
    CHECK(!CreateThread(NULL, (size_t)1 << 47, wait_for, NULL, 0, NULL));
    CHECK(GetLastError() == ERROR_NOT_ENOUGH_MEMORY, "error %lu", GetLastError());
}

/* --- main ends, the process does not ------------------------------------------------------- */

static DWORD WINAPI outlive(void *main_thread)
{
    CHECK(WaitForSingleObject(main_thread, INFINITE) == WAIT_OBJECT_0);
    CHECK(exit_code(main_thread) == 5);
    return failures ? 1 : 6;
}

static void leave_to_last(void)
{
    HANDLE main_thread;

    REQUIRE(DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(),
                            &main_thread, 0, FALSE, DUPLICATE_SAME_ACCESS));
    REQUIRE(CreateThread(NULL, 0, outlive, main_thread, 0, NULL));
    ExitThread(5);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "leave") == 0)
        ExitThread(5);
    if (argc > 1)
        leave_to_last();
    check_stranger();
    check_fork();
    check_fork_calls();
    check_values();
    check_waiter();
    check_limit();
    return failures != 0;
}
