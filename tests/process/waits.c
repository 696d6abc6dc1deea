// SPDX-License-Identifier: MIT
// waits: processes that wake each other, that die while they sleep or own, and none is forgotten.
#define _GNU_SOURCE
#include <windows.h>

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "check.h"

enum { WORKERS = 6, ROUNDS = 4000 };

/* Between the workers. */
static struct shared {
    atomic_int taken[WORKERS];
    atomic_int inside;
    atomic_int abandoned;
    atomic_int ready;
} *shared;

static void start_over(void)
{
    memset(shared, 0, sizeof *shared);
}

static pid_t spawn(void (*work)(int number), int number)
{
    pid_t child = fork();

    REQUIRE(child >= 0);
    if (child == 0) {
        work(number);
        fflush(stdout);
        _exit(failures != 0);
    }
    return child;
}

static void join(pid_t child)
{
    int status;

    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(status == 0);
}

static int taken_by_all(void)
{
    int sum = 0;

    for (int i = 0; i < WORKERS; i++)
        sum += shared->taken[i];
    return sum;
}

/* --- every signal is taken once ------------------------------------------------------------ */

static HANDLE work, room, done, both[2];

/* Odd ones wait for it among others, which sleeps in another way. */
static void taker(int number)
{
    HANDLE handles[2] = { work, done };
    DWORD result;

    for (;;) {
        result = number % 2 ? WaitForMultipleObjects(2, handles, FALSE, INFINITE)
                            : WaitForSingleObject(work, 200);
        if (result == WAIT_OBJECT_0)
            shared->taken[number]++;
        else if (WaitForSingleObject(done, 0) == WAIT_OBJECT_0)
            break;
        if (result == WAIT_OBJECT_0)
            ReleaseSemaphore(room, 1, NULL);
    }
}

/* An event that is set again only when somebody took it loses nothing, and neither does a count. */
static void test_tokens(BOOL event, LONG at_once)
{
    pid_t workers[WORKERS];
    int i, posted = 0;

    start_over();
    work = event ? CreateEventA(NULL, FALSE, FALSE, "ntmm-waits-work")
                 : CreateSemaphoreA(NULL, 0, 100, "ntmm-waits-work");
    room = CreateSemaphoreA(NULL, event ? 1 : 10, 1000, NULL);
    done = CreateEventA(NULL, TRUE, FALSE, NULL);
    for (i = 0; i < WORKERS; i++)
        workers[i] = spawn(taker, i);
    while (posted < ROUNDS) {
        for (i = 0; i < at_once; i++)
            WaitForSingleObject(room, INFINITE);
        CHECK(event ? SetEvent(work) : ReleaseSemaphore(work, at_once, NULL));
        posted += at_once;
    }
    for (i = 0; i < (event ? 1 : 10); i++)
        CHECK(WaitForSingleObject(room, 30000) == WAIT_OBJECT_0);
    SetEvent(done);
    for (i = 0; i < WORKERS; i++)
        join(workers[i]);
    CHECK(taken_by_all() == posted);
    CHECK(WaitForSingleObject(work, 0) == WAIT_TIMEOUT);
    CloseHandle(work);
    CloseHandle(room);
    CloseHandle(done);
}

/* --- who waited when it was set is released, even if it is reset at once --------------------- */

static HANDLE gate, passed;

static void pass_gate(int number)
{
    shared->ready++;
    CHECK(number % 2 ? WaitForMultipleObjects(2, both, FALSE, INFINITE) == WAIT_OBJECT_0
                     : WaitForSingleObject(gate, INFINITE) == WAIT_OBJECT_0);
    ReleaseSemaphore(passed, 1, NULL);
}

/* The kernel's word for it. */
static void wait_asleep(pid_t child)
{
    char path[64], text[256], state = 0;

    snprintf(path, sizeof path, "/proc/%d/stat", (int)child);
    while (state != 'S') {
        FILE *file = fopen(path, "r");

        REQUIRE(file);
        REQUIRE(fgets(text, sizeof text, file));
        fclose(file);
        state = strrchr(text, ')')[2];
        sched_yield();
    }
}

static void test_set_and_reset(BOOL pulse)
{
    pid_t workers[WORKERS];
    int i, round;

    for (round = 0; round < 20; round++) {
        start_over();
        gate = CreateEventA(NULL, TRUE, FALSE, "ntmm-waits-gate");
        passed = CreateSemaphoreA(NULL, 0, WORKERS, NULL);
        both[0] = gate;
        both[1] = CreateEventA(NULL, FALSE, FALSE, NULL);
        for (i = 0; i < WORKERS; i++)
            workers[i] = spawn(pass_gate, i);
        while (shared->ready < WORKERS)
            sched_yield();
        for (i = 0; i < WORKERS; i++)
            wait_asleep(workers[i]);
        if (pulse) {
            CHECK(PulseEvent(gate));
        } else {
            CHECK(SetEvent(gate));
            CHECK(ResetEvent(gate));
        }
        for (i = 0; i < WORKERS; i++)
            CHECK(WaitForSingleObject(passed, 30000) == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(gate, 0) == WAIT_TIMEOUT);
        for (i = 0; i < WORKERS; i++)
            join(workers[i]);
        CloseHandle(gate);
        CloseHandle(passed);
        CloseHandle(both[1]);
    }
}

/*
 * Of an automatic event each pulse, and each set before a reset, releases one; `together`: at once.
 */
static void test_one_each(BOOL pulse, BOOL together)
{
    pid_t workers[WORKERS];
    int i, round;

    for (round = 0; round < 10; round++) {
        start_over();
        gate = CreateEventA(NULL, FALSE, FALSE, "ntmm-waits-gate");
        passed = CreateSemaphoreA(NULL, 0, WORKERS, NULL);
        both[0] = gate;
        both[1] = CreateEventA(NULL, FALSE, FALSE, NULL);
        for (i = 0; i < WORKERS; i++)
            workers[i] = spawn(pass_gate, i);
        while (shared->ready < WORKERS)
            sched_yield();
        for (i = 0; i < WORKERS; i++)
            wait_asleep(workers[i]);
        for (i = 0; i < WORKERS; i++) {
            if (pulse) {
                CHECK(PulseEvent(gate));
            } else {
                CHECK(SetEvent(gate));
                CHECK(ResetEvent(gate));
            }
            if (together)
                continue;
            CHECK(WaitForSingleObject(passed, 30000) == WAIT_OBJECT_0);
            CHECK(WaitForSingleObject(passed, 0) == WAIT_TIMEOUT);
        }
        for (i = 0; together && i < WORKERS; i++)
            CHECK(WaitForSingleObject(passed, 30000) == WAIT_OBJECT_0);
        for (i = 0; i < WORKERS; i++)
            join(workers[i]);
        /* what came when nobody waited is lost */
        CHECK(PulseEvent(gate));
        CHECK(WaitForMultipleObjects(2, both, FALSE, 1) == WAIT_TIMEOUT);
        CloseHandle(gate);
        CloseHandle(passed);
        CloseHandle(both[1]);
    }
}

/* --- mutexes: one owner, and the dead ones are told ------------------------------------------ */

static HANDLE mutex;

static void owner(int number)
{
    HANDLE handles[2] = { both[1], mutex };
    DWORD result;

    for (int i = 0; i < ROUNDS; i++) {
        if (number % 2)
            result = WaitForMultipleObjects(2, handles, FALSE, INFINITE) - 1;
        else
            result = WaitForSingleObject(mutex, INFINITE);
        if (result == WAIT_ABANDONED) {
            shared->abandoned++;
            shared->inside = 0;
        } else {
            CHECK(result == WAIT_OBJECT_0);
        }
        CHECK(shared->inside++ == 0);
        shared->taken[number]++;
        shared->inside--;
        CHECK(ReleaseMutex(mutex));
    }
}

/* Ends in possession, having asked for it in the way of its number. */
static void die_as_owner(int number)
{
    HANDLE handles[2] = { both[1], mutex };

    if (number % 2)
        WaitForMultipleObjects(2, handles, FALSE, INFINITE);
    else
        WaitForSingleObject(mutex, INFINITE);
    shared->inside++;
    shared->ready++;
    raise(SIGKILL);
}

static void test_mutex(void)
{
    pid_t workers[WORKERS];
    int i, status;

    start_over();
    mutex = CreateMutexA(NULL, FALSE, "ntmm-waits-mutex");
    both[1] = CreateEventA(NULL, FALSE, FALSE, NULL);
    for (i = 0; i < WORKERS; i++)
        workers[i] = spawn(owner, i);
    for (i = 0; i < 20; i++) {
        pid_t victim = spawn(die_as_owner, i);

        REQUIRE(waitpid(victim, &status, 0) == victim);
        CHECK(WIFSIGNALED(status));
    }
    for (i = 0; i < WORKERS; i++)
        join(workers[i]);
    CHECK(taken_by_all() == WORKERS * ROUNDS);
    CHECK(shared->ready == 20);
    CHECK(shared->abandoned <= 20);
    CloseHandle(mutex);
    CloseHandle(both[1]);
}

/* Who sleeps behind the dead owner is woken by its death alone. */
static void sleeper(int number)
{
    HANDLE handles[2] = { both[1], mutex };
    DWORD result = number % 2 ? WaitForMultipleObjects(2, handles, FALSE, 30000) - 1
                              : WaitForSingleObject(mutex, 30000);

    CHECK(result == WAIT_ABANDONED || result == WAIT_OBJECT_0);
    shared->abandoned += result == WAIT_ABANDONED;
    CHECK(ReleaseMutex(mutex));
}

static void own_and_sleep(int number)
{
    (void)number;
    WaitForSingleObject(mutex, INFINITE);
    shared->ready++;
    for (;;)
        pause();
}

static void test_owner_killed(void)
{
    pid_t workers[WORKERS], victim;
    int i, status;

    start_over();
    mutex = CreateMutexA(NULL, FALSE, NULL); /* without a name, shared by fork() */
    both[1] = CreateEventA(NULL, FALSE, FALSE, NULL);
    victim = spawn(own_and_sleep, 0);
    while (!shared->ready)
        sched_yield();
    for (i = 0; i < WORKERS; i++)
        workers[i] = spawn(sleeper, i);
    for (i = 0; i < WORKERS; i++)
        wait_asleep(workers[i]);
    kill(victim, SIGKILL);
    REQUIRE(waitpid(victim, &status, 0) == victim);
    for (i = 0; i < WORKERS; i++)
        join(workers[i]);
    CHECK(shared->abandoned == 1);
    CloseHandle(mutex);
    CloseHandle(both[1]);
}

/* --- who was woken for a mutex and takes something else passes it on ------------------------- */

static void run_on(int processor)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    sched_setaffinity(0, sizeof set, &set); /* a wish: the machine may have but one */
}

/* It hardly runs while another wants the processor. */
static void prefer_event(int number)
{
    const struct sched_param idle = { 0 };
    HANDLE handles[2] = { both[1], mutex };
    DWORD result;

    (void)number;
    run_on(0);
    sched_setscheduler(0, SCHED_IDLE, &idle);
    result = WaitForMultipleObjects(2, handles, FALSE, 30000);
    CHECK(result == WAIT_OBJECT_0 || result == WAIT_ABANDONED_0 + 1);
    if (result != WAIT_OBJECT_0)
        CHECK(ReleaseMutex(mutex));
}

static void take_mutex(int number)
{
    DWORD result = WaitForSingleObject(mutex, 30000);

    (void)number;
    CHECK(result == WAIT_ABANDONED || result == WAIT_OBJECT_0);
    CHECK(ReleaseMutex(mutex));
}

/* The kernel wakes one when the owner dies. */
static void test_pass_on(void)
{
    pid_t victim, first, second;
    cpu_set_t everywhere;
    int round, status;

    sched_getaffinity(0, sizeof everywhere, &everywhere);
    for (round = 0; round < 20; round++) {
        start_over();
        mutex = CreateMutexA(NULL, FALSE, NULL);
        both[1] = CreateEventA(NULL, FALSE, FALSE, NULL);
        victim = spawn(own_and_sleep, 0);
        while (!shared->ready)
            sched_yield();
        first = spawn(prefer_event, 0);
        wait_asleep(first);
        second = spawn(take_mutex, 0);
        wait_asleep(second);
        run_on(0);
        kill(victim, SIGKILL);
        while (waitpid(victim, &status, WNOHANG) == 0)
            ;
        SetEvent(both[1]);
        sched_setaffinity(0, sizeof everywhere, &everywhere);
        join(first);
        join(second);
        CloseHandle(mutex);
        CloseHandle(both[1]);
    }
}

/* --- sleepers that are killed take no signal with them --------------------------------------- */

static void sleep_for_ever(int number)
{
    WaitForSingleObject(number % 2 ? gate : work, INFINITE);
    _exit(9);
}

static void test_sleepers_killed(void)
{
    pid_t victims[WORKERS];
    int i, status;

    work = CreateSemaphoreA(NULL, 0, 10, "ntmm-waits-sleepers");
    gate = CreateEventA(NULL, FALSE, FALSE, NULL);
    for (i = 0; i < WORKERS; i++)
        victims[i] = spawn(sleep_for_ever, i);
    for (i = 0; i < WORKERS; i++)
        wait_asleep(victims[i]);
    for (i = 0; i < WORKERS; i++) {
        kill(victims[i], SIGKILL);
        REQUIRE(waitpid(victims[i], &status, 0) == victims[i]);
        CHECK(WIFSIGNALED(status));
    }
    CHECK(ReleaseSemaphore(work, 2, NULL));
    CHECK(SetEvent(gate));
    CHECK(WaitForSingleObject(work, 0) == WAIT_OBJECT_0);
    CHECK(WaitForSingleObject(work, 0) == WAIT_OBJECT_0);
    CHECK(WaitForSingleObject(work, 0) == WAIT_TIMEOUT);
    CHECK(WaitForSingleObject(gate, 0) == WAIT_OBJECT_0);
    CloseHandle(work);
    CloseHandle(gate);
}

/* --- all of several, wanted by all ------------------------------------------------------------ */

static HANDLE forks[WORKERS];

/* The philosophers' dinner, with a third thing that only one can have. */
static void dine(int number)
{
    HANDLE wanted[3] = { forks[number], forks[(number + 1) % WORKERS], work };

    for (int i = 0; i < ROUNDS / 10; i++) {
        CHECK(WaitForMultipleObjects(3, wanted, TRUE, INFINITE) == WAIT_OBJECT_0);
        CHECK(shared->inside++ == 0);
        shared->taken[number]++;
        shared->inside--;
        CHECK(ReleaseMutex(wanted[0]));
        CHECK(ReleaseMutex(wanted[1]));
        CHECK(SetEvent(work));
    }
}

static void test_all(void)
{
    pid_t workers[WORKERS];
    int i;

    start_over();
    for (i = 0; i < WORKERS; i++)
        forks[i] = CreateMutexA(NULL, FALSE, NULL);
    work = CreateEventA(NULL, FALSE, TRUE, NULL);
    for (i = 0; i < WORKERS; i++)
        workers[i] = spawn(dine, i);
    for (i = 0; i < WORKERS; i++)
        join(workers[i]);
    CHECK(taken_by_all() == WORKERS * (ROUNDS / 10));
    for (i = 0; i < WORKERS; i++)
        CloseHandle(forks[i]);
    CloseHandle(work);
}

/* Each comes once a round, in the order opposite to the other's. */
static void poll_all(int number)
{
    HANDLE wanted[2] = { forks[number], forks[1 - number] };

    for (int i = 0; i < ROUNDS; i++) {
        shared->ready++;
        while (shared->ready < 2 * (2 * i + 1))
            sched_yield();
        shared->taken[number] = WaitForMultipleObjects(2, wanted, TRUE, 0) == WAIT_OBJECT_0;
        shared->ready++;
        while (shared->ready < 2 * (2 * i + 2))
            sched_yield();
        CHECK(shared->taken[0] || shared->taken[1], "round %d: neither", i);
        if (shared->taken[number])
            CHECK(ReleaseMutex(wanted[0]) && ReleaseMutex(wanted[1]));
    }
}

/* Who looks for an instant only must not miss both what is there because the other looks too. */
static void test_polls(void)
{
    pid_t worker;

    start_over();
    forks[0] = CreateMutexA(NULL, FALSE, NULL);
    forks[1] = CreateMutexA(NULL, FALSE, NULL);
    worker = spawn(poll_all, 1);
    poll_all(0);
    join(worker);
    CloseHandle(forks[0]);
    CloseHandle(forks[1]);
}

/* --- processes among other objects ------------------------------------------------------------ */

static void test_processes(const char *program)
{
    char line[MAX_PATH + 16];
    STARTUPINFOA startup = { .cb = sizeof startup };
    PROCESS_INFORMATION process[2];
    HANDLE handles[3];

    snprintf(line, sizeof line, "%s wait", program);
    work = CreateEventA(NULL, FALSE, FALSE, "ntmm-waits-child");
    handles[0] = CreateEventA(NULL, FALSE, FALSE, NULL);
    for (int i = 0; i < 2; i++) {
        REQUIRE(CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup,
                               &process[i]));
        handles[i + 1] = process[i].hProcess;
    }
    CHECK(WaitForMultipleObjects(3, handles, FALSE, 10) == WAIT_TIMEOUT);
    SetEvent(work);
    CHECK(WaitForMultipleObjects(3, handles, FALSE, 30000) - 1 < 2);
    SetEvent(handles[0]);
    CHECK(WaitForMultipleObjects(3, handles, FALSE, 30000) == WAIT_OBJECT_0);
    CHECK(WaitForMultipleObjects(2, handles + 1, TRUE, 10) == WAIT_TIMEOUT);
    SetEvent(work);
    CHECK(WaitForMultipleObjects(2, handles + 1, TRUE, 30000) == WAIT_OBJECT_0);
    CHECK(WaitForSingleObject(process[0].hThread, 0) == WAIT_OBJECT_0);
    for (int i = 0; i < 2; i++) {
        CloseHandle(process[i].hProcess);
        CloseHandle(process[i].hThread);
    }
    CloseHandle(handles[0]);
    CloseHandle(work);
}

/* --- threads of one process ------------------------------------------------------------------- */

static void *own_and_end(void *unused)
{
    (void)unused;
    CHECK(WaitForSingleObject(mutex, INFINITE) == WAIT_OBJECT_0);
    return NULL;
}

static void *own_and_close(void *unused)
{
    own_and_end(unused);
    CloseHandle(mutex); /* its memory stays until the thread has ended */
    return NULL;
}

static void test_threads(void)
{
    pthread_t thread;

    mutex = CreateMutexA(NULL, FALSE, NULL);
    REQUIRE(pthread_create(&thread, NULL, own_and_end, NULL) == 0);
    pthread_join(thread, NULL);
    CHECK(WaitForSingleObject(mutex, INFINITE) == WAIT_ABANDONED);
    CHECK(ReleaseMutex(mutex));
    REQUIRE(pthread_create(&thread, NULL, own_and_close, NULL) == 0);
    pthread_join(thread, NULL);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "wait") == 0)
        return WaitForSingleObject(OpenEventA(SYNCHRONIZE, FALSE, "ntmm-waits-child"), 30000) != 0;
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    REQUIRE(shared != MAP_FAILED);
    test_tokens(TRUE, 1);
    test_tokens(FALSE, 1);
    test_tokens(FALSE, 4);
    test_set_and_reset(FALSE);
    test_set_and_reset(TRUE);
    for (int i = 0; i < 4; i++)
        test_one_each(i % 2, i / 2);
    test_mutex();
    test_owner_killed();
    test_pass_on();
    test_sleepers_killed();
    test_all();
    test_polls();
    test_processes(argv[0]);
    test_threads();
    printf("waits: %d failures\n", failures);
    return failures != 0;
}
