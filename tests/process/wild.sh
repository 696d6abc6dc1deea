#!/bin/sh
# SPDX-License-Identifier: MIT
# wild: native calls with arguments of every kind. NTMM_SEED=N repeats one of its rounds.
folder=$(mktemp -d) || exit
trap 'rm -rf "$folder"' EXIT
program=$(realpath "$NTMM_BUILDDIR/tests/process/wild") || exit
cd "$folder" && "$program" "wild-$$" || exit
left=$(find /dev/shm -name "ntmm.*wild-$$*")
[ -z "$left" ] || { echo "left: $left"; exit 1; }
