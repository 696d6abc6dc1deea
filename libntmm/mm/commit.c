// SPDX-License-Identifier: MIT
// commit: which pages of a SEC_RESERVE section are committed.
#include "mm/commit.h"

#include "sys/file.h"

#include <string.h>

#define CHUNK 1024

/* Bytes that cannot be read, since a peer cut the file, count as not committed. */
static size_t read_bytes(const struct mm_section *section, uint64_t page, size_t count,
                         unsigned char *bytes)
{
    int64_t got = sys_file_pread(atomic_load(&section->fd), bytes, count,
                                 (int64_t)(section->commit_at + page));

    if (got < 0)
        got = 0;
    memset(bytes + got, 0, count - (size_t)got);
    return count;
}

NTSTATUS mm_commit_set(struct mm_section *section, uint64_t first, uint64_t count)
{
    unsigned char ones[CHUNK];

    memset(ones, 1, sizeof ones);
    while (count) {
        size_t step = count < CHUNK ? (size_t)count : CHUNK;
        int64_t done = sys_file_pwrite(atomic_load(&section->fd), ones, step,
                                       (int64_t)(section->commit_at + first));

        if (done <= 0)
            return STATUS_COMMITMENT_LIMIT;
        first += (uint64_t)done;
        count -= (uint64_t)done;
    }
    return STATUS_SUCCESS;
}

bool mm_commit_test(const struct mm_section *section, uint64_t page)
{
    unsigned char byte;

    read_bytes(section, page, 1, &byte);
    return byte != 0;
}

uint64_t mm_commit_run(const struct mm_section *section, uint64_t first, uint64_t limit)
{
    bool committed = mm_commit_test(section, first);
    unsigned char bytes[CHUNK];
    uint64_t done = 0;

    while (done < limit) {
        size_t step = limit - done < CHUNK ? (size_t)(limit - done) : CHUNK;

        if (!committed) { /* holes of the file are all zero */
            int64_t data = sys_file_seek_data(atomic_load(&section->fd),
                                              (int64_t)(section->commit_at + first + done));
            uint64_t next = data < 0 ? limit : (uint64_t)data - section->commit_at - first;

            if (next > done) {
                done = next < limit ? next : limit;
                continue;
            }
        }
        read_bytes(section, first + done, step, bytes);
        for (size_t i = 0; i < step; i++)
            if ((bytes[i] != 0) != committed)
                return done + i;
        done += step;
    }
    return limit;
}
