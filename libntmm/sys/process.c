// SPDX-License-Identifier: MIT
// process: the host's processes: starting, waiting, ending.
#define _GNU_SOURCE
#include "sys/process.h"

#include "sys/clock.h"
#include "sys/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef P_PIDFD
#define P_PIDFD 3
#endif
#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

int sys_process_id(void)
{
    return getpid();
}

int sys_process_parent(void)
{
    return getppid();
}

int sys_process_thread(void)
{
    return gettid();
}

bool sys_process_exists(int pid)
{
    return kill(pid, 0) == 0 || errno == EPERM;
}

int sys_process_program(char *path, size_t size)
{
    static const char deleted[] = " (deleted)";
    ssize_t length = readlink("/proc/self/exe", path, size);

    if (length < 0)
        return -errno;
    if ((size_t)length >= size)
        return -ENAMETOOLONG;
    path[length] = 0;
    /* What the kernel adds when the file is gone; a file may be called so, too. */
    if ((size_t)length > sizeof deleted - 1 && access(path, F_OK) != 0 &&
        strcmp(path + length - (sizeof deleted - 1), deleted) == 0) {
        length -= (ssize_t)sizeof deleted - 1;
        path[length] = 0;
    }
    return (int)length;
}

int sys_process_find_file(int pid, uint64_t device, uint64_t inode)
{
    char path[32];
    struct dirent *entry;
    struct stat st;
    DIR *folder;
    int found = -ENOENT;

    if (pid <= 0)
        return -ESRCH;
    sys_text_put(sys_text_number(sys_text_put(path, "/proc/"), (unsigned)pid, 10, 1), "/fd");
    folder = opendir(path);
    if (!folder)
        return -errno;
    while (found == -ENOENT && (entry = readdir(folder))) {
        if (fstatat(dirfd(folder), entry->d_name, &st, 0) || st.st_dev != device ||
            st.st_ino != inode)
            continue;
        found = openat(dirfd(folder), entry->d_name, O_PATH | O_CLOEXEC);
        if (found < 0)
            found = -ENOENT;
    }
    closedir(folder);
    return found;
}

unsigned sys_process_processors(uint64_t *mask)
{
    cpu_set_t set;
    unsigned count = 0;

    *mask = 0;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) == 0) {
        for (unsigned i = 0; i < CPU_SETSIZE; i++) {
            if (!CPU_ISSET(i, &set))
                continue;
            count++;
            if (i < 64)
                *mask |= UINT64_C(1) << i;
        }
    }
    if (!count) {
        count = 1;
        *mask = 1;
    }
    return count;
}

static int add_actions(posix_spawn_file_actions_t *actions, const struct sys_spawn *spawn)
{
    int error = 0;

    if (spawn->directory)
        error = posix_spawn_file_actions_addchdir_np(actions, spawn->directory);
    for (int i = 0; i < 3 && !error; i++)
        if (spawn->standard[i] >= 0)
            error = posix_spawn_file_actions_adddup2(actions, spawn->standard[i], i);
    /* onto itself: closes nothing, and exec no longer closes it */
    for (size_t i = 0; i < spawn->keep_count && !error; i++)
        error = posix_spawn_file_actions_adddup2(actions, spawn->keep[i], spawn->keep[i]);
    return error;
}

static int set_attributes(posix_spawnattr_t *attributes, const struct sys_spawn *spawn)
{
    short flags = POSIX_SPAWN_SETSIGMASK;
    sigset_t none;
    int error;

    if (spawn->new_session)
        flags |= POSIX_SPAWN_SETSID;
    else if (spawn->new_group)
        flags |= POSIX_SPAWN_SETPGROUP;
    sigemptyset(&none);
    error = posix_spawnattr_setsigmask(attributes, &none);
    if (!error)
        error = posix_spawnattr_setpgroup(attributes, 0);
    if (!error)
        error = posix_spawnattr_setflags(attributes, flags);
    return error;
}

int sys_process_spawn(const struct sys_spawn *spawn)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    pid_t pid = 0;
    int error = posix_spawn_file_actions_init(&actions);

    if (error)
        return -error;
    error = posix_spawnattr_init(&attributes);
    if (!error) {
        error = add_actions(&actions, spawn);
        if (!error)
            error = set_attributes(&attributes, spawn);
        if (!error)
            error = posix_spawn(&pid, spawn->program, &actions, &attributes, spawn->arguments,
                                spawn->environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return error ? -error : pid;
}

int sys_process_open(int pid)
{
    long fd = syscall(SYS_pidfd_open, pid, 0); /* close-on-exec by itself */

    return fd < 0 ? -errno : (int)fd;
}

int sys_process_kill(int pid, int fd)
{
    long result;

    if (fd >= 0)
        result = syscall(SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0);
    else
        result = kill(pid, SIGKILL);
    return result ? -errno : 0;
}

static int poll_end(int fd, int64_t deadline)
{
    struct pollfd wait = { .fd = fd, .events = POLLIN };

    for (;;) {
        int64_t left = sys_clock_left(deadline);
        struct timespec limit = { .tv_sec = left / 1000000000, .tv_nsec = left % 1000000000 };
        int count = ppoll(&wait, 1, left < 0 ? NULL : &limit, NULL);

        if (count >= 0)
            return count;
        if (errno != EINTR)
            return -errno;
    }
}

/* Without a descriptor: has the process ended? A dead child stays to be reaped. */
static bool has_ended(int pid)
{
    siginfo_t info = { .si_pid = 0 };

    if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0)
        return info.si_pid == pid;
    return !sys_process_exists(pid);
}

int sys_process_wait(int pid, int fd, int64_t nanoseconds)
{
    int64_t deadline = sys_clock_deadline(nanoseconds);
    unsigned nap = 100;

    if (fd >= 0)
        return poll_end(fd, deadline);
    while (!has_ended(pid)) {
        if (sys_clock_left(deadline) == 0)
            return 0;
        sys_clock_nap(nap);
        nap = nap < 10000 ? nap * 2 : nap;
    }
    return 1;
}

int sys_process_reap(int pid, int fd, struct sys_exit *result)
{
    siginfo_t info;
    int failed;

    do {
        info.si_pid = 0;
        failed = waitid(fd >= 0 ? P_PIDFD : P_PID, (id_t)(fd >= 0 ? fd : pid), &info,
                        WEXITED | WNOHANG);
    } while (failed && errno == EINTR);
    if (failed)
        return -errno;
    if (info.si_pid == 0)
        return 0;
    result->killed = info.si_code != CLD_EXITED;
    result->value = info.si_status;
    return 1;
}

/* The kernel's own layout; linux/pidfd.h is too new to count on. */
struct process_info {
    uint64_t mask;
    uint64_t group;
    uint32_t ids[11];
    int32_t status; /* as wait() gives it */
};
#define PROCESS_INFO_EXIT 8u
#define GET_PROCESS_INFO _IOWR(0xFF, 11, struct process_info)

int sys_process_ended(int fd, struct sys_exit *result)
{
    struct process_info info = { .mask = PROCESS_INFO_EXIT };

    if (fd < 0 || ioctl(fd, GET_PROCESS_INFO, &info) || !(info.mask & PROCESS_INFO_EXIT))
        return -ENOTSUP;
    result->killed = WIFSIGNALED(info.status);
    result->value = result->killed ? WTERMSIG(info.status) : WEXITSTATUS(info.status);
    return 0;
}

_Noreturn void sys_process_exit(int code)
{
    _exit(code);
}
