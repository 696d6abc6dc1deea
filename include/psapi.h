/* SPDX-License-Identifier: MIT */
/*
 * Process and working set functions: mingw-w64's header, which does not mark them as imported.
 */
#ifndef NTMM_PSAPI_H
#define NTMM_PSAPI_H

#pragma GCC system_header

#pragma GCC visibility push(default)
#include_next <psapi.h>
#pragma GCC visibility pop

#endif
