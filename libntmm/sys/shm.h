// SPDX-License-Identifier: MIT
// shm: the shared-memory file system, where named objects and unnamed memory have their files.
#ifndef NTMM_SYS_SHM_H
#define NTMM_SYS_SHM_H

#include <stdbool.h>
#include <stdint.h>

struct sys_shm_stat {
    uint64_t size;
    uint64_t device;
    uint64_t inode;
    unsigned links;
    unsigned user; /* whose file it is */
    bool regular;
    bool ours;     /* a regular file of this user */
    bool everyone; /* a regular file that every user may read and write */
};

/*
 * A new file, read and write, for this user alone or for everyone, which it is from its first
 * instant. -EEXIST when the leaf is taken.
 */
int sys_shm_create(const char *leaf, bool everyone);

/* Opens for reading and writing, never through a link, never waiting. */
int sys_shm_open(const char *leaf);

int sys_shm_unlink(const char *leaf);

int sys_shm_stat(int fd, struct sys_shm_stat *stat);

/* Another description of the file behind `fd`, with the access given (O_RDONLY or O_RDWR). */
int sys_shm_reopen(int fd, bool writable);

/* A new file that no folder has; `name` is for those who look at the process from outside. */
int sys_shm_anonymous(const char *name, bool executable);

/*
 * Is the descriptor still such a file of this name? The program may have closed what it does not
 * know.
 */
bool sys_shm_is_anonymous(int fd, const char *name);

/* The size of such a file stays what it is, whoever has it. */
int sys_shm_seal(int fd);
bool sys_shm_is_sealed(int fd);

/* Calls `visit` with the leaf of each file that starts with `prefix`. */
int sys_shm_visit(const char *prefix, void (*visit)(void *context, const char *leaf),
                  void *context);

/* Bytes of memory and swap of the machine: what can be committed at most. */
uint64_t sys_shm_limit(void);

/* Bytes that the file system of named objects has left. */
uint64_t sys_shm_room(void);

unsigned sys_shm_user(void);

#endif
