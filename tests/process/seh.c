// SPDX-License-Identifier: MIT
// seh: __try, __except, __finally and __leave.
#include <windows.h>

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/wait.h>

#include "check.h"
#include "trace.h"

#define CODE(n) (0xe0000000u + (n))

static void throw(unsigned n)
{
    RaiseException(CODE(n), 0, 0, NULL);
}

/* --- one block ------------------------------------------------------------------------------- */

static void test_verdicts(void)
{
    __try {
        note("a");
    } __except (filter("F", EXCEPTION_EXECUTE_HANDLER)) {
        note("H");
    }
    expect("no exception", "a");
    __try {
        note("a");
        throw(1);
        note("b");
    } __except (filter("F", EXCEPTION_EXECUTE_HANDLER)) {
        note("H");
    }
    expect("handled", "aFH");
    __try {
        note("a");
        throw(1);
        note("b");
    } __except (filter("F", EXCEPTION_CONTINUE_EXECUTION)) {
        note("H");
    }
    expect("continued", "aFb");
    __try {
        __try {
            throw(1);
        } __except (filter("f", EXCEPTION_CONTINUE_SEARCH)) {
            note("h");
        }
    } __except (filter("F", 12345)) {
        note("H");
    }
    expect("searched on", "fFH");
    __try {
        throw(1);
        note("b");
    } __except (filter("F", -12345)) {
        note("H");
    }
    expect("any negative number", "Fb");
}

static unsigned code_in_filter, code_in_handler;
static EXCEPTION_RECORD record;

static int keep(EXCEPTION_POINTERS *pointers, unsigned code)
{
    record = *pointers->ExceptionRecord;
    code_in_filter = code;
    return EXCEPTION_EXECUTE_HANDLER;
}

static void test_information(void)
{
    const ULONG_PTR arguments[3] = { 10, 20, 30 };

    __try {
        RaiseException(CODE(7), 0, 3, arguments);
    } __except (keep(GetExceptionInformation(), GetExceptionCode())) {
        code_in_handler = GetExceptionCode();
    }
    CHECK(code_in_filter == CODE(7) && code_in_handler == CODE(7), "codes %#x, %#x",
          code_in_filter, code_in_handler);
    CHECK(record.ExceptionCode == CODE(7) && record.ExceptionFlags == 0, "code %#x, flags %#x",
          record.ExceptionCode, record.ExceptionFlags);
    CHECK(record.NumberParameters == 3 && record.ExceptionInformation[2] == 30, "%u parameters",
          record.NumberParameters);

    /* the code belongs to the handler it stands in, whatever happens inside of that */
    __try {
        throw(1);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        __try {
            CHECK(GetExceptionCode() == CODE(1), "%#x", GetExceptionCode());
            throw(2);
        } __except (GetExceptionCode() == CODE(2)) {
            CHECK(GetExceptionCode() == CODE(2), "%#x", GetExceptionCode());
        }
        CHECK(GetExceptionCode() == CODE(1), "%#x", GetExceptionCode());
    }
}

/* --- finally --------------------------------------------------------------------------------- */

static void note_end(int abnormal)
{
    note(abnormal ? "!" : ".");
}

enum way { TO_THE_END, BY_LEAVE, BY_RETURN, BY_BREAK, BY_CONTINUE, BY_GOTO, BY_EXCEPTION };

static int leave_finally(enum way way)
{
    for (int i = 0; i < 2; i++) {
        __try {
            note("a");
            if (way == BY_LEAVE)
                __leave;
            if (way == BY_RETURN)
                return note("r") + 5;
            if (way == BY_BREAK)
                break;
            if (way == BY_CONTINUE)
                continue;
            if (way == BY_GOTO)
                goto out;
            if (way == BY_EXCEPTION)
                throw(1);
            note("b");
        } __finally {
            note_end(AbnormalTermination());
        }
        note("c");
    }
    note("d");
out:
    return 1;
}

static void test_finally(void)
{
    static const struct {
        enum way way;
        int result;
        const char *name, *trace;
    } ways[] = {
        { TO_THE_END, 1, "end", "ab.cab.cd" }, { BY_LEAVE, 1, "leave", "a.ca.cd" },
        { BY_RETURN, 5, "return", "ar!" },     { BY_BREAK, 1, "break", "a!d" },
        { BY_CONTINUE, 1, "continue", "a!a!d" }, { BY_GOTO, 1, "goto", "a!" },
    };

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        int result = leave_finally(ways[i].way);

        CHECK(result == ways[i].result, "%s: returned %d", ways[i].name, result);
        expect(ways[i].name, ways[i].trace);
    }
    __try {
        leave_finally(BY_EXCEPTION);
    } __except (filter("F", EXCEPTION_EXECUTE_HANDLER)) {
        note("H");
    }
    expect("two phases", "aF!H"); /* the filter first, then the blocks, then the handler */
}

/* Blocks within blocks of one function, left by return: from the inside outwards. */
static int return_through(void)
{
    __try {
        __try {
            __try {
                return 42;
            } __finally {
                note_end(AbnormalTermination());
                note("1");
            }
        } __except (filter("F", EXCEPTION_EXECUTE_HANDLER)) {
            note("H");
        }
    } __finally {
        note_end(AbnormalTermination());
        note("2");
    }
    return 0;
}

struct large { char bytes[200]; };

static struct large return_large(void)
{
    struct large large;

    memset(&large, 'L', sizeof large);
    __try {
        return large;
    } __finally {
        char other[200];

        memset(other, 'o', sizeof other);
        note(other[7] == 'o' ? "f" : "?");
    }
    return large;
}

static double return_double(double x)
{
    __try {
        return x * 1.5;
    } __finally {
        x = strlen("123") * 7.25;
        note(x > 21 ? "f" : "?");
    }
    return 0;
}

/* A return in the block itself ends the search for a handler. */
static int return_from_finally(void)
{
    __try {
        throw(1);
    } __finally {
        note("f");
        return 3;
    }
    return 0;
}

static void test_return(void)
{
    struct large large;
    int result;

    CHECK(return_through() == 42, "another value");
    expect("return through three blocks", "!1!2");
    large = return_large();
    CHECK(large.bytes[0] == 'L' && large.bytes[199] == 'L', "the structure is damaged");
    CHECK(return_double(2) == 3.0, "another number");
    expect("return of large values", "ff");
    __try {
        result = return_from_finally();
        CHECK(result == 3, "%d", result);
        note("n");
        throw(2);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        note(GetExceptionCode() == CODE(2) ? "H" : "?");
    }
    expect("return from __finally", "fnH");
}

/* --- several functions ----------------------------------------------------------------------- */

static void inner(unsigned n)
{
    __try {
        throw(n);
        note("i");
    } __finally {
        note_end(AbnormalTermination());
    }
}

static void middle(unsigned n)
{
    __try {
        inner(n);
        note("m");
    } __except (note("f"), GetExceptionCode() == CODE(2) ? EXCEPTION_EXECUTE_HANDLER
                                                         : EXCEPTION_CONTINUE_SEARCH) {
        note("h");
    }
}

static void test_functions(void)
{
    for (unsigned n = 1; n <= 3; n++) {
        __try {
            middle(n);
            note("o");
        } __except (note("F"), n == 1 ? EXCEPTION_EXECUTE_HANDLER : EXCEPTION_CONTINUE_EXECUTION) {
            note("H");
        }
    }
    expect("functions", "fF!Hf!hofFi.mo");
}

static int depth_reached;

static void recurse(int depth)
{
    __try {
        if (depth == 0)
            throw(1);
        recurse(depth - 1);
    } __finally {
        depth_reached++;
    }
}

static void test_depth(void)
{
    __try {
        recurse(5000);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        note("H");
    }
    expect("5000 blocks", "H");
    CHECK(depth_reached == 5001, "%d", depth_reached);
}

static int spin(int rounds)
{
    int sum = 0;

    for (int i = 0; i < rounds; i++) {
        __try {
            sum += i & 1;
            if (i % 10000 == 0)
                throw(1);
        } __except (EXCEPTION_EXECUTE_HANDLER) {
            sum += 2;
        }
    }
    return sum;
}

static void test_stack(void)
{
    CHECK(spin(2000000) == 1000000 + 2 * 200, "%d", spin(2000000));
}

/* --- exceptions inside ----------------------------------------------------------------------- */

static int fail_in_filter(unsigned code, int *times)
{
    note(code == CODE(1) ? "1" : "2");
    if (++*times == 1)
        throw(2);
    return code == CODE(2) ? EXCEPTION_EXECUTE_HANDLER : EXCEPTION_CONTINUE_SEARCH;
}

static int guarded_filter(void)
{
    note("g");
    __try {
        throw(3);
    } __except (filter("x", EXCEPTION_EXECUTE_HANDLER)) {
        note("y");
    }
    return EXCEPTION_EXECUTE_HANDLER;
}

static void test_nested(void)
{
    int times = 0;

    /* the exception of a filter is offered to the same filter: its block was not left yet */
    __try {
        throw(1);
    } __except (fail_in_filter(GetExceptionCode(), &times)) {
        note(GetExceptionCode() == CODE(2) ? "H" : "?");
    }
    expect("in a filter", "12H");
    __try {
        throw(1);
    } __except (guarded_filter()) {
        note(GetExceptionCode() == CODE(1) ? "H" : "?");
    }
    expect("handled in a filter", "gxyH");
    __try {
        __try {
            throw(1);
        } __except (filter("f", EXCEPTION_EXECUTE_HANDLER)) {
            note("h");
            throw(2);
        }
    } __except (filter("F", EXCEPTION_EXECUTE_HANDLER)) {
        note(GetExceptionCode() == CODE(2) ? "H" : "?");
    }
    expect("in a handler", "fhFH");
    __try {
        __try {
            throw(1);
        } __finally {
            note("f");
            throw(2);
        }
    } __except (note("F"), EXCEPTION_EXECUTE_HANDLER) {
        note(GetExceptionCode() == CODE(2) ? "H" : "?");
    }
    expect("in __finally", "FfFH");
    __try {
        __try {
            throw(1);
        } __finally {
            __try {
                throw(2);
            } __except (EXCEPTION_EXECUTE_HANDLER) {
                note("i");
            }
        }
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        note(GetExceptionCode() == CODE(1) ? "H" : "?");
    }
    expect("handled in __finally", "iH");
}

static void test_noncontinuable(void)
{
    __try {
        RaiseException(CODE(1), EXCEPTION_NONCONTINUABLE, 0, NULL);
        note("b");
    } __except (GetExceptionCode() == CODE(1) ? EXCEPTION_CONTINUE_EXECUTION
                                              : EXCEPTION_EXECUTE_HANDLER) {
        note(GetExceptionCode() == STATUS_NONCONTINUABLE_EXCEPTION ? "N" : "?");
    }
    expect("noncontinuable", "N");
}

/* --- variables and words --------------------------------------------------------------------- */

static int local_variables(volatile int *p)
{
    int step = 0, seen = 0, sum = 0;
    _Alignas(64) char aligned[64];

    memset(aligned, 3, sizeof aligned);
    __try {
        step = 1;
        sum = *p;
        step = 2;
        sum += *(volatile int *)16;
        step = 3;
    } __except (seen = step * 10 + aligned[63], EXCEPTION_EXECUTE_HANDLER) {
        CHECK(((ULONG_PTR)aligned & 63) == 0, "%p", aligned);
        return seen * 100 + step * 10 + sum;
    }
    return -1;
}

static int variable_arguments(int count, ...)
{
    va_list list;
    int sum = 0, lengths[count];

    va_start(list, count);
    __try {
        for (int i = 0; i < count; i++)
            sum += lengths[i] = va_arg(list, int);
        throw(1);
    } __except (sum == 60 && lengths[2] == 30) {
        sum += lengths[0];
    }
    va_end(list);
    return sum;
}

#define GUARDED(expression, otherwise) \
    do { \
        __try { \
            expression; \
        } __except (EXCEPTION_EXECUTE_HANDLER) { \
            otherwise; \
        } \
    } while (0)

static const char not_code[] = "__try { ' } __leave"; /* __try { in a comment */

static void test_language(void)
{
    int one = 1;

    CHECK(local_variables(&one) == 2321, "%d", local_variables(&one));
    CHECK(variable_arguments(3, 10, 20, 30) == 70, "sum");
    GUARDED(throw(1), note("m"));
    if (one)
        __try {
            throw(1);
        } __except (1) {
            note("H");
        }
    else
        note("?");
    _try {
        _try {
            note("a");
            _leave;
        } _finally {
            note("f");
        }
        throw(1);
    } _except (_exception_code() == CODE(1)) {
        note("h");
    }
    switch (one) {
    case 1:
        __try {
            break;
        } __finally {
            note("s");
        }
        break;
    default:
        note("?");
    }
    expect("language", "mHafhs");
    CHECK(strlen(not_code) == 19, "%s", not_code);
}

/* --- the order of handlers ------------------------------------------------------------------- */

static LONG CALLBACK note_vectored(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    note("v");
    return EXCEPTION_CONTINUE_SEARCH;
}

static LONG CALLBACK note_unhandled(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    note("u");
    return EXCEPTION_CONTINUE_EXECUTION;
}

static void test_order(void)
{
    void *vectored = AddVectoredExceptionHandler(1, note_vectored);

    SetUnhandledExceptionFilter(note_unhandled);
    __try {
        throw(1);
        note("b");
    } __except (filter("F", EXCEPTION_CONTINUE_SEARCH)) {
        note("H");
    }
    expect("order", "vFub"); /* S-PRO-04 */
    SetUnhandledExceptionFilter(NULL);
    RemoveVectoredExceptionHandler(vectored);
}

/* --- other ways out, other processes --------------------------------------------------------- */

static jmp_buf back;

static void jump_out(void)
{
    __try {
        __try {
            note("a");
            longjmp(back, 1);
        } __finally {
            note("f");
        }
    } __except (filter("?", EXCEPTION_EXECUTE_HANDLER)) {
        note("?");
    }
}

static void test_longjmp(void)
{
    __try {
        if (setjmp(back) == 0)
            jump_out();
        throw(1);
    } __except (filter("F", EXCEPTION_EXECUTE_HANDLER)) {
        note("H");
    }
    expect("longjmp", "afFH"); /* Microsoft's longjmp runs __finally blocks */
}

static void test_fork(void)
{
    int status;
    pid_t child;

    __try {
        child = fork();
        REQUIRE(child >= 0);
        throw(1);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        if (child == 0)
            _exit(17);
    }
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 17, "status %#x", status);
}

int main(void)
{
    test_verdicts();
    test_information();
    test_finally();
    test_return();
    test_functions();
    test_depth();
    test_stack();
    test_nested();
    test_noncontinuable();
    test_language();
    test_order();
    test_longjmp();
    test_fork();
    printf("seh: %d failures\n", failures);
    return failures != 0;
}
