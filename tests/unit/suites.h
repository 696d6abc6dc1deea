// SPDX-License-Identifier: MIT
// The suites of unit tests, one for each noun: add X(noun) here and tests/unit/noun.c with
// `CU_TestInfo unit_noun[]`, closed by CU_TEST_INFO_NULL, to unit_sources in Makefile.inc.

#ifndef UNIT_SUITES_H
#define UNIT_SUITES_H

#include <CUnit/CUnit.h>

#define UNIT_SUITES(X) \
    X(commandline) X(handle) X(maps) X(name) X(record) X(pages) X(path) X(pe) X(prot) X(utf) X(vad)

#define UNIT_SUITE_DECLARE(noun) extern CU_TestInfo unit_##noun[];
UNIT_SUITES(UNIT_SUITE_DECLARE)

#endif
