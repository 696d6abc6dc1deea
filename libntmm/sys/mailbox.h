// SPDX-License-Identifier: MIT
// mailbox: where other processes of the user leave messages and descriptors for one process.
#ifndef NTMM_SYS_MAILBOX_H
#define NTMM_SYS_MAILBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A mailbox is a socket that listens under a number and that nobody has to serve: each message is a
 * connection that its sender has closed again. What lies there is the kernel's to free when the
 * last descriptor of the mailbox goes, however its process ends.
 */
enum {
    SYS_MAILBOX_DESCRIPTORS = 2,
    SYS_MAILBOX_MOST = 4097 /* messages; the system may have a lower limit */
};

/* The descriptor, or -errno. */
int sys_mailbox_create(uint64_t *number);

/* Is the descriptor the mailbox of this number? */
bool sys_mailbox_is(int fd, uint64_t number);

/*
 * Does not wait. -ECONNREFUSED: there is no such mailbox any more; -EAGAIN: it is full; -EACCES: it
 * is another user's.
 */
int sys_mailbox_send(uint64_t number, const void *message, size_t size, const int *descriptors,
                     size_t count);

/*
 * Takes the oldest message, which has this size: 1, with its descriptors, the others being -1. 0:
 * there is none. -EMFILE, ...: not now.
 */
int sys_mailbox_receive(int fd, void *message, size_t size,
                        int descriptors[SYS_MAILBOX_DESCRIPTORS]);

#endif
