// SPDX-License-Identifier: MIT
// command: what the tool can be asked to do.
#ifndef NTMM_INSPECT_COMMAND_H
#define NTMM_INSPECT_COMMAND_H

/* The statuses that the tool ends with. */
enum { COMMAND_DONE = 0, COMMAND_FAILED = 1, COMMAND_MISUSED = 2 };

/* Each gets its own arguments, closed by NULL, and returns one of these. */
int command_ls(char **arguments);
int command_show(char **arguments);
int command_vmmap(char **arguments);
int command_gc(char **arguments);
int command_doctor(char **arguments);

#endif
