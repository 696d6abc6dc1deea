// SPDX-License-Identifier: MIT
// backing: the descriptor where a section's bytes are: new memory, or a file opened again.
#include "mm/backing.h"

#include "ob/name.h"
#include "sys/file.h"
#include "sys/mem.h"
#include "sys/ofd.h"
#include "sys/peer.h"
#include "sys/shm.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

/* Sizes up to here are granted without asking the system what it has left. */
#define LIMIT_ASKED (UINT64_C(16) << 20)

bool mm_backing_can_commit(uint64_t size, bool named)
{
    static _Atomic uint64_t memory; /* machines do not shrink; 0: not asked yet */
    uint64_t known = memory;

    if (!known)
        memory = known = sys_shm_limit();
    if (!named || size <= LIMIT_ASKED || size > known)
        return size <= known;
    if (size <= sys_shm_room())
        return true;
    ob_name_sweep(); /* dead objects may be what fills it */
    return size <= sys_shm_room();
}

NTSTATUS mm_backing_anonymous(uint64_t size, bool executable, int *made)
{
    int fd = sys_shm_anonymous("ntmm.section", executable), result;

    if (fd < 0)
        return ob_status(fd);
    result = sys_file_truncate(fd, (int64_t)size);
    if (result < 0) {
        sys_file_close(fd);
        return ob_status(result);
    }
    *made = fd;
    return STATUS_SUCCESS;
}

static bool writes_file(mm_pte protection)
{
    return mm_prot_processor(protection) & SYS_WRITE;
}

/* Waits for a process that is shrinking the file just now: it sees to its size first. */
static NTSTATUS hold_size(int fd)
{
    return ob_status(sys_ofd_wait(fd, SYS_OFD_SHARED, SYS_OFD_MAPPED, 1));
}

NTSTATUS mm_backing_reopen(int fd, mm_pte protection, int *own)
{
    NTSTATUS status;
    int made = sys_shm_reopen(fd, writes_file(protection));

    if (made < 0)
        return made == -EISDIR ? STATUS_INVALID_FILE_FOR_SECTION : ob_status(made);
    status = hold_size(made);
    if (!NT_SUCCESS(status)) {
        sys_file_close(made);
        return status;
    }
    *own = made;
    return STATUS_SUCCESS;
}

NTSTATUS mm_backing_fit(int fd, mm_pte protection, uint64_t *size)
{
    struct sys_shm_stat stat;
    int result = sys_shm_stat(fd, &stat);

    if (result)
        return ob_status(result);
    if (!stat.regular)
        return STATUS_INVALID_FILE_FOR_SECTION;
    if (*size == 0) {
        if (stat.size == 0)
            return STATUS_MAPPED_FILE_SIZE_ZERO;
        *size = stat.size;
        return STATUS_SUCCESS;
    }
    if (*size <= stat.size)
        return STATUS_SUCCESS;
    if (!writes_file(protection))
        return STATUS_SECTION_TOO_BIG;
    if (*size > INT64_MAX)
        return STATUS_DISK_FULL;
    return ob_status(sys_file_grow(fd, (int64_t)stat.size, (int64_t)*size));
}

NTSTATUS mm_backing_identify(int fd, struct mm_backing_identity *identity)
{
    struct sys_shm_stat stat;
    int length, result = sys_shm_stat(fd, &stat);

    if (result)
        return ob_status(result);
    length = sys_file_path(fd, identity->path, sizeof identity->path);
    if (length < 0)
        return ob_status(length);
    identity->device = stat.device;
    identity->inode = stat.inode;
    identity->path_length = (uint32_t)length + 1;
    return STATUS_SUCCESS;
}

uint32_t mm_backing_body_size(const struct mm_backing_identity *identity)
{
    return (uint32_t)offsetof(struct mm_backing_identity, path) + identity->path_length;
}

bool mm_backing_identity_is_valid(const struct mm_backing_identity *identity, uint32_t length)
{
    return length >= offsetof(struct mm_backing_identity, path) + 1 &&
           identity->path_length >= 1 && identity->path_length <= sizeof identity->path &&
           length == mm_backing_body_size(identity) &&
           identity->path[identity->path_length - 1] == 0;
}

/*
 * What another user wrote may only lead to that user's own files, lest this process be made to
 * change one of its own. The system's user is trusted.
 */
static bool may_lead_to(int name_fd, const struct sys_shm_stat *file)
{
    struct sys_shm_stat name;

    return sys_shm_stat(name_fd, &name) == 0 &&
           (name.ours || name.user == 0 || name.user == file->user);
}

static bool is_file(const struct mm_backing_identity *identity, int name_fd, int fd)
{
    struct sys_shm_stat stat;

    return sys_shm_stat(fd, &stat) == 0 && stat.regular && stat.device == identity->device &&
           stat.inode == identity->inode && may_lead_to(name_fd, &stat);
}

/* Opens without touching: what lies at the path by now may be a pipe or a device. */
static int open_by_path(const struct mm_backing_identity *identity, int name_fd, bool writable)
{
    int found = sys_file_open_path(identity->path), fd = -ENOENT;

    if (found < 0)
        return found;
    if (is_file(identity, name_fd, found))
        fd = sys_shm_reopen(found, writable);
    sys_file_close(found);
    return fd;
}

/* A process that holds the name has the file open: its number is in the length of its lock. */
static int open_by_holder(const struct mm_backing_identity *identity, int name_fd, bool writable)
{
    enum sys_ofd_kind kind;
    int64_t length;
    int found, fd;
    int result = sys_ofd_query(name_fd, 0, &kind, &length);

    if (result)
        return result;
    if (kind != SYS_OFD_SHARED)
        return -ENOENT;
    found = sys_peer_find_file((int)(length >> 20), identity->device, identity->inode);
    if (found < 0)
        return found;
    fd = is_file(identity, name_fd, found) ? sys_shm_reopen(found, writable) : -ENOENT;
    sys_file_close(found);
    return fd;
}

NTSTATUS mm_backing_open_identity(const struct mm_backing_identity *identity, int name_fd,
                                  mm_pte protection, int *own)
{
    bool writable = writes_file(protection);
    int fd = open_by_path(identity, name_fd, writable);
    NTSTATUS status;

    if (fd < 0)
        fd = open_by_holder(identity, name_fd, writable);
    if (fd < 0)
        return fd == -ENOENT ? STATUS_FILE_INVALID : ob_status(fd);
    status = hold_size(fd);
    if (NT_SUCCESS(status))
        *own = fd;
    else
        sys_file_close(fd);
    return status;
}
