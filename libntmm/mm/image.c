// SPDX-License-Identifier: MIT
// image: the layout of a PE file in pages, made once and used by all processes that map the file.
#include "mm/image.h"

#include "mm/backing.h"
#include "mm/vad.h"
#include "ob/record.h"
#include "sys/file.h"
#include "sys/shm.h"
#include "sys/text.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK 16u /* pages that are filled in one step */

/* Bytes of the image that come from the file; what the file lacks of them is zero. */
struct region {
    uint64_t start, raw, size;
};

/* Region 0 is the headers, the others are the PE sections; a flat image is all one region. */
static bool region_get(const struct mm_image *image, size_t index, struct region *region)
{
    const struct mm_pe_section *section;

    if (index == 0) {
        uint64_t size = image->pe.flat ? (uint64_t)image->pages * MM_PAGE : image->pe.headers;

        *region = (struct region) { 0, 0, size };
        return true;
    }
    if (image->pe.flat || index > image->pe.sections)
        return false;
    section = &image->sections[index - 1];
    *region = (struct region) { section->start, section->raw, section->raw_size };
    return true;
}

static NTSTATUS read_source(const struct mm_image *image, void *to, uint64_t size, uint64_t offset)
{
    int64_t got;

    if (offset >= image->key.size)
        return STATUS_SUCCESS;
    if (size > image->key.size - offset)
        size = image->key.size - offset;
    got = sys_file_pread(image->source, to, (size_t)size, (int64_t)offset);
    if (got < 0)
        return ob_status((int)got);
    return (uint64_t)got == size ? STATUS_SUCCESS : STATUS_END_OF_FILE;
}

/* The bytes of the image at [start, end) to `bytes`; *any: some may be other than zero. */
static NTSTATUS compose(const struct mm_image *image, uint64_t start, uint64_t end,
                        unsigned char *bytes, bool *any)
{
    NTSTATUS status = STATUS_SUCCESS;
    struct region region;

    *any = false;
    memset(bytes, 0, (size_t)(end - start));
    for (size_t i = 0; NT_SUCCESS(status) && region_get(image, i, &region); i++) {
        uint64_t from = region.start > start ? region.start : start;
        uint64_t to = region.start + region.size < end ? region.start + region.size : end;

        if (from >= to)
            continue;
        *any = true;
        status = read_source(image, bytes + (from - start), to - from,
                             region.raw + (from - region.start));
    }
    return status;
}

static NTSTATUS write_layout(const struct mm_image *image, const void *from, size_t size,
                             uint64_t offset)
{
    int64_t done = sys_file_pwrite(image->fd, from, size, (int64_t)offset);

    if (done < 0)
        return ob_status((int)done);
    return (size_t)done == size ? STATUS_SUCCESS : STATUS_DISK_FULL;
}

/* Where the layout says of a page whether it was filled. */
static uint64_t mark_of(const struct mm_image *image, size_t page)
{
    return (uint64_t)image->pages * MM_PAGE + page;
}

/* One chunk at most. The marks come last: who sees one sees the page. */
static NTSTATUS fill_chunk(const struct mm_image *image, size_t first, size_t count)
{
    static unsigned char bytes[CHUNK * MM_PAGE]; /* under the space's lock */
    unsigned char marks[CHUNK];
    bool any;
    NTSTATUS status;
    int64_t got = sys_file_pread(image->fd, marks, count, (int64_t)mark_of(image, first));

    if (got == (int64_t)count && memchr(marks, 0, count) == NULL)
        return STATUS_SUCCESS;
    status = compose(image, (uint64_t)first * MM_PAGE, (uint64_t)(first + count) * MM_PAGE, bytes,
                     &any);
    if (NT_SUCCESS(status) && any)
        status = write_layout(image, bytes, count * MM_PAGE, (uint64_t)first * MM_PAGE);
    if (!NT_SUCCESS(status))
        return status;
    memset(marks, 1, count);
    return write_layout(image, marks, count, mark_of(image, first));
}

NTSTATUS mm_image_fill(struct mm_image *image, size_t first, size_t count)
{
    NTSTATUS status = STATUS_SUCCESS;

    while (count && NT_SUCCESS(status)) {
        size_t step = count < CHUNK ? count : CHUNK;

        status = fill_chunk(image, first, step);
        first += step;
        count -= step;
    }
    return status;
}

bool mm_image_is_shared(const struct mm_image *image, const struct mm_pe_section *section)
{
    const uint32_t both = IMAGE_SCN_MEM_SHARED | IMAGE_SCN_MEM_WRITE;

    return !image->pe.flat && (section->characteristics & both) == both;
}

void mm_image_section_pages(const struct mm_pe_section *section, size_t *first, size_t *count)
{
    *first = section->start / MM_PAGE;
    *count = ((size_t)section->size + MM_PAGE - 1) / MM_PAGE;
}

static uint64_t layout_pages(const struct mm_image *image)
{
    return image->pages + ((uint64_t)image->pages + MM_PAGE - 1) / MM_PAGE;
}

/* What programs write to together is filled once, before anyone has written to it. */
static NTSTATUS fill_shared(struct mm_image *image)
{
    NTSTATUS status = STATUS_SUCCESS;
    size_t first, count;

    for (size_t i = 0; i < image->pe.sections && NT_SUCCESS(status); i++) {
        if (!mm_image_is_shared(image, &image->sections[i]))
            continue;
        mm_image_section_pages(&image->sections[i], &first, &count);
        mm_space_lock();
        status = mm_image_fill(image, first, count);
        mm_space_unlock();
    }
    return status;
}

/* The name's descriptor holds the claim and is not to be mapped. */
static NTSTATUS open_layout(struct mm_image *image, int fd)
{
    int made = sys_shm_reopen(fd, true);

    if (made < 0)
        return ob_status(made);
    image->fd = made;
    return STATUS_SUCCESS;
}

static NTSTATUS image_publish(struct ob_share *share, int fd, uint64_t *size)
{
    struct mm_image *image = (struct mm_image *)share;
    uint64_t pages = layout_pages(image);
    NTSTATUS status = ob_status(sys_file_truncate(fd, (int64_t)(pages * MM_PAGE)));

    if (NT_SUCCESS(status))
        status = open_layout(image, fd);
    if (NT_SUCCESS(status))
        status = fill_shared(image);
    if (!NT_SUCCESS(status) && image->fd >= 0) { /* another attempt may come */
        sys_file_close(image->fd);
        image->fd = -1;
    }
    *size = ob_size_pack(pages, OB_KIND_IMAGE, false, 0);
    return status;
}

static NTSTATUS image_join(struct ob_share *share, int fd, uint64_t size)
{
    struct mm_image *image = (struct mm_image *)share;

    if (ob_size_kind(size) != OB_KIND_IMAGE || ob_size_pages(size) != layout_pages(image))
        return STATUS_INVALID_IMAGE_FORMAT; /* the file is not what it was when that was made */
    return open_layout(image, fd);
}

static const struct ob_share_type image_type = { .publish = image_publish, .join = image_join };

static void image_free(struct mm_image *image)
{
    if (image->fd >= 0)
        sys_file_close(image->fd);
    if (image->source >= 0)
        sys_file_close(image->source);
    free(image);
}

static void leaf_make(char leaf[OB_LEAF_MAX], const struct mm_image_key *key)
{
    const uint64_t parts[] = {
        key->device, key->inode, key->size, (uint64_t)key->modified, (uint64_t)key->changed
    };
    char *at = sys_text_put(leaf, OB_LEAF_PREFIX "s");

    at = sys_text_number(at, ob_space_own().session, 10, 1);
    at = sys_text_put(at, "." OB_SHARE_MARK "image");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        at = sys_text_number(sys_text_put(at, "."), parts[i], 16, 1);
    *at = 0;
}

static NTSTATUS key_of(int fd, struct mm_image_key *key)
{
    struct sys_file_stat stat;
    int result = sys_file_stat(fd, &stat);

    if (result)
        return ob_status(result);
    if (stat.kind != SYS_FILE_REGULAR)
        return STATUS_INVALID_FILE_FOR_SECTION;
    *key = (struct mm_image_key) {
        .device = stat.device, .inode = stat.inode, .size = stat.size,
        .modified = stat.modified, .changed = stat.changed
    };
    return STATUS_SUCCESS;
}

struct file_source {
    struct mm_pe_source source;
    int fd;
};

static size_t read_file(const struct mm_pe_source *source, uint64_t offset, void *to, size_t size)
{
    int64_t got = sys_file_pread(((const struct file_source *)source)->fd, to, size,
                                 (int64_t)offset);

    return got < 0 ? 0 : (size_t)got;
}

/* The image that the file's headers describe; it has neither source nor layout yet. */
static NTSTATUS image_alloc(int fd, const struct mm_image_key *key, struct mm_image **made)
{
    struct file_source source = { .source = { .read = read_file, .size = key->size }, .fd = fd };
    struct mm_image *image;
    struct mm_pe pe;
    enum mm_pe_flaw flaw = mm_pe_read(&source.source, &pe);

    if (flaw)
        return mm_pe_status(flaw);
    image = malloc(sizeof *image + pe.sections * sizeof *image->sections);
    if (!image)
        return STATUS_NO_MEMORY;
    *image = (struct mm_image) { .key = *key, .source = -1, .fd = -1, .pe = pe };
    image->pages = (uint32_t)(((uint64_t)pe.size + MM_PAGE - 1) / MM_PAGE);
    flaw = mm_pe_read_sections(&source.source, &pe, image->sections);
    if (flaw) {
        image_free(image);
        return mm_pe_status(flaw);
    }
    *made = image;
    return STATUS_SUCCESS;
}

NTSTATUS mm_image_open(int fd, const struct mm_image_key *known, struct mm_image **image)
{
    struct ob_share *share = NULL;
    struct mm_image_key key;
    struct mm_image *fresh = NULL;
    NTSTATUS status = key_of(fd, &key);

    if (NT_SUCCESS(status))
        status = image_alloc(fd, known ? known : &key, &fresh);
    if (!NT_SUCCESS(status))
        return status;
    leaf_make(fresh->share.leaf, &fresh->key);
    status = mm_backing_reopen(fd, MM_PTE_READONLY, &fresh->source);
    if (NT_SUCCESS(status))
        status = ob_share_take(&fresh->share, &image_type, &share);
    if (share != &fresh->share)
        image_free(fresh);
    if (NT_SUCCESS(status))
        *image = (struct mm_image *)share;
    return status;
}

void mm_image_close(struct mm_image *image)
{
    if (ob_share_drop(&image->share))
        image_free(image);
}
