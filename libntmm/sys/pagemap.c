// SPDX-License-Identifier: MIT
// pagemap: what the kernel knows of this process's pages.
#define _GNU_SOURCE
#include "sys/pagemap.h"

#include "sys/descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define PAGE 4096u
#define CHUNK 256u
#define FEW 8u /* a written page's run is short as a rule */

/* The file has one word for each page; of the bits only these count here. */
#define BIT_EXCLUSIVE (UINT64_C(1) << 56)
#define BIT_FILE (UINT64_C(1) << 61) /* of a file, or shared */
#define BIT_SWAPPED (UINT64_C(1) << 62)
#define BIT_PRESENT (UINT64_C(1) << 63)

static atomic_int pagemap_fd = -1; /* opened at first use, then kept */

static int pagemap_open(void)
{
    int fd = atomic_load(&pagemap_fd), none = -1;

    if (fd >= 0)
        return fd;
    fd = SYS_DESCRIPTOR(open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC));
    if (fd < 0)
        return fd;
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

/* The words of some of the pages, one at least: how many, or -errno. */
static intptr_t read_words(uintptr_t address, size_t pages, uint64_t *words)
{
    int fd = pagemap_open();
    ssize_t got;

    if (fd < 0)
        return fd;
    do
        got = pread(fd, words, pages * sizeof *words, (off_t)(address / PAGE * sizeof *words));
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return -errno;
    return got < (ssize_t)sizeof *words ? -EIO : got / (ssize_t)sizeof *words;
}

static bool is_copied(uint64_t word)
{
    return (word & (BIT_PRESENT | BIT_SWAPPED)) && !(word & BIT_FILE);
}

/*
 * The kernel's own search, of Linux 6.7: the headers may be older. It finds ranges of pages that
 * have all of `mask` and one of `anyof`, where the bits of `inverted` count as their opposite.
 */
struct scan_range {
    uint64_t start, end, categories;
};

struct scan {
    uint64_t size, flags, start, end, walk_end, ranges, range_count, max_pages;
    uint64_t inverted, mask, anyof, returned;
};

#define PAGEMAP_SCAN _IOWR('f', 16, struct scan)

enum {
    SCAN_WRITTEN = 0x2, SCAN_FILE = 0x4, SCAN_PRESENT = 0x8, SCAN_SWAPPED = 0x10,
    SCAN_PROTECT = 0x1, SCAN_ONLY_TRACKED = 0x2, /* flags */
};

/* The number of ranges found, -ENOTTY where the kernel is older, or another -errno. */
static int scan_pages(struct scan *scan, struct scan_range *ranges, size_t count)
{
    static atomic_bool missing;
    int found;

    if (atomic_load_explicit(&missing, memory_order_relaxed))
        return -ENOTTY;
    scan->size = sizeof *scan;
    scan->ranges = (uintptr_t)ranges;
    scan->range_count = count;
    found = ioctl(pagemap_open(), PAGEMAP_SCAN, scan);
    if (found >= 0)
        return found;
    if (errno == ENOTTY)
        atomic_store_explicit(&missing, true, memory_order_relaxed);
    return -errno;
}

/* The run from here on as the kernel finds it, or -errno. */
static intptr_t scan_run(uintptr_t address, size_t pages, bool copied)
{
    struct scan scan = {
        .start = address, .end = address + pages * PAGE,
        .inverted = SCAN_FILE, .mask = SCAN_FILE, .anyof = SCAN_PRESENT | SCAN_SWAPPED,
    };
    struct scan_range first;
    int found = scan_pages(&scan, &first, 1);

    if (found < 0)
        return found;
    if (found == 0)
        return copied ? 0 : (intptr_t)pages;
    if (copied)
        return first.start == address ? (intptr_t)((first.end - address) / PAGE) : 0;
    return (intptr_t)((first.start - address) / PAGE);
}

int sys_pagemap_take_written(uintptr_t *start, uintptr_t end, struct sys_range *ranges,
                             size_t count)
{
    struct scan scan = {
        .start = *start, .end = end, .flags = SCAN_PROTECT | SCAN_ONLY_TRACKED,
        .mask = SCAN_WRITTEN,
    };
    struct scan_range found[16];
    int result = scan_pages(&scan, found, count < 16 ? count : 16);

    for (int i = 0; i < result; i++)
        ranges[i] = (struct sys_range) { found[i].start, found[i].end };
    if (result >= 0)
        *start = scan.walk_end;
    return result;
}

intptr_t sys_pagemap_copied_run(uintptr_t address, size_t pages, bool *copied)
{
    uint64_t words[CHUNK];
    size_t done = 0, ask = FEW;

    while (done < pages) {
        intptr_t got = read_words(address + done * PAGE, pages - done < ask ? pages - done : ask,
                                  words);

        if (got < 0)
            return got;
        if (done == 0)
            *copied = is_copied(words[0]);
        for (intptr_t i = 0; i < got; i++)
            if (is_copied(words[i]) != *copied)
                return (intptr_t)done + i;
        done += (size_t)got;
        ask = CHUNK;
        got = done < pages ? scan_run(address + done * PAGE, pages - done, *copied) : 0;
        if (got >= 0)
            return (intptr_t)done + got;
    }
    return (intptr_t)done;
}

int sys_pagemap_page(uintptr_t address, struct sys_page *page)
{
    uint64_t word;
    intptr_t got = read_words(address, 1, &word);

    if (got < 0)
        return (int)got;
    page->present = word & BIT_PRESENT;
    page->shared = word & BIT_FILE;
    page->exclusive = word & BIT_EXCLUSIVE;
    return 0;
}

void sys_pagemap_fork_child(void)
{
    int fd = atomic_exchange(&pagemap_fd, -1);

    if (fd >= 0)
        close(fd);
}
