#!/bin/sh
# SPDX-License-Identifier: MIT
# ways: what the conformance tests check of copies on write, with the ways that are not the default.
for way in page kernel; do
    for test in section_cow section_matrix section_commit section_protect section_reserve \
        file_buffer result_buffer; do
        echo "NTMM_COW=$way $test"
        NTMM_COW=$way "$NTMM_BUILDDIR/tests/conformance/$test.test" || exit
    done
done
