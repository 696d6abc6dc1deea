#!/bin/sh
# SPDX-License-Identifier: MIT
# threads: those of the host as well, fork(), the system's limit, and processes without main.
program=$NTMM_BUILDDIR/tests/process/threads

"$program" || exit
"$program" leave
status=$?
[ $status -eq 5 ] || { echo "main left with code 5, the process ended with $status"; exit 1; }
"$program" last
status=$?
[ $status -eq 6 ] || { echo "the last thread left with code 6, the process ended with $status"; exit 1; }
