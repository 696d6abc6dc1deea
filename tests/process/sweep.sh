#!/bin/sh
# SPDX-License-Identifier: MIT
# sweep: what dead processes left goes now and then, and when there is no room for something new.

. "$NTMM_SRCDIR/tests/process/own-shm.sh"
own_shm 64 "$NTMM_BUILDDIR/tests/process/sweep"
status=$?
[ $status -ne 77 ] || echo "sweep: a /dev/shm of one's own cannot be mounted here"
exit $status
