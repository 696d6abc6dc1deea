/* SPDX-License-Identifier: MIT */
/*
 * Memory: glibc's, with Microsoft's aligned blocks.
 */
#ifndef NTMM_MALLOC_H
#define NTMM_MALLOC_H

#pragma GCC system_header

#include_next <malloc.h>
#include <alloca.h>
#include <corecrt.h>

#define _alloca(size) __builtin_alloca(size)
#define _malloca(size) malloc(size)
#define _freea(block) free(block)

__ntmm_begin_c

extern void *_aligned_malloc(size_t size, size_t alignment) __ntmm_crt(_aligned_malloc);
extern void *_aligned_realloc(void *block, size_t size, size_t alignment)
    __ntmm_crt(_aligned_realloc);
extern void _aligned_free(void *block) __ntmm_crt(_aligned_free);
extern size_t _aligned_msize(void *block, size_t alignment, size_t offset)
    __ntmm_crt(_aligned_msize);
extern size_t _msize(void *block) __asm__("malloc_usable_size");

__ntmm_end_c

#endif
