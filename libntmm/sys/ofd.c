// SPDX-License-Identifier: MIT
// ofd: byte-range locks that belong to an open file description.
#define _GNU_SOURCE
#include "sys/ofd.h"

#include "sys/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static const short fcntl_type[] = {
    [SYS_OFD_FREE] = F_UNLCK,
    [SYS_OFD_SHARED] = F_RDLCK,
    [SYS_OFD_EXCLUSIVE] = F_WRLCK,
};

int sys_ofd_try(int fd, enum sys_ofd_kind kind, int64_t start, int64_t length)
{
    struct flock lock = {
        .l_type = fcntl_type[kind], .l_whence = SEEK_SET, .l_start = start, .l_len = length
    };
    int result;

    do
        result = fcntl(fd, F_OFD_SETLK, &lock);
    while (result < 0 && errno == EINTR);
    if (result == 0)
        return 0;
    return errno == EACCES ? -EAGAIN : -errno;
}

int sys_ofd_wait(int fd, enum sys_ofd_kind kind, int64_t start, int64_t length)
{
    const unsigned nap = 1000, naps = 10000; /* microseconds */
    int result = sys_ofd_try(fd, kind, start, length);

    for (unsigned i = 0; i < naps && result == -EAGAIN; i++) {
        sys_clock_nap(nap);
        result = sys_ofd_try(fd, kind, start, length);
    }
    return result == -EAGAIN ? -ETIMEDOUT : result;
}

int sys_ofd_query(int fd, int64_t at, enum sys_ofd_kind *kind, int64_t *length)
{
    struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = at, .l_len = 1 };

    if (fcntl(fd, F_OFD_GETLK, &lock))
        return -errno;
    *kind = lock.l_type == F_UNLCK ? SYS_OFD_FREE
          : lock.l_type == F_RDLCK ? SYS_OFD_SHARED : SYS_OFD_EXCLUSIVE;
    *length = lock.l_len;
    return 0;
}
