/* SPDX-License-Identifier: MIT */
/*
 * The compiler's _mm_malloc, which must take the host's allocator in spite of _WIN32.
 */
#ifndef NTMM_MM_MALLOC_H
#define NTMM_MM_MALLOC_H

#pragma GCC system_header

#pragma push_macro("_WIN32")
#undef _WIN32
#include_next <mm_malloc.h>
#pragma pop_macro("_WIN32")

#endif
