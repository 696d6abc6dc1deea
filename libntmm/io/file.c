// SPDX-License-Identifier: MIT
// file: file objects: what an open file of a program is.
#include "io/file.h"

#include "ob/handle.h"
#include "sys/clock.h"
#include "sys/lock.h"
#include "sys/ofd.h"
#include "sys/shm.h"

#include <errno.h>
#include <stdlib.h>

/* Files that go with their last handle, which the end of the process closes too. */
static struct sys_lock doomed_lock = SYS_LOCK_INIT; /* protects the list */
static struct io_file *doomed;

static const enum io_file_kind kind_of[] = {
    [SYS_FILE_REGULAR] = IO_FILE_DISK,
    [SYS_FILE_FOLDER] = IO_FILE_DIRECTORY,
    [SYS_FILE_LINK] = IO_FILE_DISK,
    [SYS_FILE_CHARACTER] = IO_FILE_CHARACTER,
    [SYS_FILE_PIPE] = IO_FILE_PIPE,
    [SYS_FILE_OTHER] = IO_FILE_DISK,
};

static void doom(struct io_file *file)
{
    sys_lock_acquire(&doomed_lock);
    file->doomed = doomed;
    doomed = file;
    sys_lock_release(&doomed_lock);
}

/* Returns whether the file was on the list. */
static bool pardon(struct io_file *file)
{
    struct io_file **link;
    bool found;

    sys_lock_acquire(&doomed_lock);
    for (link = &doomed; *link && *link != file; link = &(*link)->doomed)
        ;
    found = *link;
    if (found)
        *link = file->doomed;
    sys_lock_release(&doomed_lock);
    return found;
}

/* Where the file is now, if it has a name still. */
static NTSTATUS find_name(const struct io_file *file, char path[4096])
{
    struct sys_file_stat here, there;
    int result = sys_file_path(file->fd, path, 4096);

    if (result >= 0)
        result = sys_file_stat(file->fd, &here);
    if (result >= 0)
        result = sys_file_stat_path(path, false, &there);
    if (result < 0)
        return ob_status(result);
    if (here.device != there.device || here.inode != there.inode)
        return STATUS_FILE_DELETED;
    return STATUS_SUCCESS;
}

static NTSTATUS remove_name(struct io_file *file)
{
    char path[4096];
    NTSTATUS status = find_name(file, path);

    if (NT_SUCCESS(status))
        status = ob_status(file->kind == IO_FILE_DIRECTORY ? sys_file_remove_directory(path)
                                                           : sys_file_unlink(path));
    if (NT_SUCCESS(status))
        atomic_store(&file->deleted, true);
    return status;
}

static void file_close(struct ob_object *object)
{
    struct io_file *file = (struct io_file *)object;

    if ((file->options & FILE_DELETE_ON_CLOSE) && pardon(file) && !atomic_load(&file->deleted))
        remove_name(file);
}

static void file_destroy(struct ob_object *object)
{
    struct io_file *file = (struct io_file *)object;

    if (file->options & FILE_DELETE_ON_CLOSE)
        pardon(file); /* one that never had a handle */
    sys_file_close(file->fd);
    free(file);
}

void io_file_exit(void)
{
    struct io_file *file;

    sys_lock_acquire(&doomed_lock);
    for (file = doomed; file; file = file->doomed)
        if (!atomic_load(&file->deleted))
            remove_name(file);
    doomed = NULL;
    sys_lock_release(&doomed_lock);
}

enum { WORD_ACCESS, WORD_OPTIONS, WORD_SHARE };

/* The description goes along, and with it the pointer. Deleting the file stays the parent's. */
static NTSTATUS file_pack(struct ob_object *object, struct ob_image *image)
{
    struct io_file *file = (struct io_file *)object;

    image->fd[0] = file->fd;
    image->fd[1] = -1;
    image->word[WORD_ACCESS] = file->access;
    image->word[WORD_OPTIONS] = file->options & ~(ULONG)FILE_DELETE_ON_CLOSE;
    image->word[WORD_SHARE] = file->share;
    image->leaf[0] = 0;
    return STATUS_SUCCESS;
}

static NTSTATUS file_unpack(const struct ob_image *image, struct ob_object **object)
{
    struct io_file *file;
    NTSTATUS status = io_file_create(image->fd[0], (ACCESS_MASK)image->word[WORD_ACCESS],
                                     (ULONG)image->word[WORD_SHARE],
                                     (ULONG)image->word[WORD_OPTIONS], &file);

    if (NT_SUCCESS(status))
        *object = &file->object;
    return status;
}

const struct ob_type io_file_type = {
    .name = L"File",
    .all_access = FILE_ALL_ACCESS,
    .mapping = {
        .GenericRead = FILE_GENERIC_READ,
        .GenericWrite = FILE_GENERIC_WRITE,
        .GenericExecute = FILE_GENERIC_EXECUTE,
        .GenericAll = FILE_ALL_ACCESS,
    },
    .fixed_access = true,
    .close = file_close,
    .destroy = file_destroy,
    .pack = file_pack,
    .unpack = file_unpack,
    .size = sizeof(struct io_file),
};

NTSTATUS io_file_create(int fd, ACCESS_MASK access, ULONG share, ULONG options,
                        struct io_file **made)
{
    struct sys_file_stat stat;
    struct io_file *file;
    int result = sys_file_stat(fd, &stat);

    if (result < 0)
        return ob_status(result);
    file = calloc(1, sizeof *file);
    if (!file)
        return STATUS_NO_MEMORY;
    ob_object_init(&file->object, &io_file_type);
    file->fd = fd;
    file->access = access;
    file->kind = kind_of[stat.kind];
    file->options = options;
    file->share = share;
    if (options & FILE_DELETE_ON_CLOSE)
        doom(file);
    *made = file;
    return STATUS_SUCCESS;
}

NTSTATUS io_file_reference(HANDLE handle, ACCESS_MASK wanted, struct io_file **file)
{
    struct ob_object *object;
    NTSTATUS status = ob_handle_reference(handle, &io_file_type, wanted, &object, NULL);

    if (NT_SUCCESS(status))
        *file = (struct io_file *)object;
    return status;
}

bool io_file_is_synchronous(const struct io_file *file)
{
    return file->options & (FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT);
}

ULONG io_file_attributes(const struct sys_file_stat *stat)
{
    ULONG attributes = stat->read_only ? FILE_ATTRIBUTE_READONLY : 0;

    switch (stat->kind) {
    case SYS_FILE_REGULAR: attributes |= FILE_ATTRIBUTE_ARCHIVE; break;
    case SYS_FILE_FOLDER: attributes |= FILE_ATTRIBUTE_DIRECTORY; break;
    case SYS_FILE_LINK: attributes |= FILE_ATTRIBUTE_REPARSE_POINT; break;
    default: break;
    }
    return attributes ? attributes : FILE_ATTRIBUTE_NORMAL;
}

/* While another process shrinks the file it stands in the way too, but not for long. */
static int hold_unmapped(int fd)
{
    for (;;) {
        enum sys_ofd_kind kind;
        int64_t length;
        int result = sys_ofd_try(fd, SYS_OFD_EXCLUSIVE, SYS_OFD_MAPPED, 1);

        if (result != -EAGAIN)
            return result;
        result = sys_ofd_query(fd, SYS_OFD_MAPPED, &kind, &length);
        if (result)
            return result;
        if (kind == SYS_OFD_SHARED)
            return -EAGAIN;
        sys_clock_nap(0);
    }
}

/*
 * With a description of its own: two threads that shrink through one would share its lock, and
 * the first to end would take it from the other. It goes when that description is closed.
 */
static NTSTATUS shrink(struct io_file *file, int64_t size)
{
    int fd = sys_shm_reopen(file->fd, true), result;

    if (fd < 0)
        return ob_status(fd);
    result = hold_unmapped(fd);
    if (result == 0)
        result = sys_file_truncate(fd, size);
    sys_file_close(fd);
    return result == -EAGAIN ? STATUS_USER_MAPPED_FILE : ob_status(result);
}

NTSTATUS io_file_set_size(struct io_file *file, int64_t size)
{
    struct sys_file_stat stat;
    int result;

    if (file->kind != IO_FILE_DISK)
        return STATUS_INVALID_DEVICE_REQUEST;
    if (size < 0)
        return STATUS_INVALID_PARAMETER;
    result = sys_file_stat(file->fd, &stat);
    if (result)
        return ob_status(result);
    if ((uint64_t)size == stat.size)
        return STATUS_SUCCESS;
    if ((uint64_t)size < stat.size)
        return shrink(file, size);
    return ob_status(sys_file_truncate(file->fd, size));
}

NTSTATUS io_file_delete(struct io_file *file)
{
    struct sys_file_stat stat;
    enum sys_ofd_kind held;
    int64_t length;
    NTSTATUS status;

    if (atomic_load(&file->deleted))
        return STATUS_SUCCESS;
    status = ob_status(sys_file_stat(file->fd, &stat));
    if (!NT_SUCCESS(status))
        return status;
    if (stat.kind == SYS_FILE_REGULAR && stat.read_only)
        return STATUS_CANNOT_DELETE;
    /* a descriptor that only names the file cannot tell */
    if (stat.kind == SYS_FILE_REGULAR &&
        sys_ofd_query(file->fd, SYS_OFD_MAPPED, &held, &length) == 0 && held == SYS_OFD_SHARED)
        return STATUS_CANNOT_DELETE;
    return remove_name(file);
}

void io_file_fork_prepare(void)
{
    sys_lock_acquire(&doomed_lock);
}

void io_file_fork_done(void)
{
    sys_lock_release(&doomed_lock);
}

void io_file_fork_child(void)
{
    doomed = NULL;
    sys_lock_release(&doomed_lock);
}
