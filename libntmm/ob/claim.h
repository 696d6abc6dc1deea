// SPDX-License-Identifier: MIT
// claim: one process's hold on the file of a named object; the protocol of names without a server.
#ifndef NTMM_OB_CLAIM_H
#define NTMM_OB_CLAIM_H

#include "ob/record.h"

/*
 * Every named object is a file of the shared-memory file system. The kernel's locks on open file
 * descriptions (they die with the last descriptor, however a process ends) say who is alive:
 *
 *     bytes [0, 2^62)   holder:  shared lock on [0, 1 + (pid << 20 | fd))
 *     bytes [0, 2^62]   reaper:  exclusive lock
 *
 *     A shared lock seen on a published file means a true holder: nobody locks one to try.
 *     A file is unlinked only under the exclusive lock, while it still has a link.
 *     A file is published when its size is no multiple of a page (record.h), and never used twice,
 *     but where it is everyone's and its owner has left it behind: only that user may unlink it.
 *     Then who comes next empties it and begins anew, unless views of the old memory live.
 *
 * Calls for one file are serialised by the lock of who owns the claim (name.c, share.c), which
 * fork() takes.
 */
struct ob_claim {
    int fd;         /* never mapped: a mapping would keep the lock alive */
    uint64_t size;  /* the published size; of a new file: 0 */
    bool joined;    /* others held the file when we came; they may still */
    bool shared;    /* another process has the same description: only close() may drop the lock */
};

/* FOR_EVERYONE: a new object that every user may open. */
enum ob_claim_way { OB_CLAIM_OPEN, OB_CLAIM_CREATE, OB_CLAIM_CREATE_FOR_EVERYONE };

/*
 * 1: a new file, which the caller publishes or drops before anything else; 0: an existing one;
 * -ENOENT: nobody holds the name (OB_CLAIM_OPEN only); -EPROTOTYPE: an object of another kind has
 * it; -EACCES: the name is another user's or no object's; -EINPROGRESS: another process is in the
 * middle, the caller waits and begins anew; any other -errno. `turns` says how often it has waited.
 */
int ob_claim_take(const char *leaf, enum ob_kind kind, enum ob_claim_way way, unsigned turns,
                  struct ob_claim *claim);

/*
 * Waits a little, without locks that others need. `turns` is 0 at first. -ETIMEDOUT: it was long
 * enough, the other process must have been stopped.
 */
int ob_claim_wait(unsigned *turns);

/* Makes a new file visible: `size` holds the record's code. */
int ob_claim_publish(struct ob_claim *claim, uint64_t size);

/*
 * Another description of the file behind `fd`, for its memory: it holds no name, so it may be
 * mapped. Where other users might empty the file they see by a lock that its memory is in use.
 */
int ob_claim_reopen(int fd);

/* Ends the hold; the name goes when it was the last. */
void ob_claim_drop(const char *leaf, struct ob_claim *claim);

/* The process has another number now. */
void ob_claim_fork_child(void);

/* Removes the file if it is this user's and nobody holds it. 0, -EAGAIN, or another -errno. */
int ob_claim_reap(const char *leaf);

/*
 * The same with all files of this user's and of the machine's objects but those of which `is_held`
 * knows; NULL: none. How many there were.
 */
unsigned ob_claim_sweep(bool (*is_held)(const char *leaf));

#endif
