// SPDX-License-Identifier: MIT
// measure: how both benchmark programs time a case, so that their numbers mean the same.
//
// The including file defines now_ns() first. A case is a function that does an operation
// `count` times and returns the nanoseconds of what is to be timed. Printed is one line,
// `name<TAB>nanoseconds for one operation`: the best of several short batches, since whatever
// else the machine does only ever adds. scripts/bench runs the programs in turn, several
// rounds, and takes medians over these.

#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <stdio.h>
#include <stdlib.h>

typedef double (*measured_case)(unsigned count);

enum { BATCHES = 10, LARGE_BATCHES = 2 };

#define BATCH_NS 1e6

// `count` 0: as many as fill a batch's time. Otherwise exactly so many, for cases whose
// operations belong together.
static void measure(const char *name, measured_case run, unsigned count)
{
    int batches = count == 0 ? BATCHES : LARGE_BATCHES;
    double best = 0;

    if (count == 0) {
        count = 1;
        while (count < 1u << 24 && run(count) < BATCH_NS)
            count *= 2;
    }
    while (batches-- > 0) {
        double ns = run(count) / count;

        if (best == 0 || ns < best)
            best = ns;
    }
    printf("%s\t%.1f\n", name, best);
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
