// SPDX-License-Identifier: MIT
// peer: what the system lets one process see of another of its user's.
#ifndef NTMM_SYS_PEER_H
#define NTMM_SYS_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A descriptor that names, and no more, the file that the process has open. -ENOENT, ... */
int sys_peer_find_file(int pid, uint64_t device, uint64_t inode);

/*
 * Opens the anonymous files of this name that the process has until `use` takes one, which then has
 * the descriptor. -ENOENT: it took none; -EACCES, ...
 */
int sys_peer_find(int pid, const char *name, bool (*use)(void *context, int fd), void *context);

/* A duplicate of a descriptor of the process behind a descriptor of processes. -EBADF, -EPERM. */
int sys_peer_descriptor(int process, int number);

/* The path of its program's file, closed with a 0; its length or -errno, -ENOENT for a dead one. */
int sys_peer_program(int pid, char *path, size_t size);

/*
 * Its memory: how many bytes of the range were copied before one that is not there or is closed to
 * that; -EFAULT: none. -EPERM, -ESRCH. Nothing of this process's may fault in between.
 */
int64_t sys_peer_read(int pid, uint64_t address, void *buffer, size_t size);
int64_t sys_peer_write(int pid, uint64_t address, const void *buffer, size_t size);

/* Also into pages that are mapped private and closed to writes: these become the process's own. */
int64_t sys_peer_force(int pid, uint64_t address, const void *buffer, size_t size);

#endif
