// SPDX-License-Identifier: MIT
// attribute list: what CreateProcess is told beyond its arguments.
#ifndef NTMM_WIN32_ATTRIBUTE_LIST_H
#define NTMM_WIN32_ATTRIBUTE_LIST_H

#include "ps/create.h"

/* STATUS_NOT_SUPPORTED: it has one in it that this library cannot follow. */
NTSTATUS win32_attribute_list_take(LPPROC_THREAD_ATTRIBUTE_LIST list, struct ps_create *create);

#endif
