#!/bin/sh
# SPDX-License-Identifier: MIT
# busyforks: fork() while other threads are in the middle of everything; the children do it all.
for way in fault page kernel; do
    NTMM_COW=$way "$NTMM_BUILDDIR/tests/process/busyforks" || exit
done
