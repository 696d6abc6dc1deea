#!/bin/sh
# SPDX-License-Identifier: MIT
# seh, seh_faults: __try behaves the same whatever the compiler and its optimiser.
# Time limit: 300 s
cc=${NTMM_CC:-$NTMM_BUILDDIR/tools/ntmm-cc}
failed=0

# One compiler's sanitizers do not go with another's.
[ -n "$NTMM_SANITIZERS" ] && others= || others='gcc clang'
for compiler in "$NTMM_TEST_CC" $others; do
    # shellcheck disable=SC2086 # a compiler can have options, sanitizers are several
    command -v ${compiler%% *} >/dev/null || continue
    for level in -O0 -O1 -O2 '-O3 -fomit-frame-pointer'; do
        for program in seh seh_faults; do
            # shellcheck disable=SC2086
            CC=$compiler "$cc" $NTMM_SANITIZERS $level -Wall -Wextra -Werror \
                "$NTMM_SRCDIR/tests/process/$program.c" -o ./program &&
                timeout 60 ./program && continue
            echo "$program with $compiler $level: exit status $?"
            failed=1
        done
    done
done
rm -f program
exit $failed
