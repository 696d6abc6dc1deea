// SPDX-License-Identifier: MIT
// The program's arguments, narrow and wide.
#include "arguments.h"

#include "utf.h"

#include <stdlib.h>

int __argc;
char **__argv;
wchar_t **__wargv; // only in programs with a wide main, as on Windows

/* glibc gives constructors what main gets. */
__attribute__((__constructor__)) static void take_arguments(int argc, char **argv)
{
    __argc = argc;
    __argv = argv;
}

wchar_t **ntmm_wide_vector(char **vector)
{
    size_t count = 0;
    wchar_t **wide;

    while (vector[count])
        count++;
    wide = calloc(count + 1, sizeof *wide);
    if (!wide)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        wide[i] = crt_widen(vector[i]);
        if (!wide[i])
            return NULL; // a program that cannot start does not free
    }
    return wide;
}
