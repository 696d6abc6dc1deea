// SPDX-License-Identifier: MIT
// What the processor refuses to do for an instruction's own sake: divisions, breakpoints, single
// steps, privileged and illegal instructions, floating point; each is an exception of its own.

#include <windows.h>
#include "wine/test.h"
#include "check.h"
#include "child.h"

#ifdef __x86_64__

static volatile ULONG_PTR start, resume; /* the instruction, and where to go on behind it */
static volatile unsigned calls;
static volatile EXCEPTION_RECORD seen;
static volatile DWORD64 seen_rip;

static LONG CALLBACK go_on(EXCEPTION_POINTERS *pointers)
{
    calls++;
    seen = *pointers->ExceptionRecord;
    seen_rip = pointers->ContextRecord->Rip;
    pointers->ContextRecord->Rip = resume;
    return EXCEPTION_CONTINUE_EXECUTION;
}

/* Runs one instruction, with rax, rcx, rdx and r8 as given. */
#define RUN(instruction, rax, rcx, rdx, r8_value)                                                  \
    do {                                                                                           \
        register ULONG_PTR r8_ __asm__("r8") = (ULONG_PTR)(r8_value);                              \
        ULONG_PTR rax_ = (ULONG_PTR)(rax), rcx_ = (ULONG_PTR)(rcx), rdx_ = (ULONG_PTR)(rdx);       \
                                                                                                   \
        __asm__ volatile("leaq 1f(%%rip), %%rbx\n\tmovq %%rbx, %0\n\t"                             \
                         "leaq 2f(%%rip), %%rbx\n\tmovq %%rbx, %1\n\t"                             \
                         "1: " instruction "\n\t2:"                                                \
                         : "=m"(start), "=m"(resume), "+a"(rax_), "+c"(rcx_), "+d"(rdx_),          \
                           "+r"(r8_)                                                               \
                         :                                                                         \
                         : "rbx", "memory", "cc");                                                 \
    } while (0)

#define ok_trap(instruction, rax, rcx, rdx, r8_value, code)                                        \
    do {                                                                                           \
        calls = 0;                                                                                 \
        RUN(instruction, rax, rcx, rdx, r8_value);                                                 \
        todo_wine_if((code) == EXCEPTION_INT_OVERFLOW)                                             \
        ok(calls == 1 && seen.ExceptionCode == (DWORD)(code), "%s: %u calls, code %#lx\n",         \
           instruction, calls, seen.ExceptionCode);                                                \
        ok((ULONG_PTR)seen.ExceptionAddress == start && seen_rip == start,                         \
           "%s at %p: address %p, Rip %p\n", instruction, (void *)start, seen.ExceptionAddress,    \
           (void *)seen_rip);                                                                      \
        ok(seen.ExceptionFlags == 0, "%s: flags %#lx\n", instruction, seen.ExceptionFlags);        \
    } while (0)

#define ok_zero(instruction, rcx, rdx, r8_value)                                                   \
    ok_trap(instruction, 1, rcx, rdx, r8_value, EXCEPTION_INT_DIVIDE_BY_ZERO)

/* The quotient does not fit: of the largest dividend, and 1. */
#define ok_overflow(instruction, rcx, rdx, r8_value)                                               \
    ok_trap(instruction, ~(ULONG_PTR)0, rcx, rdx, r8_value, EXCEPTION_INT_OVERFLOW)

static ULONG_PTR words[8];
ULONG_PTR trap_word;

/* In every form that an operand has; what is around it is the opposite. */
static void test_divide(void)
{
    /* 0 in registers */
    ok_zero("divl %%ecx", (ULONG_PTR)1 << 32, 0, 1);
    ok_zero("idivl %%ecx", 0, 0, 1);
    ok_zero("divq %%rcx", 0, 0, 1);
    ok_zero("idivq %%r8", 1, 0, 0);
    ok_zero("divw %%cx", 0x10000, 0, 1);
    ok_zero("divb %%cl", 0x100, 0, 1);
    ok_zero("divb %%ch", 0x10001, 0, 1);
    ok_zero("idivb %%r8b", 1, 0, 0x100);
    /* something else */
    ok_overflow("divl %%ecx", 1, 0xffffffff, 0);
    ok_overflow("divq %%rcx", 1, ~(ULONG_PTR)0, 0);
    ok_overflow("divq %%r8", 0, ~(ULONG_PTR)0, 1);
    ok_overflow("divw %%cx", 1, 0xffff, 0);
    ok_overflow("divb %%cl", 1, 0, 0);
    ok_overflow("divb %%ch", 0x100, 0, 0);
    ok_trap("idivl %%ecx", 0x80000000, -1, -1, 0, EXCEPTION_INT_OVERFLOW);
    ok_trap("idivq %%rcx", (ULONG_PTR)1 << 63, -1, -1, 0, EXCEPTION_INT_OVERFLOW);

    /* in memory */
    memset(words, 0xff, sizeof words);
    words[2] = 0;
    ok_zero("divq (%%rcx)", words + 2, 0, 0);
    ok_zero("divl 8(%%rcx)", words + 1, 0, 0);
    ok_zero("divl -8(%%rcx)", words + 3, 0, 0);
    ok_zero("divl 0x400(%%rcx)", (ULONG_PTR)words - 0x3f0, 0, 0);
    ok_zero("divl (%%rcx, %%r8, 8)", words, 0, 2);
    ok_zero("divl 8(%%rcx, %%r8)", words, 0, 8);
    ok_zero("divl 0x400(%%r8, %%rcx, 4)", 2, 0, (ULONG_PTR)words - 0x3f8);
    ok_zero("divb 1(%%r8)", 0, 0, words + 2);
    trap_word = 0;
    ok_zero("divl trap_word(%%rip)", 1, 0, 1);
    memset(words, 0, sizeof words);
    words[2] = 1;
    ok_overflow("divq (%%rcx)", words + 2, ~(ULONG_PTR)0, 0);
    ok_overflow("divl 8(%%rcx)", words + 1, 0xffffffff, 0);
    ok_overflow("divl (%%rcx, %%r8, 8)", words, 0xffffffff, 2);
    ok_overflow("divl 0x400(%%r8, %%rcx, 4)", 2, 0xffffffff, (ULONG_PTR)words - 0x3f8);
    ok_overflow("divw (%%r8)", 0, 0xffff, words + 2);
    trap_word = 1;
    ok_overflow("divl trap_word(%%rip)", 0, 0xffffffff, 0);
    ok_overflow("divw trap_word(%%rip)", 0, 0xffff, 0);
}

static void test_instructions(void)
{
    ok_trap("ud2", 0, 0, 0, 0, EXCEPTION_ILLEGAL_INSTRUCTION);
    ok(seen.NumberParameters == 0, "%lu parameters\n", seen.NumberParameters);
    ok_trap("hlt", 0, 0, 0, 0, EXCEPTION_PRIV_INSTRUCTION);
    ok(seen.NumberParameters == 0, "%lu parameters\n", seen.NumberParameters);
    ok_trap("cli", 0, 0, 0, 0, EXCEPTION_PRIV_INSTRUCTION);
    ok_trap("inb %%dx, %%al", 0, 0, 0, 0, EXCEPTION_PRIV_INSTRUCTION);
    ok_trap("outb %%al, $0x80", 0, 0, 0, 0, EXCEPTION_PRIV_INSTRUCTION);
    ok_trap("movq %%cr0, %%rax", 0, 0, 0, 0, EXCEPTION_PRIV_INSTRUCTION);
    ok_trap("invd", 0, 0, 0, 0, EXCEPTION_PRIV_INSTRUCTION);
    /* no privilege is asked for: the address is none */
    ok_trap("movb $1, (%%rcx)", 0, (ULONG_PTR)1 << 62, 0, 0, EXCEPTION_ACCESS_VIOLATION);
    ok(seen.NumberParameters == 2 && seen.ExceptionInformation[1] == ~(ULONG_PTR)0,
       "%lu parameters, address %#Ix\n", seen.NumberParameters, seen.ExceptionInformation[1]);
    ok_trap("int3", 0, 0, 0, 0, EXCEPTION_BREAKPOINT);
    ok(seen.NumberParameters == 1 && seen.ExceptionInformation[0] == 0,
       "%lu parameters, %#Ix\n", seen.NumberParameters, seen.ExceptionInformation[0]);
}

/* One exception for one step: the handler finds the flag clear and may set it again. */
static LONG CALLBACK step(EXCEPTION_POINTERS *pointers)
{
    if (pointers->ExceptionRecord->ExceptionCode != EXCEPTION_SINGLE_STEP)
        return EXCEPTION_CONTINUE_SEARCH;
    if (calls == 0)
        seen_rip = pointers->ContextRecord->Rip;
    ok(!(pointers->ContextRecord->EFlags & 0x100), "the flag is set\n");
    if (++calls < 3)
        pointers->ContextRecord->EFlags |= 0x100;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static void test_step(void)
{
    void *handler = AddVectoredExceptionHandler(1, step);

    calls = 0;
    __asm__ volatile("leaq 1f(%%rip), %%rbx\n\tmovq %%rbx, %0\n\t"
                     "subq $128, %%rsp\n\tpushfq\n\torl $0x100, (%%rsp)\n\tpopfq\n\t"
                     "nop\n\t1: nop\n\tnop\n\tnop\n\tnop\n\taddq $128, %%rsp"
                     : "=m"(start) : : "rbx", "memory", "cc");
    ok(calls == 3, "%u steps\n", calls);
    ok(seen_rip == start, "first at %p, not %p\n", (void *)seen_rip, (void *)start);
    RemoveVectoredExceptionHandler(handler);
}

static void test_float(void)
{
    static const struct { unsigned mask; float one, other; DWORD code; } cases[] = {
        { 1 << 7, 0, 0, EXCEPTION_FLT_INVALID_OPERATION },
        { 1 << 9, 1, 0, EXCEPTION_FLT_DIVIDE_BY_ZERO },
        { 1 << 10, 1e38f, 1e-38f, EXCEPTION_FLT_OVERFLOW },
        { 1 << 11, 1e-38f, 1e38f, EXCEPTION_FLT_UNDERFLOW },
        { 1 << 12, 1, 3, EXCEPTION_FLT_INEXACT_RESULT },
    };
    unsigned all = 0x1f80, some;
    size_t i;

    for (i = 0; i < ARRAY_SIZE(cases); i++) {
        some = all & ~cases[i].mask;
        calls = 0;
        __asm__ volatile("movss %5, %%xmm0\n\tldmxcsr %3\n\t"
                         "leaq 1f(%%rip), %%rbx\n\tmovq %%rbx, %0\n\t"
                         "leaq 2f(%%rip), %%rbx\n\tmovq %%rbx, %1\n\t"
                         "1: divss %4, %%xmm0\n\t2: ldmxcsr %2"
                         : "=m"(start), "=m"(resume)
                         : "m"(all), "m"(some), "m"(cases[i].other), "m"(cases[i].one)
                         : "rbx", "xmm0", "memory");
        ok(calls == 1 && seen.ExceptionCode == cases[i].code, "case %Iu: %u calls, code %#lx\n", i,
           calls, seen.ExceptionCode);
        ok((ULONG_PTR)seen.ExceptionAddress == start, "address %p, not %p\n",
           seen.ExceptionAddress, (void *)start);
    }
}

/* --- nobody takes it: what the process's end tells ------------------------------------------- */

static LONG WINAPI end_it(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    return EXCEPTION_EXECUTE_HANDLER;
}

static void child(const char *what)
{
    if (what[1])
        SetUnhandledExceptionFilter(end_it);
    switch (what[0]) {
    case 'd': RUN("divl %%ecx", 1, 0, 0, 0); break;
    case 'i': RUN("ud2", 0, 0, 0, 0); break;
    case 'b': RUN("int3", 0, 0, 0, 0); break;
    case 's': /* the step behind popfq */
        __asm__ volatile("subq $128, %%rsp\n\tpushfq\n\torl $0x100, (%%rsp)\n\tpopfq\n\tnop\n\t"
                         "addq $128, %%rsp" : : : "memory", "cc");
    }
    ExitProcess(1);
}

static void test_end(void)
{
    static const struct { const char *what; DWORD code; } cases[] = {
        { "d", EXCEPTION_INT_DIVIDE_BY_ZERO }, { "df", EXCEPTION_INT_DIVIDE_BY_ZERO },
        { "i", EXCEPTION_ILLEGAL_INSTRUCTION }, { "if", EXCEPTION_ILLEGAL_INSTRUCTION },
        { "b", EXCEPTION_BREAKPOINT }, { "bf", EXCEPTION_BREAKPOINT },
        { "sf", EXCEPTION_SINGLE_STEP },
    };
    size_t i;

    for (i = 0; i < ARRAY_SIZE(cases); i++) {
        winetest_push_context("%s", cases[i].what);
        ok_value(child_exit_code(child_start(FALSE, "%s", cases[i].what)), cases[i].code);
        winetest_pop_context();
    }
}

START_TEST(trap)
{
    char **argv;
    int argc = winetest_get_mainargs(&argv);
    void *handler;

    if (argc > 2) {
        child(argv[2]);
        return;
    }
    handler = AddVectoredExceptionHandler(1, go_on);
    test_divide();
    test_instructions();
    test_float();
    RemoveVectoredExceptionHandler(handler);
    test_step();
    test_end();
}

#else
START_TEST(trap)
{
    skip("traps of another processor\n");
}
#endif
