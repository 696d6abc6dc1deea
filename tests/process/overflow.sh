#!/bin/sh
# SPDX-License-Identifier: MIT
# overflow: stacks that end.
exec "$NTMM_BUILDDIR/tests/process/overflow"
