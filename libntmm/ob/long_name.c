// SPDX-License-Identifier: MIT
// long_name: the name of an object whose file's name could not hold it (ob_path_is_hashed).
#include "ob/long_name.h"

#include "ob/record.h"

#include <errno.h>
#include <stdlib.h>

enum { MOST = 1 << 16 }; /* bytes */

NTSTATUS ob_long_name_write(int fd, uint64_t *size, const WCHAR *text, size_t length)
{
    uint64_t pages = ob_size_pages(*size);
    int result = ob_record_write(fd, &pages, text, (uint32_t)(length * sizeof(WCHAR)));

    *size = *size % OB_PAGE + pages * OB_PAGE;
    return ob_status(result);
}

NTSTATUS ob_long_name_read(int fd, uint64_t *size, WCHAR **text, size_t *length)
{
    WCHAR *read = malloc(MOST);
    uint64_t pages;
    int got = read ? ob_record_read(fd, *size, read, MOST, &pages) : -ENOMEM;

    if (got < 0) {
        free(read);
        return got == -EINVAL ? STATUS_OBJECT_TYPE_MISMATCH : ob_status(got);
    }
    *size = *size % OB_PAGE + pages * OB_PAGE;
    *text = read;
    *length = (size_t)got / sizeof(WCHAR);
    return STATUS_SUCCESS;
}
