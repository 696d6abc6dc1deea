// SPDX-License-Identifier: MIT
// doctor: `ntmm doctor`, what the library can use of this kernel, and what that means.
#define _GNU_SOURCE
#include "command.h"

#include "sys/ofd.h"
#include "sys/pagemap.h"
#include "sys/shm.h"
#include "sys/track.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

/* What kernel headers may be too old for. Sizes: the structures that the library passes. */
#define PAGEMAP_SCAN _IOC(_IOC_READ | _IOC_WRITE, 'f', 16, 96)
#define PROCMAP_QUERY _IOC(_IOC_READ | _IOC_WRITE, 'f', 17, 104)
#ifndef SYS_futex_waitv
#define SYS_futex_waitv 449
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif

/* `yes`, or what is done instead. */
static void report(const char *what, bool there, const char *yes, const char *no)
{
    printf("%-4s %-18s %s\n", there ? "yes" : "no", what, there ? yes : no);
}

static void report_value(const char *what, const char *value, const char *meaning)
{
    printf("%-4s %-18s %s: %s\n", "", what, value, meaning);
}

/* A call with nothing in it: a kernel that knows it complains of that. */
static bool ioctl_exists(const char *path, unsigned long call)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool exists = fd >= 0 && (ioctl(fd, call, NULL) == 0 || errno != ENOTTY);

    if (fd >= 0)
        close(fd);
    return exists;
}

static bool locks_exist(void)
{
    enum sys_ofd_kind kind;
    int fd = sys_shm_anonymous("ntmm.doctor", false);
    int64_t length;
    bool exist = fd >= 0 && sys_ofd_query(fd, 0, &kind, &length) == 0;

    if (fd >= 0)
        close(fd);
    return exist;
}

/* From this process, which no rule between processes forbids. */
static bool can_take(void)
{
    int self = (int)syscall(SYS_pidfd_open, getpid(), 0);
    int taken = self < 0 ? -1 : (int)syscall(SYS_pidfd_getfd, self, self, 0);

    if (self >= 0)
        close(self);
    if (taken >= 0)
        close(taken);
    return taken >= 0;
}

static void report_kernel(void)
{
    report("pagemap", sys_pagemap_available(), "private copies of pages are known from the kernel",
           "each first write to a copy-on-write page is a fault (NTMM_COW=page)");
    report("PAGEMAP_SCAN", ioctl_exists("/proc/self/pagemap", PAGEMAP_SCAN),
           "copied pages of large views are found at once (Linux 6.7)",
           "pages are looked at one by one; Linux 6.7 has it");
    report("PROCMAP_QUERY", ioctl_exists("/proc/self/maps", PROCMAP_QUERY),
           "VirtualQuery asks for one mapping (Linux 6.11)",
           "VirtualQuery reads the list of mappings as text; Linux 6.11 has it");
    report("write tracking", sys_track_available(),
           "MEM_WRITE_WATCH without faults: userfaultfd (Linux 6.7)",
           "MEM_WRITE_WATCH takes a fault for each page; userfaultfd of Linux 6.7 has it");
    report("futex_waitv", syscall(SYS_futex_waitv, NULL, 0, 0, NULL, 0) == 0 || errno != ENOSYS,
           "WaitForMultipleObjects sleeps in one thread (Linux 5.16)",
           "WaitForMultipleObjects needs a thread for each object; Linux 5.16 has it");
    report("pidfd_open", syscall(SYS_pidfd_open, -1, 0) == 0 || errno != ENOSYS,
           "process handles never mean another process (Linux 5.3)",
           "a process handle is a number, which may be used again; Linux 5.3 has it");
    report("pidfd_getfd", can_take(), "DuplicateHandle takes out of other processes (Linux 5.6)",
           "DuplicateHandle takes nothing out of other processes: containers often forbid it");
}

/* False: no named objects here. */
static bool report_memory(void)
{
    struct statfs room;
    char value[64];

    if (statfs("/dev/shm", &room) || access("/dev/shm", R_OK | W_OK | X_OK)) {
        report("/dev/shm", false, "", "no named objects: the folder cannot be written to");
        return false;
    }
    report("/dev/shm", true, "named objects can be made", "");
    report("executable", !(room.f_flags & ST_NOEXEC), "named sections can have executable views",
           "named sections have no executable views: /dev/shm is mounted noexec");
    if (room.f_blocks)
        snprintf(value, sizeof value, "%" PRIu64 " MiB, %" PRIu64 " free",
                 ((uint64_t)room.f_blocks * (uint64_t)room.f_bsize) >> 20,
                 ((uint64_t)room.f_bavail * (uint64_t)room.f_bsize) >> 20);
    else
        strcpy(value, "no limit");
    report_value("/dev/shm size", value, "all named page-file sections and image layouts together");
    snprintf(value, sizeof value, "%" PRIu64 " MiB", sys_shm_limit() >> 20);
    report_value("commit limit", value, "memory and swap, the most that one section can have");
    return true;
}

static const char *limit_text(char text[64], int which)
{
    struct rlimit limit;
    int at;

    if (getrlimit(which, &limit))
        return "unknown";
    at = limit.rlim_cur == RLIM_INFINITY ? sprintf(text, "no limit")
                                         : sprintf(text, "%" PRIu64, (uint64_t)limit.rlim_cur);
    if (limit.rlim_max == RLIM_INFINITY && limit.rlim_cur != RLIM_INFINITY)
        strcpy(text + at, ", can be raised");
    else if (limit.rlim_max != limit.rlim_cur)
        sprintf(text + at, ", can be raised to %" PRIu64, (uint64_t)limit.rlim_max);
    return text;
}

static void report_limits(void)
{
    int fd = open("/proc/sys/vm/max_map_count", O_RDONLY | O_CLOEXEC);
    char text[64];
    ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);

    if (fd >= 0)
        close(fd);
    text[length < 0 ? 0 : length] = 0;
    text[strcspn(text, "\n")] = 0;
    report_value("vm.max_map_count", text,
                 "mappings of a process; a view takes one, and more where protections differ");
    report_value("RLIMIT_NOFILE", limit_text(text, RLIMIT_NOFILE),
                 "descriptors: a named object takes one, a mapped section one more; raised when "
                 "met");
    report_value("RLIMIT_MEMLOCK", limit_text(text, RLIMIT_MEMLOCK),
                 "bytes that VirtualLock can lock");
}

int command_doctor(char **arguments)
{
    struct utsname system;
    bool can_lock, can_name;

    if (arguments[0])
        return COMMAND_MISUSED;
    if (uname(&system) == 0)
        printf("%s %s %s\n", system.sysname, system.release, system.machine);
    report_kernel();
    can_lock = locks_exist();
    report("locks", can_lock, "names die with their processes (open file description locks)",
           "no named objects: fcntl does not know F_OFD_SETLK");
    can_name = report_memory();
    report_limits();
    return can_lock && can_name ? COMMAND_DONE : COMMAND_FAILED;
}
