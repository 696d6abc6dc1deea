// SPDX-License-Identifier: MIT
// open: opening and creating files.
#define _GNU_SOURCE
#include "io/open.h"

#include "sys/shm.h"

#include <errno.h>
#include <string.h>

static const struct disposition {
    bool opens, creates, empties;
    ULONG done; /* to a file that was there */
} dispositions[] = {
    [FILE_SUPERSEDE] = { true, true, true, FILE_SUPERSEDED },
    [FILE_OPEN] = { true, false, false, FILE_OPENED },
    [FILE_CREATE] = { false, true, false, 0 },
    [FILE_OPEN_IF] = { true, true, false, FILE_OPENED },
    [FILE_OVERWRITE] = { true, false, true, FILE_OVERWRITTEN },
    [FILE_OVERWRITE_IF] = { true, true, true, FILE_OVERWRITTEN },
};

#define READS (FILE_READ_DATA | FILE_EXECUTE)
#define WRITES (FILE_WRITE_DATA | FILE_APPEND_DATA)

/* Somebody else may create and delete the file while we look for it. */
#define ATTEMPTS 16

static bool is_there(const char *path)
{
    struct sys_file_stat stat;

    return sys_file_stat_path(path, false, &stat) == 0;
}

/* The host does not say whether the file is missing or a folder on the way to it. */
static NTSTATUS missing(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct sys_file_stat stat;
    char parent[4096];
    size_t length;

    while (slash && slash > path && !slash[1]) /* slashes at the end belong to the name */
        slash = memrchr(path, '/', (size_t)(slash - path));
    if (!slash || slash == path)
        return STATUS_OBJECT_NAME_NOT_FOUND;
    length = (size_t)(slash - path);
    if (length >= sizeof parent)
        return STATUS_OBJECT_PATH_NOT_FOUND;
    memcpy(parent, path, length);
    parent[length] = 0;
    return sys_file_stat_path(parent, true, &stat) == 0 && stat.kind == SYS_FILE_FOLDER
               ? STATUS_OBJECT_NAME_NOT_FOUND
               : STATUS_OBJECT_PATH_NOT_FOUND;
}

static NTSTATUS status_of(int result, const char *path)
{
    switch (result) {
    case -ENOENT: return missing(path);
    case -ENOTDIR: return is_there(path) ? STATUS_NOT_A_DIRECTORY : STATUS_OBJECT_PATH_NOT_FOUND;
    default: return ob_status(result);
    }
}

static unsigned open_flags(const struct io_open *request, bool writes)
{
    unsigned flags = 0;

    if (request->access & READS)
        flags |= SYS_FILE_READ;
    if (writes)
        flags |= SYS_FILE_WRITE;
    if (!flags)
        flags |= SYS_FILE_PATH;
    if ((request->access & WRITES) == FILE_APPEND_DATA)
        flags |= SYS_FILE_APPEND;
    if (request->options & FILE_WRITE_THROUGH)
        flags |= SYS_FILE_THROUGH;
    if (request->options & FILE_OPEN_REPARSE_POINT)
        flags |= SYS_FILE_NO_FOLLOW;
    if (request->options & FILE_DIRECTORY_FILE)
        flags |= SYS_FILE_DIRECTORY;
    return flags;
}

/* A descriptor that only names a file has no locks and no position: a real one if we may. */
static int make_readable(int fd)
{
    struct sys_file_stat stat;
    int result = sys_file_stat(fd, &stat), made;

    if (result || (stat.kind != SYS_FILE_REGULAR && stat.kind != SYS_FILE_FOLDER))
        return fd;
    made = sys_shm_reopen(fd, false);
    if (made < 0)
        return fd;
    sys_file_close(fd);
    return made;
}

static int open_existing(const struct io_open *request, bool empties)
{
    bool writes = empties || (request->access & WRITES);
    unsigned flags = open_flags(request, writes);
    int fd = sys_file_open(request->path, flags, 0);

    if (fd == -EISDIR && !empties && !(request->options & FILE_NON_DIRECTORY_FILE))
        fd = sys_file_open(request->path, SYS_FILE_READ | SYS_FILE_DIRECTORY, 0);
    if (fd == -ELOOP && (request->options & FILE_OPEN_REPARSE_POINT))
        fd = sys_file_open(request->path, SYS_FILE_PATH | SYS_FILE_NO_FOLLOW, 0);
    return fd >= 0 && (flags & SYS_FILE_PATH) ? make_readable(fd) : fd;
}

static int create_new(const struct io_open *request)
{
    unsigned flags = open_flags(request, request->access & WRITES);
    int result;

    if (flags & SYS_FILE_PATH)
        flags = (flags & ~(unsigned)SYS_FILE_PATH) | SYS_FILE_READ;
    if (!(request->options & FILE_DIRECTORY_FILE))
        return sys_file_open(request->path, flags | SYS_FILE_CREATE,
                             request->attributes & FILE_ATTRIBUTE_READONLY ? 0444 : 0666);
    result = sys_file_make_directory(request->path);
    if (result)
        return result;
    return sys_file_open(request->path, SYS_FILE_READ | SYS_FILE_DIRECTORY, 0);
}

/* The descriptor, or -errno. */
static int open_or_create(const struct io_open *request, const struct disposition *disposition,
                          bool *created)
{
    int fd = -ENOENT;

    *created = false;
    for (unsigned i = 0; i < ATTEMPTS; i++) {
        if (disposition->opens) {
            fd = open_existing(request, disposition->empties);
            if (fd != -ENOENT || !disposition->creates)
                return fd;
        }
        fd = create_new(request);
        *created = fd >= 0;
        if (fd != -EEXIST || !disposition->opens)
            return fd;
        fd = -ENOENT; /* there now; or a link to nowhere, for ever */
    }
    return fd;
}

/* What only shows when the file is open: the wrong kind, or read-only, which root would not see. */
static NTSTATUS check_existing(const struct io_open *request, bool empties, int fd)
{
    struct sys_file_stat stat;
    NTSTATUS status = ob_status(sys_file_stat(fd, &stat));

    if (!NT_SUCCESS(status))
        return status;
    if (stat.kind == SYS_FILE_FOLDER)
        return empties || (request->options & FILE_NON_DIRECTORY_FILE)
                   ? STATUS_FILE_IS_A_DIRECTORY
                   : STATUS_SUCCESS;
    if (stat.kind == SYS_FILE_REGULAR && stat.read_only) {
        if (empties || (request->access & WRITES))
            return STATUS_ACCESS_DENIED;
        if (request->options & FILE_DELETE_ON_CLOSE)
            return STATUS_CANNOT_DELETE;
    }
    return STATUS_SUCCESS;
}

NTSTATUS io_open(const struct io_open *request, struct io_file **made, ULONG *done)
{
    const struct disposition *disposition = &dispositions[request->disposition];
    bool created;
    struct io_file *file;
    NTSTATUS status;
    int fd = open_or_create(request, disposition, &created);

    if (fd < 0)
        return status_of(fd, request->path);
    status = created ? STATUS_SUCCESS : check_existing(request, disposition->empties, fd);
    if (NT_SUCCESS(status))
        status = io_file_create(fd, request->access, request->share, request->options, &file);
    if (!NT_SUCCESS(status)) {
        sys_file_close(fd);
        return status;
    }
    if (!created && disposition->empties && file->kind == IO_FILE_DISK)
        status = io_file_set_size(file, 0);
    if (!NT_SUCCESS(status)) {
        ob_object_dereference(&file->object);
        return status;
    }
    *done = created ? FILE_CREATED
          : file->kind == IO_FILE_DISK || file->kind == IO_FILE_DIRECTORY ? disposition->done
          : FILE_OPENED;
    *made = file;
    return STATUS_SUCCESS;
}

NTSTATUS io_open_look(const char *path, struct sys_file_stat *stat)
{
    int result = sys_file_stat_path(path, true, stat);

    return result ? status_of(result, path) : STATUS_SUCCESS;
}
