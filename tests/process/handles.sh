#!/bin/sh
# SPDX-License-Identifier: MIT
# handles: many handles, and many named objects, in a process that starts with few descriptors.

# Room for 10,000 named objects and some: who may, raises the hard limit. Too low a one: skipped.
room=10500
if [ "$(ulimit -Hn)" != unlimited ] && [ "$(ulimit -Hn)" -lt "$room" ]; then
    # shellcheck disable=SC3045 # dash and bash know -H
    ulimit -Hn "$room" 2>/dev/null || {
        echo "handles: needs a hard limit of $room descriptors"
        exit 77
    }
fi
# shellcheck disable=SC3045
ulimit -Sn 64 || exit 99
exec "$NTMM_BUILDDIR/tests/process/handles"
