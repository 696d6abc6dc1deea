// SPDX-License-Identifier: MIT
// maps: every mapping of this process, the library's and others', as the kernel lists them.
#define _GNU_SOURCE
#include "sys/maps.h"

#include "sys/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
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

/* "start-end rwxp offset device inode path" */
static void parse(const char *line, struct sys_map *map)
{
    *map = (struct sys_map) { .start = take_hex(&line) };
    line++;
    map->end = take_hex(&line);
    line++;
    map->protection = (line[0] == 'r' ? SYS_READ : 0) | (line[1] == 'w' ? SYS_WRITE : 0) |
                      (line[2] == 'x' ? SYS_EXECUTE : 0);
    map->shared = line[3] == 's';
    line += 5;
    map->offset = take_hex(&line);
    for (int field = 0; field < 2; field++) { /* the device, the inode */
        line += strspn(line, " ");
        line += strcspn(line, " ");
    }
    line += strspn(line, " ");
    map->file = *line == '/';
}

int sys_maps_find(uintptr_t address, struct sys_map *map)
{
    struct reader reader = { .fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC) };
    char line[128];
    int result;

    if (reader.fd < 0)
        return -errno;
    do {
        result = next_line(&reader, line, sizeof line);
        if (result == 0)
            parse(line, map);
    } while (result == 0 && map->end <= address);
    close(reader.fd);
    return result;
}
