// SPDX-License-Identifier: MIT
// present: the pages of an image's view: what they are, and bringing them in when they are touched.
#include "mm/present.h"

#include "mm/image.h"
#include "mm/page.h"
#include "mm/section.h"
#include "sys/mem.h"

#define AROUND 16u /* pages that a touch brings in: 64 KiB, aligned */

/* The protections, as numbers of bits from PAGE_NOACCESS on. */
enum {
    NOACCESS, READONLY, READWRITE, COPY,
    EXECUTE, EXECUTE_READ, EXECUTE_READWRITE, EXECUTE_COPY
};

/* S-IMG-02: by the section's characteristics. */
static mm_pte protection_of(const struct mm_image *image, const struct mm_pe_section *section)
{
    enum { X = 1, R = 2, W = 4 };
    static const mm_pte protections[] = {
        [0] = NOACCESS, [X] = EXECUTE, [R] = READONLY, [R | X] = EXECUTE_READ,
        [W] = COPY, [W | X] = EXECUTE_COPY, [W | R] = COPY, [W | R | X] = EXECUTE_COPY,
    };
    mm_pte pte = protections[(section->characteristics & IMAGE_SCN_MEM_EXECUTE ? X : 0) |
                             (section->characteristics & IMAGE_SCN_MEM_READ ? R : 0) |
                             (section->characteristics & IMAGE_SCN_MEM_WRITE ? W : 0)];

    if (mm_image_is_shared(image, section))
        return mm_prot_written(pte) | MM_PTE_COMMIT | MM_PTE_ABSENT;
    return pte | MM_PTE_PRIVATE | MM_PTE_COMMIT | MM_PTE_ABSENT;
}

/* The part of a PE section's pages that the view shows, as pages of the view. */
static bool clip(const struct mm_vad *vad, size_t *first, size_t *count)
{
    size_t skipped = vad->offset / MM_PAGE, end = *first + *count;

    *first = *first > skipped ? *first - skipped : 0;
    end = end > skipped ? end - skipped : 0;
    if (end > vad->pages.count)
        end = vad->pages.count;
    *count = end > *first ? end - *first : 0;
    return *count != 0;
}

static void set(struct mm_vad *vad, size_t first, size_t count, mm_pte pte)
{
    if (vad->section->attributes & SEC_NOCACHE) /* SEC_IMAGE_NO_EXECUTE */
        pte = mm_prot_unexecutable(pte);
    if (clip(vad, &first, &count))
        mm_pages_set(&vad->pages, first, count, pte);
}

bool mm_present_init(struct mm_vad *vad, size_t pages)
{
    const struct mm_image *image = vad->section->image;
    const mm_pte absent = MM_PTE_PRIVATE | MM_PTE_COMMIT | MM_PTE_ABSENT;
    mm_pte whole = EXECUTE_COPY | absent;
    size_t first, count;

    if (vad->section->attributes & SEC_NOCACHE)
        whole = mm_prot_unexecutable(whole);
    vad->type = MEM_IMAGE;
    vad->protect = whole & (MM_PTE_PROT | MM_PTE_PRIVATE);
    mm_pages_init(&vad->pages, pages, image->pe.flat ? whole : NOACCESS | absent);
    if (!mm_pages_prepare(&vad->pages, 0, pages))
        return false;
    if (image->pe.flat)
        return true;
    set(vad, 0, ((size_t)image->pe.headers + MM_PAGE - 1) / MM_PAGE, READONLY | absent);
    for (size_t i = 0; i < image->pe.sections; i++) {
        mm_image_section_pages(&image->sections[i], &first, &count);
        set(vad, first, count, protection_of(image, &image->sections[i]));
    }
    return true;
}

/* The kernel has the whole view as private until a page that processes share is there. */
static int show(struct mm_vad *vad, size_t first, size_t count, mm_pte pte)
{
    struct sys_mapping mapping = mm_page_mapping(vad, first, pte, mm_page_processor(pte));

    if (pte & MM_PTE_PRIVATE)
        return mm_page_protect(vad, first, count, pte);
    return sys_mem_replace(mm_vad_address(vad, first), count * MM_PAGE, &mapping);
}

NTSTATUS mm_present_bring(struct mm_vad *vad, size_t first, size_t count)
{
    NTSTATUS status = STATUS_SUCCESS;

    for (size_t end = first + count, run; first < end && NT_SUCCESS(status); first += run) {
        mm_pte pte = mm_pages_get(&vad->pages, first);

        run = mm_pages_run(&vad->pages, first, end - first);
        if (!(pte & MM_PTE_ABSENT))
            continue;
        pte &= (mm_pte)~MM_PTE_ABSENT;
        status = mm_image_fill(vad->section->image, vad->offset / MM_PAGE + first, run);
        if (NT_SUCCESS(status))
            status = ob_status(show(vad, first, run, pte));
        if (NT_SUCCESS(status))
            mm_pages_set(&vad->pages, first, run, pte);
    }
    return status;
}

NTSTATUS mm_present_touch(struct mm_vad *vad, size_t page)
{
    size_t first = page / AROUND * AROUND, end = first + AROUND;
    NTSTATUS status = mm_present_bring(vad, first, (end < vad->pages.count ? end
                                                    : vad->pages.count) - first);

    /* what lies around may be lost and this page not */
    return NT_SUCCESS(status) ? status : mm_present_bring(vad, page, 1);
}
