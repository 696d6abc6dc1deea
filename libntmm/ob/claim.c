// SPDX-License-Identifier: MIT
// claim: one process's hold on the file of a named object; the protocol of names without a server.
#include "ob/claim.h"

#include "ob/record.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/ofd.h"
#include "sys/process.h"
#include "sys/shm.h"

#include <errno.h>

#define HOLD_START 0
#define REAP_MARK SYS_OFD_LIMIT            /* the byte that only a reaper holds */
#define REAP_LENGTH (SYS_OFD_LIMIT + 1)

/* How long a process that is in the middle of something is waited for. */
#define WAIT_YIELDS 32
#define WAIT_NAPS 5000
#define NAP_MICROSECONDS 1000

static _Atomic int process_id; /* 0: to be asked for */

void ob_claim_fork_child(void)
{
    process_id = 0;
}

/* Who holds can be read off the length of the lock. */
static int64_t hold_length(int fd)
{
    if (!process_id)
        process_id = sys_process_id();
    return 1 + ((int64_t)process_id << 20 | fd);
}

static int wait_a_little(unsigned *turns)
{
    if (++*turns > WAIT_YIELDS + WAIT_NAPS)
        return -ETIMEDOUT;
    sys_clock_nap(*turns <= WAIT_YIELDS ? 0 : NAP_MICROSECONDS);
    return 0;
}

/* `fd` is a description of our own that holds nothing. 0: the file was dead and is gone. */
static int reap(int fd, const char *leaf)
{
    struct sys_shm_stat stat;
    int result = sys_ofd_try(fd, SYS_OFD_EXCLUSIVE, HOLD_START, REAP_LENGTH);

    if (result == 0)
        result = sys_shm_stat(fd, &stat);
    if (result == 0 && stat.links)
        result = sys_shm_unlink(leaf);
    return result;
}

/* A step's result: the file is ours, the name has to be looked up again, or an errno. */
enum { STEP_DONE = 0, STEP_AGAIN = 1 };

/* Takes the hold and looks what the file is then. A reaper may have been first. */
static int hold_and_look(int fd, struct sys_shm_stat *stat)
{
    int result = sys_ofd_try(fd, SYS_OFD_SHARED, HOLD_START, hold_length(fd));

    if (result == -EAGAIN)
        return STEP_AGAIN;
    if (result == 0)
        result = sys_shm_stat(fd, stat);
    if (result)
        return result;
    return stat->links ? STEP_DONE : STEP_AGAIN;
}

/* The file at `fd` was made by us a moment ago. */
static int step_born(int fd, struct ob_claim *claim)
{
    struct sys_shm_stat stat;
    int result = hold_and_look(fd, &stat);

    if (result == STEP_DONE)
        *claim = (struct ob_claim) { .fd = fd, .inode = stat.inode };
    return result;
}

/* Somebody holds the file: join, unless it went or changed hands in between. */
static int step_join(int fd, struct ob_claim *claim, unsigned *turns)
{
    struct sys_shm_stat stat;
    int result = hold_and_look(fd, &stat);

    if (result != STEP_DONE)
        return result;
    if (!stat.ours)
        return -EACCES;
    if (!ob_size_published(stat.size)) { /* its creator is between lock and size */
        result = wait_a_little(turns);
        return result ? result : STEP_AGAIN;
    }
    *claim = (struct ob_claim) {
        .fd = fd, .inode = stat.inode, .size = stat.size, .joined = true
    };
    return STEP_DONE;
}

/* Nobody holds the file: a corpse, or one whose creator has not come to lock it. */
static int step_bury(int fd, const char *leaf, enum ob_claim_way way, unsigned *turns)
{
    struct sys_shm_stat stat;
    int result = sys_shm_stat(fd, &stat);

    if (result)
        return result;
    if (!stat.links)
        return STEP_AGAIN;
    if (!stat.ours)
        return way == OB_CLAIM_OPEN ? -ENOENT : -EACCES;
    if (!ob_size_published(stat.size) && *turns < WAIT_YIELDS / 4) {
        if (way == OB_CLAIM_OPEN)
            return -ENOENT;
        wait_a_little(turns);
        return STEP_AGAIN;
    }
    result = reap(fd, leaf);
    if (result == -EAGAIN)
        return STEP_AGAIN;
    if (result && result != -ENOENT)
        return result;
    return way == OB_CLAIM_OPEN ? -ENOENT : STEP_AGAIN;
}

/* What else lies at our name: a link, a folder, a file of another user. */
static int open_error(int result)
{
    return result == -ELOOP || result == -EISDIR || result == -ENXIO || result == -EPERM
         ? -EACCES : result;
}

static int step(const char *leaf, enum ob_claim_way way, struct ob_claim *claim, unsigned *turns,
                bool *made)
{
    enum sys_ofd_kind kind;
    int64_t length;
    int fd = -EEXIST, result;

    *made = false;
    if (way == OB_CLAIM_CREATE)
        fd = sys_shm_create(leaf);
    *made = fd >= 0;
    if (fd == -EEXIST)
        fd = sys_shm_open(leaf);
    if (fd == -ENOENT && way == OB_CLAIM_CREATE)
        return STEP_AGAIN;
    if (fd < 0)
        return open_error(fd);

    if (*made) {
        result = step_born(fd, claim);
    } else {
        result = sys_ofd_query(fd, HOLD_START, &kind, &length);
        if (result == 0 && kind == SYS_OFD_FREE) {
            result = step_bury(fd, leaf, way, turns);
        } else if (result == 0 && kind == SYS_OFD_EXCLUSIVE) {
            /* a reaper is at work, for an instant unless it was stopped there */
            result = wait_a_little(turns);
            if (result == 0)
                result = STEP_AGAIN;
        } else if (result == 0) {
            result = step_join(fd, claim, turns);
        }
    }
    if (result != STEP_DONE) {
        if (result < 0 && *made)
            sys_shm_unlink(leaf);
        sys_file_close(fd);
    }
    return result;
}

int ob_claim_take(const char *leaf, enum ob_claim_way way, struct ob_claim *claim)
{
    unsigned turns = 0;
    bool made;
    int result;

    do
        result = step(leaf, way, claim, &turns, &made);
    while (result == STEP_AGAIN);
    if (result < 0)
        return result;
    return made ? 1 : 0;
}

int ob_claim_publish(struct ob_claim *claim, uint64_t size)
{
    int result = sys_file_truncate(claim->fd, (int64_t)size);

    if (result == 0)
        claim->size = size;
    return result;
}

/*
 * From shared to exclusive in one step: granted means that nobody else holds the file, which who
 * made it may expect. Who joined others saves the attempt. The lock is undone by hand, since a
 * child between vfork and exec would prolong it.
 */
static void drop_alone(const char *leaf, struct ob_claim *claim)
{
    if (!claim->joined &&
        sys_ofd_try(claim->fd, SYS_OFD_EXCLUSIVE, HOLD_START, REAP_LENGTH) == 0) {
        sys_shm_unlink(leaf);
    } else {
        sys_ofd_try(claim->fd, SYS_OFD_FREE, HOLD_START, 0);
        reap(claim->fd, leaf);
    }
    sys_file_close(claim->fd);
}

static void drop_shared(const char *leaf, struct ob_claim *claim)
{
    struct sys_shm_stat stat;
    int fd;

    sys_file_close(claim->fd);
    fd = sys_shm_open(leaf);
    if (fd < 0)
        return;
    if (sys_shm_stat(fd, &stat) == 0 && stat.inode == claim->inode)
        reap(fd, leaf);
    sys_file_close(fd);
}

void ob_claim_drop(const char *leaf, struct ob_claim *claim)
{
    if (claim->shared)
        drop_shared(leaf, claim);
    else
        drop_alone(leaf, claim);
    claim->fd = -1;
}

int ob_claim_reap(const char *leaf)
{
    struct sys_shm_stat stat;
    int fd = sys_shm_open(leaf), result;

    if (fd < 0)
        return open_error(fd);
    result = sys_shm_stat(fd, &stat);
    if (result == 0)
        result = stat.ours ? reap(fd, leaf) : -EACCES;
    sys_file_close(fd);
    return result;
}
