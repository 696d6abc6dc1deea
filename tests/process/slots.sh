#!/bin/sh
# SPDX-License-Identifier: MIT
# slots: the memory of unnamed objects comes back from processes that were killed.

exec "$NTMM_BUILDDIR/tests/process/slots"
