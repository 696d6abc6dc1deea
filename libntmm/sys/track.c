// SPDX-License-Identifier: MIT
// track: the kernel's own record of which pages were written to (Linux 6.7).
#define _GNU_SOURCE
#include "sys/track.h"

#include "sys/descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <stdatomic.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Of the kernel's headers only the newest have these. */
#define USER_MODE_ONLY 1
#define FEATURE_WP_UNPOPULATED (1ull << 13)
#define FEATURE_WP_ASYNC (1ull << 15)

static atomic_int track_fd = -1; /* opened at first use, then kept */

static int track_open(void)
{
    struct uffdio_api api = {
        .api = UFFD_API, .features = FEATURE_WP_UNPOPULATED | FEATURE_WP_ASYNC
    };
    int fd = atomic_load(&track_fd), none = -1, result;

    if (fd >= 0)
        return fd;
    fd = SYS_DESCRIPTOR(syscall(SYS_userfaultfd, O_CLOEXEC | USER_MODE_ONLY));
    if (fd < 0)
        return fd;
    if (ioctl(fd, UFFDIO_API, &api)) {
        result = -errno;
        close(fd);
        return result;
    }
    if (!atomic_compare_exchange_strong(&track_fd, &none, fd)) {
        close(fd);
        fd = none;
    }
    return fd;
}

bool sys_track_available(void)
{
    return track_open() >= 0;
}

int sys_track_begin(uintptr_t start, size_t size)
{
    struct uffdio_register range = {
        .range = { .start = start, .len = size }, .mode = UFFDIO_REGISTER_MODE_WP
    };
    int fd = track_open();

    if (fd < 0)
        return fd;
    return ioctl(fd, UFFDIO_REGISTER, &range) ? -errno : 0;
}

int sys_track_clear(uintptr_t start, size_t size)
{
    struct uffdio_writeprotect range = {
        .range = { .start = start, .len = size }, .mode = UFFDIO_WRITEPROTECT_MODE_WP
    };

    return ioctl(atomic_load(&track_fd), UFFDIO_WRITEPROTECT, &range) ? -errno : 0;
}

void sys_track_fork_child(void)
{
    int fd = atomic_exchange(&track_fd, -1);

    if (fd >= 0)
        close(fd);
}
