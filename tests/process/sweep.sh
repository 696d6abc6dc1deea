#!/bin/sh
# SPDX-License-Identifier: MIT
# sweep: what dead processes left goes now and then, and when there is no room for something new.

. "$NTMM_SRCDIR/tests/process/own-shm.sh"
own_shm 64 "$NTMM_BUILDDIR/tests/process/sweep"
