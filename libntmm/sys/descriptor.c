// SPDX-License-Identifier: MIT
// descriptor: making file descriptors, of which a process may have so many.
#include "sys/descriptor.h"

#include <sys/resource.h>

/* Below this one step is as good as several. */
#define FIRST_STEP 256

static bool raise_limit(void)
{
    struct rlimit limit;
    rlim_t wanted;

    if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= limit.rlim_max)
        return false;
    wanted = limit.rlim_cur < FIRST_STEP ? FIRST_STEP : limit.rlim_cur * 2;
    limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

bool sys_descriptor_again(void)
{
    int error = errno;
    bool again = error == EINTR || (error == EMFILE && raise_limit());

    errno = error;
    return again;
}
