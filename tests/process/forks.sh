#!/bin/sh
# SPDX-License-Identifier: MIT
# forks: what a process has after fork(), with each way of tracking copies.
for way in fault page kernel; do
    NTMM_COW=$way "$NTMM_BUILDDIR/tests/process/forks" || exit
done
NTMM_WATCH=fault "$NTMM_BUILDDIR/tests/process/forks"
