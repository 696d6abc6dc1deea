// SPDX-License-Identifier: MIT
// file: files of the host: opening, bytes, sizes, names.
#define _GNU_SOURCE
#include "sys/file.h"

#include "sys/descriptor.h"
#include "sys/text.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <unistd.h>

/* Repeats a call that a signal interrupted; the value is the call's, or -errno. */
#define RETRY(call)                             \
    ({                                          \
        int64_t value;                          \
        do                                      \
            value = (call);                     \
        while (value < 0 && errno == EINTR);    \
        value < 0 ? -(int64_t)errno : value;    \
    })

static const struct {
    unsigned flag;
    int host;
} open_flags[] = {
    { SYS_FILE_APPEND, O_APPEND },
    { SYS_FILE_CREATE, O_CREAT | O_EXCL },
    { SYS_FILE_DIRECTORY, O_DIRECTORY },
    { SYS_FILE_NO_FOLLOW, O_NOFOLLOW },
    { SYS_FILE_THROUGH, O_DSYNC },
    { SYS_FILE_PATH, O_PATH },
};

int sys_file_open(const char *path, unsigned flags, unsigned mode)
{
    int host = O_CLOEXEC | O_NOCTTY;

    if (flags & SYS_FILE_WRITE)
        host |= flags & SYS_FILE_READ ? O_RDWR : O_WRONLY;
    for (size_t i = 0; i < sizeof open_flags / sizeof *open_flags; i++)
        if (flags & open_flags[i].flag)
            host |= open_flags[i].host;
    return SYS_DESCRIPTOR(open(path, host, mode));
}

int sys_file_open_path(const char *path)
{
    return sys_file_open(path, SYS_FILE_PATH, 0);
}

int sys_file_duplicate(int fd)
{
    return SYS_DESCRIPTOR(fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
}

/* The descriptor is gone even when a signal interrupted the call. */
int sys_file_close(int fd)
{
    return close(fd) && errno != EINTR ? -errno : 0;
}

static enum sys_file_kind kind_of(unsigned mode)
{
    switch (mode & S_IFMT) {
    case S_IFREG: return SYS_FILE_REGULAR;
    case S_IFDIR: return SYS_FILE_FOLDER;
    case S_IFLNK: return SYS_FILE_LINK;
    case S_IFCHR: return SYS_FILE_CHARACTER;
    case S_IFIFO: case S_IFSOCK: return SYS_FILE_PIPE;
    default: return SYS_FILE_OTHER;
    }
}

static int64_t nanoseconds(const struct statx_timestamp *time)
{
    return time->tv_sec * INT64_C(1000000000) + time->tv_nsec;
}

static int stat_at(int fd, const char *path, int flags, struct sys_file_stat *stat)
{
    struct statx st;

    if (statx(fd, path, flags, STATX_BASIC_STATS | STATX_BTIME, &st))
        return -errno;
    stat->kind = kind_of(st.stx_mode);
    stat->read_only = !(st.stx_mode & 0222);
    stat->links = st.stx_nlink;
    stat->size = st.stx_size;
    stat->allocated = st.stx_blocks * 512;
    stat->device = makedev(st.stx_dev_major, st.stx_dev_minor);
    stat->inode = st.stx_ino;
    stat->accessed = nanoseconds(&st.stx_atime);
    stat->modified = nanoseconds(&st.stx_mtime);
    stat->changed = nanoseconds(&st.stx_ctime);
    /* where the file system does not know: not later than anything that is known */
    stat->created = nanoseconds(st.stx_mask & STATX_BTIME ? &st.stx_btime : &st.stx_mtime);
    return 0;
}

int sys_file_stat(int fd, struct sys_file_stat *stat)
{
    return stat_at(fd, "", AT_EMPTY_PATH, stat);
}

int sys_file_stat_path(const char *path, bool follow, struct sys_file_stat *stat)
{
    return stat_at(AT_FDCWD, path, follow ? 0 : AT_SYMLINK_NOFOLLOW, stat);
}

int64_t sys_file_read(int fd, void *to, size_t size)
{
    return RETRY(read(fd, to, size));
}

int64_t sys_file_write(int fd, const void *from, size_t size)
{
    return RETRY(write(fd, from, size));
}

int64_t sys_file_pread(int fd, void *to, size_t size, int64_t offset)
{
    return RETRY(pread(fd, to, size, offset));
}

int64_t sys_file_pwrite(int fd, const void *from, size_t size, int64_t offset)
{
    return RETRY(pwrite(fd, from, size, offset));
}

int64_t sys_file_append(int fd, const void *from, size_t size)
{
    struct iovec part = { .iov_base = (void *)from, .iov_len = size };

    return RETRY(pwritev2(fd, &part, 1, -1, RWF_APPEND)); /* -1: at the position, which moves */
}

int64_t sys_file_position(int fd)
{
    return RETRY(lseek(fd, 0, SEEK_CUR));
}

int sys_file_set_position(int fd, int64_t position)
{
    int64_t result = RETRY(lseek(fd, position, SEEK_SET));

    return result < 0 ? (int)result : 0;
}

int64_t sys_file_seek_data(int fd, int64_t from)
{
    return RETRY(lseek(fd, from, SEEK_DATA));
}

int sys_file_truncate(int fd, int64_t size)
{
    return (int)RETRY(ftruncate(fd, size));
}

/* First the room, then the size: a file system that runs full on the way would leave both half. */
int sys_file_grow(int fd, int64_t from, int64_t to)
{
    int result = (int)RETRY(fallocate(fd, FALLOC_FL_KEEP_SIZE, from, to - from));

    if (result == 0)
        result = (int)RETRY(fallocate(fd, 0, from, to - from));
    if (result == -EOPNOTSUPP || result == -ENOSYS)
        result = sys_file_truncate(fd, to);
    return result;
}

int sys_file_sync(int fd)
{
    return (int)RETRY(fsync(fd));
}

int sys_file_sync_data(int fd)
{
    return (int)RETRY(fdatasync(fd));
}

int sys_file_path(int fd, char *path, size_t size)
{
    char link[32];
    ssize_t length;

    sys_text_number(sys_text_put(link, "/proc/self/fd/"), (unsigned)fd, 10, 1);
    length = readlink(link, path, size);
    if (length < 0)
        return -errno;
    if ((size_t)length >= size)
        return -ENAMETOOLONG;
    path[length] = 0;
    return (int)length;
}

int sys_file_unlink(const char *path)
{
    return unlink(path) ? -errno : 0;
}

int sys_file_make_directory(const char *path)
{
    return mkdir(path, 0777) ? -errno : 0;
}

int sys_file_remove_directory(const char *path)
{
    return rmdir(path) ? -errno : 0;
}
