#!/bin/sh
# SPDX-License-Identifier: MIT
# opened: processes by number.
exec "$NTMM_BUILDDIR/tests/process/opened"
