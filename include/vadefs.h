/* SPDX-License-Identifier: MIT */
/*
 * Variable argument lists: the compiler's.
 */
#ifndef NTMM_VADEFS_H
#define NTMM_VADEFS_H

#pragma GCC system_header
#define _INC_VADEFS

#include <stdarg.h>

#define _crt_va_start(list, last) __builtin_va_start(list, last)
#define _crt_va_arg(list, type) __builtin_va_arg(list, type)
#define _crt_va_end(list) __builtin_va_end(list)
#define _crt_va_copy(to, from) __builtin_va_copy(to, from)

#endif
