// SPDX-License-Identifier: MIT
// share: what processes of one user share by a key instead of a name, for as long as one uses it.
#include "ob/share.h"

#include "ob/status.h"
#include "sys/lock.h"
#include "sys/shm.h"
#include "sys/text.h"

#include <errno.h>
#include <string.h>

/* Behind the locks of names and handles, before the space's. */
static struct sys_lock shares_lock = SYS_LOCK_INIT; /* protects all of: */
static struct ob_share *shares;
static unsigned fork_count; /* descriptions from before the last fork are another process's too */
static bool swept;          /* what dead processes left */

static struct ob_share **find(const char *leaf)
{
    struct ob_share **link = &shares;

    while (*link && strcmp((*link)->leaf, leaf) != 0)
        link = &(*link)->next;
    return link;
}

/* The lock is held: nobody stays in the middle of this for long but who was stopped. */
static NTSTATUS claim(struct ob_share *share, const struct ob_share_type *type)
{
    unsigned turns = 0;
    NTSTATUS status;
    uint64_t size;
    int result, waited = 0;

    while ((result = ob_claim_take(share->leaf, OB_KIND_IMAGE, OB_CLAIM_CREATE, turns,
                                   &share->claim)) == -EINPROGRESS && waited == 0)
        waited = ob_claim_wait(&turns);
    if (result < 0)
        return ob_status(waited ? waited : result);
    if (result == 1) {
        status = type->publish(share, share->claim.fd, &size);
        if (NT_SUCCESS(status))
            status = ob_status(ob_claim_publish(&share->claim, size));
    } else {
        status = type->join(share, share->claim.fd, share->claim.size);
    }
    if (!NT_SUCCESS(status))
        ob_claim_drop(share->leaf, &share->claim);
    return status;
}

NTSTATUS ob_share_take(struct ob_share *fresh, const struct ob_share_type *type,
                       struct ob_share **share)
{
    NTSTATUS status = STATUS_SUCCESS;
    struct ob_share **link;

    sys_lock_acquire(&shares_lock);
    if (!swept)
        ob_claim_sweep(NULL);
    swept = true;
    link = find(fresh->leaf);
    if (!*link) {
        status = claim(fresh, type);
        if (status == STATUS_DISK_FULL) { /* dead objects may be what fills it */
            ob_claim_sweep(NULL);
            status = claim(fresh, type);
        }
        if (NT_SUCCESS(status)) {
            fresh->fork = fork_count;
            fresh->uses = 0;
            fresh->next = NULL;
            *link = fresh;
        }
    }
    if (NT_SUCCESS(status)) {
        (*link)->uses++;
        *share = *link;
    }
    sys_lock_release(&shares_lock);
    return status;
}

/* The lock is held. */
static void give_up(struct ob_share *share)
{
    *find(share->leaf) = share->next;
    if (share->fork != fork_count)
        share->claim.shared = true;
    ob_claim_drop(share->leaf, &share->claim);
}

bool ob_share_drop(struct ob_share *share)
{
    bool last;

    sys_lock_acquire(&shares_lock);
    last = --share->uses == 0;
    if (last && share->claim.fd >= 0)
        give_up(share);
    sys_lock_release(&shares_lock);
    return last;
}

void ob_share_exit(void)
{
    sys_lock_acquire(&shares_lock);
    while (shares)
        give_up(shares);
    sys_lock_release(&shares_lock);
}

void ob_share_fork_prepare(void)
{
    sys_lock_acquire(&shares_lock);
    fork_count++;
}

void ob_share_fork_done(void)
{
    sys_lock_release(&shares_lock);
}
