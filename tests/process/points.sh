#!/bin/sh
# SPDX-License-Identifier: MIT
# points: processes stop and die at each point of the protocol of names.

. "$NTMM_SRCDIR/tests/process/points-build.sh"

mkdir points && points_sources points || exit 99
for program in points deaths; do
    points_compile "$NTMM_SRCDIR/tests/process/$program.c" points/program.o &&
        points_build points/program.o "points/$program" || exit 99
done

status=0
points/points || status=1
grep -ho 'ob_point("[^"]*")' points/claim.c points/name.c points/record.c | cut -d'"' -f2 |
    sort -u >points/list
# Each line is one argument.
tr '\n' '\0' <points/list | xargs -0 points/deaths || status=1
exit $status
