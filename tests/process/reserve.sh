#!/bin/sh
# SPDX-License-Identifier: MIT
# reserve: a reserved section of 1 TiB costs what is committed of it, and what is used of that.
for way in fault page kernel; do
    NTMM_COW=$way "$NTMM_BUILDDIR/tests/process/reserve" || exit
done
