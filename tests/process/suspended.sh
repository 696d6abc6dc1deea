#!/bin/sh
# SPDX-License-Identifier: MIT
# suspended: what is created suspended stays so, whatever happens around it.
folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT
cd "$folder" && "$NTMM_BUILDDIR/tests/process/suspended"
