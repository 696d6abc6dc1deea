// SPDX-License-Identifier: MIT
// shm: the shared-memory file system, where named objects and unnamed memory have their files.
#define _GNU_SOURCE
#include "sys/shm.h"

#include "sys/descriptor.h"
#include "sys/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/vfs.h>
#include <unistd.h>

#define DIRECTORY "/dev/shm/"

#define OPEN_FLAGS (O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)

/* `leaf` follows the folder's name; both fit, since a leaf fits NAME_MAX. */
static const char *path_of(char path[sizeof DIRECTORY + NAME_MAX], const char *leaf)
{
    memcpy(path, DIRECTORY, sizeof DIRECTORY - 1);
    strncpy(path + sizeof DIRECTORY - 1, leaf, NAME_MAX);
    path[sizeof DIRECTORY + NAME_MAX - 1] = 0;
    return path;
}

static const char *path_of_descriptor(char path[32], int fd)
{
    sys_text_number(sys_text_put(path, "/proc/self/fd/"), (unsigned)fd, 10, 1);
    return path;
}

/* The mask of the process takes rights away from a new file, so the name comes last. */
static int create_for_everyone(const char *path)
{
    char self[32];
    int fd = SYS_DESCRIPTOR(open(DIRECTORY, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));

    if (fd < 0)
        return fd;
    if (fchmod(fd, 0666) || linkat(AT_FDCWD, path_of_descriptor(self, fd), AT_FDCWD, path,
                                   AT_SYMLINK_FOLLOW)) {
        int error = errno;

        close(fd);
        return -error;
    }
    return fd;
}

int sys_shm_create(const char *leaf, bool everyone)
{
    char path[sizeof DIRECTORY + NAME_MAX];

    if (everyone)
        return create_for_everyone(path_of(path, leaf));
    return SYS_DESCRIPTOR(open(path_of(path, leaf), OPEN_FLAGS | O_CREAT | O_EXCL, 0600));
}

int sys_shm_open(const char *leaf)
{
    char path[sizeof DIRECTORY + NAME_MAX];

    return SYS_DESCRIPTOR(open(path_of(path, leaf), OPEN_FLAGS));
}

int sys_shm_unlink(const char *leaf)
{
    char path[sizeof DIRECTORY + NAME_MAX];

    return unlink(path_of(path, leaf)) ? -errno : 0;
}

uint64_t sys_shm_room(void)
{
    struct statfs room;

    if (statfs(DIRECTORY, &room) || room.f_blocks == 0) /* none: without a limit */
        return UINT64_MAX;
    return (uint64_t)room.f_bavail * (uint64_t)room.f_bsize;
}

unsigned sys_shm_user(void)
{
    return geteuid();
}

/*
 * The user is asked for again only when a file is not the one's that was known: a process that
 * changed its user cannot open the old one's files, so a stale answer lets nothing through.
 */
static bool is_own_user(uid_t user)
{
    static _Atomic uid_t known = (uid_t)-1;

    if (user != known)
        known = geteuid();
    return user == known;
}

int sys_shm_stat(int fd, struct sys_shm_stat *out)
{
    struct stat st;

    if (fstat(fd, &st))
        return -errno;
    out->size = (uint64_t)st.st_size;
    out->device = st.st_dev;
    out->inode = st.st_ino;
    out->links = (unsigned)st.st_nlink;
    out->user = st.st_uid;
    out->regular = S_ISREG(st.st_mode);
    out->ours = out->regular && is_own_user(st.st_uid);
    out->everyone = out->regular && (st.st_mode & 0666) == 0666;
    return 0;
}

int sys_shm_reopen(int fd, bool writable)
{
    const int flags = (writable ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    char path[32];

    return SYS_DESCRIPTOR(open(path_of_descriptor(path, fd), flags));
}

#ifndef MFD_EXEC
#define MFD_EXEC 0x10u
#endif
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x8u
#endif

/* Kernels before 6.3 know nothing of execution and refuse the flags. */
int sys_shm_anonymous(const char *name, bool executable)
{
    static bool flags_unknown; /* only ever set; a race asks the kernel once more */
    unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
    int fd;

    if (!flags_unknown) {
        fd = SYS_DESCRIPTOR(
            memfd_create(name, flags | (executable ? MFD_EXEC : MFD_NOEXEC_SEAL)));
        if (fd != -EINVAL)
            return fd;
        flags_unknown = true;
    }
    return SYS_DESCRIPTOR(memfd_create(name, flags));
}

bool sys_shm_is_anonymous(int fd, const char *name)
{
    char path[32], link[64], wanted[64];
    char *end = sys_text_put(sys_text_put(sys_text_put(wanted, "/memfd:"), name), " (deleted)");
    ssize_t length;

    sys_text_number(sys_text_put(path, "/proc/self/fd/"), (unsigned)fd, 10, 1);
    length = readlink(path, link, sizeof link);
    return length == end - wanted && memcmp(link, wanted, (size_t)length) == 0;
}

#define SIZE_SEALS (F_SEAL_SHRINK | F_SEAL_GROW)

int sys_shm_seal(int fd)
{
    return fcntl(fd, F_ADD_SEALS, SIZE_SEALS) ? -errno : 0;
}

bool sys_shm_is_sealed(int fd)
{
    int seals = fcntl(fd, F_GET_SEALS);

    return seals >= 0 && (seals & SIZE_SEALS) == SIZE_SEALS;
}

int sys_shm_visit(const char *prefix, void (*visit)(void *context, const char *leaf),
                  void *context)
{
    size_t length = strlen(prefix);
    struct dirent *entry;
    DIR *folder;

    do
        folder = opendir(DIRECTORY);
    while (!folder && sys_descriptor_again());
    if (!folder)
        return -errno;
    while ((entry = readdir(folder)))
        if (strncmp(entry->d_name, prefix, length) == 0)
            visit(context, entry->d_name);
    closedir(folder);
    return 0;
}

uint64_t sys_shm_limit(void)
{
    struct sysinfo info;

    if (sysinfo(&info))
        return UINT64_MAX;
    return ((uint64_t)info.totalram + info.totalswap) * info.mem_unit;
}
