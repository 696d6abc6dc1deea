#!/bin/sh
# SPDX-License-Identifier: MIT
# records: named objects whose files hostile processes wrote. NTMM_SEED=N repeats one of its rounds.
trap 'rm -f /dev/shm/ntmm.s*.records-$$-* records.data' EXIT
"$NTMM_BUILDDIR/tests/process/records" "records-$$"
