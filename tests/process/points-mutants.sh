#!/bin/sh
# SPDX-License-Identifier: MIT
# points-mutants: each check of the protocol of names is needed: without it, its scene fails.
# Time limit: 300 s

. "$NTMM_SRCDIR/tests/process/points-build.sh"

failed=0
count=0

mutant() {
    count=$((count + 1))
    if ! points_mutant points/points.o points/mutant "$3" "$5"; then
        echo "$4: is not made"
        failed=1
    elif points/mutant "$2" >points/log 2>&1; then
        echo "$4: survives $2"
        failed=1
    elif ! grep -q "$2" points/log; then # the scene's own end, not a crash of the director
        echo "$4: $2 ends otherwise:"
        cat points/log
        failed=1
    fi
}

mkdir points && points_sources points &&
    points_compile "$NTMM_SRCDIR/tests/process/points.c" points/points.o -DLIMIT=4 &&
    points_build points/points.o points/whole || exit 99
. "$NTMM_SRCDIR/tests/process/points-mutants.list"

echo "points-mutants: $count mutants"
exit $failed
