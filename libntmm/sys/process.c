// SPDX-License-Identifier: MIT
// process: the host's processes: starting, waiting, ending.
#define _GNU_SOURCE
#include "sys/process.h"

#include "sys/clock.h"
#include "sys/descriptor.h"
#include "sys/text.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
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

int sys_process_reach(int pid)
{
    return kill(pid, 0) ? -errno : 0;
}

int sys_process_library(char *path, size_t size)
{
    Dl_info info;
    char *real;
    size_t length;

    /* What the loader was told can be relative, and a link. */
    if (!dladdr((const void *)&sys_process_library, &info) || !info.dli_fname)
        return -ENOENT;
    real = realpath(info.dli_fname, NULL);
    if (!real)
        return -errno;
    length = strlen(real);
    if (length < size)
        memcpy(path, real, length + 1);
    free(real);
    return length < size ? (int)length : -ENAMETOOLONG;
}

int sys_process_directory(char *path, size_t size)
{
    if (!getcwd(path, size))
        return errno == ERANGE ? -ENAMETOOLONG : -errno;
    if (path[0] != '/') /* outside of this process's root */
        return -ENOENT;
    return (int)strlen(path);
}

int sys_process_set_directory(const char *path)
{
    return chdir(path) ? -errno : 0;
}

int sys_process_may_run(const char *path)
{
    return faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) ? -errno : 0;
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

int sys_process_fork(void)
{
    int pid = fork();

    return pid < 0 ? -errno : pid;
}

int sys_process_open(int pid)
{
    return SYS_DESCRIPTOR(syscall(SYS_pidfd_open, pid, 0)); /* close-on-exec by itself */
}

static int send(int pid, int fd, int signal)
{
    long result;

    if (fd >= 0)
        result = syscall(SYS_pidfd_send_signal, fd, signal, NULL, 0);
    else
        result = kill(pid, signal);
    return result ? -errno : 0;
}

int sys_process_kill(int pid, int fd)
{
    return send(pid, fd, SIGKILL);
}

int sys_process_continue(int pid, int fd)
{
    return send(pid, fd, SIGCONT);
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

static int take_end(int pid, int fd, int how, struct sys_exit *result)
{
    siginfo_t info;
    int failed;

    do {
        info.si_pid = 0;
        failed = waitid(fd >= 0 ? P_PIDFD : P_PID, (id_t)(fd >= 0 ? fd : pid), &info,
                        WEXITED | WNOHANG | how);
    } while (failed && errno == EINTR);
    if (failed)
        return -errno;
    if (info.si_pid == 0)
        return 0;
    result->killed = info.si_code != CLD_EXITED;
    result->value = info.si_status;
    return 1;
}

int sys_process_look(int pid, int fd, struct sys_exit *result)
{
    return take_end(pid, fd, WNOWAIT, result);
}

int sys_process_reap(int pid, int fd, struct sys_exit *result)
{
    return take_end(pid, fd, 0, result);
}

static void set_exit(struct sys_exit *result, int status)
{
    result->killed = WIFSIGNALED(status);
    result->value = result->killed ? WTERMSIG(status) : WEXITSTATUS(status);
}

/* Fields of /proc/PID/stat, as its manual counts them. */
enum { FIELD_STATE = 3, FIELD_EXIT = 52 };

/* A dead process that nobody has reaped yet still has its line there. */
static int ended_by_line(int pid, struct sys_exit *result)
{
    char path[32], line[1024], *at;
    ssize_t got;
    int fd;

    sys_text_put(sys_text_number(sys_text_put(path, "/proc/"), (unsigned)pid, 10, 1), "/stat");
    fd = SYS_DESCRIPTOR(open(path, O_RDONLY | O_CLOEXEC));
    if (fd < 0)
        return -ESRCH;
    got = read(fd, line, sizeof line - 1);
    close(fd);
    if (got <= 0)
        return -ESRCH;
    line[got] = 0;
    at = strrchr(line, ')'); /* ends the program's name, which may have blanks in it */
    if (!at || at[1] != ' ')
        return -ESRCH;
    at += 2;
    if (*at != 'Z' && *at != 'X')
        return -EAGAIN;
    for (int field = FIELD_STATE; field < FIELD_EXIT && at; field++) {
        at = strchr(at, ' ');
        if (at)
            at++;
    }
    if (!at)
        return -ESRCH;
    set_exit(result, (int)strtol(at, NULL, 10));
    return 0;
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

int sys_process_ended(int pid, int fd, struct sys_exit *result)
{
    struct process_info info = { .mask = PROCESS_INFO_EXIT };

    if (fd < 0 || ioctl(fd, GET_PROCESS_INFO, &info) || !(info.mask & PROCESS_INFO_EXIT))
        return ended_by_line(pid, result);
    set_exit(result, info.status);
    return 0;
}

_Noreturn void sys_process_exit(int code)
{
    _exit(code);
}

void sys_process_keep_private(int fd)
{
    fcntl(fd, F_SETFD, FD_CLOEXEC);
}

int sys_process_standard(int number, bool *readable, bool *writable)
{
    int fd = SYS_DESCRIPTOR(fcntl(number, F_DUPFD_CLOEXEC, 3)), mode;

    if (fd < 0)
        return fd;
    mode = fcntl(fd, F_GETFL) & O_ACCMODE;
    *readable = mode != O_WRONLY;
    *writable = mode != O_RDONLY;
    return fd;
}
