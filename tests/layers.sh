#!/bin/sh
# SPDX-License-Identifier: MIT
# The architecture: calls go downwards, system calls stay in sys/, exports are what is listed.

if [ -n "$NTMM_SANITIZERS" ]; then
    echo "sanitizers add calls of their own"
    exit 77
fi
status=0
"$NTMM_SRCDIR/scripts/layers" "$NTMM_BUILDDIR" || status=1
cd "$NTMM_SRCDIR" || exit 99
set -- libntmm/nt/exports win32/exports win32/crt/exports
scripts/gen-exports verify "$NTMM_BUILDDIR/.libs/libntmm.so" "$@" || status=1
exit $status
