#!/bin/sh
# SPDX-License-Identifier: MIT
# signals: the program's signal handlers, with each way to copy on write.
for way in fault page kernel; do
    NTMM_COW=$way "$NTMM_BUILDDIR/tests/process/signals" || exit
done
