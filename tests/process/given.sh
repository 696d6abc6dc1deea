#!/bin/sh
# SPDX-License-Identifier: MIT
# given: handles made in other processes.
exec "$NTMM_BUILDDIR/tests/process/given"
