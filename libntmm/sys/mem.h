// SPDX-License-Identifier: MIT
// mem: address space: mapping, protection, release.
#ifndef NTMM_SYS_MEM_H
#define NTMM_SYS_MEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the processor may do with a page. */
enum { SYS_NONE = 0, SYS_READ = 1, SYS_WRITE = 2, SYS_EXECUTE = 4 };

/* What is mapped: a file's pages, shared or copied on write, or (fd -1) private zero pages. */
struct sys_mapping {
    int fd;
    uint64_t offset;
    bool shared;
    int protection;
};

/* Maps exactly there. -EEXIST when anything is there already. */
int sys_mem_map_at(uintptr_t address, size_t size, const struct sys_mapping *mapping);

/* Maps where the kernel likes, at a multiple of `alignment`. The address or -errno. */
intptr_t sys_mem_map_any(size_t size, size_t alignment, const struct sys_mapping *mapping);

/* Maps in place of what is there, in one step. */
int sys_mem_replace(uintptr_t address, size_t size, const struct sys_mapping *mapping);

int sys_mem_protect(uintptr_t address, size_t size, int protection);

int sys_mem_unmap(uintptr_t address, size_t size);

/* The pages' contents are not needed any more; they may read as zero. */
int sys_mem_discard(uintptr_t address, size_t size);

/*
 * Keeps pages in memory from their first touch on, and no longer. -ENOMEM, -EPERM, -EAGAIN: more
 * than is allowed.
 */
int sys_mem_lock(uintptr_t address, size_t size);
int sys_mem_unlock(uintptr_t address, size_t size);

/* Brings pages in for reading, without copying any. -EINVAL: the kernel cannot yet (5.14). */
int sys_mem_populate(uintptr_t address, size_t size);

/* The same for writing: pages of a private mapping are copied. */
int sys_mem_populate_write(uintptr_t address, size_t size);

/* How far down the main thread's stack may grow: nothing should be mapped from here up. */
uintptr_t sys_mem_stack_floor(void);

/* Writes shared file pages of the range to the disk and waits. */
int sys_mem_sync(uintptr_t address, size_t size);

/* Writes the dirty pages of a file's range to the file system and waits for them. */
int sys_mem_sync_file(int fd, uint64_t offset, uint64_t length);


#endif
