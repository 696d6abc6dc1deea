// SPDX-License-Identifier: MIT
// flush: FlushViewOfFile.
#include "mm/flush.h"

#include "mm/section.h"
#include "mm/vad.h"
#include "sys/mem.h"

#include <errno.h>

NTSTATUS mm_flush(uintptr_t *base, size_t *size)
{
    uintptr_t start = *base & ~(uintptr_t)(MM_PAGE - 1), end;
    struct mm_section *section;
    struct mm_vad *vad;
    uint64_t offset;
    int result;

    mm_space_lock();
    vad = mm_vad_find(start);
    if (!vad || !vad->section || *size > vad->end - *base) {
        mm_space_unlock();
        return STATUS_NOT_MAPPED_VIEW;
    }
    end = *size ? (*base + *size + MM_PAGE - 1) & ~(uintptr_t)(MM_PAGE - 1) : vad->end;
    offset = vad->offset + (start - vad->start);
    section = vad->section;
    mm_section_reference(section); /* the disk is waited for without the lock */
    mm_space_unlock();

    if (!mm_section_is_file(section) || section->image) {
        mm_section_dereference(section);
        return STATUS_NOT_MAPPED_DATA;
    }
    result = sys_mem_sync_file(atomic_load(&section->fd), offset, end - start);
    if (result == -ESPIPE || result == -ENOSYS || result == -EINVAL || result == -EOPNOTSUPP)
        result = sys_mem_sync(start, end - start);
    mm_section_dereference(section);
    if (result)
        return ob_status(result);
    *base = start;
    *size = end - start;
    return STATUS_SUCCESS;
}
