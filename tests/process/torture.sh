#!/bin/sh
# SPDX-License-Identifier: MIT
# torture: processes that are killed at random instants leave no name, and nobody sees them half.
# NTMM_TORTURE is how many are killed, 10000 in the long form, which takes a minute or two.
# NTMM_TORTURE_SEED plays the same choices, though not the same instants.
# Time limit: 600 s

if [ -n "${NTMM_SANITIZERS-}" ]; then
    echo "torture: a sanitizer's allocator does not survive fork() beside other threads"
    exit 77
fi
. "$NTMM_SRCDIR/tests/process/own-shm.sh"

set -- "$NTMM_BUILDDIR/tests/process/torture" "${NTMM_TORTURE:-1000}" \
    "${NTMM_TORTURE_SEED:-$(date +%s)}"
own_shm 256 "$@"
status=$?
[ $status -ne 77 ] && exit $status
exec "$@"
