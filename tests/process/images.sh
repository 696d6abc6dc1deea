#!/bin/sh
# SPDX-License-Identifier: MIT
# images: PE files that several processes map.
for way in fault page kernel; do
    NTMM_COW=$way "$NTMM_BUILDDIR/tests/process/images" || exit
done
