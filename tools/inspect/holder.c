// SPDX-License-Identifier: MIT
// holder: which processes hold which files, read off the kernel's locks.
//
// A claim's lock says who took it (ob/claim.h), but its description may have been inherited since,
// and who took it may be gone. So the descriptors of all processes are asked which locks are behind
// them. Of processes whose descriptors are others' secret, the list of all locks tells.
#include "holder.h"

#include "sys/ofd.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

struct lock {
    uint64_t device, inode;
    uint64_t start, end; /* bytes, both inclusive, as the kernel prints them */
};

struct hold {
    uint64_t device, inode;
    int pid; /* 0: in the list of all locks */
};

static struct hold *holds; /* of objects, sorted */
static size_t hold_count;
static struct hold *maps;  /* of mapped files, sorted */
static size_t map_count;
static int *closed;        /* processes whose descriptors cannot be seen */
static size_t closed_count;

/* Room for one more; the arrays grow by doubling. */
static void *grow(void *array, size_t count, size_t each)
{
    if (count & (count - 1))
        return array;
    array = realloc(array, (count ? 2 * count : 1) * each);
    if (!array) {
        fputs("ntmm: out of memory\n", stderr);
        exit(1);
    }
    return array;
}

static void add(struct hold **list, size_t *count, const struct lock *lock, int pid)
{
    *list = grow(*list, *count, sizeof **list);
    (*list)[(*count)++] = (struct hold) { lock->device, lock->inode, pid };
}

static int compare(const void *left, const void *right)
{
    const struct hold *a = left, *b = right;

    if (a->device != b->device)
        return a->device < b->device ? -1 : 1;
    if (a->inode != b->inode)
        return a->inode < b->inode ? -1 : 1;
    return (a->pid > b->pid) - (a->pid < b->pid);
}

/* "1: OFDLCK ADVISORY  READ -1 00:1b:3074272 0 14853079044"; a range without end ends in EOF. */
static bool parse(const char *line, struct lock *lock)
{
    const char *at = strstr(line, "OFDLCK");
    unsigned major;
    char *end;

    for (int field = 0; at && field < 4; field++) {
        at = strchr(at, ' ');
        while (at && *at == ' ')
            at++;
    }
    if (!at)
        return false;
    major = (unsigned)strtoul(at, &end, 16);
    if (*end++ != ':')
        return false;
    lock->device = makedev(major, (unsigned)strtoul(end, &end, 16));
    if (*end++ != ':')
        return false;
    lock->inode = strtoull(end, &end, 10);
    lock->start = strtoull(end, &end, 10);
    while (*end == ' ')
        end++;
    lock->end = isdigit((unsigned char)*end) ? strtoull(end, NULL, 10) : UINT64_MAX;
    return true;
}

static bool is_claim(const struct lock *lock)
{
    return lock->start == 0 && lock->end < SYS_OFD_LIMIT;
}

static FILE *open_text(int folder, const char *path)
{
    int fd = openat(folder, path, O_RDONLY | O_CLOEXEC);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "r");

    if (fd >= 0 && !file)
        close(fd);
    return file;
}

/* The locks behind one descriptor. */
static void look_at_descriptor(int folder, const char *number, int pid)
{
    char path[sizeof "fdinfo/" + NAME_MAX], *line = NULL;
    struct lock lock;
    size_t room = 0;
    FILE *file;

    snprintf(path, sizeof path, "fdinfo/%s", number);
    file = open_text(folder, path);
    if (!file)
        return;
    while (getline(&line, &room, file) > 0)
        if (parse(line, &lock) && is_claim(&lock))
            add(&holds, &hold_count, &lock, pid);
    free(line);
    fclose(file);
}

static void look_at_process(int folder, int pid)
{
    static const char start[] = "/dev/shm/ntmm.";
    int fd = openat(folder, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = fd < 0 ? NULL : fdopendir(fd);
    struct dirent *entry;

    if (!list) {
        if (fd >= 0)
            close(fd);
        closed = grow(closed, closed_count, sizeof *closed);
        closed[closed_count++] = pid;
        return;
    }
    while ((entry = readdir(list))) {
        char target[sizeof start];
        ssize_t length = readlinkat(fd, entry->d_name, target, sizeof target);

        if (length == sizeof target && memcmp(target, start, sizeof start - 1) == 0)
            look_at_descriptor(folder, entry->d_name, pid);
    }
    closedir(list);
}

static bool is_closed(int pid)
{
    for (size_t i = 0; i < closed_count; i++)
        if (closed[i] == pid)
            return true;
    return false;
}

static void look_at_locks(void)
{
    FILE *file = open_text(AT_FDCWD, "/proc/locks");
    struct lock lock;
    char *line = NULL;
    size_t room = 0;

    while (file && getline(&line, &room, file) > 0) {
        if (!parse(line, &lock))
            continue;
        if (lock.start <= SYS_OFD_MAPPED && lock.end >= SYS_OFD_MAPPED)
            add(&maps, &map_count, &lock, 0);
        if (is_claim(&lock)) {
            int taker = (int)(lock.end >> 20);

            add(&holds, &hold_count, &lock, is_closed(taker) ? taker : 0);
        }
    }
    free(line);
    if (file)
        fclose(file);
}

void holder_look(void)
{
    DIR *list = opendir("/proc");
    struct dirent *entry;

    while (list && (entry = readdir(list))) {
        int folder;

        if (!isdigit((unsigned char)entry->d_name[0]))
            continue;
        folder = openat(dirfd(list), entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (folder < 0)
            continue;
        look_at_process(folder, atoi(entry->d_name));
        close(folder);
    }
    if (list)
        closedir(list);
    look_at_locks();
    if (hold_count)
        qsort(holds, hold_count, sizeof *holds, compare);
    if (map_count)
        qsort(maps, map_count, sizeof *maps, compare);
}

/* The first of a file's in the list, or where it would be. */
static size_t find(const struct hold *list, size_t count, uint64_t device, uint64_t inode)
{
    const struct hold key = { device, inode, 0 };
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare(&list[middle], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_at(const struct hold *list, size_t count, size_t at, uint64_t device,
                  uint64_t inode)
{
    return at < count && list[at].device == device && list[at].inode == inode;
}

size_t holder_find(uint64_t device, uint64_t inode, int *pids, size_t room)
{
    size_t found = 0;
    int last = 0;

    for (size_t at = find(holds, hold_count, device, inode);
         is_at(holds, hold_count, at, device, inode); at++) {
        if (holds[at].pid == last)
            continue;
        last = holds[at].pid;
        if (found < room)
            pids[found] = last;
        found++;
    }
    return found;
}

bool holder_exists(uint64_t device, uint64_t inode)
{
    return is_at(holds, hold_count, find(holds, hold_count, device, inode), device, inode);
}

bool holder_maps(uint64_t device, uint64_t inode)
{
    return is_at(maps, map_count, find(maps, map_count, device, inode), device, inode);
}
