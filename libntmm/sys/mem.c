// SPDX-License-Identifier: MIT
// mem: address space: mapping, protection, release.
#define _GNU_SOURCE
#include "sys/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

static int prot_of(int protection)
{
    return (protection & SYS_READ ? PROT_READ : 0) | (protection & SYS_WRITE ? PROT_WRITE : 0) |
           (protection & SYS_EXECUTE ? PROT_EXEC : 0);
}

/* Copies on write are charged by the caller; the kernel's own estimate would refuse large views. */
static int flags_of(const struct sys_mapping *mapping)
{
    return (mapping->shared ? MAP_SHARED : MAP_PRIVATE | MAP_NORESERVE) |
           (mapping->fd < 0 ? MAP_ANONYMOUS : 0);
}

static intptr_t map(uintptr_t address, size_t size, int flags, const struct sys_mapping *mapping)
{
    void *got = mmap((void *)address, size, prot_of(mapping->protection),
                     flags_of(mapping) | flags, mapping->fd, (off_t)mapping->offset);

    return got == MAP_FAILED ? -errno : (intptr_t)got;
}

int sys_mem_map_at(uintptr_t address, size_t size, const struct sys_mapping *mapping)
{
    intptr_t got = map(address, size, MAP_FIXED_NOREPLACE, mapping);

    return got < 0 ? (int)got : 0;
}

intptr_t sys_mem_map_any(size_t size, size_t alignment, const struct sys_mapping *mapping)
{
    static const struct sys_mapping nothing = { .fd = -1 };
    intptr_t got;
    uintptr_t start, end;

    if (size > SIZE_MAX - alignment)
        return -ENOMEM;
    got = map(0, size + alignment, 0, &nothing);
    if (got < 0)
        return got;
    start = ((uintptr_t)got + alignment - 1) & ~(uintptr_t)(alignment - 1);
    end = (uintptr_t)got + size + alignment;
    if (start > (uintptr_t)got)
        munmap((void *)got, start - (uintptr_t)got);
    if (end > start + size)
        munmap((void *)(start + size), end - (start + size));
    got = map(start, size, MAP_FIXED, mapping);
    if (got < 0)
        munmap((void *)start, size);
    return got;
}

int sys_mem_replace(uintptr_t address, size_t size, const struct sys_mapping *mapping)
{
    intptr_t got = map(address, size, MAP_FIXED, mapping);

    return got < 0 ? (int)got : 0;
}

int sys_mem_protect(uintptr_t address, size_t size, int protection)
{
    return mprotect((void *)address, size, prot_of(protection)) ? -errno : 0;
}

int sys_mem_unmap(uintptr_t address, size_t size)
{
    return munmap((void *)address, size) ? -errno : 0;
}

int sys_mem_discard(uintptr_t address, size_t size)
{
    return madvise((void *)address, size, MADV_DONTNEED) ? -errno : 0;
}

int sys_mem_lock(uintptr_t address, size_t size)
{
    return mlock2((void *)address, size, MLOCK_ONFAULT) ? -errno : 0;
}

int sys_mem_unlock(uintptr_t address, size_t size)
{
    return munlock((void *)address, size) ? -errno : 0;
}

int sys_mem_populate(uintptr_t address, size_t size)
{
    enum { POPULATE_READ = 22 }; /* libc's headers may be older */

    return madvise((void *)address, size, POPULATE_READ) ? -errno : 0;
}

int sys_mem_populate_write(uintptr_t address, size_t size)
{
    enum { POPULATE_WRITE = 23 };

    return madvise((void *)address, size, POPULATE_WRITE) ? -errno : 0;
}

uintptr_t sys_mem_stack_floor(void)
{
    extern void *__libc_stack_end; /* libc's: the stack pointer that the program began with */
    const uintptr_t gap = 1u << 20, most = (uintptr_t)1 << 40;
    uintptr_t size = most;
    struct rlimit limit;

    if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur < most)
        size = limit.rlim_cur;
    return (uintptr_t)__libc_stack_end - size - gap;
}

int sys_mem_sync(uintptr_t address, size_t size)
{
    return msync((void *)address, size, MS_SYNC) ? -errno : 0;
}

int sys_mem_sync_file(int fd, uint64_t offset, uint64_t length)
{
    unsigned flags = SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE |
                     SYNC_FILE_RANGE_WAIT_AFTER;

    return sync_file_range(fd, (off_t)offset, (off_t)length, flags) ? -errno : 0;
}
