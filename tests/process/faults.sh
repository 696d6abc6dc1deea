#!/bin/sh
# SPDX-License-Identifier: MIT
# faults: access violations that are the program's own, beside the library's.
for way in fault page kernel; do
    NTMM_COW=$way "$NTMM_BUILDDIR/tests/process/faults" || exit
done
