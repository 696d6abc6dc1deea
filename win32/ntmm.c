// SPDX-License-Identifier: MIT
// ntmm: what the library tells of itself, as ntmm.h declares it.
#include <ntmm.h>

#include "mm/cow.h"
#include "mm/watch.h"

const char *ntmm_copy_on_write(void)
{
    static const char *const names[] = {
        [MM_COW_CLUSTER] = "fault", [MM_COW_PAGE] = "page", [MM_COW_KERNEL] = "kernel",
    };

    return names[mm_cow_way()];
}

const char *ntmm_write_watch(void)
{
    return mm_watch_way() == MM_WATCH_KERNEL ? "kernel" : "fault";
}
