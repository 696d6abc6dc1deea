// SPDX-License-Identifier: MIT
// spawn: starting the host's programs.
#ifndef NTMM_SYS_SPAWN_H
#define NTMM_SYS_SPAWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sys_spawn {
    const char *program;       /* a path with a slash in it */
    char *const *arguments;
    char *const *environment;
    const char *directory;     /* NULL: the parent's */
    int standard[3];           /* descriptors for 0, 1 and 2; -1: the parent's */
    const int *keep;           /* descriptors that stay open in the child, under their numbers */
    size_t keep_count;
    _Atomic uint32_t *number;  /* memory that stays the parent's: where the child writes its own */
    bool new_group;            /* leaves the terminal's foreground group */
    bool new_session;          /* and the terminal altogether */
    bool stopped;              /* it does not run until sys_process_continue() */
};

/*
 * The child's number, or -errno: -ENOENT, -EACCES, -ENOEXEC, ... A stopped child has not run one
 * instruction of the program, its loader's included; -EOPNOTSUPP: a guard of the system forbids it,
 * or somebody traces this process.
 */
int sys_spawn(const struct sys_spawn *spawn);

#endif
