// SPDX-License-Identifier: MIT
// seh_faults: faults of memory in try blocks, in their filters and handlers, and in many threads.
#define _GNU_SOURCE
#include <windows.h>

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <ucontext.h>

#include "check.h"
#include "trace.h"

#define PAGE 4096u

enum { THREADS = 8, ROUNDS = 100, GUARDS = 64 };

/* Nothing is ever there; the compiler need not know. */
static volatile char *const volatile nowhere = (volatile char *)16;

static volatile char *reserve(unsigned pages)
{
    volatile char *memory = VirtualAlloc(NULL, pages * PAGE, MEM_RESERVE, PAGE_NOACCESS);

    REQUIRE(memory);
    return memory;
}

static void release(volatile char *memory)
{
    CHECK(VirtualFree((void *)memory, 0, MEM_RELEASE), "error %lu", GetLastError());
}

/* What S-PRO-04 says of an access violation. */
static BOOL is_violation(EXCEPTION_POINTERS *pointers, ULONG_PTR access, const volatile char *at)
{
    const EXCEPTION_RECORD *record = pointers->ExceptionRecord;

    return record->ExceptionCode == EXCEPTION_ACCESS_VIOLATION && record->ExceptionFlags == 0 &&
           record->NumberParameters == 2 && record->ExceptionInformation[0] == access &&
           record->ExceptionInformation[1] == (ULONG_PTR)at;
}

static int commit(EXCEPTION_POINTERS *pointers)
{
    return VirtualAlloc((void *)pointers->ExceptionRecord->ExceptionInformation[1], 1, MEM_COMMIT,
                        PAGE_READWRITE)
         ? EXCEPTION_CONTINUE_EXECUTION : EXCEPTION_CONTINUE_SEARCH;
}

/* --- faults within faults --------------------------------------------------------------------- */

/* Mends the fault of the block, and faults itself in doing so. */
static int commit_both(EXCEPTION_POINTERS *pointers, volatile char *other)
{
    note("f");
    if (is_violation(pointers, 1, other))
        return commit(pointers);
    *other = 'i';
    return commit(pointers);
}

static void test_filter_mended(void)
{
    volatile char *memory = reserve(2);

    __try {
        *memory = 'o';
        note("b");
    } __except (commit_both(GetExceptionInformation(), memory + PAGE)) {
        note("?");
    }
    expect("a filter's fault, mended", "ffb");
    CHECK(memory[0] == 'o' && memory[PAGE] == 'i', "%d, %d", memory[0], memory[PAGE]);
    release(memory);
}

static int fail_guarded(void)
{
    __try {
        *nowhere = 1;
    } __except (filter("g", EXCEPTION_EXECUTE_HANDLER)) {
        note("h");
    }
    return EXCEPTION_EXECUTE_HANDLER;
}

static int fail_once(EXCEPTION_POINTERS *pointers)
{
    if (is_violation(pointers, 0, nowhere + 1))
        return filter("2", EXCEPTION_EXECUTE_HANDLER);
    note("1");
    return nowhere[1];
}

static void test_filter(void)
{
    __try {
        *nowhere = 1;
    } __except (fail_guarded()) {
        note("H");
    }
    expect("a filter's fault, handled there", "ghH");
    __try {
        __try {
            *nowhere = 1;
        } __except (fail_once(GetExceptionInformation())) {
            note("h"); /* of the second fault, since that filter was asked first */
        }
    } __except (filter("F", EXCEPTION_EXECUTE_HANDLER)) {
        note("?");
    }
    expect("a filter's fault, handled by it", "12h");
}

static void test_handler(void)
{
    __try {
        __try {
            *nowhere = 1;
        } __except (is_violation(GetExceptionInformation(), 1, nowhere)) {
            note("h");
            (void)nowhere[2];
            note("?");
        }
    } __except (is_violation(GetExceptionInformation(), 0, nowhere + 2)) {
        note("H");
    }
    expect("a handler's fault", "hH");
}

static void test_finally(void)
{
    __try {
        __try {
            __try {
                *nowhere = 1;
            } __finally {
                note("1");
                (void)nowhere[3];
                note("?");
            }
        } __finally {
            note("2"); /* once, though two exceptions go through it */
        }
    } __except (filter("F", EXCEPTION_EXECUTE_HANDLER)) {
        note("H");
    }
    expect("a fault in __finally", "F1F2H");
    __try {
        __try {
            note("b");
        } __finally {
            note("1");
            *nowhere = 1;
        }
    } __except (filter("F", EXCEPTION_EXECUTE_HANDLER)) {
        note("H");
    }
    expect("a fault in __finally after the block's end", "b1FH");
}

static LONG CALLBACK fail_vectored(EXCEPTION_POINTERS *pointers)
{
    note("v");
    if (is_violation(pointers, 1, nowhere))
        (void)nowhere[4];
    return EXCEPTION_CONTINUE_SEARCH;
}

static void test_vectored(void)
{
    void *handler = AddVectoredExceptionHandler(1, fail_vectored);

    __try {
        *nowhere = 1;
    } __except (filter("F", is_violation(GetExceptionInformation(), 0, nowhere + 4))) {
        note("H");
    }
    expect("a vectored handler's fault", "vvFH");
    CHECK(RemoveVectoredExceptionHandler(handler));
    __try {
        *nowhere = 1;
    } __except (filter("F", EXCEPTION_EXECUTE_HANDLER)) {
        note("H");
    }
    expect("the vectored handler is gone", "FH");
}

/* --- who is asked, and when ------------------------------------------------------------------- */

static LONG CALLBACK first(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    return filter("1", EXCEPTION_CONTINUE_SEARCH);
}

static LONG CALLBACK second(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    return filter("2", EXCEPTION_CONTINUE_SEARCH);
}

static LONG CALLBACK continuing(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    return filter("c", EXCEPTION_CONTINUE_SEARCH);
}

static LONG CALLBACK unhandled(EXCEPTION_POINTERS *pointers)
{
    note("u");
    return commit(pointers);
}

static void touch(volatile char *at, int outer)
{
    __try {
        __try {
            *at = 't';
            note("b");
        } __except (filter("f", EXCEPTION_CONTINUE_SEARCH)) {
            note("?");
        }
    } __except (filter("F", outer == EXCEPTION_CONTINUE_EXECUTION
                                ? commit(GetExceptionInformation()) : outer)) {
        note("H");
    }
}

/* S-PRO-04: vectored handlers, frames, the unhandled filter; continue handlers when it goes on. */
static void test_order(void)
{
    volatile char *memory = reserve(2);
    void *two = AddVectoredExceptionHandler(0, second);
    void *one = AddVectoredExceptionHandler(1, first);
    void *last = AddVectoredContinueHandler(1, continuing);

    SetUnhandledExceptionFilter(unhandled);
    touch(memory, EXCEPTION_EXECUTE_HANDLER);
    expect("handled", "12fFH");
    touch(memory, EXCEPTION_CONTINUE_EXECUTION);
    expect("continued", "12fFcb");
    touch(memory + PAGE, EXCEPTION_CONTINUE_SEARCH);
    expect("unhandled", "12fFucb");
    SetUnhandledExceptionFilter(NULL);
    RemoveVectoredContinueHandler(last);
    RemoveVectoredExceptionHandler(one);
    RemoveVectoredExceptionHandler(two);
    release(memory);
}

static LONG CALLBACK decline(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    return filter("u", EXCEPTION_CONTINUE_SEARCH);
}

static sigjmp_buf back;
static const volatile char *volatile signal_address;

static void on_signal(int number, siginfo_t *info, void *context)
{
    (void)number, (void)context;
    note("s");
    signal_address = info->si_addr;
    siglongjmp(back, 1);
}

static void install(void)
{
    struct sigaction action = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO };

    REQUIRE(sigaction(SIGSEGV, &action, NULL) == 0);
}

/* The program's own signal handler comes last, whenever it was installed. */
static void test_sigaction(BOOL before)
{
    void *one;

    if (before)
        install();
    one = AddVectoredExceptionHandler(1, first);
    SetUnhandledExceptionFilter(decline);
    if (!before)
        install();
    if (sigsetjmp(back, 1) == 0)
        touch(nowhere, EXCEPTION_CONTINUE_SEARCH);
    expect(before ? "sigaction before" : "sigaction after", "1fFus");
    CHECK(signal_address == nowhere, "%p", signal_address);
    touch(nowhere, EXCEPTION_EXECUTE_HANDLER);
    expect("handled before it came to the signal handler", "1fFH");
    SetUnhandledExceptionFilter(NULL);
    RemoveVectoredExceptionHandler(one);
    if (sigsetjmp(back, 1) == 0)
        *nowhere = 1;
    expect("nobody but the signal handler", "s");
    signal(SIGSEGV, SIG_DFL);
}

/* --- instructions ----------------------------------------------------------------------------- */

static void divide(void)
{
    __asm__ volatile("divl %%ecx" : : "a"(1), "d"(0), "c"(0) : "cc");
}

static void stop(void)
{
    __asm__ volatile("int3");
}

static void be_illegal(void)
{
    __asm__ volatile("ud2");
}

static void try_trap(const char *what, void (*trap)(void), DWORD code)
{
    __try {
        __try {
            trap();
        } __finally {
            note(AbnormalTermination() ? "u" : "?");
        }
        note("?");
    } __except (filter("f", GetExceptionCode() == code ? EXCEPTION_EXECUTE_HANDLER
                                                       : EXCEPTION_CONTINUE_SEARCH)) {
        note("h");
    }
    expect(what, "fuh");
}

static volatile sig_atomic_t number_seen;
static const unsigned char *volatile breakpoint;

static void on_trap(int number, siginfo_t *info, void *context)
{
    (void)info;
    number_seen = number;
    breakpoint = (const unsigned char *)((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
    note("s");
    if (number != SIGTRAP)
        siglongjmp(back, 1);
}

/* Handled like faults of memory; a signal handler is last here too, and goes on behind a stop. */
static void test_trap(void (*trap)(void), DWORD code, int number)
{
    struct sigaction action = { .sa_sigaction = on_trap, .sa_flags = SA_SIGINFO };

    try_trap("an instruction's exception", trap, code);
    REQUIRE(sigaction(number, &action, NULL) == 0);
    try_trap("before a signal handler", trap, code);
    number_seen = 0;
    if (sigsetjmp(back, 1) == 0)
        trap();
    CHECK(number_seen == number, "signal %d", (int)number_seen);
    expect("a signal handler", "s");
    signal(number, SIG_DFL);
}

/* --- registers -------------------------------------------------------------------------------- */

/* In the order in which turn() has them. */
#define REGISTERS(X) \
    X(Rbx) X(Rcx) X(Rdx) X(Rsi) X(Rdi) X(R8) X(R9) X(R10) X(R11) X(R12) X(R13) X(R14) X(R15)
#define COUNT 13
#define SEEN(i) (0x1111111122222222u * ((i) + 1u))
#define GIVEN(i) (0xfedcba9876543210u ^ (i))
#define CARRY 1u

static volatile char landing;

static int change_registers(EXCEPTION_POINTERS *pointers)
{
    CONTEXT *context = pointers->ContextRecord;
    unsigned i = 0;

    note("f");
    CHECK(context->Rip == (ULONG_PTR)pointers->ExceptionRecord->ExceptionAddress);
    CHECK(context->Rax == (ULONG_PTR)nowhere && !(context->EFlags & CARRY));
#define CHANGE(name) \
    CHECK(context->name == SEEN(i), #name ": 0x%I64x", context->name); \
    context->name = GIVEN(i); \
    i++;
    REGISTERS(CHANGE)
#undef CHANGE
    CHECK(context->FltSave.XmmRegisters[9].Low == 9, "%I64u", context->FltSave.XmmRegisters[9].Low);
    context->FltSave.XmmRegisters[9].Low = 99;
    context->EFlags |= CARRY;
    context->Rax = (ULONG_PTR)&landing;
    return EXCEPTION_CONTINUE_EXECUTION;
}

/* Loads the registers, writes by way of rax, and stores what the registers are after that. */
static void turn(const unsigned long long in[COUNT], unsigned long long out[COUNT], char *carry,
                 unsigned long long *xmm9)
{
    struct { const unsigned long long *in; unsigned long long *out, *xmm9; char *carry; } at = {
        in, out, xmm9, carry
    };

    __asm__ volatile(
        "subq $128, %%rsp\n\t"
        "pushq %0\n\t"
        "movq (%0), %%rax\n\t"
        "movq 0(%%rax), %%rbx\n\t"   "movq 8(%%rax), %%rcx\n\t"   "movq 16(%%rax), %%rdx\n\t"
        "movq 24(%%rax), %%rsi\n\t"  "movq 32(%%rax), %%rdi\n\t"  "movq 40(%%rax), %%r8\n\t"
        "movq 48(%%rax), %%r9\n\t"   "movq 56(%%rax), %%r10\n\t"  "movq 64(%%rax), %%r11\n\t"
        "movq 72(%%rax), %%r12\n\t"  "movq 80(%%rax), %%r13\n\t"  "movq 88(%%rax), %%r14\n\t"
        "movq 96(%%rax), %%r15\n\t"
        "movl $9, %%eax\n\t"
        "movq %%rax, %%xmm9\n\t"
        "movl $16, %%eax\n\t"
        "clc\n\t"
        "movb $7, (%%rax)\n\t"
        "pushq %%r15\n\t"
        "movq 8(%%rsp), %%rax\n\t"
        "movq 24(%%rax), %%r15\n\t"
        "setc (%%r15)\n\t"
        "movq 16(%%rax), %%r15\n\t"
        "movq %%xmm9, (%%r15)\n\t"
        "movq 8(%%rax), %%rax\n\t"
        "movq %%rbx, 0(%%rax)\n\t"   "movq %%rcx, 8(%%rax)\n\t"   "movq %%rdx, 16(%%rax)\n\t"
        "movq %%rsi, 24(%%rax)\n\t"  "movq %%rdi, 32(%%rax)\n\t"  "movq %%r8, 40(%%rax)\n\t"
        "movq %%r9, 48(%%rax)\n\t"   "movq %%r10, 56(%%rax)\n\t"  "movq %%r11, 64(%%rax)\n\t"
        "movq %%r12, 72(%%rax)\n\t"  "movq %%r13, 80(%%rax)\n\t"  "movq %%r14, 88(%%rax)\n\t"
        "popq 96(%%rax)\n\t"
        "popq %%rax\n\t"
        "subq $-128, %%rsp"
        :
        : "a"(&at)
        : "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15",
          "xmm9", "cc", "memory");
}

static void test_registers(void)
{
    unsigned long long in[COUNT], out[COUNT] = { 0 }, xmm9 = 0;
    char carry = 0;

    for (unsigned i = 0; i < COUNT; i++)
        in[i] = SEEN(i);
    landing = 0;
    __try {
        turn(in, out, &carry, &xmm9);
        note("b");
    } __except (change_registers(GetExceptionInformation())) {
        note("?");
    }
    expect("registers", "fb");
    CHECK(landing == 7 && carry == 1 && xmm9 == 99, "%d, %d, %llu", landing, carry, xmm9);
    for (unsigned i = 0; i < COUNT; i++)
        CHECK(out[i] == GIVEN(i), "register %u: 0x%I64x", i, out[i]);
}

/* --- many threads ----------------------------------------------------------------------------- */

static pthread_barrier_t together;
static volatile char *guards;
static int guards_sprung[THREADS];

static int is_guard(EXCEPTION_POINTERS *pointers, const volatile char *at)
{
    const EXCEPTION_RECORD *record = pointers->ExceptionRecord;

    return record->ExceptionCode == (DWORD)STATUS_GUARD_PAGE_VIOLATION &&
           record->NumberParameters == 2 && record->ExceptionInformation[1] == (ULONG_PTR)at;
}

/* Each thread mends, handles and passes through faults of its own. */
static void fault_alone(int number)
{
    volatile char *memory = reserve(ROUNDS);
    volatile int caught = 0, left = 0, went_on = 0;

    for (int i = 0; i < ROUNDS; i++) {
        volatile char *at = memory + i * PAGE + number;

        __try {
            __try {
                *at = (char)i;
            } __finally {
                left++;
            }
        } __except (is_violation(GetExceptionInformation(), 1, at)) {
            caught++;
        }
        __try {
            *at = (char)i;
            went_on++;
        } __except (commit(GetExceptionInformation())) {
            caught = -ROUNDS;
        }
        CHECK(*at == (char)i, "thread %d, round %d: %d", number, i, *at);
    }
    CHECK(caught == ROUNDS && left == ROUNDS && went_on == ROUNDS, "thread %d: %d, %d, %d", number,
          caught, left, went_on);
    release(memory);
}

/* All of them touch the same pages. */
static void spring_guards(int number)
{
    volatile int sprung = 0;

    for (int i = 0; i < GUARDS; i++) {
        volatile char *at = guards + i * PAGE;

        __try {
            *at = (char)number;
        } __except (is_guard(GetExceptionInformation(), at)) {
            sprung++;
        }
    }
    guards_sprung[number] = sprung;
}

static void *run_thread(void *context)
{
    int number = (int)(uintptr_t)context;

    pthread_barrier_wait(&together);
    fault_alone(number);
    pthread_barrier_wait(&together);
    spring_guards(number);
    return NULL;
}

static void test_threads(void)
{
    pthread_t threads[THREADS];
    int sprung = 0;

    guards = VirtualAlloc(NULL, GUARDS * PAGE, MEM_RESERVE | MEM_COMMIT,
                          PAGE_READWRITE | PAGE_GUARD);
    REQUIRE(guards);
    pthread_barrier_init(&together, NULL, THREADS);
    for (uintptr_t i = 0; i < THREADS; i++)
        REQUIRE(pthread_create(&threads[i], NULL, run_thread, (void *)i) == 0);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        sprung += guards_sprung[i];
    }
    CHECK(sprung == GUARDS, "%d guard pages caught %d touches", GUARDS, sprung); /* S-PRO-06 */
    pthread_barrier_destroy(&together);
    release(guards);
}

int main(void)
{
    test_filter_mended();
    test_filter();
    test_handler();
    test_finally();
    test_vectored();
    test_order();
    test_sigaction(TRUE);
    test_sigaction(FALSE);
    test_trap(divide, EXCEPTION_INT_DIVIDE_BY_ZERO, SIGFPE);
    test_trap(be_illegal, EXCEPTION_ILLEGAL_INSTRUCTION, SIGILL);
    test_trap(stop, EXCEPTION_BREAKPOINT, SIGTRAP);
    CHECK(breakpoint[-1] == 0xcc, "not behind the breakpoint");
    test_registers();
    test_threads();
    printf("seh_faults: %d failures\n", failures);
    return failures != 0;
}
