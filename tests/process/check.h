// SPDX-License-Identifier: MIT
// check: what the programs of this folder share: a check that counts, descriptors, and pipes.
#ifndef PROCESS_CHECK_H
#define PROCESS_CHECK_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int failures __attribute__((__unused__));

#define CHECK(condition, ...) \
    do { \
        if (!(condition)) { \
            failures++; \
            printf("%s:%d: %s: ", __FILE__, __LINE__, #condition); \
            printf("" __VA_ARGS__); \
            printf("\n"); \
        } \
    } while (0)

/* What cannot fail for a reason of the library's. */
#define REQUIRE(condition) \
    do { \
        if (!(condition)) { \
            perror(#condition); \
            exit(99); \
        } \
    } while (0)

/* Descriptors in use: what a failing call may not change. */
static inline int descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    int count = 0;

    REQUIRE(folder != NULL);
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

struct gate { int ends[2]; };

/* A gate lets a process wait for another: it waits until the other opens the gate or dies. */
static inline void gate_make(struct gate *gate)
{
    REQUIRE(pipe(gate->ends) == 0);
}

static inline void gate_wait(struct gate *gate)
{
    char byte;

    close(gate->ends[1]);
    REQUIRE(read(gate->ends[0], &byte, 1) >= 0);
    close(gate->ends[0]);
}

static inline void gate_open(struct gate *gate)
{
    close(gate->ends[0]);
    REQUIRE(write(gate->ends[1], "", 1) == 1);
    close(gate->ends[1]);
}

#endif
