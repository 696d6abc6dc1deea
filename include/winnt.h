/* SPDX-License-Identifier: MIT */
/*
 * winnt: mingw-w64's, with inline functions that are never emitted on their own: in C a plain
 * inline after a prototype would define NtCurrentTeb and others once more in every object file.
 */
#ifndef NTMM_WINNT_H
#define NTMM_WINNT_H

#pragma GCC system_header

#ifndef __cplusplus
#define FORCEINLINE extern __inline__ __attribute__((__always_inline__, __gnu_inline__))
#endif
#include_next <winnt.h>
#ifndef __cplusplus
#undef FORCEINLINE
#define FORCEINLINE __forceinline
#endif

#endif
