# SPDX-License-Identifier: MIT
# Sourced by points.sh and points-mutants.sh: builds points.c with a library that has points.

# points_sources FOLDER: the files of libntmm/ob that have them, to be changed perhaps.
points_sources() {
    cp "$NTMM_SRCDIR/libntmm/ob/claim.c" "$NTMM_SRCDIR/libntmm/ob/name.c" \
        "$NTMM_SRCDIR/libntmm/ob/record.c" "$1"
}

# points_compile SOURCE OBJECT [OPTION]. Who is stopped is not waited for as long as usual.
points_compile() {
    # shellcheck disable=SC2046,SC2086 # flags are words
    $NTMM_TEST_CC -std=gnu11 -Wall $NTMM_SANITIZERS \
        $("$NTMM_BUILDDIR/tools/ntmm-cc" --cflags) \
        -DWIN32_LEAN_AND_MEAN -DOB_POINTS -DWAIT_NAPS=200 -iquote "$NTMM_BUILDDIR" \
        -iquote "$NTMM_SRCDIR/libntmm" -iquote "$NTMM_SRCDIR" \
        -iquote "$NTMM_SRCDIR/tests/process" -c "$1" -o "$2" ${3-}
}

# points_link PROGRAM OBJECT...: the archive gives what the objects do not define.
points_link() {
    points_program=$1
    shift
    # shellcheck disable=SC2086
    $NTMM_TEST_CC $NTMM_SANITIZERS -o "$points_program" "$@" "$NTMM_BUILDDIR/libntmmstart.a" \
        "$NTMM_BUILDDIR/.libs/libcore.a" -pthread
}
