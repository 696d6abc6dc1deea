// SPDX-License-Identifier: MIT
// maps: every mapping of this process, the library's and others', as the kernel lists them.
#define _GNU_SOURCE
#include "sys/maps.h"

#include "sys/descriptor.h"
#include "sys/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* Reads lines of any length through a small buffer; only a line's beginning is kept. */
struct reader {
    int fd;
    size_t at, length;
    char buffer[4096];
};

static int next_char(struct reader *reader)
{
    if (reader->at == reader->length) {
        ssize_t got;

        do
            got = read(reader->fd, reader->buffer, sizeof reader->buffer);
        while (got < 0 && errno == EINTR);
        if (got <= 0)
            return got ? -errno : -ENOENT;
        reader->at = 0;
        reader->length = (size_t)got;
    }
    return (unsigned char)reader->buffer[reader->at++];
}

static int next_line(struct reader *reader, char *line, size_t size)
{
    size_t length = 0;
    int c;

    while ((c = next_char(reader)) >= 0 && c != '\n')
        if (length + 1 < size)
            line[length++] = (char)c;
    line[length] = 0;
    return c < 0 ? c : 0;
}

static uint64_t take_hex(const char **at)
{
    uint64_t value = 0;

    for (;; ++*at) {
        if (**at >= '0' && **at <= '9')
            value = value << 4 | (uint64_t)(**at - '0');
        else if (**at >= 'a' && **at <= 'f')
            value = value << 4 | (uint64_t)(**at - 'a' + 10);
        else
            return value;
    }
}

/* "start-end rwxp offset major:minor inode path" */
static void parse(const char *line, struct sys_map *map)
{
    unsigned major;

    *map = (struct sys_map) { .start = take_hex(&line) };
    line++;
    map->end = take_hex(&line);
    line++;
    map->protection = (line[0] == 'r' ? SYS_READ : 0) | (line[1] == 'w' ? SYS_WRITE : 0) |
                      (line[2] == 'x' ? SYS_EXECUTE : 0);
    map->shared = line[3] == 's';
    line += 5;
    map->offset = take_hex(&line);
    line++;
    major = (unsigned)take_hex(&line);
    line++;
    map->device = makedev(major, (unsigned)take_hex(&line));
    for (line++; *line >= '0' && *line <= '9'; line++)
        map->inode = map->inode * 10 + (uint64_t)(*line - '0');
    map->file = map->inode != 0;
}

/* The list as text: all of it up to the address has to be read. */
static int find_in_text(uintptr_t address, struct sys_map *map)
{
    struct reader reader = { .fd = SYS_DESCRIPTOR(open("/proc/self/maps", O_RDONLY | O_CLOEXEC)) };
    char line[128];
    int result;

    if (reader.fd < 0)
        return reader.fd;
    do {
        result = next_line(&reader, line, sizeof line);
        if (result == 0)
            parse(line, map);
    } while (result == 0 && map->end <= address);
    close(reader.fd);
    return result;
}

/* In the text a path is the rest of its line, behind the inode. */
int sys_maps_path(uintptr_t address, char *path, size_t size)
{
    struct reader reader = { .fd = SYS_DESCRIPTOR(open("/proc/self/maps", O_RDONLY | O_CLOEXEC)) };
    char line[4096 + 128], *name = NULL;
    struct sys_map map = { 0 };
    size_t length;
    int result;

    if (reader.fd < 0)
        return reader.fd;
    do {
        result = next_line(&reader, line, sizeof line);
        if (result == 0)
            parse(line, &map);
    } while (result == 0 && map.end <= address);
    close(reader.fd);
    if (result == 0 && map.start <= address && map.file)
        name = strchr(line, '/');
    if (!name)
        return result && result != -ENOENT ? result : -ENOENT;
    length = strlen(name);
    if (length >= size)
        return -ENAMETOOLONG;
    memcpy(path, name, length + 1);
    return (int)length;
}

/* The kernel's own search, of Linux 6.11: the headers may be older. */
struct query {
    uint64_t size, flags, address;
    uint64_t start, end, map_flags, page_size, offset, inode;
    uint32_t major, minor, name_size, build_id_size;
    uint64_t name, build_id;
};

#define PROCMAP_QUERY _IOWR('f', 17, struct query)

enum {
    QUERY_READ = 0x1, QUERY_WRITE = 0x2, QUERY_EXECUTE = 0x4, QUERY_SHARED = 0x8,
    QUERY_OR_NEXT = 0x10,
};

static atomic_int maps_fd = -1; /* opened at first use, then kept: others may take the last one */

static int maps_open(void)
{
    int fd = atomic_load(&maps_fd), none = -1;

    if (fd >= 0)
        return fd;
    fd = SYS_DESCRIPTOR(open("/proc/self/maps", O_RDONLY | O_CLOEXEC));
    if (fd < 0)
        return fd;
    if (!atomic_compare_exchange_strong(&maps_fd, &none, fd)) {
        close(fd);
        fd = none;
    }
    return fd;
}

void sys_maps_fork_child(void)
{
    int fd = atomic_exchange(&maps_fd, -1);

    if (fd >= 0)
        close(fd);
}

/* -ENOTTY where the kernel is older. */
static int find_by_query(uintptr_t address, struct sys_map *map)
{
    struct query query = { .size = sizeof query, .flags = QUERY_OR_NEXT, .address = address };
    int fd = maps_open();

    if (fd < 0)
        return fd;
    if (ioctl(fd, PROCMAP_QUERY, &query))
        return -errno;
    *map = (struct sys_map) {
        .start = query.start, .end = query.end, .shared = query.map_flags & QUERY_SHARED,
        .protection = (query.map_flags & QUERY_READ ? SYS_READ : 0) |
                      (query.map_flags & QUERY_WRITE ? SYS_WRITE : 0) |
                      (query.map_flags & QUERY_EXECUTE ? SYS_EXECUTE : 0),
        .file = query.inode != 0, .offset = query.offset, .inode = query.inode,
        .device = makedev(query.major, query.minor),
    };
    return 0;
}

int sys_maps_find(uintptr_t address, struct sys_map *map)
{
    static atomic_bool no_query;
    int result = -ENOTTY;

    if (!atomic_load_explicit(&no_query, memory_order_relaxed))
        result = find_by_query(address, map);
    if (result == -ENOTTY) {
        atomic_store_explicit(&no_query, true, memory_order_relaxed);
        result = find_in_text(address, map);
    }
    return result;
}
