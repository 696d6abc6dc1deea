// SPDX-License-Identifier: MIT
// lacks: what the machine does not allow, as run-test has it from `ntmm doctor`.
#ifndef TESTS_LACKS_H
#define TESTS_LACKS_H

#include <stdlib.h>
#include <string.h>

/* `what` is the first word of a line of the tool. */
static inline int lacks(const char *what)
{
    const char *list = getenv("NTMM_LACKS");

    return list && strstr(list, what) != NULL;
}

#endif
