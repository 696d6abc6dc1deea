# SPDX-License-Identifier: MIT
# Sourced: builds points.c, deaths.c or torture.c with a library that has points, whole or changed.

# Files with names of their own: who sweeps elsewhere would be one more actor. None of them stays.
points_prefix=points-$$.
points_clean() {
    rm -rf points "/dev/shm/$points_prefix"*
}
trap points_clean EXIT
trap 'exit 1' HUP INT TERM

# The files of libntmm/ob that have points, to be changed perhaps, and the one that makes the names.
points_parts='claim name record path'

# points_sources FOLDER
points_sources() {
    for points_part in $points_parts; do
        cp "$NTMM_SRCDIR/libntmm/ob/$points_part.c" "$1" || return
    done
}

# points_compile SOURCE OBJECT [OPTION]. Who is stopped is not waited for as long as usual.
points_compile() {
    # shellcheck disable=SC2046,SC2086 # flags are words
    $NTMM_TEST_CC -std=gnu11 -Wall $NTMM_SANITIZERS \
        $("$NTMM_BUILDDIR/tools/ntmm-cc" --cflags) \
        -DWIN32_LEAN_AND_MEAN -DOB_POINTS -DWAIT_NAPS=200 "-DOB_LEAF_PREFIX=\"$points_prefix\"" \
        -iquote "$NTMM_BUILDDIR" -iquote "$NTMM_SRCDIR/libntmm" -iquote "$NTMM_SRCDIR" \
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

# points_build OBJECT PROGRAM [OPTION]: compiles what points_sources made, and links.
points_build() {
    points_objects=$1
    for points_part in $points_parts; do
        points_compile "points/$points_part.c" "points/$points_part.o" ${3-} || return
        points_objects="$points_objects points/$points_part.o"
    done
    # shellcheck disable=SC2086 # objects are words
    points_link "$2" $points_objects
}

# points_mutant OBJECT PROGRAM FILE SED [OPTION]: after points_build; one file is changed.
points_mutant() {
    sed "$4" "points/$3.c" >points/changed.c
    if cmp -s "points/$3.c" points/changed.c; then
        echo "the script changes nothing: $4"
        return 1
    fi
    points_objects="$1 points/changed.o"
    for points_part in $points_parts; do
        [ "$points_part" = "$3" ] || points_objects="$points_objects points/$points_part.o"
    done
    # shellcheck disable=SC2086 # objects are words
    points_compile points/changed.c points/changed.o ${5-} && points_link "$2" $points_objects
}
