// SPDX-License-Identifier: MIT
// share: what processes of one user share by a key instead of a name, for as long as one uses it.
#ifndef NTMM_OB_SHARE_H
#define NTMM_OB_SHARE_H

#include "ob/claim.h"
#include "ob/path.h"

/* Its file goes by the claim protocol, as those of names do. The first member of what is shared. */
struct ob_share {
    struct ob_share *next;
    struct ob_claim claim;
    unsigned fork;          /* the fork in whose span the claim was taken */
    unsigned uses;          /* in this process */
    char leaf[OB_LEAF_MAX]; /* the key; OB_SHARE_MARK keeps it apart from all names */
};

/* Behind the prefix of the user's session. In a name's leaf a tilde only stands before a hash. */
#define OB_SHARE_MARK "~"

struct ob_share_type {
    /* The key is new: fills the file; *size is what publishes it. */
    NTSTATUS (*publish)(struct ob_share *share, int fd, uint64_t *size);
    /* Another process has it. */
    NTSTATUS (*join)(struct ob_share *share, int fd, uint64_t size);
};

/*
 * One more use: *share is `fresh`, whose leaf is set, or the one that this process has already. The
 * statuses of the type's calls, STATUS_ACCESS_DENIED, STATUS_DISK_FULL, ... Callers may hold the
 * namespace's lock; the calls may take the space's.
 */
NTSTATUS ob_share_take(struct ob_share *fresh, const struct ob_share_type *type,
                       struct ob_share **share);

/* True: that was this process's last use, and the share is the caller's to free. */
bool ob_share_drop(struct ob_share *share);

/* The process ends: gives up all of them. */
void ob_share_exit(void);

void ob_share_fork_prepare(void);
void ob_share_fork_done(void);

#endif
