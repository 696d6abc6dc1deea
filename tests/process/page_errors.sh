#!/bin/sh
# SPDX-License-Identifier: MIT
# page_errors: with each way to copy on write.
for way in fault page kernel; do
    NTMM_COW=$way "$NTMM_BUILDDIR/tests/process/page_errors" || exit
done
