#!/bin/sh
# SPDX-License-Identifier: MIT
# bigcopy: a copy-on-write view of 4 GiB, of which every second page is written in random order.
# The other ways have less to do: in "kernel" the tracker has no part in it, and in "page" each page
# that is written is a mapping of its own, of which the kernel allows too few.
# Time limit: 300 s
program=$NTMM_BUILDDIR/tests/process/bigcopy
NTMM_COW=fault "$program" && NTMM_COW=kernel "$program" few && NTMM_COW=page "$program" few
