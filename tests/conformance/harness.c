// SPDX-License-Identifier: MIT
// The harness itself: what it counts, what it ends with, and how it shows values.

#define __WINESRC__
#include <windows.h>
#include "wine/test.h"
#include "check.h"
#include "child.h"

static void test_strings(void)
{
    static const WCHAR wide[] = { 'a', '"', '\n', 0x20ac, 7, 0 };
    static const char long_text[] = "0123456789";
    static const GUID id = { 0x12345678, 0x9abc, 0xdef0, { 1, 2, 3, 4, 5, 6, 7, 8 } };
    static const RECT rect = { 1, -2, 3, 4 };
    char longest[2000];
    const char *first;
    int i;

    ok(!strcmp(wine_dbgstr_a("a\\b\t\x7f"), "\"a\\\\b\\t\\x7f\""), "%s\n",
       wine_dbgstr_a("a\\b\t\x7f"));
    ok(!strcmp(wine_dbgstr_w(wide), "L\"a\\\"\\n\\20ac\\0007\""), "%s\n", wine_dbgstr_w(wide));
    ok(!strcmp(debugstr_w(wide), wine_dbgstr_w(wide)), "%s\n", debugstr_w(wide));
    ok(!strcmp(wine_dbgstr_an(long_text, 3), "\"012\""), "%s\n", wine_dbgstr_an(long_text, 3));
    ok(!strcmp(wine_dbgstr_an("a\0b", 3), "\"a\\x00b\""), "%s\n", wine_dbgstr_an("a\0b", 3));
    ok(!strcmp(wine_dbgstr_wn(wide, 1), "L\"a\""), "%s\n", wine_dbgstr_wn(wide, 1));
    ok(!strcmp(wine_dbgstr_a(NULL), "(null)"), "%s\n", wine_dbgstr_a(NULL));
    ok(!strcmp(wine_dbgstr_w((WCHAR *)0x1234), "#1234"), "%s\n", wine_dbgstr_w((WCHAR *)0x1234));
    ok(!strcmp(wine_dbgstr_longlong(0x123456789), "0x123456789"), "%s\n",
       wine_dbgstr_longlong(0x123456789));
    ok(!strcmp(wine_dbgstr_guid(&id), "{12345678-9abc-def0-0102-030405060708}"), "%s\n",
       wine_dbgstr_guid(&id));
    ok(!strcmp(wine_dbgstr_rect(&rect), "(1,-2)-(3,4)"), "%s\n", wine_dbgstr_rect(&rect));

    /* long ones are cut, and several live side by side */
    memset(longest, 1, sizeof(longest) - 1);
    longest[sizeof(longest) - 1] = 0;
    first = wine_dbgstr_a(longest);
    ok(strlen(first) < 400 && !strcmp(first + strlen(first) - 4, "\"..."), "%s\n", first);
    first = wine_dbgstr_a("first");
    for (i = 0; i < 10; i++)
        wine_dbgstr_a("another");
    ok(!strcmp(first, "\"first\""), "%s\n", first);
}

static void test_platform(void)
{
    ok(!broken(1), "neither Wine nor this library is allowed what is broken\n");
    ok(!broken(0), "what is not there is not broken\n");
    ok(winetest_platform_is_wine == !strcmp(winetest_platform, "wine"), "platform is %s\n",
       winetest_platform);
}

/* What blocks mean for the checks in them; each is done once, nested ones too. */
static void test_blocks(void)
{
    LONG failures = winetest_get_failures();
    int count = 0;

    todo_if(0) {
        count++;
        ok(1, "a check that holds\n");
        todo_if(1) {
            count++;
            ok(0, "on purpose, expected to fail\n");
        }
        ok(1, "a check that holds\n");
    }
    flaky_if(0)
        count++;
    flaky ok(0, "on purpose, allowed to fail\n");
    ok(count == 3, "%d blocks were done\n", count);
    ok(winetest_get_failures() == failures, "something was counted as a failure\n");

    /* natively it is no excuse, under Wine it is expected */
    count = 0;
    todo_wine {
        count++;
        ok(!winetest_platform_is_wine, "on purpose, under Wine\n");
    }
    todo_wine_if(0)
        ok(count == 1, "%d blocks were done\n", count);
    ok_("elsewhere/place.c", 17)(1, "a check that holds\n");
}

/* These end in a certain way, with messages that are meant. */
static void child(const char *what)
{
    winetest_push_context("on purpose");
    if (!strcmp(what, "fail")) {
        ok(0, "first\n");
        winetest_push_context("nested %d", 2);
        ok(0, "second\n");
        winetest_pop_context();
        winetest_add_failures(1);
    } else if (!strcmp(what, "skip")) {
        skip("nothing to do\n");
    } else if (!strcmp(what, "good")) {
        ok(1, "a check that holds\n");
        trace("about to end well\n");
    }
    winetest_pop_context();
}

static void test_children(void)
{
    PROCESS_INFORMATION information;
    HANDLE process;

    ok_value(child_exit_code(child_start(FALSE, "good")), 0);
    ok_value(child_exit_code(child_start(FALSE, "fail")), 3);
    ok_value(child_exit_code(child_start(FALSE, "skip")), 0);

    process = child_start(FALSE, "good");
    wait_child_process(process);
    CloseHandle(process);
    information.hProcess = child_start(FALSE, "good");
    wait_child_process(&information);
    CloseHandle(information.hProcess);
}

START_TEST(harness)
{
    char **argv;
    int argc = winetest_get_mainargs(&argv);

    if (argc > 2) {
        ok(!strcmp(argv[1], "harness"), "test is %s\n", argv[1]);
        child(argv[2]);
        return;
    }
    test_strings();
    test_platform();
    test_blocks();
    test_children();
}
