// SPDX-License-Identifier: MIT
// file: files of the host: opening, bytes, sizes, names.
#ifndef NTMM_SYS_FILE_H
#define NTMM_SYS_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All of them: 0, a number, or -errno; a signal's interruption is no failure. */

enum sys_file_flags {
    SYS_FILE_READ = 1,
    SYS_FILE_WRITE = 2,
    SYS_FILE_APPEND = 4,      /* every write goes to the end */
    SYS_FILE_CREATE = 8,      /* makes the file; -EEXIST when something is there */
    SYS_FILE_DIRECTORY = 16,  /* -ENOTDIR for what is none */
    SYS_FILE_NO_FOLLOW = 32,  /* a link as the last part: -ELOOP, or with PATH the link itself */
    SYS_FILE_THROUGH = 64,    /* a write returns when the data is on the disk */
    SYS_FILE_PATH = 128       /* only names the file: neither bytes nor locks */
};

/* Nothing is ever truncated by opening it. `mode` counts for a new file. */
int sys_file_open(const char *path, unsigned flags, unsigned mode);

/* Only names the file: for a look at it, or to open it again. */
int sys_file_open_path(const char *path);

/* Another descriptor of the description, behind those of the standard streams. */
int sys_file_duplicate(int fd);

int sys_file_close(int fd);

enum sys_file_kind {
    SYS_FILE_REGULAR, SYS_FILE_FOLDER, SYS_FILE_LINK, SYS_FILE_CHARACTER, SYS_FILE_PIPE,
    SYS_FILE_OTHER
};

struct sys_file_stat {
    enum sys_file_kind kind;
    bool read_only; /* by its mode, for everyone */
    unsigned links;
    uint64_t size;
    uint64_t allocated;
    uint64_t device;
    uint64_t inode;
    int64_t created, accessed, modified, changed; /* nanoseconds since 1970 began */
};

int sys_file_stat(int fd, struct sys_file_stat *stat);

/* Of what a path names; a link as its last part is looked through if `follow`. */
int sys_file_stat_path(const char *path, bool follow, struct sys_file_stat *stat);

/* At the file's position, which moves. */
int64_t sys_file_read(int fd, void *to, size_t size);
int64_t sys_file_write(int fd, const void *from, size_t size);

/* At an offset; the position stays. */
int64_t sys_file_pread(int fd, void *to, size_t size, int64_t offset);
int64_t sys_file_pwrite(int fd, const void *from, size_t size, int64_t offset);

/* Behind the last byte, wherever that is at the time; the position is the new end then. */
int64_t sys_file_append(int fd, const void *from, size_t size);

int64_t sys_file_position(int fd);
int sys_file_set_position(int fd, int64_t position);

/* The first byte at or behind `from` that is no hole; -ENXIO: there is none. */
int64_t sys_file_seek_data(int fd, int64_t from);

int sys_file_truncate(int fd, int64_t size);

/*
 * Makes the file `to` bytes long, with room on the disk for those behind `from`, its present size.
 * -ENOSPC leaves the size as it was.
 */
int sys_file_grow(int fd, int64_t from, int64_t to);

/* To the disk: with all that is known about the file, or just so that the data can be read. */
int sys_file_sync(int fd);
int sys_file_sync_data(int fd);

/* Where the file is now; length without the closing 0. */
int sys_file_path(int fd, char *path, size_t size);

int sys_file_unlink(const char *path);
int sys_file_make_directory(const char *path);
int sys_file_remove_directory(const char *path);

#endif
