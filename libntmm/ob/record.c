// SPDX-License-Identifier: MIT
// record: what other processes must know of a named object, in and behind its file's size.
#include "ob/record.h"

#include "ob/point.h"
#include "sys/file.h"

#include <errno.h>

#define TRAILER_MAGIC 0x4d4d544eu /* "NTMM" */
#define TRAILER_VERSION 1u

/* The last bytes of the last whole page. */
struct trailer {
    uint32_t magic;
    uint32_t version;
    uint64_t start;  /* offset of the body in bytes, a multiple of a page */
    uint32_t length; /* of the body in bytes */
    uint32_t check;  /* so that bytes of the data are not taken for a trailer by chance */
};

_Static_assert(sizeof(struct trailer) == 24, "the trailer is shared between processes");

static uint32_t trailer_check(const struct trailer *trailer)
{
    return ~(trailer->magic ^ trailer->version ^ trailer->length ^ (uint32_t)trailer->start ^
             (uint32_t)(trailer->start >> 32));
}

static int write_all(int fd, const void *from, size_t length, uint64_t at)
{
    int64_t done = sys_file_pwrite(fd, from, length, (int64_t)at);

    if (done < 0)
        return (int)done;
    return (size_t)done == length ? 0 : -ENOSPC;
}

int ob_record_write(int fd, uint64_t *pages, const void *body, uint32_t length)
{
    struct trailer trailer = {
        .magic = TRAILER_MAGIC, .version = TRAILER_VERSION, .start = *pages * OB_PAGE,
        .length = length
    };
    uint64_t whole = *pages + (length + sizeof trailer + OB_PAGE - 1) / OB_PAGE;
    int result;

    trailer.check = trailer_check(&trailer);
    /* The size first, so that no write moves it over an odd value that would publish the file. */
    result = sys_file_truncate(fd, (int64_t)(whole * OB_PAGE));
    ob_point("record: sized");
    if (result == 0)
        result = write_all(fd, body, length, trailer.start);
    ob_point("record: half made");
    if (result == 0)
        result = write_all(fd, &trailer, sizeof trailer, whole * OB_PAGE - sizeof trailer);
    if (result == 0)
        *pages = whole;
    return result;
}

int ob_record_read(int fd, uint64_t size, void *body, uint32_t room, uint64_t *data_pages)
{
    uint64_t end = ob_size_pages(size) * OB_PAGE;
    struct trailer trailer;
    int64_t got;

    if (end < OB_PAGE)
        return -EINVAL;
    got = sys_file_pread(fd, &trailer, sizeof trailer, (int64_t)(end - sizeof trailer));
    if (got < 0)
        return (int)got;
    if (got != sizeof trailer || trailer.magic != TRAILER_MAGIC ||
        trailer.version != TRAILER_VERSION || trailer.check != trailer_check(&trailer))
        return -EINVAL;
    if (trailer.start % OB_PAGE || trailer.start > end - sizeof trailer ||
        trailer.length > end - sizeof trailer - trailer.start || trailer.length > room)
        return -EINVAL;
    got = sys_file_pread(fd, body, trailer.length, (int64_t)trailer.start);
    if (got < 0)
        return (int)got;
    if ((uint32_t)got != trailer.length)
        return -EINVAL;
    *data_pages = trailer.start / OB_PAGE;
    return (int)trailer.length;
}
