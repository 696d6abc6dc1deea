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

/* The path of its program's file, closed with a 0; its length or -errno, -ENOENT for a dead one. */
int sys_peer_program(int pid, char *path, size_t size);

#endif
