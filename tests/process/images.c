// SPDX-License-Identifier: MIT
// images: one layout for all processes that map a file, filled as touched, gone with the last.
#include <windows.h>

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "../include/pe_file.h"
#include "check.h"

#define PAGE 4096
#define SECTOR 512
#define MANY (500u << 20)

enum { TEXT = 0x1000, DATA = 0x21000, SHARED = 0x41000, IMAGE_SIZE = 0x42000 };

static const struct pe_part parts[] = {
    { ".text", 0x20000, 0x20000, PE_CODE },
    { ".data", 0x20000, 0x1f000, PE_DATA },
    { ".shared", 0x1000, 0x0200, PE_DATA | IMAGE_SCN_MEM_SHARED },
};

static char path[64];

static void write_pe(const struct pe_file *pe, int flags)
{
    int fd = open(path, O_WRONLY | flags, 0600);

    REQUIRE(fd >= 0 && write(fd, pe->bytes, pe->size) == (ssize_t)pe->size && close(fd) == 0);
}

static struct pe_file make_file(void)
{
    struct pe_file pe;

    pe_make(&pe, TRUE, PAGE, SECTOR, parts, sizeof parts / sizeof *parts);
    write_pe(&pe, O_CREAT | O_EXCL);
    return pe;
}

/* NULL: CreateFileMapping failed. */
static unsigned char *map(void)
{
    HANDLE file = CreateFileA(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                              OPEN_EXISTING, 0, NULL);
    HANDLE section = CreateFileMappingA(file, NULL, PAGE_READONLY | SEC_IMAGE, 0, 0, NULL);
    unsigned char *view = section ? MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0) : NULL;

    CloseHandle(section);
    CloseHandle(file);
    return view;
}

/* The layouts of the test's file that lie in /dev/shm, and the bytes that they take there. */
static unsigned count_layouts(uint64_t *bytes)
{
    unsigned count = 0;
    struct dirent *entry;
    struct stat st;
    char inode[32];
    DIR *folder;

    *bytes = 0;
    REQUIRE(stat(path, &st) == 0);
    snprintf(inode, sizeof inode, ".%llx.", (unsigned long long)st.st_ino);
    folder = opendir("/dev/shm");
    REQUIRE(folder != NULL);
    while ((entry = readdir(folder))) {
        if (!strstr(entry->d_name, "~image") || !strstr(entry->d_name, inode))
            continue;
        count++;
        if (fstatat(dirfd(folder), entry->d_name, &st, 0) == 0)
            *bytes += (uint64_t)st.st_blocks * 512;
    }
    closedir(folder);
    return count;
}

static unsigned layouts(void)
{
    uint64_t bytes;

    return count_layouts(&bytes);
}

/* At a test's end, when nobody maps the file any more. */
static void drop_file(struct pe_file *pe)
{
    CHECK(layouts() == 0, "%u layouts are left", layouts());
    unlink(path);
    free(pe->bytes);
}

static int finish(pid_t pid)
{
    int status;

    REQUIRE(waitpid(pid, &status, 0) == pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/* A child's proper end: one that is killed leaves its layout to whoever comes next. */
static void leave(void)
{
    fflush(stdout);
    ExitProcess(failures != 0);
}

/* S-IMG-01: two processes that know nothing of each other. */
static void check_sharing(void)
{
    struct pe_file pe = make_file();
    struct gate mapped, written, done;
    unsigned char *view;
    pid_t pid;

    gate_make(&mapped);
    gate_make(&written);
    gate_make(&done);
    pid = fork();
    if (pid == 0) {
        view = map();
        CHECK(view != NULL, "error %lu", GetLastError());
        view[DATA] = view[SHARED] = 1;
        gate_open(&mapped);
        gate_wait(&written);
        CHECK(view[SHARED + 1] == 2, "what the other wrote is not here: %d", view[SHARED + 1]);
        CHECK(view[DATA + 1] == pe.bytes[0x400 + 0x20000 + 1], "the other's copy is here");
        gate_wait(&done);
        leave();
    }
    gate_wait(&mapped);
    view = map();
    CHECK(view != NULL, "error %lu", GetLastError());
    CHECK(layouts() == 1, "%u layouts", layouts());
    CHECK(view[SHARED] == 1, "what the other wrote is not here: %d", view[SHARED]);
    CHECK(view[DATA] == pe.bytes[0x400 + 0x20000], "the other's copy is here");
    view[SHARED + 1] = view[DATA + 1] = 2;
    gate_open(&written);
    UnmapViewOfFile(view);
    CHECK(layouts() == 1, "%u layouts", layouts());
    gate_open(&done);
    CHECK(finish(pid) == 0, "in the child");
    drop_file(&pe);
}

/* S-PRC-04: who dies takes nothing from the others, and leaves nothing when it was the last. */
static void check_killed(void)
{
    struct pe_file pe = make_file();
    unsigned char *view = NULL;

    for (int alone = 0; alone < 2; alone++) {
        struct gate mapped, never;
        pid_t pid;

        gate_make(&mapped);
        gate_make(&never);
        pid = fork();
        if (pid == 0) {
            view = map();
            view[SHARED] = 1;
            gate_open(&mapped);
            gate_wait(&never);
            _exit(0);
        }
        gate_wait(&mapped);
        if (!alone)
            view = map();
        REQUIRE(kill(pid, SIGKILL) == 0);
        CHECK(finish(pid) == -SIGKILL);
        if (!alone) {
            CHECK(view[SHARED] == 1 && view[TEXT] == pe.bytes[0x400], "not the image any more");
            CHECK(layouts() == 1, "%u layouts", layouts());
            UnmapViewOfFile(view);
            CHECK(layouts() == 0, "%u layouts", layouts());
        } else {
            view = map(); /* a new one, in place of the dead */
            CHECK(view[SHARED] == pe.bytes[0x400 + 0x20000 + 0x1f000], "the dead one's");
            UnmapViewOfFile(view);
            CHECK(layouts() == 0, "%u layouts", layouts());
        }
    }
    drop_file(&pe);
}

/* A file that was changed is another image; views of the old one go on. */
static void check_changed(void)
{
    struct pe_file pe = make_file();
    struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, { .tv_sec = 1000000000 } };
    unsigned char *old = map(), *new, first = old[TEXT];

    pe.bytes[0x400]++;
    write_pe(&pe, 0);
    REQUIRE(utimensat(AT_FDCWD, path, times, 0) == 0); /* whatever the clock's steps are */
    new = map();
    CHECK(layouts() == 2, "%u layouts", layouts());
    CHECK(old[TEXT] == first, "the old view changed");
    CHECK(new[TEXT] == pe.bytes[0x400], "the new view is not of the new file");
    old[SHARED] = 1;
    CHECK(new[SHARED] == pe.bytes[0x400 + 0x20000 + 0x1f000], "both share");
    UnmapViewOfFile(old);
    CHECK(layouts() == 1, "%u layouts", layouts());
    UnmapViewOfFile(new);
    drop_file(&pe);
}

/* Bytes that this process has read so far; 0 where the kernel does not tell. */
static unsigned long long bytes_read(void)
{
    FILE *io = fopen("/proc/self/io", "r");
    unsigned long long read = 0;

    if (io && fscanf(io, "rchar: %I64u", &read) != 1)
        read = 0;
    if (io)
        fclose(io);
    return read;
}

/* Of a large image only what is touched is read, and takes memory. */
static void check_large(void)
{
    static const struct pe_part large[] = { { ".text", MANY, SECTOR, PE_CODE } };
    unsigned long long before, after;
    unsigned char *view;
    struct pe_file pe;
    uint64_t bytes;

    pe_make(&pe, TRUE, PAGE, SECTOR, large, 1);
    pe.sections[0].SizeOfRawData = MANY;
    write_pe(&pe, O_CREAT | O_EXCL);
    REQUIRE(truncate(path, MANY + 0x400) == 0);
    before = bytes_read();
    view = map();
    after = bytes_read();
    CHECK(view != NULL, "error %lu", GetLastError());
    CHECK(after - before < 64 * 1024, "%I64u bytes were read", after - before);
    CHECK(count_layouts(&bytes) == 1 && bytes <= PAGE, "%lld bytes", (long long)bytes);
    CHECK(view[TEXT] == pe.bytes[0x400] && view[MANY / 2] == 0, "not the file's bytes");
    CHECK(count_layouts(&bytes) == 1 && bytes <= 2 * (65536 + PAGE), "%lld bytes",
          (long long)bytes);
    UnmapViewOfFile(view);
    drop_file(&pe);
}

static jmp_buf *volatile back;
static EXCEPTION_RECORD record;

static LONG CALLBACK handler(EXCEPTION_POINTERS *pointers)
{
    if (!back)
        return EXCEPTION_CONTINUE_SEARCH;
    record = *pointers->ExceptionRecord;
    longjmp(*back, 1);
}

/* The code of the exception that reading a byte raises, or 0. */
static DWORD touch(const volatile unsigned char *at)
{
    jmp_buf place;

    record = (EXCEPTION_RECORD) { 0 };
    if (setjmp(place) == 0) {
        back = &place;
        (void)*at;
    }
    back = NULL;
    return record.ExceptionCode;
}

/* S-PRO-05: what a file that was cut no longer has. */
static void check_cut(void)
{
    struct pe_file pe = make_file();
    unsigned char *view = map(), byte = view[TEXT];
    DWORD code, done = 0;
    HANDLE null;

    REQUIRE(truncate(path, 0x400 + 0x10000 + 0x800) == 0);
    CHECK(touch(view + TEXT) == 0 && view[TEXT] == byte, "what was there is lost");
    code = touch(view + DATA + PAGE);
    CHECK(code == EXCEPTION_IN_PAGE_ERROR, "%#lx", code);
    CHECK(record.NumberParameters == 3, "%lu parameters", record.NumberParameters);
    CHECK(record.ExceptionInformation[1] == (ULONG_PTR)(view + DATA + PAGE), "at %#Ix",
          record.ExceptionInformation[1]);
    CHECK(touch(view + TEXT + 0x10000) == EXCEPTION_IN_PAGE_ERROR, "half a page");
    CHECK(touch(view + TEXT + 0xf000) == 0 && view[TEXT + 0xf000] == pe.bytes[0x400 + 0xf000],
          "the page before");
    CHECK(touch(view + SHARED) == 0, "what was shared from the start");
    null = CreateFileA("NUL", GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(!WriteFile(null, view + DATA + 2 * PAGE, 10, &done, NULL), "lost bytes were written");
    CloseHandle(null);
    UnmapViewOfFile(view);
    drop_file(&pe);
}

/* The code of an image is not run. */
static void check_execution(void)
{
    struct pe_file pe = make_file();
    unsigned char *volatile view = map();
    jmp_buf place;
    DWORD old;

    CHECK(VirtualProtect(view + DATA, PAGE, PAGE_EXECUTE_READWRITE, &old));
    view[DATA] = 0xc3;
    for (volatile int i = 0; i < 2; i++) {
        unsigned char *volatile at = view + (i ? DATA : TEXT);

        record = (EXCEPTION_RECORD) { 0 };
        if (setjmp(place) == 0) {
            back = &place;
            ((void (*)(void))(void *)at)();
        }
        back = NULL;
        CHECK(record.ExceptionCode == EXCEPTION_ACCESS_VIOLATION, "%#lx", record.ExceptionCode);
        CHECK(record.ExceptionInformation[0] == EXCEPTION_EXECUTE_FAULT, "kind %Iu",
              record.ExceptionInformation[0]);
        CHECK(record.ExceptionInformation[1] == (ULONG_PTR)at);
    }
    UnmapViewOfFile(view);
    drop_file(&pe);
}

/* S-PRO-06: a guard page is one before it was touched, and brings its bytes after. */
static void check_guard(void)
{
    struct pe_file pe = make_file();
    unsigned char *view = map();
    DWORD old;

    CHECK(VirtualProtect(view + DATA, PAGE, PAGE_READWRITE | PAGE_GUARD, &old));
    CHECK(old == PAGE_WRITECOPY, "%#lx", old);
    CHECK(touch(view + DATA) == STATUS_GUARD_PAGE_VIOLATION, "%#lx", record.ExceptionCode);
    CHECK(touch(view + DATA) == 0, "%#lx", record.ExceptionCode);
    CHECK(view[DATA] == pe.bytes[0x400 + 0x20000], "not the file's");
    UnmapViewOfFile(view);
    drop_file(&pe);
}

/* S-PRC-03: after fork() both have the view, what they share and what is their own. */
static void check_fork(void)
{
    struct pe_file pe = make_file();
    unsigned char *view = map();
    struct gate gone;
    pid_t pid;

    view[DATA] = 'p';
    gate_make(&gone);
    pid = fork();
    if (pid == 0) {
        unsigned char *again;

        CHECK(view[DATA] == 'p', "the parent's copy is lost");
        view[DATA] = 'c';
        view[DATA + PAGE] = 'c';
        view[SHARED] = 'c';
        CHECK(view[TEXT + 0x10000] == pe.bytes[0x400 + 0x10000], "not the file's bytes");
        gate_wait(&gone);
        again = map();
        CHECK(layouts() == 1, "%u layouts", layouts());
        CHECK(again[SHARED] == 'c' && again[SHARED + 1] == 'p', "another layout");
        UnmapViewOfFile(again);
        UnmapViewOfFile(view);
        CHECK(layouts() == 0, "%u layouts", layouts());
        leave();
    }
    while (((volatile unsigned char *)view)[SHARED] != 'c')
        sched_yield();
    CHECK(view[DATA] == 'p' && view[DATA + PAGE] == pe.bytes[0x400 + 0x20000 + PAGE],
          "the child's copies are here");
    view[SHARED + 1] = 'p';
    UnmapViewOfFile(view);
    CHECK(layouts() == 1, "%u layouts", layouts());
    gate_open(&gone);
    CHECK(finish(pid) == 0, "in the child");
    drop_file(&pe);
}

static unsigned char *racing;

static void *race(void *seed)
{
    size_t at = (size_t)seed * 7919;
    uintptr_t sum = 0;

    for (size_t i = 0; i < IMAGE_SIZE / PAGE; i++) {
        at = (at + 13) % (IMAGE_SIZE / PAGE);
        sum += racing[at * PAGE] * (at + 1);
        if (at * PAGE >= DATA && at * PAGE < SHARED)
            racing[at * PAGE + 8 + (size_t)seed] = (unsigned char)(size_t)seed;
    }
    return (void *)sum;
}

/* Many threads that touch all of an image at once, and write to it. */
static void check_threads(void)
{
    enum { THREADS = 8, ROUNDS = 20 };
    struct pe_file pe = make_file();
    pthread_t threads[THREADS];
    uintptr_t expected = 0;

    racing = map();
    for (size_t page = 0; page < IMAGE_SIZE / PAGE; page++)
        expected += racing[page * PAGE] * (page + 1);
    UnmapViewOfFile(racing);
    for (int round = 0; round < ROUNDS; round++) {
        racing = map();
        for (size_t i = 0; i < THREADS; i++)
            REQUIRE(pthread_create(&threads[i], NULL, race, (void *)i) == 0);
        for (size_t i = 0; i < THREADS; i++) {
            void *sum;

            REQUIRE(pthread_join(threads[i], &sum) == 0);
            CHECK((uintptr_t)sum == expected, "thread %d saw other bytes", (int)i);
        }
        for (size_t at = DATA; at < DATA + 0x1f000; at += PAGE)
            for (size_t i = 0; i < THREADS; i++)
                CHECK(racing[at + 8 + i] == i, "a write was lost");
        UnmapViewOfFile(racing);
    }
    drop_file(&pe);
}

int main(void)
{
    snprintf(path, sizeof path, "images-%d.dll", (int)getpid());
    CHECK(AddVectoredExceptionHandler(1, handler) != NULL);
    check_sharing();
    check_killed();
    check_changed();
    check_large();
    check_cut();
    check_execution();
    check_guard();
    check_fork();
    check_threads();
    return failures != 0;
}
