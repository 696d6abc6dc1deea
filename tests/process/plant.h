// SPDX-License-Identifier: MIT
// plant.h: files in the folder of the names, as somebody else may leave them there.
//
// Such a file has its lock and all its bytes before it has its name: the sweeps of other processes
// would take it away half made.
#ifndef NTMM_TEST_PLANT_H
#define NTMM_TEST_PLANT_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"

/* A file of LENGTH bytes that begins with these, its first LOCKED bytes held for reading. */
static inline int plant(const char *path, const void *bytes, size_t size, off_t length,
                        off_t locked)
{
    struct flock lock = { .l_type = F_RDLCK, .l_whence = SEEK_SET, .l_len = locked };
    char made[] = "/dev/shm/planted-XXXXXX"; /* no object's name */
    int fd = mkstemp(made);

    REQUIRE(fd >= 0);
    REQUIRE(pwrite(fd, bytes, size, 0) == (ssize_t)size && ftruncate(fd, length) == 0);
    REQUIRE(fcntl(fd, F_OFD_SETLK, &lock) == 0);
    REQUIRE(rename(made, path) == 0);
    return fd;
}

#endif
