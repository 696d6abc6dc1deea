// SPDX-License-Identifier: MIT
// Unit tests of object names: from NT's form to the file that stands for them.
#include "ob/path.h"

#include <CUnit/CUnit.h>
#include <string.h>

#include "suites.h"

static size_t length_of(const WCHAR *text)
{
    size_t length = 0;

    while (text[length])
        length++;
    return length;
}

static NTSTATUS parse_below(const WCHAR *name, struct ob_path *path)
{
    struct ob_space own = ob_space_own();

    return ob_path_parse(&own, name, length_of(name), path);
}

static NTSTATUS parse_absolute(const WCHAR *name, struct ob_path *path)
{
    return ob_path_parse(NULL, name, length_of(name), path);
}

/* S-NAM-01 */
static void prefixes_choose_the_namespace(void)
{
    struct ob_path plain, local, global;

    CU_ASSERT_EQUAL(parse_below(L"Map", &plain), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(parse_below(L"Local\\Map", &local), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(parse_below(L"Global\\Map", &global), STATUS_SUCCESS);
    CU_ASSERT_STRING_EQUAL(plain.leaf, local.leaf);
    CU_ASSERT_STRING_NOT_EQUAL(plain.leaf, global.leaf);
    CU_ASSERT_EQUAL(parse_absolute(L"\\BaseNamedObjects\\Map", &plain), STATUS_SUCCESS);
    CU_ASSERT_STRING_EQUAL(plain.leaf, global.leaf);
    CU_ASSERT_EQUAL(parse_below(L"map", &plain), STATUS_SUCCESS);
    CU_ASSERT_STRING_NOT_EQUAL(plain.leaf, local.leaf);
}

/* S-NAM-01 */
static void bad_names_are_refused(void)
{
    static const struct {
        const WCHAR *name;
        NTSTATUS status;
    } bad[] = {
        { L"a\\b", STATUS_OBJECT_PATH_NOT_FOUND },
        { L"a\\", STATUS_OBJECT_PATH_NOT_FOUND },
        { L"local\\a", STATUS_OBJECT_PATH_NOT_FOUND },
        { L"Local\\a\\b", STATUS_OBJECT_PATH_NOT_FOUND },
        { L"Session\\4000000000\\a", STATUS_OBJECT_PATH_NOT_FOUND },
        { L"\\a", STATUS_OBJECT_PATH_SYNTAX_BAD },
        { L"a\\\\b", STATUS_OBJECT_NAME_INVALID },
        { L"Local\\", STATUS_OBJECT_NAME_INVALID },
        { L"Local\\\\a", STATUS_OBJECT_NAME_INVALID },
    };
    struct ob_path path;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CU_ASSERT_EQUAL(parse_below(bad[i].name, &path), bad[i].status);
    CU_ASSERT_EQUAL(parse_absolute(L"Map", &path), STATUS_OBJECT_PATH_SYNTAX_BAD);
    CU_ASSERT_EQUAL(parse_absolute(L"\\Device\\Map", &path), STATUS_OBJECT_PATH_NOT_FOUND);
}

static void directories_and_links_are_told(void)
{
    struct ob_path path;

    CU_ASSERT_EQUAL(parse_below(L"", &path), STATUS_SUCCESS);
    CU_ASSERT_TRUE(path.directory);
    CU_ASSERT_EQUAL(parse_absolute(L"\\BaseNamedObjects", &path), STATUS_SUCCESS);
    CU_ASSERT_TRUE(path.directory);
    CU_ASSERT_EQUAL(parse_below(L"Global", &path), STATUS_SUCCESS);
    CU_ASSERT_TRUE(path.link);
}

static bool is_leaf(const char *leaf)
{
    return strncmp(leaf, OB_LEAF_PREFIX, strlen(OB_LEAF_PREFIX)) == 0 && !strchr(leaf, '/') &&
           strlen(leaf) < OB_LEAF_MAX;
}

/* S-NAM-03: any units make a file name, and different names different ones. */
static void every_unit_makes_a_leaf(void)
{
    struct ob_space own = ob_space_own();
    char last[OB_LEAF_MAX] = "";

    for (unsigned unit = 0; unit < 0x10000; unit++) {
        WCHAR name[2] = { (WCHAR)unit, 'x' };
        struct ob_path path;

        if (unit == '\\')
            continue;
        if (ob_path_parse(&own, name, 2, &path) != STATUS_SUCCESS || !is_leaf(path.leaf) ||
            strcmp(path.leaf, last) == 0)
            CU_FAIL("a unit makes no leaf of its own");
        strcpy(last, path.leaf);
    }
}

/* Names of every length, each with a neighbour that differs in its last unit only. */
static void long_names_stay_apart(void)
{
    enum { LONGEST = 32766 };
    static WCHAR name[LONGEST];
    struct ob_space own = ob_space_own();
    struct ob_path path, other;

    for (size_t i = 0; i < LONGEST; i++)
        name[i] = L"long name/"[i % 10];
    for (size_t length = 1; length <= LONGEST; length = length < 300 ? length + 1 : length * 2) {
        WCHAR end = name[length - 1];

        CU_ASSERT_EQUAL(ob_path_parse(&own, name, length, &path), STATUS_SUCCESS);
        name[length - 1] = 'Z';
        CU_ASSERT_EQUAL(ob_path_parse(&own, name, length, &other), STATUS_SUCCESS);
        name[length - 1] = end;
        CU_ASSERT_TRUE(is_leaf(path.leaf) && is_leaf(other.leaf));
        CU_ASSERT_STRING_NOT_EQUAL(path.leaf, other.leaf);
    }
}

CU_TestInfo unit_name[] = {
    { "prefixes choose the namespace", prefixes_choose_the_namespace },
    { "bad names are refused", bad_names_are_refused },
    { "directories and links are told", directories_and_links_are_told },
    { "every unit makes a leaf", every_unit_makes_a_leaf },
    { "long names stay apart", long_names_stay_apart },
    CU_TEST_INFO_NULL,
};
