#!/bin/sh
# SPDX-License-Identifier: MIT
# console: keys one at a time.
exec "$NTMM_BUILDDIR/tests/process/console"
