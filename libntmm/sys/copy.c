// SPDX-License-Identifier: MIT
// copy: memory that may not be there is copied, or said not to be there.
#include "sys/copy.h"

#include "sys/arch.h"

#include <errno.h>

int sys_copy(void *to, const void *from, size_t length)
{
    return sys_arch_copy(to, from, length) ? -EFAULT : 0;
}
