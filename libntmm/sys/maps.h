// SPDX-License-Identifier: MIT
// maps: every mapping of this process, the library's and others', as the kernel lists them.
#ifndef NTMM_SYS_MAPS_H
#define NTMM_SYS_MAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sys_map {
    uintptr_t start, end;
    int protection;
    bool shared;
    bool file;      /* of a file; memory of no file and the kernel's own areas are not */
    uint64_t offset;
    uint64_t device, inode; /* of the file */
};

/* The mapping that contains the address, or the next above it. 0, -ENOENT, or another -errno. */
int sys_maps_find(uintptr_t address, struct sys_map *map);

/* The list that is open is the parent's. */
void sys_maps_fork_child(void);

/* The path of the file that is mapped at the address. Its length, -ENOENT, or another -errno. */
int sys_maps_path(uintptr_t address, char *path, size_t size);

#endif
