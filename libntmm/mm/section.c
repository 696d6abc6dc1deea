// SPDX-License-Identifier: MIT
// section: the section object: what can be mapped, and how.
#include "mm/section.h"

#include "mm/commit.h"
#include "mm/pages.h"
#include "mm/section_record.h"
#include "ob/far.h"
#include "sys/file.h"

#include <errno.h>
#include <stdlib.h>

static struct mm_section *section_alloc(void)
{
    struct mm_section *section = calloc(1, sizeof *section);

    if (section) {
        ob_object_init(&section->object, &mm_section_type);
        atomic_init(&section->fd, -1);
    }
    return section;
}

static void section_destroy(struct ob_object *object)
{
    struct mm_section *section = (struct mm_section *)object;
    int fd = atomic_load(&section->fd);

    if (section->image)
        mm_image_close(section->image);
    else if (fd >= 0)
        sys_file_close(fd);
    free(section);
}

static mm_pte protection_of(const struct mm_section_request *request)
{
    mm_pte pte = request->protection & MM_PTE_PROT;

    if (request->attributes & SEC_NOCACHE)
        pte |= MM_PTE_NOCACHE;
    if (request->attributes & SEC_WRITECOMBINE)
        pte |= MM_PTE_WRITECOMBINE;
    return pte;
}

static bool is_executable(mm_pte protection)
{
    return (protection & MM_PTE_PROT) >= 4;
}

NTSTATUS mm_section_create(const struct mm_section_request *request, struct mm_section **made)
{
    uint64_t pages = request->size / MM_PAGE + (request->size % MM_PAGE != 0);
    uint64_t whole = pages;
    struct mm_section *section;
    NTSTATUS status;
    int fd;

    if (request->size == 0)
        return STATUS_INVALID_PARAMETER_4;
    if (pages > (uint64_t)INT64_MAX / MM_PAGE / 2)
        return STATUS_SECTION_TOO_BIG;
    if (!(request->attributes & SEC_RESERVE) &&
        !mm_backing_can_commit(pages * MM_PAGE, request->named))
        return STATUS_COMMITMENT_LIMIT;
    section = section_alloc();
    if (!section)
        return STATUS_NO_MEMORY;
    section->size = pages * MM_PAGE;
    section->attributes = request->attributes;
    section->protection = protection_of(request);
    if (request->attributes & SEC_RESERVE) {
        section->commit_at = pages * MM_PAGE;
        whole += mm_commit_pages(pages);
    }
    if (!request->named) {
        status = mm_backing_anonymous(whole * MM_PAGE, is_executable(section->protection), &fd);
        if (!NT_SUCCESS(status)) {
            mm_section_dereference(section);
            return status;
        }
        atomic_store(&section->fd, fd);
    }
    *made = section;
    return STATUS_SUCCESS;
}

NTSTATUS mm_section_create_file(int fd, const struct mm_section_request *request,
                                struct mm_section **made)
{
    struct mm_section *section = section_alloc();
    NTSTATUS status;
    uint64_t size;
    int own;

    if (!section)
        return STATUS_NO_MEMORY;
    section->protection = protection_of(request);
    section->attributes = SEC_FILE | (request->attributes & (SEC_NOCACHE | SEC_WRITECOMBINE));
    status = mm_backing_reopen(fd, section->protection, &own);
    if (NT_SUCCESS(status)) {
        atomic_store(&section->fd, own);
        size = request->size;
        status = mm_backing_fit(own, section->protection, &size);
        section->size = size;
    }
    if (!NT_SUCCESS(status)) {
        mm_section_dereference(section);
        return status;
    }
    *made = section;
    return STATUS_SUCCESS;
}

/* The section maps the image's layout from now on, and ends its use of it. */
static void take_image(struct mm_section *section, struct mm_image *image)
{
    section->image = image;
    atomic_store(&section->fd, image->fd);
}

NTSTATUS mm_section_create_image(int fd, const struct mm_section_request *request,
                                 struct mm_section **made)
{
    struct mm_section *section = section_alloc();
    struct mm_image *image;
    NTSTATUS status;

    if (!section)
        return STATUS_NO_MEMORY;
    section->protection = request->protection & MM_PTE_PROT;
    section->attributes = SEC_FILE | request->attributes;
    status = mm_image_open(fd, NULL, &image);
    if (NT_SUCCESS(status)) {
        take_image(section, image);
        section->size = (uint64_t)image->pages * MM_PAGE;
        if (request->size > section->size)
            status = STATUS_SECTION_TOO_BIG;
        else if (request->size)
            section->size = request->size;
    }
    if (NT_SUCCESS(status))
        *made = section;
    else
        mm_section_dereference(section);
    return status;
}

int mm_section_file(const struct mm_section *section)
{
    return section->image ? section->image->source : atomic_load(&section->fd);
}

NTSTATUS mm_section_open_memory(struct mm_section *section)
{
    int fd, none = -1;

    if (atomic_load(&section->fd) >= 0)
        return STATUS_SUCCESS;
    fd = ob_name_reopen(&section->object);
    if (fd < 0)
        return ob_status(fd);
    if (!atomic_compare_exchange_strong(&section->fd, &none, fd))
        sys_file_close(fd); /* another thread was first */
    return STATUS_SUCCESS;
}

static NTSTATUS section_publish(struct ob_object *object, int fd, uint64_t *size)
{
    struct mm_section *section = (struct mm_section *)object;
    uint8_t detail = mm_section_record_detail(section->protection);
    struct mm_section_record record = {
        .size = section->size, .attributes = section->attributes,
        .protection = section->protection
    };
    uint64_t pages = section->size / MM_PAGE;
    NTSTATUS status;

    if (!mm_section_is_file(section) && !(section->attributes & SEC_RESERVE)) {
        *size = ob_size_pack(pages, OB_KIND_SECTION, false, detail);
        return STATUS_SUCCESS;
    }
    if (mm_section_is_file(section)) {
        pages = 0;
        if (section->image)
            record.image = section->image->key;
        status = mm_backing_identify(mm_section_file(section), &record.file);
        if (!NT_SUCCESS(status))
            return status;
    } else {
        pages += mm_commit_pages(pages);
    }
    status = mm_section_record_write(fd, &pages, &record);
    if (NT_SUCCESS(status))
        *size = ob_size_pack(pages, OB_KIND_SECTION, true, detail);
    return status;
}

/* The file that the record names, or its image. */
static NTSTATUS adopt_file(struct mm_section *section, int fd,
                           const struct mm_section_record *record)
{
    struct mm_image *image;
    int file;
    NTSTATUS status = mm_backing_open_identity(&record->file, fd,
                                               record->attributes & SEC_IMAGE
                                                   ? MM_PTE_READONLY : section->protection,
                                               &file);

    if (!NT_SUCCESS(status))
        return status;
    if (!(record->attributes & SEC_IMAGE)) {
        atomic_store(&section->fd, file);
        return STATUS_SUCCESS;
    }
    status = mm_image_open(file, &record->image, &image);
    sys_file_close(file);
    if (!NT_SUCCESS(status))
        return status;
    take_image(section, image);
    return section->size <= (uint64_t)image->pages * MM_PAGE ? STATUS_SUCCESS
                                                             : STATUS_OBJECT_TYPE_MISMATCH;
}

static NTSTATUS section_adopt(const struct ob_type *type, int fd, uint64_t size,
                              struct ob_object **object)
{
    struct mm_section *section = section_alloc();
    struct mm_section_record record;
    NTSTATUS status;

    (void)type;
    if (!section)
        return STATUS_NO_MEMORY;
    status = mm_section_record_read(fd, size, &record);
    if (NT_SUCCESS(status)) {
        section->size = record.size;
        section->attributes = record.attributes;
        section->protection = (mm_pte)record.protection;
        if (record.attributes & SEC_FILE)
            status = adopt_file(section, fd, &record);
        else if (record.attributes & SEC_RESERVE)
            section->commit_at = record.size;
    }
    if (NT_SUCCESS(status))
        *object = &section->object;
    else
        mm_section_dereference(section);
    return status;
}

/* Tells them, and those who open the name later, of the new size. */
static void republish(struct mm_section *section)
{
    uint64_t size = section->size;
    int fd = ob_name_reopen(&section->object);

    if (fd < 0)
        return;
    sys_file_pwrite(fd, &size, sizeof size, 0);
    sys_file_close(fd);
}

void mm_section_refresh(struct mm_section *section)
{
    uint64_t size;
    int fd;

    if (!mm_section_is_file(section) || section->image || !section->object.name)
        return;
    fd = ob_name_reopen(&section->object);
    if (fd < 0)
        return;
    if (sys_file_pread(fd, &size, sizeof size, 0) == sizeof size && size > section->size)
        section->size = size;
    sys_file_close(fd);
}

NTSTATUS mm_section_extend(struct mm_section *section, uint64_t *size)
{
    NTSTATUS status;

    if (!mm_section_is_file(section) || section->image ||
        !mm_prot_covers(section->protection, MM_PTE_READWRITE))
        return STATUS_SECTION_NOT_EXTENDED;
    mm_section_refresh(section);
    if (*size > section->size) {
        status = mm_backing_fit(atomic_load(&section->fd), section->protection, size);
        if (!NT_SUCCESS(status))
            return status;
        section->size = *size;
        republish(section);
    }
    *size = section->size;
    return STATUS_SUCCESS;
}

/* For a child: the memory's descriptor goes with the name's; the words are the section's. */
enum {
    WORD_SIZE, WORD_ATTRIBUTES, WORD_PROTECTION, WORD_COMMIT_AT,
    WORD_IMAGE_SIZE = WORD_COMMIT_AT, WORD_IMAGE_MODIFIED, WORD_IMAGE_CHANGED, WORD_IMAGE_DEVICE,
    WORD_IMAGE_INODE
};

static void pack_image(const struct mm_image *from, struct ob_image *image)
{
    image->fd[1] = from->source;
    image->word[WORD_IMAGE_SIZE] = from->key.size;
    image->word[WORD_IMAGE_MODIFIED] = (uint64_t)from->key.modified;
    image->word[WORD_IMAGE_CHANGED] = (uint64_t)from->key.changed;
    image->word[WORD_IMAGE_DEVICE] = from->key.device;
    image->word[WORD_IMAGE_INODE] = from->key.inode;
}

static NTSTATUS unpack_image(const struct ob_image *from, struct mm_section *section)
{
    const struct mm_image_key key = {
        .device = from->word[WORD_IMAGE_DEVICE], .inode = from->word[WORD_IMAGE_INODE],
        .size = from->word[WORD_IMAGE_SIZE], .modified = (int64_t)from->word[WORD_IMAGE_MODIFIED],
        .changed = (int64_t)from->word[WORD_IMAGE_CHANGED]
    };
    struct mm_image *image;
    NTSTATUS status = mm_image_open(from->fd[1], &key, &image);

    sys_file_close(from->fd[1]);
    if (NT_SUCCESS(status))
        take_image(section, image);
    return status;
}

static NTSTATUS section_pack(struct ob_object *object, struct ob_image *image)
{
    struct mm_section *section = (struct mm_section *)object;

    ob_name_pack(object, image);
    image->fd[1] = atomic_load(&section->fd);
    image->word[WORD_SIZE] = section->size;
    image->word[WORD_ATTRIBUTES] = section->attributes;
    image->word[WORD_PROTECTION] = section->protection;
    image->word[WORD_COMMIT_AT] = section->commit_at;
    if (section->image)
        pack_image(section->image, image);
    return STATUS_SUCCESS;
}

static NTSTATUS section_pack_far(const struct ob_far *there, struct ob_object *copy,
                                 struct ob_image *image)
{
    struct mm_section *section = (struct mm_section *)copy;
    struct mm_image its;

    if (section->image) {
        if (!ob_far_read(there, (uintptr_t)section->image, &its, sizeof its))
            return STATUS_RETRY;
        section->image = &its;
    }
    return section_pack(copy, image);
}

static NTSTATUS section_unpack(const struct ob_image *image, struct ob_object **object)
{
    struct mm_section *section = section_alloc();
    NTSTATUS status = STATUS_SUCCESS;

    if (!section)
        return STATUS_NO_MEMORY;
    section->size = image->word[WORD_SIZE];
    section->attributes = (ULONG)image->word[WORD_ATTRIBUTES];
    section->protection = (mm_pte)image->word[WORD_PROTECTION];
    if (section->attributes & SEC_IMAGE) {
        status = unpack_image(image, section);
    } else {
        atomic_store(&section->fd, image->fd[1]);
        section->commit_at = image->word[WORD_COMMIT_AT];
    }
    if (NT_SUCCESS(status))
        status = ob_name_unpack(&section->object, image);
    if (NT_SUCCESS(status))
        *object = &section->object;
    else
        mm_section_dereference(section);
    return status;
}

const struct ob_type mm_section_type = {
    .name = L"Section",
    .all_access = SECTION_ALL_ACCESS | SYNCHRONIZE,
    .mapping = {
        .GenericRead = STANDARD_RIGHTS_READ | SECTION_QUERY | SECTION_MAP_READ,
        .GenericWrite = STANDARD_RIGHTS_WRITE | SECTION_MAP_WRITE,
        .GenericExecute = STANDARD_RIGHTS_EXECUTE | SECTION_MAP_EXECUTE,
        .GenericAll = SECTION_ALL_ACCESS,
    },
    .destroy = section_destroy,
    .pack = section_pack,
    .unpack = section_unpack,
    .size = sizeof(struct mm_section),
    .pack_far = section_pack_far,
};

static const struct ob_publisher publisher = {
    .kind = OB_KIND_SECTION, .type = &mm_section_type,
    .publish = section_publish, .adopt = section_adopt,
};

void mm_section_init(void)
{
    ob_publisher_register(&publisher);
}
