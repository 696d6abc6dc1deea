#!/bin/sh
# SPDX-License-Identifier: MIT
# The architecture: calls go downwards, system calls stay in sys/, exports are what is listed.

if [ -n "$NTMM_SANITIZERS" ]; then
    echo "sanitizers add calls of their own"
    exit 77
fi
"$NTMM_SRCDIR/scripts/layers" "$NTMM_BUILDDIR" || exit 1
cd "$NTMM_SRCDIR" || exit 99
exports=$(find libntmm win32 -name exports)
# shellcheck disable=SC2086 # one word a file
scripts/gen-exports verify "$NTMM_BUILDDIR/.libs/libntmm.so" $exports
