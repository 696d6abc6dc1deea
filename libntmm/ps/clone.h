// SPDX-License-Identifier: MIT
// clone: a second process that goes on where this one is: fork().
#ifndef NTMM_PS_CLONE_H
#define NTMM_PS_CLONE_H

#include "ps/process.h"

/*
 * STATUS_SUCCESS, with the child's process object, referenced; or in the child, which has only
 * this thread, STATUS_PROCESS_CLONED. STATUS_NO_MEMORY, STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS ps_clone(bool suspended, struct ps_process **process);

#endif
