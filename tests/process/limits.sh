#!/bin/sh
# SPDX-License-Identifier: MIT
# limits: no descriptors, no address space, and, where a small file system can be mounted, no disk.
program=$NTMM_BUILDDIR/tests/process/limits

mkdir full || exit 99
# shellcheck disable=SC2016 # for the inner shell
if unshare --mount sh -c 'mount -t tmpfs -o size=1m none full' 2>/dev/null; then
    # shellcheck disable=SC2016
    unshare --mount sh -c 'mount -t tmpfs -o size=1m none full && exec "$0" full' "$program"
else
    echo "limits: no file system can be mounted here: no full disk"
    "$program"
fi
status=$?
rmdir full
exit $status
