#!/bin/sh
# SPDX-License-Identifier: MIT
# names: named sections in several processes.
exec "$NTMM_BUILDDIR/tests/process/names"
