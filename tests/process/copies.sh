#!/bin/sh
# SPDX-License-Identifier: MIT
# copies: exactly the pages that are written are copied, whatever writes them, and no write is lost.
for way in fault page kernel; do
    NTMM_COW=$way "$NTMM_BUILDDIR/tests/process/copies" || exit
done
