#!/bin/sh
# SPDX-License-Identifier: MIT
# points: processes stop at each point of the protocol of names while others act.

. "$NTMM_SRCDIR/tests/process/points-build.sh"

mkdir points && points_sources points &&
    for name in claim name record; do
        points_compile "points/$name.c" "points/$name.o" || exit 99
    done &&
    points_compile "$NTMM_SRCDIR/tests/process/points.c" points/points.o &&
    points_link points/points points/*.o || exit 99
points/points
status=$?
rm -r points
exit $status
