#!/bin/sh
# SPDX-License-Identifier: MIT
# ends: a process ends in each way that there is, with everything open, and leaves nothing.

. "$NTMM_SRCDIR/tests/process/own-shm.sh"
own_shm 64 "$NTMM_BUILDDIR/tests/process/ends"
status=$?
[ $status -ne 77 ] && exit $status
exec "$NTMM_BUILDDIR/tests/process/ends"
