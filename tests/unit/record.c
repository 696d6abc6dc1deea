// SPDX-License-Identifier: MIT
// Unit tests of the records of named objects.
#include "ob/record.h"
#include "sys/file.h"
#include "sys/shm.h"

#include <CUnit/CUnit.h>
#include <errno.h>
#include <string.h>

#include "suites.h"

static const char body[] = "what other processes must know";

static void size_says_all(void)
{
    for (unsigned detail = 0; detail < 256; detail++) {
        uint64_t size = ob_size_pack(7, OB_KIND_SECTION, detail & 1, (uint8_t)detail);

        CU_ASSERT_TRUE(ob_size_published(size));
        CU_ASSERT_EQUAL(ob_size_pages(size), 7);
        CU_ASSERT_EQUAL(ob_size_kind(size), OB_KIND_SECTION);
        CU_ASSERT_EQUAL(ob_size_has_body(size), detail & 1);
        CU_ASSERT_EQUAL(ob_size_detail(size), detail);
    }
    CU_ASSERT_FALSE(ob_size_published(0));
    CU_ASSERT_FALSE(ob_size_published(5 * OB_PAGE));
}

/* A file with a body behind `data` pages; *size is what would publish it. */
static int record_make(uint64_t data, uint64_t *size)
{
    int fd = sys_shm_anonymous("ntmm.test", false);
    uint64_t pages = data;

    CU_ASSERT_FATAL(fd >= 0);
    CU_ASSERT_EQUAL_FATAL(ob_record_write(fd, &pages, body, sizeof body), 0);
    *size = ob_size_pack(pages, OB_KIND_SECTION, true, 0);
    CU_ASSERT_EQUAL_FATAL(sys_file_truncate(fd, (int64_t)*size), 0);
    return fd;
}

static void body_comes_back(void)
{
    char got[256];
    uint64_t size, data;
    int fd = record_make(3, &size);

    CU_ASSERT_EQUAL(ob_record_read(fd, size, got, sizeof got, &data), (int)sizeof body);
    CU_ASSERT_EQUAL(data, 3);
    CU_ASSERT_STRING_EQUAL(got, body);
    CU_ASSERT_EQUAL(ob_record_read(fd, size, got, sizeof body - 1, &data), -EINVAL);
    sys_file_close(fd);
}

/* A peer cut the file, or says another size than it has. */
static void short_files_are_refused(void)
{
    char got[256];
    uint64_t size, data;
    int fd = record_make(0, &size);

    CU_ASSERT_EQUAL(ob_record_read(fd, 9, got, sizeof got, &data), -EINVAL);
    CU_ASSERT_EQUAL(ob_record_read(fd, size + OB_PAGE, got, sizeof got, &data), -EINVAL);
    CU_ASSERT_EQUAL(sys_file_truncate(fd, 100), 0);
    CU_ASSERT_EQUAL(ob_record_read(fd, size, got, sizeof got, &data), -EINVAL);
    CU_ASSERT_EQUAL(sys_file_truncate(fd, 0), 0);
    CU_ASSERT_EQUAL(ob_record_read(fd, size, got, sizeof got, &data), -EINVAL);
    sys_file_close(fd);
}

/* No change of any byte of the trailer goes unnoticed, and none makes the reader misbehave. */
static void damaged_trailers_are_refused(void)
{
    enum { TRAILER = 24 };
    char got[256], byte;
    uint64_t size, data;
    int fd = record_make(2, &size);

    for (int at = 1; at <= TRAILER; at++) {
        int64_t place = (int64_t)(ob_size_pages(size) * OB_PAGE) - at;

        CU_ASSERT_EQUAL_FATAL(sys_file_pread(fd, &byte, 1, place), 1);
        for (int bit = 0; bit < 8; bit++) {
            char bad = (char)(byte ^ 1 << bit);

            CU_ASSERT_EQUAL_FATAL(sys_file_pwrite(fd, &bad, 1, place), 1);
            CU_ASSERT_EQUAL(ob_record_read(fd, size, got, sizeof got, &data), -EINVAL);
        }
        CU_ASSERT_EQUAL_FATAL(sys_file_pwrite(fd, &byte, 1, place), 1);
    }
    CU_ASSERT_EQUAL(ob_record_read(fd, size, got, sizeof got, &data), (int)sizeof body);
    sys_file_close(fd);
}

CU_TestInfo unit_record[] = {
    { "size says all", size_says_all },
    { "body comes back", body_comes_back },
    { "short files are refused", short_files_are_refused },
    { "damaged trailers are refused", damaged_trailers_are_refused },
    CU_TEST_INFO_NULL,
};
