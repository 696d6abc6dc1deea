// SPDX-License-Identifier: MIT
// init: the library's start in a process, its way through fork(), and its end.
#ifndef NTMM_PS_INIT_H
#define NTMM_PS_INIT_H

#include "ps/record.h"
#include "sys/lock.h"

/* What this process was started with. */
struct ps_startup {
    const char *line;        /* the command line, as the creator wrote it */
    uint32_t flags, show;    /* of the startup information */
    uint64_t standard[3];    /* inherited handles for input, output, errors */
};

const struct ps_startup *ps_init_startup(void);

/*
 * For what is above: the process's environment, its standard handles, the files of modules. The
 * first that fork() takes, so that whoever holds it may call anything below.
 */
extern struct sys_lock ps_upper_lock;

#endif
