#!/bin/sh
# SPDX-License-Identifier: MIT
# page_errors: with each way to copy on write, and in a file system that is full.
program=$NTMM_BUILDDIR/tests/process/page_errors

for way in fault page kernel; do
    NTMM_COW=$way "$program" || exit
done
mkdir full || exit 99
if unshare --mount mount -t tmpfs -o size=1m none full 2>/dev/null; then
    # shellcheck disable=SC2016 # for the inner shell
    unshare --mount sh -c 'mount -t tmpfs -o size=1m none full && exec "$0" full' "$program"
else
    echo "page_errors: no file system can be mounted here: none that is full"
fi
status=$?
rmdir full
exit $status
