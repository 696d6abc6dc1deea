// SPDX-License-Identifier: MIT
// page_errors: files that somebody else cuts off or makes unreadable while they are mapped.
#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>

#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "check.h"

#define PAGE 4096u

enum { PAGES = 4, THREADS = 4, ROUNDS = 50 };

static const char path[] = "page_errors.tmp";

static char *map(DWORD protect, DWORD access)
{
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    char page[PAGE];
    HANDLE file, section;
    char *view;

    REQUIRE(fd >= 0);
    for (int i = 0; i < PAGES; i++) {
        memset(page, 'a' + i, sizeof page);
        REQUIRE(write(fd, page, sizeof page) == sizeof page);
    }
    close(fd);
    file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                       NULL, OPEN_EXISTING, 0, NULL);
    section = CreateFileMappingA(file, NULL, protect, 0, 0, NULL);
    view = MapViewOfFile(section, access, 0, 0, 0);
    REQUIRE(view);
    CloseHandle(section);
    CloseHandle(file);
    return view;
}

static void cut(unsigned pages)
{
    REQUIRE(truncate(path, pages * PAGE) == 0);
}

/* --- by __except ------------------------------------------------------------------------------ */

static EXCEPTION_RECORD seen;

static int look(EXCEPTION_POINTERS *pointers)
{
    seen = *pointers->ExceptionRecord;
    return EXCEPTION_EXECUTE_HANDLER;
}

static BOOL load(volatile char *at, char *byte)
{
    __try {
        *byte = *at;
        return TRUE;
    } __except (look(GetExceptionInformation())) {
        return FALSE;
    }
}

static BOOL store(volatile char *at, char byte)
{
    __try {
        *at = byte;
        return TRUE;
    } __except (look(GetExceptionInformation())) {
        return FALSE;
    }
}

static void check_seen(const char *at, ULONG_PTR access, NTSTATUS reason)
{
    CHECK(seen.ExceptionCode == (DWORD)EXCEPTION_IN_PAGE_ERROR, "0x%lx", seen.ExceptionCode);
    CHECK(seen.NumberParameters == 3, "%lu", seen.NumberParameters);
    CHECK(seen.ExceptionInformation[0] == access, "%Iu", seen.ExceptionInformation[0]);
    CHECK(seen.ExceptionInformation[1] == (ULONG_PTR)at, "0x%Ix", seen.ExceptionInformation[1]);
    CHECK(seen.ExceptionInformation[2] == (ULONG)reason, "0x%Ix", seen.ExceptionInformation[2]);
    CHECK(seen.ExceptionFlags == 0 && seen.ExceptionAddress != NULL);
    memset(&seen, 0, sizeof seen);
}

/* S-PRO-05, for each kind of view. */
static void test_cut(DWORD protect, DWORD access)
{
    char *view = map(protect, access), byte = 0;
    BOOL writable = access != FILE_MAP_READ;

    CHECK(load(view + PAGE, &byte) && byte == 'b');
    cut(2);
    CHECK(load(view + 2 * PAGE - 1, &byte) && byte == 'b'); /* what is left can be read */
    CHECK(!load(view + 2 * PAGE, &byte));
    check_seen(view + 2 * PAGE, 0, STATUS_END_OF_FILE);
    CHECK(!load(view + 3 * PAGE + 77, &byte));
    check_seen(view + 3 * PAGE + 77, 0, STATUS_END_OF_FILE);
    if (writable) {
        CHECK(!store(view + 3 * PAGE + 5, 'x'));
        check_seen(view + 3 * PAGE + 5, 1, STATUS_END_OF_FILE);
        CHECK(store(view + 5, 'x') && view[5] == 'x');
    }
    cut(PAGES); /* it grows again, and with it the view's pages are back */
    CHECK(load(view + 3 * PAGE, &byte) && byte == 0);
    if (writable)
        CHECK(store(view + 3 * PAGE, 'y') && view[3 * PAGE] == 'y');
    UnmapViewOfFile(view);
    unlink(path);
}

/* A page that this process copied needs no file. */
static void test_own_copy(void)
{
    char *view = map(PAGE_WRITECOPY, FILE_MAP_COPY), byte;

    CHECK(store(view + 3 * PAGE, 'm'));
    cut(1);
    CHECK(!load(view + 2 * PAGE, &byte));
    check_seen(view + 2 * PAGE, 0, STATUS_END_OF_FILE);
    UnmapViewOfFile(view);
    unlink(path);
}

/* Calls that read or write such memory fail, in whatever way, and go on. */
static void test_calls(void)
{
    char *view = map(PAGE_READWRITE, FILE_MAP_WRITE);
    HANDLE file = CreateFileA("page_errors.out", GENERIC_READ | GENERIC_WRITE, 0, NULL,
                              CREATE_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE, NULL);
    DWORD done = 99;

    cut(1);
    CHECK(!WriteFile(file, view + PAGE, 10, &done, NULL));
    CHECK(WriteFile(file, view, 10, &done, NULL) && done == 10);
    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    CHECK(!ReadFile(file, view + PAGE, 10, &done, NULL));
    CHECK(IsBadReadPtr(view + PAGE, 1) && !IsBadReadPtr(view, PAGE));
    CHECK(IsBadWritePtr(view + PAGE, 1) && !IsBadWritePtr(view, PAGE));
    CloseHandle(file);
    UnmapViewOfFile(view);
    unlink(path);
}

/* --- by a vectored handler, which mends the file ---------------------------------------------- */

static volatile LONG mended;

static LONG CALLBACK mend(EXCEPTION_POINTERS *pointers)
{
    if (pointers->ExceptionRecord->ExceptionCode != (DWORD)EXCEPTION_IN_PAGE_ERROR)
        return EXCEPTION_CONTINUE_SEARCH;
    mended++;
    cut(PAGES);
    return EXCEPTION_CONTINUE_EXECUTION;
}

static void test_mended(void)
{
    volatile char *view = map(PAGE_READWRITE, FILE_MAP_WRITE);
    void *handler = AddVectoredExceptionHandler(1, mend);

    cut(1);
    view[3 * PAGE] = 'z';
    CHECK(mended == 1, "%ld", mended);
    CHECK(view[3 * PAGE] == 'z' && view[2 * PAGE] == 0);
    CHECK(mended == 1, "%ld", mended);
    RemoveVectoredExceptionHandler(handler);
    UnmapViewOfFile((void *)view);
    unlink(path);
}

/* A page that never was written to, in a file system that has no room for it. */
static void test_full(const char *folder)
{
    static const char filler[] = "filler.tmp";
    char page[PAGE] = "full";
    char *view, byte = 1;
    int fd;

    REQUIRE(chdir(folder) == 0);
    view = map(PAGE_READWRITE, FILE_MAP_WRITE);
    cut(1);
    cut(PAGES);
    fd = open(filler, O_WRONLY | O_CREAT, 0600);
    REQUIRE(fd >= 0);
    while (write(fd, page, sizeof page) == sizeof page)
        ;
    close(fd);
    CHECK(!load(view + 2 * PAGE, &byte));
    check_seen(view + 2 * PAGE, 0, STATUS_DISK_FULL);
    CHECK(!store(view + 3 * PAGE + 1, 'x'));
    check_seen(view + 3 * PAGE + 1, 1, STATUS_DISK_FULL);
    CHECK(load(view, &byte) && byte == 'a');
    unlink(filler);
    CHECK(store(view + 3 * PAGE + 1, 'x') && view[3 * PAGE + 1] == 'x');
    UnmapViewOfFile(view);
    unlink(path);
}

/* --- by nobody -------------------------------------------------------------------------------- */

static void test_nobody(void)
{
    const struct rlimit no_core = { 0, 0 };
    char *view = map(PAGE_READONLY, FILE_MAP_READ);
    pid_t child;
    int status;

    cut(0);
    fflush(stdout);
    child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        setrlimit(RLIMIT_CORE, &no_core);
        _exit(((volatile char *)view)[0]);
    }
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS, "status 0x%x", status);
    UnmapViewOfFile(view);
    unlink(path);
}

/* --- in many threads at once, each with blocks of its own ------------------------------------- */

static char *common;

static int is_mine(EXCEPTION_POINTERS *pointers, const char *touched)
{
    return pointers->ExceptionRecord->ExceptionInformation[1] == (ULONG_PTR)touched
         ? EXCEPTION_EXECUTE_HANDLER : EXCEPTION_CONTINUE_SEARCH;
}

static void *fault_often(void *context)
{
    const uintptr_t number = (uintptr_t)context;
    volatile int caught = 0, left = 0;

    for (int i = 0; i < ROUNDS; i++) {
        const char *at = common + (1 + (number + (unsigned)i) % (PAGES - 1)) * PAGE + number;

        __try {
            __try {
                caught += *(volatile const char *)at * 1000;
            } __finally {
                left++;
            }
        } __except (is_mine(GetExceptionInformation(), at)) {
            caught++;
        }
    }
    CHECK(caught == ROUNDS && left == ROUNDS, "%d, %d", caught, left);
    return NULL;
}

static void test_threads(void)
{
    pthread_t threads[THREADS];

    common = map(PAGE_READWRITE, FILE_MAP_WRITE);
    cut(1);
    for (uintptr_t i = 0; i < THREADS; i++)
        REQUIRE(pthread_create(&threads[i], NULL, fault_often, (void *)i) == 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    UnmapViewOfFile(common);
    unlink(path);
}

int main(int argc, char **argv)
{
    test_cut(PAGE_READONLY, FILE_MAP_READ);
    test_cut(PAGE_READWRITE, FILE_MAP_WRITE);
    test_cut(PAGE_WRITECOPY, FILE_MAP_COPY);
    test_own_copy();
    test_calls();
    test_mended();
    test_nobody();
    test_threads();
    if (argc > 1)
        test_full(argv[1]);
    printf("page_errors: %d failures\n", failures);
    return failures != 0;
}
