#!/bin/sh
# SPDX-License-Identifier: MIT
# watch: write watching where the kernel does not note writes itself: by faults.
NTMM_WATCH=fault exec "$NTMM_BUILDDIR/tests/conformance/virtual_watch.test"
