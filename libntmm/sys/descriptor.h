// SPDX-License-Identifier: MIT
// descriptor: making file descriptors, of which a process may have so many.
#ifndef NTMM_SYS_DESCRIPTOR_H
#define NTMM_SYS_DESCRIPTOR_H

#include <errno.h>
#include <stdbool.h>

/*
 * Windows has handles by the million where Linux stops at 1,024 descriptors, as long as nobody
 * raises the soft limit towards the hard one. This does, twofold each time, and only when the limit
 * was met: a program that uses select() keeps the limit that protects it until it would fail
 * anyway. What the process starts inherits the limit.
 *
 * After a failed call: is it worth another try? errno stays.
 */
bool sys_descriptor_again(void);

/* Makes a descriptor by `call`: it, or -errno. */
#define SYS_DESCRIPTOR(call)                                    \
    ({                                                          \
        int made_;                                              \
        do                                                      \
            made_ = (int)(call);                                \
        while (made_ < 0 && sys_descriptor_again());            \
        made_ < 0 ? -errno : made_;                             \
    })

#endif
