// SPDX-License-Identifier: MIT
// overflow: stacks that end, in the main thread and in others, and who is told.
#include <windows.h>

#include <pthread.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "check.h"

enum { THREADS = 4, TIMES = 3, TOLD = 42 };

static _Thread_local volatile EXCEPTION_RECORD seen;

static int look(EXCEPTION_POINTERS *pointers)
{
    seen = *pointers->ExceptionRecord;
    return seen.ExceptionCode == STATUS_STACK_OVERFLOW ? EXCEPTION_EXECUTE_HANDLER
                                                       : EXCEPTION_CONTINUE_SEARCH;
}

/* Calls itself until the stack ends: what was written is never what was read. */
static int descend(volatile char *above)
{
    volatile char room[500];

    room[0] = (char)(above[0] + 1);
    return room[0] == above[0] ? 0 : descend(room) + room[0];
}

static int descend_all(void)
{
    volatile char zero = 0;

    return descend(&zero);
}

/* --- handled ---------------------------------------------------------------------------------- */

static _Thread_local volatile int left;

/* The last of many blocks: they are left from where there is no stack any more. */
static void descend_blocks(int depth)
{
    __try {
        if (depth)
            descend_blocks(depth - 1);
        else
            descend_all();
    } __finally {
        left += AbnormalTermination();
    }
}

/* S-PRO-04: an overflow is an exception like others, and can be handled again and again. */
static void check_handled(const char *where)
{
    volatile int handled = 0;

    left = 0;
    for (int i = 0; i < TIMES; i++) {
        __try {
            descend_blocks(10);
        } __except (look(GetExceptionInformation())) {
            handled += GetExceptionCode() == STATUS_STACK_OVERFLOW;
        }
        CHECK(seen.ExceptionFlags == 0 && seen.NumberParameters == 2, "%s: %lu parameters", where,
              seen.NumberParameters);
    }
    CHECK(handled == TIMES && left == 11 * TIMES, "%s: %d, %d", where, handled, left);
}

static void *run_handled(void *context)
{
    check_handled("a thread");
    return context;
}

static DWORD CALLBACK run_windows_thread(void *context)
{
    (void)context;
    check_handled("a thread of CreateThread's");
    return TOLD;
}

static void test_handled(void)
{
    pthread_t threads[THREADS];
    HANDLE thread;
    DWORD code;

    check_handled("the main thread");
    for (int i = 0; i < THREADS; i++)
        REQUIRE(pthread_create(&threads[i], NULL, run_handled, NULL) == 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    thread = CreateThread(NULL, 0, run_windows_thread, NULL, 0, NULL);
    REQUIRE(thread);
    CHECK(WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0);
    CHECK(GetExitCodeThread(thread, &code) && code == TOLD, "%lu", code);
    CloseHandle(thread);
}

/* --- told, and not handled -------------------------------------------------------------------- */

static LONG CALLBACK tell(EXCEPTION_POINTERS *pointers)
{
    look(pointers);
    return EXCEPTION_CONTINUE_SEARCH;
}

static LONG CALLBACK end(EXCEPTION_POINTERS *pointers)
{
    _exit(look(pointers) == EXCEPTION_EXECUTE_HANDLER ? TOLD : 1);
}

/* Told by the vectored handler first, and by the block that declines. */
static LONG CALLBACK end_told(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    _exit(seen.ExceptionCode == STATUS_STACK_OVERFLOW ? TOLD : 1);
}

static void nobody(void)
{
}

static void vectored(void)
{
    AddVectoredExceptionHandler(1, end);
}

static void unhandled(void)
{
    AddVectoredExceptionHandler(1, tell);
    SetUnhandledExceptionFilter(end_told);
}

static void declined(void)
{
    AddVectoredExceptionHandler(1, tell);
    SetUnhandledExceptionFilter(tell);
}

static void descend_declined(void)
{
    __try {
        descend_all();
    } __except (EXCEPTION_CONTINUE_SEARCH) {
        _exit(2);
    }
}

static DWORD CALLBACK descend_in_thread(void *block)
{
    if (*(BOOL *)block)
        descend_declined();
    else
        descend_all();
    return 0;
}

static void *descend_in_pthread(void *block)
{
    descend_in_thread(block);
    return NULL;
}

enum place { MAIN, WINDOWS_THREAD, PTHREAD, PLACES };
static const char *const places[] = { "main thread", "thread", "pthread" };

static _Noreturn void overflow(enum place place, void (*prepare)(void), BOOL block)
{
    const struct rlimit no_core = { 0, 0 };
    pthread_t thread;

    setrlimit(RLIMIT_CORE, &no_core);
    prepare();
    if (place == MAIN)
        descend_in_thread(&block);
    else if (place == WINDOWS_THREAD)
        WaitForSingleObject(CreateThread(NULL, 0, descend_in_thread, &block, 0, NULL), INFINITE);
    else if (pthread_create(&thread, NULL, descend_in_pthread, &block) == 0)
        pthread_join(thread, NULL);
    _exit(3);
}

/* The exit code of a child whose stack ends there, or minus the signal that killed it. */
static int child(enum place place, void (*prepare)(void), BOOL block)
{
    pid_t pid = fork();
    int status;

    REQUIRE(pid >= 0);
    if (pid == 0)
        overflow(place, prepare, block);
    REQUIRE(waitpid(pid, &status, 0) == pid);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

/* A sanitizer gives each thread a stack for signals, as the library does for a block. */
#ifdef __SANITIZE_ADDRESS__
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

/* Nothing of the library's runs in a pthread without a block: the kernel finds no stack there. */
static void test_told(void)
{
    static const struct {
        const char *name;
        void (*prepare)(void);
        int result;
    } cases[] = {
        { "nobody", nobody, -SIGSEGV },
        { "declined", declined, -SIGSEGV },
        { "vectored handler", vectored, TOLD },
        { "unhandled filter", unhandled, TOLD },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (enum place place = MAIN; place < PLACES; place++)
            for (int block = 0; block < 2; block++) {
                int result = child(place, cases[i].prepare, block);
                int wanted = place == PTHREAD && !block && !SANITIZED ? -SIGSEGV
                                                                      : cases[i].result;

                CHECK(result == wanted, "%s, %s, %d blocks: %d", cases[i].name, places[place],
                      block, result);
            }
}

int main(void)
{
    test_handled();
    test_told();
    printf("overflow: %d failures\n", failures);
    return failures != 0;
}
