// SPDX-License-Identifier: MIT
// process: the host's processes: starting, waiting, ending.
#ifndef NTMM_SYS_PROCESS_H
#define NTMM_SYS_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int sys_process_id(void);
int sys_process_parent(void);
int sys_process_thread(void);

bool sys_process_exists(int pid);

/* 0: it is there and this one's to signal; -ESRCH, -EPERM. */
int sys_process_reach(int pid);

/*
 * The path of the file which this code was loaded from, the library as a rule, closed with a 0; its
 * length or -errno.
 */
int sys_process_library(char *path, size_t size);

/* The current directory, likewise. */
int sys_process_directory(char *path, size_t size);
int sys_process_set_directory(const char *path);

/* Has this process the right to run the file? 0, -EACCES, -ENOENT, ... */
int sys_process_may_run(const char *path);

/* Processors that this process may run on, as a mask of the first 64 and as a number. */
unsigned sys_process_processors(uint64_t *mask);

/* fork(): the child's number, 0 in the child, or -errno. */
int sys_process_fork(void);

/* A descriptor of the process. -ENOSYS, -EPERM: the kernel or its guard does not give any. */
int sys_process_open(int pid);

/* In these a process is its number and its descriptor, which may be -1. */

/* 0; -ESRCH: it is gone, -EPERM. */
int sys_process_kill(int pid, int fd);

/* One that was stopped, if only by sys_spawn(), goes on. */
int sys_process_continue(int pid, int fd);

/* 1: it has ended; 0: the time is over. Negative nanoseconds: no limit. */
int sys_process_wait(int pid, int fd, int64_t nanoseconds);

struct sys_exit {
    bool killed;
    int value; /* the signal's number, or the low 8 bits of the exit code */
};

/*
 * A child: 1: it is dead; 0: it is alive; -ECHILD: no child, or somebody else took its remains.
 * `look` leaves the remains, `reap` takes them.
 */
int sys_process_look(int pid, int fd, struct sys_exit *result);
int sys_process_reap(int pid, int fd, struct sys_exit *result);

/* How a process that is no child ended: 0; -EAGAIN: it has not; -ESRCH: nobody knows any more. */
int sys_process_ended(int pid, int fd, struct sys_exit *result);

/* Ends this process at once; the parent sees the low 8 bits. */
_Noreturn void sys_process_exit(int code);

/* The descriptor is closed in programs that this process starts. */
void sys_process_keep_private(int fd);

/* Another descriptor of a standard stream (0, 1, 2), above them, and what it can do. -EBADF. */
int sys_process_standard(int number, bool *readable, bool *writable);

#endif
