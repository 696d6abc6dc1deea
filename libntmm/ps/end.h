// SPDX-License-Identifier: MIT
// end: how a process ended, as far as it can be known.
#ifndef NTMM_PS_END_H
#define NTMM_PS_END_H

#include "ps/process.h"

/*
 * Under the lock of all processes: sets `ended` and `code` when the process has ended. The code is
 * what the process or who ended it noted in its record; else what the system tells, in 8 bits or as
 * a signal; else, when somebody took the remains of one without a record from a kernel that then
 * forgets (before 6.15), STATUS_UNSUCCESSFUL.
 */
void ps_end_look(struct ps_process *process);

#endif
