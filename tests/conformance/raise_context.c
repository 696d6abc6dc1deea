// SPDX-License-Identifier: MIT
// Going on after RaiseException where a handler has put the registers.

#include <windows.h>
#include <setjmp.h>
#include "wine/test.h"
#include "check.h"

#define CODE 0xe0000123u

static jmp_buf back;
static int handled;

static void elsewhere(void)
{
    longjmp(back, 1);
}

static LONG CALLBACK send_elsewhere(EXCEPTION_POINTERS *pointers)
{
    CONTEXT *context = pointers->ContextRecord;

    if (pointers->ExceptionRecord->ExceptionCode != CODE)
        return EXCEPTION_CONTINUE_SEARCH;
    handled++;
#ifdef __x86_64__
    context->Rip = (ULONG_PTR)elsewhere;
    context->Rsp = (context->Rsp - 4096) / 16 * 16 - 8; /* as behind a call */
#else
    context->Pc = (ULONG_PTR)elsewhere;
#endif
    return EXCEPTION_CONTINUE_EXECUTION;
}

static LONG CALLBACK leave(EXCEPTION_POINTERS *pointers)
{
    if (pointers->ExceptionRecord->ExceptionCode != CODE)
        return EXCEPTION_CONTINUE_SEARCH;
    handled++;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static void test_moved(void)
{
    PVOID handler = AddVectoredExceptionHandler(1, send_elsewhere);
    volatile BOOL returned = FALSE;

    handled = 0;
    if (setjmp(back) == 0) {
        RaiseException(CODE, 0, 0, NULL);
        returned = TRUE;
    }
    ok(!returned, "RaiseException returned\n");
    ok_value(handled, 1);
    ok_succeeds(RemoveVectoredExceptionHandler(handler) != 0);
}

static void test_left(void)
{
    PVOID handler = AddVectoredExceptionHandler(1, leave);

    handled = 0;
    RaiseException(CODE, 0, 0, NULL);
    ok_value(handled, 1);
    ok_succeeds(RemoveVectoredExceptionHandler(handler) != 0);
}

START_TEST(raise_context)
{
    test_moved();
    test_left();
}
