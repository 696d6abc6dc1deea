// SPDX-License-Identifier: MIT
// view: mapping a section into this process, and taking it out again.
#include "mm/view.h"

#include "mm/backing.h"
#include "mm/commit.h"
#include "mm/cow.h"
#include "mm/image.h"
#include "mm/page.h"
#include "mm/placeholder.h"
#include "mm/present.h"

#include <stdlib.h>

/* S-MAP-04: 0 is to the end; a byte beyond it is too much. */
static NTSTATUS view_size(struct mm_section *section, uint64_t offset, uint64_t *size)
{
    if (offset >= section->size || *size > section->size - offset)
        mm_section_refresh(section);
    if (offset >= section->size)
        return STATUS_INVALID_VIEW_SIZE;
    if (*size == 0)
        *size = section->size - offset;
    if (*size > section->size - offset)
        return STATUS_INVALID_VIEW_SIZE;
    *size = (*size + MM_PAGE - 1) / MM_PAGE * MM_PAGE;
    return STATUS_SUCCESS;
}

/* Of a data section: all pages alike. */
static bool view_init(struct mm_vad *vad, const struct mm_view_request *request)
{
    mm_pte pte = request->protection | (vad->section->protection &
                                        (MM_PTE_NOCACHE | MM_PTE_WRITECOMBINE));

    if (mm_prot_is_copy(pte))
        pte |= MM_PTE_PRIVATE;
    vad->type = MEM_MAPPED;
    vad->protect = pte;
    pte |= MM_PTE_COMMIT;
    mm_pages_init(&vad->pages, request->size / MM_PAGE, pte);
    return !mm_prot_is_copy(pte) || mm_cow_prepare(vad, 0, vad->pages.count);
}

static struct mm_vad *view_alloc(struct mm_section *section, const struct mm_view_request *request)
{
    struct mm_vad *vad = calloc(1, sizeof *vad);

    if (!vad)
        return NULL;
    vad->section = section;
    vad->offset = request->offset;
    vad->unmap = request->unmap;
    if (section->image ? mm_present_init(vad, request->size / MM_PAGE)
                       : view_init(vad, request)) {
        mm_section_reference(section);
        return vad;
    }
    mm_vad_free(vad);
    return NULL;
}

static void view_free(struct mm_vad *vad)
{
    mm_section_dereference(vad->section);
    mm_vad_free(vad);
}

/* Pages stay closed until a touch finds them committed, or brings them in from an image's file. */
static struct sys_mapping first_mapping(const struct mm_vad *vad)
{
    mm_pte pte = mm_pages_get(&vad->pages, 0);

    if (vad->section->image)
        return mm_page_mapping(vad, 0, MM_PTE_PRIVATE, SYS_NONE);
    return mm_page_mapping(vad, 0, pte, vad->section->commit_at ? SYS_NONE
                                                                : mm_page_processor(pte));
}

/* Where an image would like to be; 0: nowhere within the limits. */
static uintptr_t preferred_base(const struct mm_section *section,
                                const struct mm_view_request *request)
{
    uint64_t base = section->image ? section->image->pe.base + request->offset : 0;

    if (base < request->limits.lowest || base >= MM_SPACE_END ||
        request->size > MM_SPACE_END - base ||
        (request->limits.end && base + request->size > request->limits.end))
        return 0;
    return base;
}

/* The space's lock is held. */
static NTSTATUS map_somewhere(const struct mm_vad *vad, struct mm_view_request *request,
                              const struct sys_mapping *mapping)
{
    uintptr_t preferred = request->base ? 0 : preferred_base(vad->section, request);

    if (preferred && NT_SUCCESS(mm_space_map(&preferred, request->size, &request->limits,
                                             mapping))) {
        request->base = preferred;
        return STATUS_SUCCESS;
    }
    return mm_space_map(&request->base, request->size, &request->limits, mapping);
}

static NTSTATUS view_place(struct mm_vad *vad, struct mm_view_request *request)
{
    struct sys_mapping mapping = first_mapping(vad);
    NTSTATUS status;

    mm_space_lock();
    if (request->replace) {
        status = mm_placeholder_replace(vad, request->base, request->size, &mapping);
    } else {
        status = map_somewhere(vad, request, &mapping);
        if (NT_SUCCESS(status)) {
            vad->start = request->base;
            vad->end = request->base + request->size;
            mm_vad_insert(vad);
        }
    }
    mm_space_unlock();
    return status;
}

/* S-IMG-05: what there is to say of a view of an image that is mapped. */
static NTSTATUS image_status(const struct mm_image *image, const struct mm_view_request *request)
{
#ifdef __aarch64__
    const uint16_t native = IMAGE_FILE_MACHINE_ARM64;
#else
    const uint16_t native = IMAGE_FILE_MACHINE_AMD64;
#endif

    if (image->pe.machine != native)
        return STATUS_IMAGE_MACHINE_TYPE_MISMATCH;
    return request->base == image->pe.base + request->offset ? STATUS_SUCCESS
                                                             : STATUS_IMAGE_NOT_AT_BASE;
}

NTSTATUS mm_view_map(struct mm_section *section, struct mm_view_request *request)
{
    struct mm_vad *vad;
    NTSTATUS status;

    if (!section->image && !mm_prot_covers(section->protection, request->protection))
        return STATUS_SECTION_PROTECTION;
    status = view_size(section, request->offset, &request->size);
    if (NT_SUCCESS(status) && section->commit_at == 0)
        request->commit = 0;
    if (NT_SUCCESS(status) && request->commit > request->size)
        status = STATUS_INVALID_PARAMETER_5;
    if (NT_SUCCESS(status) && mm_prot_is_copy(request->protection) &&
        !mm_backing_can_commit(request->size, false)) /* S-MAP-09 */
        status = STATUS_COMMITMENT_LIMIT;
    if (NT_SUCCESS(status))
        status = mm_section_open_memory(section);
    if (NT_SUCCESS(status) && request->commit)
        status = mm_commit_set(section, request->offset / MM_PAGE,
                               (request->commit + MM_PAGE - 1) / MM_PAGE);
    if (!NT_SUCCESS(status))
        return status;
    vad = view_alloc(section, request);
    if (!vad)
        return STATUS_NO_MEMORY;
    status = view_place(vad, request);
    if (!NT_SUCCESS(status))
        view_free(vad);
    else if (section->image)
        status = image_status(section->image, request);
    return status;
}

/*
 * The space's lock is held. It fails where the kernel has joined the view with its neighbours and
 * has no more mappings to give: then it is still there.
 */
static NTSTATUS view_remove(struct mm_vad *vad)
{
    int result = sys_mem_unmap(vad->start, vad->end - vad->start);

    if (result)
        return ob_status(result);
    mm_vad_remove(vad);
    mm_space_release(vad->start, vad->end - vad->start);
    return STATUS_SUCCESS;
}

NTSTATUS mm_view_unmap(uintptr_t address, bool preserve)
{
    struct mm_section *section = NULL;
    NTSTATUS status = STATUS_SUCCESS;
    struct mm_vad *vad;

    mm_space_lock();
    vad = mm_vad_find(address);
    if (!vad || !vad->section)
        status = STATUS_NOT_MAPPED_VIEW;
    else if (preserve)
        status = mm_placeholder_restore(vad, &section);
    else
        status = view_remove(vad);
    mm_space_unlock();
    if (section)
        mm_section_dereference(section);
    else if (NT_SUCCESS(status))
        view_free(vad);
    return status;
}

void mm_view_fork_child(void)
{
    uintptr_t at = 0;
    struct mm_vad *vad;

    do {
        bool gone;

        mm_space_lock();
        while ((vad = mm_vad_next(at)) && !vad->unmap)
            at = vad->end;
        if (vad)
            at = vad->end;
        gone = vad && NT_SUCCESS(view_remove(vad));
        mm_space_unlock();
        if (gone)
            view_free(vad); /* may close descriptors, so not under the lock */
    } while (vad);
}
