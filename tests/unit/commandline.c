// SPDX-License-Identifier: MIT
// Command lines: to arguments and back, and the program's name at their front.

#include <stdlib.h>
#include <string.h>

#include "ps/commandline.h"
#include "suites.h"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof(array)[0])

/* Microsoft's own examples, and the corners around them; the program's name is added. */
static const struct {
    const char *line;
    const char *arguments[5];
} rows[] = {
    {"", {0}},
    {"  \t ", {0}},
    {"a b c", {"a", "b", "c"}},
    {"\"a b c\" d e", {"a b c", "d", "e"}},
    {"\"ab\\\"c\" \"\\\\\" d", {"ab\"c", "\\", "d"}},
    {"a\\\\\\b d\"e f\"g h", {"a\\\\\\b", "de fg", "h"}},
    {"a\\\\\\\"b c d", {"a\\\"b", "c", "d"}},
    {"a\\\\\\\\\"b c\" d e", {"a\\\\b c", "d", "e"}},
    {"a\"b\"\" c d", {"ab\" c d"}},
    {"\"\"", {""}},
    {"\"\" \"\"", {"", ""}},
    {"\"\"\"\"", {"\""}},
    {"\"a\"\"b\"", {"a\"b"}},
    {"\"open end", {"open end"}},
    {"\\", {"\\"}},
    {"\\\\server\\share", {"\\\\server\\share"}},
    {"'a b'", {"'a", "b'"}},
};

static void test_split(void)
{
    char line[256];

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char **arguments;
        size_t j;

        strcpy(stpcpy(line, "program "), rows[i].line);
        arguments = ps_commandline_split(line);
        CU_ASSERT_PTR_NOT_NULL_FATAL(arguments);
        CU_ASSERT_STRING_EQUAL(arguments[0], "program");
        for (j = 0; rows[i].arguments[j] && arguments[j + 1]; j++)
            CU_ASSERT_STRING_EQUAL(arguments[j + 1], rows[i].arguments[j]);
        CU_ASSERT_PTR_NULL(rows[i].arguments[j]);
        CU_ASSERT_PTR_NULL(arguments[j + 1]);
        free(arguments);
    }
}

/* The first argument knows no backslashes: a folder may end before the quote. */
static void test_split_name(void)
{
    static const struct {
        const char *line, *name, *argument;
    } names[] = {
        {"a b", "a", "b"},
        {"\"a b\" c", "a b", "c"},
        {"\"C:\\dir\\\" c", "C:\\dir\\", "c"},
        {"a\" \"b c", "a b", "c"},
        {"a\\\"b c", "a\\b c", NULL},
        {" a", "", "a"},
        {"", "", NULL},
    };

    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        char **arguments = ps_commandline_split(names[i].line);

        CU_ASSERT_PTR_NOT_NULL_FATAL(arguments);
        CU_ASSERT_STRING_EQUAL(arguments[0], names[i].name);
        if (names[i].argument)
            CU_ASSERT_STRING_EQUAL(arguments[1], names[i].argument)
        else
            CU_ASSERT_PTR_NULL(arguments[1]);
        free(arguments);
    }
}

/* Whatever the arguments are, the line gives them back. */
static void test_join(void)
{
    static char *const vectors[][5] = {
        {"program"},
        {"a program", "a", "b"},
        {"program", "", "x", ""},
        {"program", "a b", "c\td"},
        {"program", "\"", "a\"b", "\"\""},
        {"program", "\\", "\\\\", "a\\"},
        {"program", "a b\\", "a b\\\\", "c"},
        {"program", "\\\"", "\\\\\"", "a \\\" b"},
        {"C:\\a dir\\", "x"},
    };

    for (size_t i = 0; i < ARRAY_SIZE(vectors); i++) {
        char *line = ps_commandline_join(vectors[i]), **arguments;
        size_t j;

        CU_ASSERT_PTR_NOT_NULL_FATAL(line);
        arguments = ps_commandline_split(line);
        CU_ASSERT_PTR_NOT_NULL_FATAL(arguments);
        for (j = 0; vectors[i][j] && arguments[j]; j++)
            CU_ASSERT_STRING_EQUAL(arguments[j], vectors[i][j]);
        CU_ASSERT_PTR_NULL(vectors[i][j]);
        CU_ASSERT_PTR_NULL(arguments[j]);
        free(arguments);
        free(line);
    }
}

static void test_program(void)
{
    static const struct {
        const char *line, *word, *rest;
    } lines[] = {
        {"a b", "a", " b"},
        {"\"a b\" c", "a b", " c"},
        {"\"a b\"c", "a b", "c"},
        {"  a", "a", ""},
        {"\"open end", "open end", ""},
        {"", "", ""},
    };

    for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
        const char *word, *rest;
        size_t length = ps_commandline_program(lines[i].line, &word, &rest);

        CU_ASSERT_EQUAL(length, strlen(lines[i].word));
        CU_ASSERT_EQUAL(memcmp(word, lines[i].word, length), 0);
        CU_ASSERT_STRING_EQUAL(rest, lines[i].rest);
    }
}

CU_TestInfo unit_commandline[] = {
    {"arguments", test_split},
    {"the program's name among them", test_split_name},
    {"a line from arguments", test_join},
    {"the program's name for CreateProcess", test_program},
    CU_TEST_INFO_NULL,
};
