#!/bin/sh
# SPDX-License-Identifier: MIT
# waits: with the kernel's way to sleep on several words, and with the one for older kernels.
# Time limit: 300 s
for way in kernel threads; do
    NTMM_WAIT=$way "$NTMM_BUILDDIR/tests/process/waits" || exit
done
