#!/bin/sh
# SPDX-License-Identifier: MIT
# busyforks: fork() while other threads are in the middle of everything; the children do it all.
if [ -n "${NTMM_SANITIZERS-}" ]; then
    echo "busyforks: a sanitizer's allocator does not survive fork() beside other threads"
    exit 77
fi
for way in fault page kernel; do
    NTMM_COW=$way "$NTMM_BUILDDIR/tests/process/busyforks" || exit
done
