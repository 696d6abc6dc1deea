// SPDX-License-Identifier: MIT
// copy: memory that may not be there is copied, or said not to be there.
#ifndef NTMM_SYS_COPY_H
#define NTMM_SYS_COPY_H

#include <stddef.h>

/* 0, or -EFAULT when a byte of either side cannot be reached; some may be copied then. */
int sys_copy(void *to, const void *from, size_t length);

#endif
