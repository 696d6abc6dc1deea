// SPDX-License-Identifier: MIT
// section_record: what other processes read of a named section.
#include "mm/section_record.h"

#include "mm/commit.h"
#include "mm/pages.h"
#include "ob/record.h"

#include <errno.h>
#include <stddef.h>

/* What a section made by calls can have. */
#define ATTRIBUTES ((ULONG)(SEC_FILE | SEC_IMAGE_NO_EXECUTE | SEC_RESERVE | SEC_COMMIT | \
                            SEC_NOCACHE | SEC_WRITECOMBINE))

#define HEAD offsetof(struct mm_section_record, file)

_Static_assert(offsetof(struct mm_section_record, size) == 0, "others look for the size there");
_Static_assert((MM_PTE_PROT | MM_PTE_NOCACHE | MM_PTE_WRITECOMBINE) < 0x100,
               "the protection has to fit the size's code");

uint8_t mm_section_record_detail(mm_pte protection)
{
    return (uint8_t)(protection & (MM_PTE_PROT | MM_PTE_NOCACHE | MM_PTE_WRITECOMBINE));
}

NTSTATUS mm_section_record_write(int fd, uint64_t *pages, const struct mm_section_record *record)
{
    return ob_status(ob_record_write(fd, pages, record,
                                     mm_backing_body_size(&record->file) + (uint32_t)HEAD));
}

/* The body of a section that another process made; false: not what we write. */
static bool body_is_valid(const struct mm_section_record *body, int length, uint64_t data_pages)
{
    uint64_t pages = body->size / MM_PAGE;

    if (length < (int)HEAD || body->size == 0 || body->size > INT64_MAX ||
        (body->attributes & ~ATTRIBUTES) || !mm_prot_is_section((mm_pte)body->protection))
        return false;
    if (body->attributes & SEC_FILE)
        return data_pages == 0 &&
               mm_backing_identity_is_valid(&body->file, (uint32_t)length - (uint32_t)HEAD);
    return body->size % MM_PAGE == 0 && (body->attributes & SEC_RESERVE) &&
           data_pages == pages + mm_commit_pages(pages);
}

NTSTATUS mm_section_record_read(int fd, uint64_t size, struct mm_section_record *record)
{
    mm_pte protection = ob_size_detail(size);
    uint64_t data_pages;
    int length;

    if (!ob_size_has_body(size)) {
        record->size = ob_size_pages(size) * MM_PAGE;
        record->protection = protection;
        record->attributes = SEC_COMMIT | (protection & MM_PTE_NOCACHE ? SEC_NOCACHE : 0) |
                             (protection & MM_PTE_WRITECOMBINE ? SEC_WRITECOMBINE : 0);
        return record->size && mm_prot_is_section(protection) ? STATUS_SUCCESS
                                                              : STATUS_OBJECT_TYPE_MISMATCH;
    }
    length = ob_record_read(fd, size, record, sizeof *record, &data_pages);
    if (length < 0)
        return length == -EINVAL ? STATUS_OBJECT_TYPE_MISMATCH : ob_status(length);
    return body_is_valid(record, length, data_pages) ? STATUS_SUCCESS
                                                     : STATUS_OBJECT_TYPE_MISMATCH;
}
