// SPDX-License-Identifier: MIT
// create: starting a process.
#ifndef NTMM_PS_CREATE_H
#define NTMM_PS_CREATE_H

#include "ps/process.h"

/* The environment variable by which a child finds its record; the start code removes it. */
#define PS_CREATE_VARIABLE "NTMM_PROCESS"

/* All text is UTF-8. */
struct ps_create {
    const char *application; /* NULL: the line's first word */
    const char *line;        /* NULL: the application */
    bool inherit;            /* inheritable handles go along, */
    const HANDLE *list;      /* but only these if there is a list; NULL ones do not count */
    size_t list_count;
    bool suspended;          /* until its first thread is resumed */
    bool new_group;          /* Ctrl+C at the terminal does not reach it */
    bool new_session;        /* it has no terminal at all */
    const char *environment; /* NAME=value strings, then an empty one; NULL: this process's */
    const char *directory;   /* NULL: this process's */
    uint32_t flags, show;    /* of the startup information */
    bool standard_given[3];  /* input, output, errors: files of their own */
    HANDLE standard[3];      /* NULL, INVALID_HANDLE_VALUE: none */
};

/* The process object with a reference for the caller. */
NTSTATUS ps_create(const struct ps_create *create, struct ps_process **process);

#endif
