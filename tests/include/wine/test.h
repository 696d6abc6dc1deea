/* SPDX-License-Identifier: MIT */
/*
 * The test harness: a header that offers what Wine's <wine/test.h> offers to a test, so that a
 * test file written for Wine's harness compiles against it unchanged.
 *
 * One test file is one program: START_TEST(name) is its body, main() is in here.
 *
 *     PROGRAM                  runs the test
 *     PROGRAM name ARGUMENTS   the same, as tests start themselves as child processes;
 *                              winetest_get_mainargs() tells which arguments there are
 *
 * Exit status: 0 all checks held, 1 some failed, 77 nothing was checked and something skipped.
 * A child process (one with ARGUMENTS) ends with its number of failures instead, which
 * wait_child_process() adds to the parent's.
 *
 * On which side a test runs: "wine" under Wine, where todo_wine blocks expect failure; else
 * "windows", as with libntmm, where they mean nothing and every check must hold. broken() is for
 * what old Windows versions do wrong, so it is true on nothing but a real Windows.
 *
 * Environment: WINETEST_DEBUG (0 failures only, 1 also todo, skip and trace, 2 also each child's
 * summary), WINETEST_INTERACTIVE, WINETEST_REPORT_SUCCESS, WINETEST_PLATFORM.
 */
#ifndef __WINE_WINE_TEST_H
#define __WINE_WINE_TEST_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windef.h>
#include <winbase.h>

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(x) (sizeof(x) / sizeof((x)[0]))
#endif

/* Names of anonymous members, for tests that were written with NONAMELESSUNION in mind. */
#ifndef U
#define U(x)  (x)
#define U1(x) (x)
#define U2(x) (x)
#define U3(x) (x)
#define U4(x) (x)
#define U5(x) (x)
#define U6(x) (x)
#define U7(x) (x)
#define U8(x) (x)
#endif
#ifndef S
#define S(x)  (x)
#define S1(x) (x)
#define S2(x) (x)
#define S3(x) (x)
#define S4(x) (x)
#define S5(x) (x)
#endif

#ifndef __winetest_cdecl
#define __winetest_cdecl __cdecl
#endif

/*
 * Formats follow Microsoft's rules everywhere (%lu is a DWORD). Only a compiler for Windows can
 * check that; natively DWORD is an unsigned int and the C compiler would complain of each.
 */
#if defined(__NTMM__) || !defined(__GNUC__)
#define WINETEST_PRINTF_ATTR(format, arguments)
#else
#define WINETEST_PRINTF_ATTR(format, arguments)                                                    \
    __attribute__((__format__(__ms_printf__, format, arguments)))
#endif
#define WINETEST_UNUSED __attribute__((__unused__))

struct test {
    const char *name;
    void (*func)(void);
};

/* The test of this program, then an entry without a name. */
extern const struct test winetest_testlist[];

#define START_TEST(name)                                                                           \
    static void func_##name(void);                                                                 \
    const struct test winetest_testlist[] = {                                                      \
        { #name, func_##name },                                                                    \
        { NULL, NULL },                                                                            \
    };                                                                                             \
    static void func_##name(void)

/* --- state ---------------------------------------------------------------------------------- */

static int winetest_debug WINETEST_UNUSED = 1;
static int winetest_interactive WINETEST_UNUSED;
static int winetest_report_success WINETEST_UNUSED;
static int winetest_platform_is_wine WINETEST_UNUSED;
static const char *winetest_platform WINETEST_UNUSED = "windows";

#define WINETEST_CONTEXTS     8
#define WINETEST_CONTEXT_SIZE 128
#define WINETEST_STRINGS      16
#define WINETEST_STRING_SIZE  320

/* What all threads of the process count together. */
static struct {
    int argc;
    char **argv;
    const struct test *test;
    LONG successes;
    LONG failures;
    LONG todos;
    LONG flakies;
    LONG skips;
} winetest_process;

/* What each thread has of its own. Blocks nest: one bit for each, the innermost lowest. */
static __thread struct {
    const char *file;
    int line;
    unsigned int todo_blocks;
    unsigned int flaky_blocks;
    unsigned int contexts;
    unsigned int next_string;
    char context[WINETEST_CONTEXTS][WINETEST_CONTEXT_SIZE];
    char strings[WINETEST_STRINGS][WINETEST_STRING_SIZE];
} winetest_thread;

static inline void winetest_count(LONG *counter, LONG number)
{
    __atomic_add_fetch(counter, number, __ATOMIC_RELAXED);
}

/* Of a test that another one includes as a file: messages name the file without its folders. */
static inline void winetest_set_location(const char *file, int line)
{
    const char *name = file;

    for (; *file; file++)
        if (*file == '/' || *file == '\\')
            name = file + 1;
    winetest_thread.file = name;
    winetest_thread.line = line;
}

static inline int winetest_get_mainargs(char ***argv)
{
    *argv = winetest_process.argv;
    return winetest_process.argc;
}

static inline LONG winetest_get_failures(void)
{
    return winetest_process.failures;
}

static inline LONG winetest_get_successes(void)
{
    return winetest_process.successes;
}

static inline void winetest_add_failures(LONG number)
{
    winetest_count(&winetest_process.failures, number);
}

/* --- messages ------------------------------------------------------------------------------- */

static inline void winetest_print_start(const char *what)
{
    unsigned int i;

    printf("%s:%d: %s", winetest_thread.file, winetest_thread.line, what);
    for (i = 0; i < winetest_thread.contexts; i++)
        printf("%s: ", winetest_thread.context[i]);
}

/* Each message goes out at once: a crash, or a child that writes too, must not disorder them. */
static WINETEST_PRINTF_ATTR(2, 0) inline void winetest_vmessage(const char *what,
                                                                const char *format, va_list args)
{
    winetest_print_start(what);
    vprintf(format, args);
    fflush(stdout);
}

static WINETEST_PRINTF_ATTR(1, 2) inline void winetest_print(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    winetest_vmessage("", format, args);
    va_end(args);
}

static WINETEST_PRINTF_ATTR(1, 0) inline void winetest_vskip(const char *format, va_list args)
{
    winetest_count(&winetest_process.skips, 1);
    if (winetest_debug > 0)
        winetest_vmessage("Tests skipped: ", format, args);
}

/*
 * One check. What a failure means depends on the innermost blocks around it: expected in a todo
 * block, where success is worth a message; tolerated in a flaky block.
 */
static WINETEST_PRINTF_ATTR(2, 0) inline int winetest_vok(int condition, const char *format,
                                                          va_list args)
{
    int todo = winetest_thread.todo_blocks != 0;
    int flaky = winetest_thread.flaky_blocks != 0;

    if (condition && !todo) {
        winetest_count(&winetest_process.successes, 1);
        if (winetest_report_success) {
            winetest_print_start("Test succeeded\n");
            fflush(stdout);
        }
    } else if (condition) {
        winetest_count(&winetest_process.successes, 1);
        winetest_vmessage("Test succeeded inside todo block: ", format, args);
    } else if (todo) {
        winetest_count(&winetest_process.todos, 1);
        if (winetest_debug > 0)
            winetest_vmessage("Test marked todo: ", format, args);
    } else if (flaky) {
        winetest_count(&winetest_process.flakies, 1);
        winetest_vmessage("Test marked flaky: ", format, args);
    } else {
        winetest_count(&winetest_process.failures, 1);
        winetest_vmessage("Test failed: ", format, args);
    }
    return condition != 0;
}

static WINETEST_PRINTF_ATTR(2, 3) inline void winetest_ok(int condition, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    winetest_vok(condition, format, args);
    va_end(args);
}

static WINETEST_PRINTF_ATTR(1, 2) inline void winetest_skip(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    winetest_vskip(format, args);
    va_end(args);
}

/* What only some Windows versions lack: nothing to check there, a failure under Wine. */
static WINETEST_PRINTF_ATTR(1, 2) inline void winetest_win_skip(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    if (winetest_platform_is_wine)
        winetest_vok(0, format, args);
    else
        winetest_vskip(format, args);
    va_end(args);
}

static WINETEST_PRINTF_ATTR(1, 2) inline void winetest_trace(const char *format, ...)
{
    va_list args;

    if (winetest_debug <= 0)
        return;
    va_start(args, format);
    winetest_vmessage("", format, args);
    va_end(args);
}

static WINETEST_PRINTF_ATTR(1, 2) inline void winetest_push_context(const char *format, ...)
{
    va_list args;

    if (winetest_thread.contexts == WINETEST_CONTEXTS) {
        printf("winetest_push_context: more than %d levels\n", WINETEST_CONTEXTS);
        abort();
    }
    va_start(args, format);
    vsnprintf(winetest_thread.context[winetest_thread.contexts], WINETEST_CONTEXT_SIZE, format,
              args);
    va_end(args);
    winetest_thread.context[winetest_thread.contexts++][WINETEST_CONTEXT_SIZE - 1] = 0;
}

static inline void winetest_pop_context(void)
{
    if (winetest_thread.contexts)
        winetest_thread.contexts--;
}

/* --- blocks --------------------------------------------------------------------------------- */

static inline int winetest_enter(unsigned int *blocks, int applies)
{
    *blocks = *blocks << 1 | (applies != 0);
    return 1;
}

static inline int winetest_leave(unsigned int *blocks)
{
    *blocks >>= 1;
    return 0;
}

#define WINETEST_BLOCK(blocks, applies)                                                            \
    for (int winetest_inside = winetest_enter(&winetest_thread.blocks, (applies));                 \
         winetest_inside; winetest_inside = winetest_leave(&winetest_thread.blocks))

#define todo_if(is_todo)      WINETEST_BLOCK(todo_blocks, is_todo)
#define todo_wine             todo_if (winetest_platform_is_wine)
#define todo_wine_if(is_todo) todo_if ((is_todo) && winetest_platform_is_wine)

#define flaky_if(is_flaky)      WINETEST_BLOCK(flaky_blocks, is_flaky)
#define flaky                   flaky_if (1)
#define flaky_wine              flaky_if (winetest_platform_is_wine)
#define flaky_wine_if(is_flaky) flaky_if ((is_flaky) && winetest_platform_is_wine)

static inline int winetest_broken(int condition)
{
#ifdef __NTMM__
    (void)condition;
    return 0;
#else
    return condition && !winetest_platform_is_wine;
#endif
}

#define broken(condition) winetest_broken((condition) != 0)

/* --- children ------------------------------------------------------------------------------- */

/* Waits for a child of this test and takes over its failures. */
static inline void winetest_wait_process(HANDLE process)
{
    DWORD code = 1;

    if (!process) {
        winetest_ok(0, "no process to wait for\n");
        return;
    }
    if (WaitForSingleObject(process, 30000) != WAIT_OBJECT_0) {
        winetest_ok(0, "child process did not end\n");
        return;
    }
    if (!GetExitCodeProcess(process, &code)) {
        winetest_ok(0, "exit code of child process not known, error %lu\n", GetLastError());
        return;
    }
    if (code > 255) {
        winetest_ok(0, "exception 0x%08lx in child process\n", code);
    } else if (code) {
        winetest_print("%lu failures in child process\n", code);
        winetest_add_failures((LONG)code);
    }
}

static inline void winetest_wait_process_information(const PROCESS_INFORMATION *information)
{
    winetest_wait_process(information->hProcess);
}

/* Wine's tests of before 2024 give a process, later ones all that CreateProcess() told. */
#define winetest_wait_child_process(child)                                                         \
    _Generic((child),                                                    \
        PROCESS_INFORMATION *: winetest_wait_process_information,        \
        const PROCESS_INFORMATION *: winetest_wait_process_information,  \
        default: winetest_wait_process)(child)

/* --- readable values ------------------------------------------------------------------------ */

/* A string that lives until this thread asked for WINETEST_STRINGS more. */
static inline char *winetest_string(void)
{
    char *string = winetest_thread.strings[winetest_thread.next_string];

    winetest_thread.next_string = (winetest_thread.next_string + 1) % WINETEST_STRINGS;
    string[0] = 0;
    return string;
}

static WINETEST_PRINTF_ATTR(1, 2) inline const char *wine_dbg_sprintf(const char *format, ...)
{
    char *string = winetest_string();
    va_list args;

    va_start(args, format);
    vsnprintf(string, WINETEST_STRING_SIZE, format, args);
    va_end(args);
    string[WINETEST_STRING_SIZE - 1] = 0;
    return string;
}

static inline char *winetest_put_character(char *to, unsigned int value, int digits)
{
    static const char named[] = "\nn\rr\tt\"\"\\\\";
    const char *pair;

    for (pair = named; *pair; pair += 2) {
        if (value == (unsigned char)*pair) {
            *to++ = '\\';
            *to++ = pair[1];
            return to;
        }
    }
    if (value >= ' ' && value < 127) {
        *to++ = (char)value;
        return to;
    }
    return to + sprintf(to, digits == 4 ? "\\%04x" : "\\x%02x", value);
}

/* A string of n characters; n = -1: up to its NUL. Long ones end in dots. */
static inline const char *winetest_quote(const char *narrow, const WCHAR *wide, int n)
{
    const void *text = wide ? (const void *)wide : (const void *)narrow;
    char *string, *to, *end;
    int i;

    if (!text)
        return "(null)";
    if (!((ULONG_PTR)text >> 16))
        return wine_dbg_sprintf("#%04x", (unsigned int)(ULONG_PTR)text);
    string = to = winetest_string();
    end = string + WINETEST_STRING_SIZE - 16;
    if (wide)
        *to++ = 'L';
    *to++ = '"';
    for (i = 0; i != n && to < end; i++) {
        unsigned int value = wide ? wide[i] : (unsigned char)narrow[i];

        if (!value && n < 0)
            break;
        to = winetest_put_character(to, value, wide ? 4 : 2);
    }
    *to++ = '"';
    strcpy(to, to >= end ? "..." : "");
    return string;
}

static inline const char *wine_dbgstr_an(const char *text, int n)
{
    return winetest_quote(text, NULL, n);
}

static inline const char *wine_dbgstr_wn(const WCHAR *text, int n)
{
    return winetest_quote(NULL, text, n);
}

static inline const char *wine_dbgstr_a(const char *text)
{
    return winetest_quote(text, NULL, -1);
}

static inline const char *wine_dbgstr_w(const WCHAR *text)
{
    return winetest_quote(NULL, text, -1);
}

static inline const char *wine_dbgstr_longlong(ULONGLONG value)
{
    if (value >> 32)
        return wine_dbg_sprintf("0x%x%08x", (unsigned int)(value >> 32), (unsigned int)value);
    return wine_dbg_sprintf("0x%x", (unsigned int)value);
}

static inline const char *wine_dbgstr_guid(const GUID *id)
{
    if (!id)
        return "(null)";
    return wine_dbg_sprintf("{%08x-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x}",
                            (unsigned int)id->Data1, id->Data2, id->Data3, id->Data4[0],
                            id->Data4[1], id->Data4[2], id->Data4[3], id->Data4[4], id->Data4[5],
                            id->Data4[6], id->Data4[7]);
}

static inline const char *wine_dbgstr_point(const POINT *point)
{
    return point ? wine_dbg_sprintf("(%d,%d)", (int)point->x, (int)point->y) : "(null)";
}

static inline const char *wine_dbgstr_size(const SIZE *size)
{
    return size ? wine_dbg_sprintf("(%d,%d)", (int)size->cx, (int)size->cy) : "(null)";
}

static inline const char *wine_dbgstr_rect(const RECT *rect)
{
    if (!rect)
        return "(null)";
    return wine_dbg_sprintf("(%d,%d)-(%d,%d)", (int)rect->left, (int)rect->top, (int)rect->right,
                            (int)rect->bottom);
}

/* Names that Wine has for its own sources, of which its tests are some. */
#ifdef __WINESRC__
static inline const char *debugstr_an(const char *text, int n)
{
    return wine_dbgstr_an(text, n);
}

static inline const char *debugstr_wn(const WCHAR *text, int n)
{
    return wine_dbgstr_wn(text, n);
}

static inline const char *debugstr_a(const char *text)
{
    return wine_dbgstr_a(text);
}

static inline const char *debugstr_w(const WCHAR *text)
{
    return wine_dbgstr_w(text);
}

static inline const char *debugstr_guid(const GUID *id)
{
    return wine_dbgstr_guid(id);
}
#endif

/* --- what a test writes --------------------------------------------------------------------- */

/* Of use to who watches crashes, which here end the program. */
static inline void winetest_ignore_exceptions(BOOL ignore)
{
    if (winetest_debug > 1)
        winetest_print("IgnoreExceptions=%d\n", ignore != 0);
}

static inline void winetest_subtest(const char *name)
{
    if (winetest_debug > 1)
        winetest_print("Subtest %s\n", name);
}

/* Each sets the place first, then stands for a function whose arguments follow. */
#define WINETEST_AT(file, line, function)                                                          \
    (winetest_set_location(file, line), 0) ? (void)0 : function

#define ok_(file, line)                 WINETEST_AT(file, line, winetest_ok)
#define skip_(file, line)               WINETEST_AT(file, line, winetest_skip)
#define win_skip_(file, line)           WINETEST_AT(file, line, winetest_win_skip)
#define trace_(file, line)              WINETEST_AT(file, line, winetest_trace)
#define subtest_(file, line)            WINETEST_AT(file, line, winetest_subtest)
#define ignore_exceptions_(file, line)  WINETEST_AT(file, line, winetest_ignore_exceptions)
#define wait_child_process_(file, line) WINETEST_AT(file, line, winetest_wait_child_process)

#define ok                 ok_(__FILE__, __LINE__)
#define skip               skip_(__FILE__, __LINE__)
#define win_skip           win_skip_(__FILE__, __LINE__)
#define trace              trace_(__FILE__, __LINE__)
#define subtest            subtest_(__FILE__, __LINE__)
#define ignore_exceptions  ignore_exceptions_(__FILE__, __LINE__)
#define wait_child_process wait_child_process_(__FILE__, __LINE__)

/* --- the program ---------------------------------------------------------------------------- */

static inline void winetest_read_environment(void)
{
    const char *value;

#ifndef __NTMM__
    winetest_platform_is_wine =
        GetProcAddress(GetModuleHandleA("ntdll.dll"), "wine_get_version") != NULL;
#endif
    if (winetest_platform_is_wine)
        winetest_platform = "wine";
    if ((value = getenv("WINETEST_PLATFORM"))) {
        winetest_platform = value;
        winetest_platform_is_wine = !strcmp(value, "wine");
    }
    if ((value = getenv("WINETEST_DEBUG")))
        winetest_debug = atoi(value);
    if ((value = getenv("WINETEST_INTERACTIVE")))
        winetest_interactive = atoi(value);
    if ((value = getenv("WINETEST_REPORT_SUCCESS")))
        winetest_report_success = atoi(value);
}

/* Wine's tests call their children by "name", "name.c" or "folder/name.c". */
static inline const struct test *winetest_find(const char *word)
{
    const struct test *test;
    const char *base = word;
    size_t length;

    for (; *word; word++)
        if (*word == '/' || *word == '\\')
            base = word + 1;
    length = strlen(base);
    if (length > 2 && !strcmp(base + length - 2, ".c"))
        length -= 2;
    for (test = winetest_testlist; test->name; test++)
        if (strlen(test->name) == length && !strncmp(test->name, base, length))
            return test;
    return NULL;
}

static inline int winetest_finish(void)
{
    LONG executed = winetest_process.successes + winetest_process.failures +
                    winetest_process.todos + winetest_process.flakies;
    int child = winetest_process.argc > 2;

    if (!child || winetest_debug > 1) {
        printf("%s: %d tests executed (%d marked as todo, ", winetest_process.test->name,
               (int)executed, (int)winetest_process.todos);
        if (winetest_process.flakies)
            printf("%d as flaky, ", (int)winetest_process.flakies);
        printf("%d %s), %d skipped.\n", (int)winetest_process.failures,
               winetest_process.failures == 1 ? "failure" : "failures",
               (int)winetest_process.skips);
    }
    fflush(stdout);
    if (child)
        return winetest_process.failures > 255 ? 255 : (int)winetest_process.failures;
    if (winetest_process.failures)
        return 1;
    return !executed && winetest_process.skips ? 77 : 0;
}

int main(int argc, char **argv)
{
    winetest_read_environment();
    winetest_process.argc = argc;
    winetest_process.argv = argv;
    winetest_process.test = argc > 1 ? winetest_find(argv[1]) : winetest_testlist;
    if (!winetest_process.test) {
        fprintf(stderr, "usage: %s [%s [ARGUMENTS]]\n", argv[0], winetest_testlist->name);
        return 99;
    }
    winetest_process.test->func();
    return winetest_finish();
}

#endif
