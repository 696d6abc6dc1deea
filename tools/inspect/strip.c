// SPDX-License-Identifier: MIT
// strip: the pages of a view as a row of cells, for a terminal or a picture.
#include "strip.h"

#include "ob/record.h"

#include <string.h>
#include <unistd.h>

/* One word for each page, of which these bits count; libntmm/sys/pagemap.c reads them likewise. */
#define BIT_FILE (UINT64_C(1) << 61) /* of a file, or shared */
#define BIT_SWAPPED (UINT64_C(1) << 62)
#define BIT_PRESENT (UINT64_C(1) << 63)

static enum strip_page page_of(uint64_t word)
{
    if (!(word & (BIT_PRESENT | BIT_SWAPPED)))
        return STRIP_ABSENT;
    return word & BIT_FILE ? STRIP_SHARED : STRIP_COPIED;
}

static void put(struct strip *strip, uint64_t page, uint64_t count, enum strip_page kind)
{
    strip->count[kind] += count;
    for (uint64_t cell = page / strip->each; cell <= (page + count - 1) / strip->each; cell++)
        if (strip->cell[cell] < kind)
            strip->cell[cell] = (uint8_t)kind;
}

void strip_read(int pagemap, uint64_t start, uint64_t end, struct strip *strip)
{
    uint64_t pages = (end - start) / OB_PAGE, done = 0, words[8192];

    *strip = (struct strip) { .each = 1 };
    while (pages > strip->each * STRIP_CELLS)
        strip->each *= 2;
    strip->cells = (size_t)((pages + strip->each - 1) / strip->each);
    while (done < pages) {
        uint64_t ask = pages - done;
        ssize_t got;

        if (ask > sizeof words / sizeof *words)
            ask = sizeof words / sizeof *words;
        got = pread(pagemap, words, ask * sizeof *words,
                    (off_t)((start / OB_PAGE + done) * sizeof *words));
        if (got < (ssize_t)sizeof *words)
            break;
        for (uint64_t i = 0; i < (uint64_t)got / sizeof *words; i++)
            put(strip, done++, 1, page_of(words[i]));
    }
    if (done < pages) /* it may not be read, or the process ended */
        put(strip, done, pages - done, STRIP_UNKNOWN);
}
