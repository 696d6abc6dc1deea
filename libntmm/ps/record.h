// SPDX-License-Identifier: MIT
// record: the memory that a process shares with those who know it: what it was given, how it ended.
#ifndef NTMM_PS_RECORD_H
#define NTMM_PS_RECORD_H

#include "ob/table.h"
#include "sys/futex.h"

#define PS_RECORD_MAGIC 0x5350544eu /* "NTPS" */
#define PS_RECORD_VERSION 3u

/* In `end`, beside the exit code: there is one. */
#define PS_RECORD_ENDED (UINT64_C(1) << 32)

/* In `standard`: this one was not given as a handle. */
#define PS_RECORD_NO_HANDLE UINT64_MAX

struct ps_record_object {
    uint64_t type; /* index in the list of kinds that can be inherited */
    struct ob_image image;
};

struct ps_record_handle {
    uint64_t handle;
    uint32_t access;
    uint32_t attributes;
    uint64_t object; /* index of its object */
};

/*
 * Written by the creator before the process starts; only `pid`, `end`, `suspended` and what comes
 * behind it change later.
 */
struct ps_record {
    uint32_t magic;
    uint32_t version;
    uint32_t size;           /* bytes of everything */
    uint32_t unused;
    _Atomic uint32_t pid;    /* whose record it is, once there is a process */
    uint32_t show;           /* of the startup information */
    uint32_t flags;
    uint32_t objects;        /* behind this structure: that many objects, */
    uint32_t handles;        /* that many handles, */
    uint32_t line;           /* and the command line of so many bytes with its closing 0 */
    _Atomic uint64_t end;    /* PS_RECORD_ENDED and the exit code, once one is known */
    uint64_t standard[3];    /* the handles given for input, output, errors */
    sys_futex suspended;     /* how often the first thread is suspended; it never begins above 0 */
    int32_t mailbox_fd;      /* in the process itself */
    uint64_t mailbox;        /* the number of its mailbox; 0: it has none */
    struct ob_table_shared numbers;
    uint64_t layout;         /* how this is laid out in the process, when it has begun; else 0: */
    uint64_t areas;          /* the tree of its views and allocations */
    uint64_t table, pools, kinds; /* as in struct ob_far */
};

static inline struct ps_record_object *ps_record_objects(struct ps_record *record)
{
    return (struct ps_record_object *)(record + 1);
}

static inline struct ps_record_handle *ps_record_handles(struct ps_record *record)
{
    return (struct ps_record_handle *)(ps_record_objects(record) + record->objects);
}

static inline char *ps_record_line(struct ps_record *record)
{
    return (char *)(ps_record_handles(record) + record->handles);
}

/* A new record with room for these; *fd is its file. */
NTSTATUS ps_record_create(uint32_t objects, uint32_t handles, const char *line,
                          struct ps_record **record, int *fd);

/*
 * Maps the record behind a descriptor. STATUS_INVALID_PARAMETER: it is none, a damaged one, or one
 * that could be cut off under our hands.
 */
NTSTATUS ps_record_map(int fd, struct ps_record **record);

/* The record of a process that runs: its memory, among its descriptors. False: none is found. */
bool ps_record_find(int pid, struct ps_record **record, int *fd);

void ps_record_unmap(struct ps_record *record);

/* Closes the descriptor, unless the program did and has another file there. */
void ps_record_close(int fd);

/* How often it was suspended before. False: it is not any more, so its program may run. */
bool ps_record_suspend(struct ps_record *record, uint32_t *before);

/* Likewise; the caller continues a process that is suspended no more. */
uint32_t ps_record_resume(struct ps_record *record);

/* In the process itself: returns when it is not suspended. */
void ps_record_wait(struct ps_record *record);

/* The first exit code that is noted stays. */
void ps_record_set_end(struct ps_record *record, uint32_t code);

#endif
