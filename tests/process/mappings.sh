#!/bin/sh
# SPDX-License-Identifier: MIT
# mappings: failing for want of mappings. Not with NTMM_COW=page: there each written page is a
# mapping of its own from the start, and the call under test needs no more.
for way in fault kernel; do
    NTMM_COW=$way "$NTMM_BUILDDIR/tests/process/mappings" || exit
done
