// SPDX-License-Identifier: MIT
// Aligned blocks of memory.
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

void *_aligned_malloc(size_t size, size_t alignment)
{
    void *block;
    int error;

    if (alignment == 0 || (alignment & (alignment - 1))) {
        errno = EINVAL;
        return NULL;
    }
    if (alignment < sizeof(void *))
        alignment = sizeof(void *);
    error = posix_memalign(&block, alignment, size);
    if (error) {
        errno = error;
        return NULL;
    }
    return block;
}

void *_aligned_realloc(void *block, size_t size, size_t alignment)
{
    size_t old = block ? malloc_usable_size(block) : 0;
    void *moved;

    if (block && size == 0) {
        free(block);
        return NULL;
    }
    moved = _aligned_malloc(size, alignment);
    if (moved && block) {
        memcpy(moved, block, old < size ? old : size);
        free(block);
    }
    return moved;
}

void _aligned_free(void *block)
{
    free(block);
}

size_t _aligned_msize(void *block, size_t alignment, size_t offset)
{
    (void)alignment;
    (void)offset;
    return malloc_usable_size(block);
}
