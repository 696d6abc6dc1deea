// SPDX-License-Identifier: MIT
// claim: one process's hold on the file of a named object; the protocol of names without a server.
#include "ob/claim.h"

#include "ob/path.h"
#include "ob/point.h"
#include "ob/record.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/ofd.h"
#include "sys/process.h"
#include "sys/shm.h"
#include "sys/text.h"

#include <errno.h>

#define HOLD_START 0
#define REAP_LENGTH (SYS_OFD_LIMIT + 1)

/* How often a file that is neither held nor published is looked at before it counts as dead. */
#define NEWBORN_TURNS 8

/* How long a process that is in the middle of something is waited for. */
#define WAIT_YIELDS 32
#ifndef WAIT_NAPS
#define WAIT_NAPS 5000
#endif
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

int ob_claim_wait(unsigned *turns)
{
    ob_point("claim: waits");
    if (++*turns > WAIT_YIELDS + WAIT_NAPS)
        return -ETIMEDOUT;
    sys_clock_nap(*turns <= WAIT_YIELDS ? 0 : NAP_MICROSECONDS);
    return 0;
}

/* Of this user, or an object that its creator let everyone open. */
static bool is_for_us(const char *leaf, const struct sys_shm_stat *stat)
{
    return stat->ours || (stat->everyone && ob_path_is_global(leaf));
}

/* Gives the memory back, which no view may use any more. The file is held exclusively. */
static int empty(int fd)
{
    int result = sys_ofd_try(fd, SYS_OFD_EXCLUSIVE, SYS_OFD_MAPPED, 1);

    if (result)
        return result;
    result = sys_file_truncate(fd, 0);
    sys_ofd_try(fd, SYS_OFD_FREE, SYS_OFD_MAPPED, 1);
    return result;
}

/* -EPERM: only another user may unlink it; it is empty now, unless views live. */
static int bury(int fd, const char *leaf)
{
    int result = sys_shm_unlink(leaf);

    if (result == -EPERM)
        empty(fd);
    return result;
}

/*
 * `fd` is a description of our own that holds nothing. 0: the file was dead and is gone. A file
 * without a link is not the one that has the name by now. -EPERM: as bury(), and the lock is kept.
 */
static int reap(int fd, const char *leaf)
{
    struct sys_shm_stat stat;
    int result = sys_ofd_try(fd, SYS_OFD_EXCLUSIVE, HOLD_START, REAP_LENGTH);

    if (result)
        return result;
    ob_point("reap: locked");
    result = sys_shm_stat(fd, &stat);
    if (result == 0 && stat.links) {
        ob_point("reap: looked");
        result = bury(fd, leaf);
        ob_point("reap: unlinked");
    }
    return result;
}

/*
 * A step's result: the file is ours, the name has to be looked up again, or an errno. Another
 * process is in the middle, for an instant unless it was stopped there: -EINPROGRESS. Where that
 * was a reaper that died, the file is a corpse still: whatever it is has to be asked again.
 */
enum { STEP_DONE = 0, STEP_AGAIN = 1 };

/* Takes the hold and looks what the file is then. A reaper may have been first. */
static int hold_and_look(int fd, struct sys_shm_stat *stat)
{
    int result = sys_ofd_try(fd, SYS_OFD_SHARED, HOLD_START, hold_length(fd));

    if (result == -EAGAIN) {
        ob_point("hold: refused");
        return STEP_AGAIN;
    }
    if (result)
        return result;
    ob_point("hold: locked");
    result = sys_shm_stat(fd, stat);
    ob_point("hold: looked");
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
        *claim = (struct ob_claim) { .fd = fd };
    return result;
}

/* A reaper is at work, or somebody who shuts others out of a name that is none of ours. */
static int step_reaped(int fd, const char *leaf)
{
    struct sys_shm_stat stat;
    int result = sys_shm_stat(fd, &stat);

    if (result)
        return result;
    return is_for_us(leaf, &stat) ? -EINPROGRESS : -EACCES;
}

/*
 * Somebody holds the file: join, unless it went in between. Looking comes first: a lock that would
 * be given back is taken for a holder's by the next process, should the true one die meanwhile.
 */
static int step_join(int fd, const char *leaf, enum ob_kind kind, struct ob_claim *claim)
{
    struct sys_shm_stat stat;
    int result = sys_shm_stat(fd, &stat);

    ob_point("join: looked");
    if (result)
        return result;
    if (!is_for_us(leaf, &stat))
        return -EACCES;
    if (!ob_size_published(stat.size)) /* its creator is between lock and size */
        return -EINPROGRESS;
    if (ob_size_kind(stat.size) != kind)
        return -EPROTOTYPE;
    result = hold_and_look(fd, &stat);
    if (result == STEP_DONE && ob_size_kind(stat.size) != kind) { /* taken over in between */
        sys_ofd_try(fd, SYS_OFD_FREE, HOLD_START, 0);
        return STEP_AGAIN;
    }
    if (result == STEP_DONE)
        *claim = (struct ob_claim) { .fd = fd, .size = stat.size, .joined = true };
    return result;
}

/*
 * Another user's corpse that could not be unlinked, held exclusively: the file is as good as a new
 * one, once it is empty. The lock becomes a holder's without a gap.
 */
static int step_take_over(int fd, struct ob_claim *claim)
{
    int64_t length = hold_length(fd);
    int result = empty(fd);

    if (result)
        return result == -EAGAIN ? -EACCES : result;
    result = sys_ofd_try(fd, SYS_OFD_SHARED, HOLD_START, length);
    if (result == 0)
        result = sys_ofd_try(fd, SYS_OFD_FREE, length, REAP_LENGTH - length);
    if (result == 0)
        *claim = (struct ob_claim) { .fd = fd };
    return result;
}

/*
 * Nobody holds the file: a corpse, or one whose creator has not come to lock it. The creator gets
 * some time, so that processes after one name do not keep burying each other's. (It notices.)
 */
static int step_bury(int fd, const char *leaf, enum ob_claim_way way, struct ob_claim *claim,
                     unsigned turns)
{
    struct sys_shm_stat stat;
    int result = sys_shm_stat(fd, &stat);

    ob_point("bury: looked");
    if (result)
        return result;
    if (!is_for_us(leaf, &stat))
        return way == OB_CLAIM_OPEN ? -ENOENT : -EACCES;
    if (!ob_size_published(stat.size) && turns < NEWBORN_TURNS)
        return -EINPROGRESS;
    result = reap(fd, leaf);
    if (result == -EAGAIN)
        return STEP_AGAIN;
    if (result && result != -ENOENT && result != -EPERM)
        return result;
    if (way == OB_CLAIM_OPEN)
        return -ENOENT;
    if (result != -EPERM)
        return STEP_AGAIN;
    return way == OB_CLAIM_CREATE_FOR_EVERYONE ? step_take_over(fd, claim) : -EACCES;
}

/* What else lies at our name: a link, a folder, a file of another user. */
static int open_error(int result)
{
    return result == -ELOOP || result == -EISDIR || result == -ENXIO || result == -EPERM
         ? -EACCES : result;
}

static int step(const char *leaf, enum ob_kind kind, enum ob_claim_way way,
                struct ob_claim *claim, unsigned turns)
{
    enum sys_ofd_kind held;
    int64_t length;
    int fd = -EEXIST, result;
    bool made;

    if (way != OB_CLAIM_OPEN)
        fd = sys_shm_create(leaf, way == OB_CLAIM_CREATE_FOR_EVERYONE);
    made = fd >= 0;
    if (fd == -EEXIST)
        fd = sys_shm_open(leaf);
    if (fd == -ENOENT && way != OB_CLAIM_OPEN)
        return STEP_AGAIN;
    if (fd < 0)
        return open_error(fd);

    if (made) {
        ob_point("create: made");
        result = step_born(fd, claim);
    } else {
        ob_point("open: opened");
        result = sys_ofd_query(fd, HOLD_START, &held, &length);
        ob_point("open: queried");
        if (result == 0)
            result = held == SYS_OFD_FREE ? step_bury(fd, leaf, way, claim, turns)
                   : held == SYS_OFD_EXCLUSIVE ? step_reaped(fd, leaf)
                   : step_join(fd, leaf, kind, claim);
    }
    if (result != STEP_DONE) {
        if (result < 0 && made)
            reap(fd, leaf);
        sys_file_close(fd);
    }
    return result;
}

int ob_claim_take(const char *leaf, enum ob_kind kind, enum ob_claim_way way, unsigned turns,
                  struct ob_claim *claim)
{
    int result;

    do
        result = step(leaf, kind, way, claim, turns);
    while (result == STEP_AGAIN);
    if (result < 0)
        return result;
    return claim->size == 0 ? 1 : 0;
}

int ob_claim_reopen(int fd)
{
    struct sys_shm_stat stat;
    int result = sys_shm_stat(fd, &stat), made;

    if (result)
        return result;
    made = sys_shm_reopen(fd, true);
    if (made < 0 || !stat.everyone)
        return made;
    result = sys_ofd_wait(made, SYS_OFD_SHARED, SYS_OFD_MAPPED, 1);
    if (result == 0)
        return made;
    sys_file_close(made);
    return result;
}

int ob_claim_publish(struct ob_claim *claim, uint64_t size)
{
    int result;

    ob_point("create: filled");
    result = sys_file_truncate(claim->fd, (int64_t)size);
    ob_point("create: published");
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
        ob_point("close: locked");
        bury(claim->fd, leaf);
        ob_point("close: unlinked");
    } else {
        sys_ofd_try(claim->fd, SYS_OFD_FREE, HOLD_START, 0);
        ob_point("close: unlocked");
        reap(claim->fd, leaf);
        ob_point("close: reaped");
    }
    sys_file_close(claim->fd);
}

/* What has the name by now may be another file: reaping finds out whether it is dead. */
static void drop_shared(const char *leaf, struct ob_claim *claim)
{
    sys_file_close(claim->fd);
    ob_point("close: left to others");
    ob_claim_reap(leaf);
}

void ob_claim_drop(const char *leaf, struct ob_claim *claim)
{
    if (claim->shared)
        drop_shared(leaf, claim);
    else
        drop_alone(leaf, claim);
    ob_point("close: done");
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

struct sweep {
    bool (*is_held)(const char *leaf);
    unsigned visited;
};

static void sweep_visit(void *context, const char *leaf)
{
    struct sweep *sweep = context;

    sweep->visited++;
    if (!sweep->is_held || !sweep->is_held(leaf))
        ob_claim_reap(leaf);
}

unsigned ob_claim_sweep(bool (*is_held)(const char *leaf))
{
    struct sweep sweep = { .is_held = is_held };
    char prefix[32], *at = sys_text_put(prefix, OB_LEAF_PREFIX "s");

    sys_text_put(sys_text_number(at, sys_shm_user(), 10, 1), ".");
    sys_shm_visit(prefix, sweep_visit, &sweep);
    sys_shm_visit(OB_LEAF_PREFIX "g.", sweep_visit, &sweep);
    return sweep.visited;
}
