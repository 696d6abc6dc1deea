// SPDX-License-Identifier: MIT
// trace: where a test went, one letter a step.
#ifndef PROCESS_TRACE_H
#define PROCESS_TRACE_H

#include <string.h>

#include "check.h"

static char trace[256];

static inline int note(const char *what)
{
    strcat(trace, what);
    return 0;
}

static inline void expect(const char *test, const char *wanted)
{
    CHECK(strcmp(trace, wanted) == 0, "%s: went %s, not %s", test, trace, wanted);
    trace[0] = 0;
}

static inline int filter(const char *name, int verdict)
{
    note(name);
    return verdict;
}

#endif
