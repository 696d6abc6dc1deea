// SPDX-License-Identifier: MIT
// mail: handles made and closed in another process.
#ifndef NTMM_PS_MAIL_H
#define NTMM_PS_MAIL_H

#include "ps/process.h"

/*
 * Gives the record's process a mailbox; it needs the descriptor, or -1: there is none, and nobody
 * can give it handles.
 */
int ps_mail_create(struct ps_record *record);

/*
 * Makes a handle like this process's in another one, but for its attributes: its number there is
 * known at once, and whoever looks it up there finds it. It lives there when this process is gone,
 * and dies with the other one though it never looked. STATUS_PROCESS_IS_TERMINATING;
 * STATUS_NOT_SUPPORTED: not a program of this library, or another kind of object;
 * STATUS_INSUFFICIENT_RESOURCES: it has not looked up any handle for thousands of these.
 */
NTSTATUS ps_mail_give(struct ps_process *process, HANDLE handle, ULONG attributes, HANDLE *given);

/* Closes one there: it is gone for whoever looks it up there, and lives until somebody does. */
NTSTATUS ps_mail_close(struct ps_process *process, HANDLE handle);

/*
 * In the process itself: the record is its own from now on, and the one before, its parent's after
 * fork(), is not any more. NULL: it has none. While no other thread runs.
 */
void ps_mail_take(struct ps_record *record);

/* In a process that was started by the record's process and has its descriptors. */
void ps_mail_refuse(struct ps_record *record);

#endif
