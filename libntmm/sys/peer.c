// SPDX-License-Identifier: MIT
// peer: what the system lets one process see of another of its user's.
#define _GNU_SOURCE
#include "sys/peer.h"

#include "sys/descriptor.h"
#include "sys/text.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif

#define PATH_SIZE 40 /* for /proc/PID/NAME */

static char *path_of(char path[PATH_SIZE], int pid, const char *name)
{
    char *at = sys_text_put(path, "/proc/");

    at = pid == getpid() ? sys_text_put(at, "self") : sys_text_number(at, (unsigned)pid, 10, 1);
    sys_text_put(at, name);
    return path;
}

/* --- its descriptors ----------------------------------------------------------------------- */

/* Calls `look` for each until it returns something else than -ENOENT. */
static int visit(int pid, int (*look)(void *context, int folder, const char *name), void *context)
{
    char path[PATH_SIZE];
    struct dirent *entry;
    int result = -ENOENT;
    DIR *folder;

    if (pid <= 0)
        return -ESRCH;
    do
        folder = opendir(path_of(path, pid, "/fd"));
    while (!folder && sys_descriptor_again());
    if (!folder)
        return -errno;
    while (result == -ENOENT && (entry = readdir(folder)))
        if (entry->d_name[0] != '.')
            result = look(context, dirfd(folder), entry->d_name);
    closedir(folder);
    return result;
}

struct identity {
    uint64_t device, inode;
};

static int look_for_file(void *context, int folder, const char *name)
{
    struct identity *wanted = context;
    struct stat st;
    int fd;

    if (fstatat(folder, name, &st, 0) || st.st_dev != wanted->device ||
        st.st_ino != wanted->inode)
        return -ENOENT;
    fd = SYS_DESCRIPTOR(openat(folder, name, O_PATH | O_CLOEXEC));
    return fd < 0 ? -ENOENT : fd;
}

int sys_peer_find_file(int pid, uint64_t device, uint64_t inode)
{
    struct identity wanted = { device, inode };

    return visit(pid, look_for_file, &wanted);
}

struct anonymous {
    const char *link; /* as the system writes it */
    bool (*use)(void *context, int fd);
    void *context;
};

static int look_for_anonymous(void *context, int folder, const char *name)
{
    struct anonymous *wanted = context;
    size_t length = strlen(wanted->link);
    char link[64];
    int fd;

    if (readlinkat(folder, name, link, sizeof link) != (ssize_t)length ||
        memcmp(link, wanted->link, length) != 0)
        return -ENOENT;
    fd = SYS_DESCRIPTOR(openat(folder, name, O_RDWR | O_CLOEXEC));
    if (fd < 0)
        return -ENOENT;
    if (wanted->use(wanted->context, fd))
        return 0;
    close(fd);
    return -ENOENT;
}

int sys_peer_find(int pid, const char *name, bool (*use)(void *context, int fd), void *context)
{
    char link[64];
    struct anonymous wanted = { .link = link, .use = use, .context = context };

    sys_text_put(sys_text_put(sys_text_put(link, "/memfd:"), name), " (deleted)");
    return visit(pid, look_for_anonymous, &wanted);
}

int sys_peer_descriptor(int process, int number)
{
    return SYS_DESCRIPTOR(syscall(SYS_pidfd_getfd, process, number, 0)); /* close-on-exec */
}

/* --- its program --------------------------------------------------------------------------- */

int sys_peer_program(int pid, char *path, size_t size)
{
    static const char deleted[] = " (deleted)";
    const size_t suffix = sizeof deleted - 1;
    char link[PATH_SIZE];
    ssize_t length = readlink(path_of(link, pid, "/exe"), path, size);

    if (length < 0)
        return -errno;
    if ((size_t)length >= size)
        return -ENAMETOOLONG;
    path[length] = 0;
    /* What the kernel adds when the file is gone; a file may be called so, too. */
    if ((size_t)length > suffix && access(path, F_OK) != 0 &&
        strcmp(path + length - suffix, deleted) == 0) {
        length -= (ssize_t)suffix;
        path[length] = 0;
    }
    return (int)length;
}

/* --- its memory ---------------------------------------------------------------------------- */

int64_t sys_peer_read(int pid, uint64_t address, void *buffer, size_t size)
{
    struct iovec here = { buffer, size }, there = { (void *)(uintptr_t)address, size };
    ssize_t got = process_vm_readv(pid, &here, 1, &there, 1, 0);

    return got < 0 ? -errno : got;
}

int64_t sys_peer_write(int pid, uint64_t address, const void *buffer, size_t size)
{
    struct iovec here = { (void *)(uintptr_t)buffer, size };
    struct iovec there = { (void *)(uintptr_t)address, size };
    ssize_t got = process_vm_writev(pid, &here, 1, &there, 1, 0);

    return got < 0 ? -errno : got;
}

int64_t sys_peer_force(int pid, uint64_t address, const void *buffer, size_t size)
{
    char path[PATH_SIZE];
    int fd = SYS_DESCRIPTOR(open(path_of(path, pid, "/mem"), O_RDWR | O_CLOEXEC));
    ssize_t got;

    if (fd < 0)
        return fd;
    got = pwrite(fd, buffer, size, (off_t)address);
    got = got < 0 ? (errno == EIO ? -EFAULT : -errno) : got;
    close(fd);
    return got;
}
