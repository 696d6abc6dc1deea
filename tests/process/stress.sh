#!/bin/sh
# SPDX-License-Identifier: MIT
# stress: threads that map, write, protect, query, commit and unmap, against a model of every page.
for way in fault page kernel; do
    NTMM_COW=$way "$NTMM_BUILDDIR/tests/process/stress" || exit
done
