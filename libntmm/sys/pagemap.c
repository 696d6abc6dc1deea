// SPDX-License-Identifier: MIT
// pagemap: what the kernel knows of this process's pages.
#define _GNU_SOURCE
#include "sys/pagemap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <unistd.h>

#define PAGE 4096u
#define CHUNK 256

/* One word for each page; of the bits only these count here. */
#define BIT_FILE (UINT64_C(1) << 61) /* of a file, or shared */
#define BIT_SWAPPED (UINT64_C(1) << 62)
#define BIT_PRESENT (UINT64_C(1) << 63)

static atomic_int pagemap_fd = -1; /* opened at first use, then kept */

static int pagemap_open(void)
{
    int fd = atomic_load(&pagemap_fd), none = -1;

    if (fd >= 0)
        return fd;
    fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    if (!atomic_compare_exchange_strong(&pagemap_fd, &none, fd)) {
        close(fd);
        fd = none;
    }
    return fd;
}

bool sys_pagemap_available(void)
{
    return pagemap_open() >= 0;
}

int sys_pagemap_copied(uintptr_t address, size_t pages, bool *copied)
{
    uint64_t words[CHUNK];
    int fd = pagemap_open();

    if (fd < 0)
        return fd;
    while (pages) {
        size_t count = pages < CHUNK ? pages : CHUNK;
        ssize_t got = pread(fd, words, count * sizeof *words,
                            (off_t)(address / PAGE * sizeof *words));

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got ? -errno : -EIO;
        count = (size_t)got / sizeof *words;
        for (size_t i = 0; i < count; i++)
            copied[i] = (words[i] & (BIT_PRESENT | BIT_SWAPPED)) && !(words[i] & BIT_FILE);
        copied += count;
        address += count * PAGE;
        pages -= count;
    }
    return 0;
}

void sys_pagemap_fork_child(void)
{
    int fd = atomic_exchange(&pagemap_fd, -1);

    if (fd >= 0)
        close(fd);
}
