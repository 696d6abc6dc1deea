#!/bin/sh
# SPDX-License-Identifier: MIT
# torture-mutants: without a check of the protocol of names, torture finds what the check is for.
# In make check those that it finds at once; with NTMM_TORTURE all, which takes minutes.
# Time limit: 1200 s

if [ -n "${NTMM_SANITIZERS-}" ]; then
    echo "torture-mutants: a sanitizer's allocator does not survive fork() beside other threads"
    exit 77
fi
. "$NTMM_SRCDIR/tests/process/points-build.sh"
. "$NTMM_SRCDIR/tests/process/own-shm.sh"

failed=0
count=0
seed=${NTMM_TORTURE_SEED:-$(date +%s)}

torture() {
    own_shm 256 "$@" "$seed" >points/log 2>&1
    torture_status=$?
    [ $torture_status -ne 77 ] || "$@" "$seed" >points/log 2>&1
}

mutant() {
    if [ "$1" = never ] || { [ "$1" = late ] && [ -z "${NTMM_TORTURE-}" ]; }; then
        return
    fi
    count=$((count + 1))
    if ! points_mutant points/torture.o points/mutant "$3" "$5" -UWAIT_NAPS; then
        echo "$4: is not made"
        failed=1
        return
    fi
    torture points/mutant "${NTMM_TORTURE:-1000}"
    if ! grep -q "^violation" points/log; then
        echo "$4: survives, seed $seed:"
        cat points/log
        failed=1
    fi
    rm -f torture.file torture.shared
}

mkdir points && points_sources points &&
    points_compile "$NTMM_SRCDIR/tests/process/torture.c" points/torture.o \
        "-UWAIT_NAPS -DLIMIT=5" &&
    points_build points/torture.o points/whole -UWAIT_NAPS || exit 99
torture points/whole "${NTMM_TORTURE:-200}" || failed=1
cat points/log
. "$NTMM_SRCDIR/tests/process/points-mutants.list"

echo "torture-mutants: $count mutants, seed $seed"
exit $failed
