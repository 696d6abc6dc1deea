// SPDX-License-Identifier: MIT
// mailbox: where other processes of the user leave messages and descriptors for one process.
#define _GNU_SOURCE
#include "sys/mailbox.h"

#include "sys/descriptor.h"
#include "sys/text.h"

#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define NAME "ntmm.mailbox." /* abstract: no file is left behind */
#define TRIES 100            /* to create one, or to send while the other side is receiving */

static socklen_t address_of(uint64_t number, struct sockaddr_un *address)
{
    char *end;

    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    end = sys_text_number(sys_text_put(address->sun_path + 1, NAME), number, 16, 16);
    return (socklen_t)(end - (char *)address);
}

static bool is_of_this_user(int fd)
{
    struct ucred peer;
    socklen_t length = sizeof peer;

    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 && peer.uid == geteuid();
}

int sys_mailbox_create(uint64_t *number)
{
    int fd = SYS_DESCRIPTOR(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    int failed = -1;

    if (fd < 0)
        return fd;
    for (int i = 0; i < TRIES && failed; i++) {
        struct sockaddr_un address;

        failed = getrandom(number, sizeof *number, 0) != sizeof *number || *number == 0 ||
                 bind(fd, (struct sockaddr *)&address, address_of(*number, &address));
        if (failed && errno != EADDRINUSE)
            break;
    }
    if (failed || listen(fd, SYS_MAILBOX_MOST - 1)) {
        failed = errno;
        close(fd);
        return -failed;
    }
    return fd;
}

bool sys_mailbox_is(int fd, uint64_t number)
{
    struct sockaddr_un wanted, address;
    socklen_t length = sizeof address, expected = address_of(number, &wanted);

    return getsockname(fd, (struct sockaddr *)&address, &length) == 0 && length == expected &&
           memcmp(&address, &wanted, expected) == 0;
}

/* --- sending ------------------------------------------------------------------------------- */

union control {
    struct cmsghdr header; /* aligns */
    char bytes[CMSG_SPACE(SYS_MAILBOX_DESCRIPTORS * sizeof(int))];
};

static int send_message(int fd, const void *message, size_t size, const int *descriptors,
                        size_t count)
{
    union control control = { .bytes = { 0 } };
    struct iovec part = { (void *)message, size };
    struct msghdr header = { .msg_iov = &part, .msg_iovlen = 1 };

    if (count) {
        header.msg_control = &control;
        header.msg_controllen = CMSG_SPACE(count * sizeof(int));
        control.header = (struct cmsghdr) {
            .cmsg_len = CMSG_LEN(count * sizeof(int)),
            .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS,
        };
        memcpy(CMSG_DATA(&control.header), descriptors, count * sizeof(int));
    }
    return sendmsg(fd, &header, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 ? -errno : 0;
}

int sys_mailbox_send(uint64_t number, const void *message, size_t size, const int *descriptors,
                     size_t count)
{
    struct sockaddr_un address;
    socklen_t length = address_of(number, &address);
    int result = -EPIPE;

    /* the other side hangs up on whom it finds between connecting and sending */
    for (int i = 0; i < TRIES && (result == -EPIPE || result == -ECONNRESET); i++) {
        int fd = SYS_DESCRIPTOR(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));

        if (fd < 0)
            return fd;
        if (connect(fd, (struct sockaddr *)&address, length))
            result = -errno;
        else if (!is_of_this_user(fd))
            result = -EACCES;
        else
            result = send_message(fd, message, size, descriptors, count);
        close(fd);
    }
    return result;
}

/* --- receiving ----------------------------------------------------------------------------- */

static void take_descriptors(struct msghdr *header, int descriptors[SYS_MAILBOX_DESCRIPTORS])
{
    struct cmsghdr *first = CMSG_FIRSTHDR(header);
    size_t count;

    if (!first || first->cmsg_level != SOL_SOCKET || first->cmsg_type != SCM_RIGHTS)
        return;
    count = (first->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    memcpy(descriptors, CMSG_DATA(first), count * sizeof(int)); /* there was no room for more */
}

static ssize_t receive_message(int fd, void *message, size_t size,
                               int descriptors[SYS_MAILBOX_DESCRIPTORS])
{
    union control control;
    struct iovec part = { message, size };
    struct msghdr header = {
        .msg_iov = &part, .msg_iovlen = 1,
        .msg_control = &control, .msg_controllen = sizeof control,
    };
    ssize_t got;

    do
        got = recvmsg(fd, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC | MSG_TRUNC);
    while (got < 0 && errno == EINTR);
    if (got >= 0)
        take_descriptors(&header, descriptors);
    return got;
}

/* Is there room for what a message brings? What finds none is lost. */
static int make_room(int like)
{
    int fd[SYS_MAILBOX_DESCRIPTORS], made = 0, failed = 0;

    while (made < SYS_MAILBOX_DESCRIPTORS && !failed) {
        fd[made] = SYS_DESCRIPTOR(fcntl(like, F_DUPFD_CLOEXEC, 0));
        if (fd[made] < 0)
            failed = fd[made];
        else
            made++;
    }
    while (made--)
        close(fd[made]);
    return failed;
}

/* Takes the message of one connection, if there is one of this size and user. */
static bool take_message(int from, void *message, size_t size,
                         int descriptors[SYS_MAILBOX_DESCRIPTORS])
{
    ssize_t got;

    for (int i = 0; i < SYS_MAILBOX_DESCRIPTORS; i++)
        descriptors[i] = -1;
    got = receive_message(from, message, size, descriptors);
    if (got < 0 && errno == EAGAIN) {
        shutdown(from, SHUT_RD); /* now it either sent or cannot any more */
        got = receive_message(from, message, size, descriptors);
    }
    if (got == (ssize_t)size && is_of_this_user(from))
        return true;
    for (int i = 0; i < SYS_MAILBOX_DESCRIPTORS; i++)
        if (descriptors[i] >= 0)
            close(descriptors[i]);
    return false;
}

int sys_mailbox_receive(int fd, void *message, size_t size,
                        int descriptors[SYS_MAILBOX_DESCRIPTORS])
{
    bool taken = false;
    int from;

    while (!taken) {
        from = make_room(fd);
        if (from == 0)
            from = SYS_DESCRIPTOR(accept4(fd, NULL, NULL, SOCK_CLOEXEC));
        if (from == -ECONNABORTED)
            continue;
        if (from < 0)
            return from == -EAGAIN ? 0 : from;
        taken = take_message(from, message, size, descriptors);
        close(from);
    }
    return 1;
}
