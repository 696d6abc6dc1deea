// SPDX-License-Identifier: MIT
// measure: how both benchmark programs time a case, so that their numbers mean the same.
//
// The including file defines now_ns() first. A case is a function that does an operation
// `count` times and returns the nanoseconds of what is to be timed. Printed is one line,
// `name<TAB>nanoseconds for one operation`: the median of several batches. scripts/bench runs
// the programs in turn, several rounds, and takes medians over these.

#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <stdio.h>
#include <stdlib.h>

typedef double (*measured_case)(unsigned count);

enum { BATCHES = 5 };

#define BATCH_NS 4e6

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

// `count` 0: as many as fill a batch's time. Otherwise exactly so many, for cases whose
// operations belong together.
static void measure(const char *name, measured_case run, unsigned count)
{
    double batch[BATCHES];
    int i;

    if (count == 0) {
        count = 1;
        while (count < 1u << 24 && run(count) < BATCH_NS)
            count *= 2;
    }
    for (i = 0; i < BATCHES; i++)
        batch[i] = run(count) / count;
    qsort(batch, BATCHES, sizeof(batch[0]), compare_doubles);
    printf("%s\t%.1f\n", name, batch[BATCHES / 2]);
    fflush(stdout);
}

// The sizes that both programs use.
enum {
    SECTION_BYTES = 65536,
    PAGE_BYTES = 4096,
    COW_BYTES = 64 << 20,
    COW_PAGES = COW_BYTES / PAGE_BYTES,
    FILE_BYTES = 4 << 20,
};

// A fixed order that visits each of COW_PAGES (a power of two) once and has no pattern that
// readahead or fault-around could follow: an odd factor, and then the bits mixed.
static unsigned shuffled_page(unsigned i)
{
    unsigned page = (i * 40503u + 12345u) & (COW_PAGES - 1);

    page ^= page >> 7;
    return (page * 2654435761u) & (COW_PAGES - 1);
}

#endif
