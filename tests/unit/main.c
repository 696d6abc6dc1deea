// SPDX-License-Identifier: MIT
// The unit test program: runs every suite, or those named as arguments.

#include <CUnit/Basic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suites.h"

#define UNIT_SUITE_ENTRY(noun) { #noun, NULL, NULL, NULL, NULL, unit_##noun },

static CU_SuiteInfo suites[] = { UNIT_SUITES(UNIT_SUITE_ENTRY) CU_SUITE_INFO_NULL };

static _Bool wanted(const char *suite, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(suite, argv[i]) == 0)
            return 1;
    return argc == 1;
}

int main(int argc, char **argv)
{
    if (CU_initialize_registry() != CUE_SUCCESS || CU_register_suites(suites) != CUE_SUCCESS) {
        fprintf(stderr, "unit: %s\n", CU_get_error_msg());
        return 99;
    }
    for (CU_SuiteInfo *suite = suites; suite->pName; suite++)
        CU_set_suite_active(CU_get_suite(suite->pName), wanted(suite->pName, argc, argv));
    CU_set_fail_on_inactive(CU_FALSE);
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    unsigned int failures = CU_get_number_of_failures();
    CU_cleanup_registry();
    return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
