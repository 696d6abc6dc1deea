// SPDX-License-Identifier: MIT
// posix: the effect of each benchmark case with the least system calls that give it.
// What is measured here is a floor, not a rival: no handles, no access rights, no lifetimes.

#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

#include "measure.h"

static char object_name[48], new_name[64];
static int section_fd, file_fd, cow_fd;

static void die(const char *what)
{
    perror(what);
    exit(1);
}

// A run that is interrupted leaves no names behind.
static void stop(int signal_number)
{
    shm_unlink(object_name);
    shm_unlink(new_name);
    _exit(128 + signal_number);
}

static void *map(int fd, size_t size, int protection, int flags)
{
    void *view = mmap(NULL, size, protection, flags, fd, 0);

    if (view == MAP_FAILED)
        die("mmap");
    return view;
}

static void touch(void *address)
{
    *(volatile char *)address = 1;
}

static void peek(void *address)
{
    (void)*(volatile char *)address;
}

static double section_cycle(unsigned count)
{
    double start = now_ns();

    while (count-- > 0) {
        int fd = memfd_create("bench", MFD_CLOEXEC);
        void *view;

        if (fd < 0 || ftruncate(fd, SECTION_BYTES) < 0)
            die("memfd_create");
        view = map(fd, SECTION_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED);
        touch(view);
        munmap(view, SECTION_BYTES);
        close(fd);
    }
    return now_ns() - start;
}

static double named_create_close(unsigned count)
{
    double start = now_ns();

    while (count-- > 0) {
        int fd = shm_open(new_name, O_CREAT | O_EXCL | O_RDWR, 0600);

        if (fd < 0 || ftruncate(fd, SECTION_BYTES) < 0)
            die("shm_open");
        close(fd);
        shm_unlink(new_name);
    }
    return now_ns() - start;
}

static double named_open_close(unsigned count)
{
    double start = now_ns();

    while (count-- > 0) {
        struct stat status;
        int fd = shm_open(object_name, O_RDWR, 0);

        if (fd < 0 || fstat(fd, &status) < 0)
            die("shm_open");
        close(fd);
    }
    return now_ns() - start;
}

static double map_unmap(unsigned count)
{
    double start = now_ns();

    while (count-- > 0)
        munmap(map(section_fd, SECTION_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED), SECTION_BYTES);
    return now_ns() - start;
}

static double map_touch_unmap(unsigned count)
{
    double start = now_ns();

    while (count-- > 0) {
        void *view = map(section_fd, SECTION_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED);

        touch(view);
        munmap(view, SECTION_BYTES);
    }
    return now_ns() - start;
}

static double file_cycle(unsigned count)
{
    double start = now_ns();

    while (count-- > 0) {
        void *view = map(file_fd, SECTION_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED);

        peek(view);
        munmap(view, SECTION_BYTES);
    }
    return now_ns() - start;
}

static double cow_sequential(unsigned count)
{
    char *view = map(cow_fd, COW_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE);
    double start = now_ns(), elapsed;
    unsigned i;

    for (i = 0; i < count; i++)
        touch(view + (size_t)i * PAGE_BYTES);
    elapsed = now_ns() - start;
    munmap(view, COW_BYTES);
    return elapsed;
}

static double cow_random(unsigned count)
{
    char *view = map(cow_fd, COW_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE);
    double start = now_ns(), elapsed;
    unsigned i;

    for (i = 0; i < count; i++)
        touch(view + (size_t)shuffled_page(i) * PAGE_BYTES);
    elapsed = now_ns() - start;
    munmap(view, COW_BYTES);
    return elapsed;
}

static double flush_pages(unsigned count, unsigned pages)
{
    char *view = map(file_fd, FILE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED);
    double elapsed = 0;
    unsigned i;

    while (count-- > 0) {
        double start;

        for (i = 0; i < pages; i++)
            touch(view + (size_t)i * PAGE_BYTES);
        start = now_ns();
        if (msync(view, (size_t)pages * PAGE_BYTES, MS_SYNC) < 0)
            die("msync");
        elapsed += now_ns() - start;
    }
    munmap(view, FILE_BYTES);
    return elapsed;
}

static double flush_one(unsigned count)
{
    return flush_pages(count, 1);
}

static double flush_many(unsigned count)
{
    return flush_pages(count, FILE_BYTES / PAGE_BYTES);
}

static double alloc_free(unsigned count)
{
    double start = now_ns();

    while (count-- > 0)
        munmap(map(-1, SECTION_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS),
               SECTION_BYTES);
    return now_ns() - start;
}

static double close_invalid(unsigned count)
{
    double start = now_ns();

    while (count-- > 0)
        close(1 << 28);
    return now_ns() - start;
}

// The name is held by this process; the child, a process of its own, opens it.
static void measure_in_child(const char *name, measured_case run)
{
    pid_t child = fork();

    if (child < 0)
        die("fork");
    if (child == 0) {
        close(section_fd);
        measure(name, run, 0);
        _exit(0);
    }
    waitpid(child, NULL, 0);
}

static int make_file(const char *path, size_t size)
{
    static const char zeros[PAGE_BYTES];
    int fd = open(path, O_CREAT | O_TRUNC | O_RDWR | O_CLOEXEC, 0600);
    size_t done;

    if (fd < 0)
        die(path);
    for (done = 0; done < size; done += sizeof(zeros))
        if (write(fd, zeros, sizeof(zeros)) != (ssize_t)sizeof(zeros))
            die("write");
    return fd;
}

static int make_cow_section(void)
{
    int fd = memfd_create("cow", MFD_CLOEXEC);
    char *view;

    if (fd < 0 || ftruncate(fd, COW_BYTES) < 0)
        die("memfd_create");
    view = map(fd, COW_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED);
    memset(view, 'x', COW_BYTES);
    munmap(view, COW_BYTES);
    return fd;
}

int main(int argc, char *argv[])
{
    if (argc != 2) {
        fprintf(stderr, "usage: %s FILE\n", argv[0]);
        return 1;
    }
    snprintf(object_name, sizeof(object_name), "/bench-%d", (int)getpid());
    snprintf(new_name, sizeof(new_name), "%s-new", object_name);
    signal(SIGINT, stop);
    signal(SIGTERM, stop);
    signal(SIGPIPE, stop);
    section_fd = shm_open(object_name, O_CREAT | O_EXCL | O_RDWR, 0600);
    if (section_fd < 0 || ftruncate(section_fd, SECTION_BYTES) < 0)
        die("shm_open");

    measure("section-cycle", section_cycle, 0);
    measure("named-create-close", named_create_close, 0);
    measure("named-open-close-own", named_open_close, 0);
    measure_in_child("named-open-close-other", named_open_close);
    measure("map-unmap", map_unmap, 0);
    measure("map-touch-unmap", map_touch_unmap, 0);
    shm_unlink(object_name);

    file_fd = make_file(argv[1], FILE_BYTES);
    measure("file-cycle", file_cycle, 0);
    measure("flush-1-page", flush_one, 0);
    measure("flush-1024-pages", flush_many, 0);
    close(file_fd);
    unlink(argv[1]);

    cow_fd = make_cow_section();
    measure("cow-page-sequential", cow_sequential, COW_PAGES);
    measure("cow-page-random", cow_random, COW_PAGES);
    close(cow_fd);

    measure("virtual-alloc-free", alloc_free, 0);
    measure("close-invalid", close_invalid, 0);
    return 0;
}
