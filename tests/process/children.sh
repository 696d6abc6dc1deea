#!/bin/sh
# SPDX-License-Identifier: MIT
# children: how processes of every kind start and end.
exec "$NTMM_BUILDDIR/tests/process/children"
