// SPDX-License-Identifier: MIT
// ofd: byte-range locks that belong to an open file description.
#ifndef NTMM_SYS_OFD_H
#define NTMM_SYS_OFD_H

#include <stdbool.h>
#include <stdint.h>

/* Bytes at and beyond 2^62 of any file belong to the library; programs' own ranges end below. */
#define SYS_OFD_LIMIT (INT64_C(1) << 62)

/*
 * While a section or a view of a file lives, its description holds this byte shared. Who shrinks
 * the file takes it exclusively across ftruncate: -EAGAIN means that the file is mapped.
 */
#define SYS_OFD_MAPPED (SYS_OFD_LIMIT + 16)

enum sys_ofd_kind { SYS_OFD_FREE, SYS_OFD_SHARED, SYS_OFD_EXCLUSIVE };

/* 0, -EAGAIN when another description is in the way, or another -errno. length 0: to the end. */
int sys_ofd_try(int fd, enum sys_ofd_kind kind, int64_t start, int64_t length);

/*
 * As sys_ofd_try, but waits for the range: -ETIMEDOUT after ten seconds, for who has it may be
 * another user's process, and not mean well.
 */
int sys_ofd_wait(int fd, enum sys_ofd_kind kind, int64_t start, int64_t length);

/* What another description holds on the byte `at`; *length is the length of its range. */
int sys_ofd_query(int fd, int64_t at, enum sys_ofd_kind *kind, int64_t *length);

#endif
