// SPDX-License-Identifier: MIT
// arch_x86_64: fault decoding and the guarded copy.
#define _GNU_SOURCE
#ifdef __x86_64__
#include "sys/arch.h"

#include <string.h>
#include <ucontext.h>

/* The page fault's error code. */
enum { FAULT_PRESENT = 1, FAULT_WRITE = 2, FAULT_FETCH = 16 };
enum { TRAP_PROTECTION = 13, TRAP_PAGE_FAULT = 14 };

bool sys_arch_fault(const siginfo_t *info, const void *context, struct sys_fault *fault)
{
    const greg_t *regs = ((const ucontext_t *)context)->uc_mcontext.gregs;
    greg_t error = regs[REG_ERR];

    if (regs[REG_TRAPNO] == TRAP_PROTECTION) { /* no address that a pointer can have, or no right */
        *fault = (struct sys_fault) {
            .address = UINTPTR_MAX,
            .access = SYS_ACCESS_READ,
            .instruction = (uintptr_t)regs[REG_RIP],
        };
        return true;
    }
    if (regs[REG_TRAPNO] != TRAP_PAGE_FAULT)
        return false;
    *fault = (struct sys_fault) {
        .address = (uintptr_t)info->si_addr,
        .access = error & FAULT_FETCH ? SYS_ACCESS_EXECUTE
                : error & FAULT_WRITE ? SYS_ACCESS_WRITE : SYS_ACCESS_READ,
        .instruction = (uintptr_t)regs[REG_RIP],
        .protection = error & FAULT_PRESENT || info->si_code == SEGV_ACCERR,
    };
    return true;
}

extern const char sys_arch_copy_start[], sys_arch_copy_end[], sys_arch_copy_failed[];

/* A leaf without a frame, so that the handler need change nothing but the instruction pointer. */
__asm__(".text\n"
        ".hidden sys_arch_copy_start, sys_arch_copy_end, sys_arch_copy_failed\n"
        ".globl sys_arch_copy_start, sys_arch_copy_end, sys_arch_copy_failed\n"
        ".globl sys_arch_copy\n"
        ".hidden sys_arch_copy\n"
        ".type sys_arch_copy, @function\n"
        "sys_arch_copy:\n"
        "    movq %rdx, %rcx\n"
        "    cld\n"
        "sys_arch_copy_start:\n"
        "    rep movsb\n"
        "sys_arch_copy_end:\n"
        "    xorl %eax, %eax\n"
        "    ret\n"
        "sys_arch_copy_failed:\n"
        "    movl $1, %eax\n"
        "    ret\n"
        ".size sys_arch_copy, . - sys_arch_copy\n");

bool sys_arch_copy_fails(void *context)
{
    greg_t *regs = ((ucontext_t *)context)->uc_mcontext.gregs;
    uintptr_t at = (uintptr_t)regs[REG_RIP];

    if (at < (uintptr_t)sys_arch_copy_start || at >= (uintptr_t)sys_arch_copy_end)
        return false;
    regs[REG_RIP] = (greg_t)(uintptr_t)sys_arch_copy_failed;
    return true;
}

/*
 * The frame that the redirected thread gets, as the kernel makes one for a signal: the part of
 * ucontext_t that the kernel knows (up to 64 signals), and the floating-point state, whose size
 * the state itself tells.
 */
#define KERNEL_CONTEXT (offsetof(ucontext_t, uc_sigmask) + 8)
#define RED_ZONE 128
#define FP_ALIGNMENT 64
#define FP_SMALLEST 512     /* what fxsave writes */
#define FP_LARGEST 16384
#define FP_MAGIC 0x46505853u
#define FP_MAGIC_AT 464     /* the kernel's own words in the unused part of that */
#define FP_SIZE_AT 468

static size_t fp_size(const void *state)
{
    unsigned magic, size;

    memcpy(&magic, (const char *)state + FP_MAGIC_AT, sizeof magic);
    memcpy(&size, (const char *)state + FP_SIZE_AT, sizeof size);
    return magic == FP_MAGIC && size >= FP_SMALLEST && size <= FP_LARGEST ? size : FP_SMALLEST;
}

/*
 * Where the frame may end. Without an alternate stack the handler itself runs on the thread's own
 * stack: then below its frames, which are in use until it returns. No signal comes in between.
 */
#define SAME_STACK ((uintptr_t)1 << 20)
#define HANDLER_ROOM 1024 /* for what this file's functions have below their frame's address */

static uintptr_t frame_end(uintptr_t interrupted, bool stack_end)
{
    uintptr_t here = (uintptr_t)__builtin_frame_address(0) - HANDLER_ROOM;
    bool same = here < interrupted && interrupted - here < SAME_STACK;

    return same || stack_end ? here : interrupted - RED_ZONE;
}

/* A call or a push would fault; that is so too when a function's large frame crossed the end. */
bool sys_arch_stack_ends(const void *context)
{
    const greg_t *regs = ((const ucontext_t *)context)->uc_mcontext.gregs;
    char word[sizeof(void *)];

    return sys_arch_copy(word, (char *)(uintptr_t)regs[REG_RSP] - sizeof word, sizeof word) != 0;
}

/* C code expects no half-done sum in the floating-point unit, nor the program's way of rounding. */
static void start_floating(struct _libc_fpstate *state)
{
    state->cwd = 0x37f;
    state->swd = 0;
    state->ftw = 0;
    state->mxcsr = 0x1f80;
}

struct pushed {
    uintptr_t fault, context, fp;
};

/* Nothing has happened if a copy fails: the stack was at its end. */
static bool push(uintptr_t end, const ucontext_t *uc, const struct sys_fault *fault,
                 struct pushed *at)
{
    const void *fp = uc->uc_mcontext.fpregs;
    size_t size = fp ? fp_size(fp) : 0;

    at->fp = fp ? (end - size) & ~(uintptr_t)(FP_ALIGNMENT - 1) : 0;
    at->fault = ((fp ? at->fp : end) - sizeof *fault) & ~(uintptr_t)15;
    at->context = (at->fault - sizeof *uc) & ~(uintptr_t)15;
    return sys_arch_copy((void *)at->context, uc, KERNEL_CONTEXT) == 0 &&
           sys_arch_copy((void *)at->fault, fault, sizeof *fault) == 0 &&
           (!fp || sys_arch_copy((void *)at->fp, fp, size) == 0) &&
           sys_arch_copy((char *)at->context + offsetof(ucontext_t, uc_mcontext.fpregs), &at->fp,
                         sizeof at->fp) == 0;
}

bool sys_arch_redirect(void *context, const struct sys_fault *fault,
                       void (*entry)(const struct sys_fault *fault, void *context))
{
    ucontext_t *uc = context;
    greg_t *regs = uc->uc_mcontext.gregs;
    uintptr_t interrupted = (uintptr_t)regs[REG_RSP];
    struct pushed at;

    if ((fault->stack_end || !push(frame_end(interrupted, false), uc, fault, &at)) &&
        !push(frame_end(interrupted, true), uc, fault, &at))
        return false;
    if (uc->uc_mcontext.fpregs)
        start_floating(uc->uc_mcontext.fpregs);
    regs[REG_RDI] = (greg_t)at.fault;
    regs[REG_RSI] = (greg_t)at.context;
    regs[REG_RSP] = (greg_t)(at.context - sizeof(void *)); /* as behind a call */
    regs[REG_RIP] = (greg_t)(uintptr_t)entry;
    regs[REG_EFL] &= ~(greg_t)0x400; /* strings go upwards in C */
    return true;
}

_Noreturn void sys_arch_resume(void *context)
{
    /* rt_sigreturn finds its frame at the stack pointer */
    __asm__ volatile("movq %0, %%rsp\n"
                     "movl $15, %%eax\n"
                     "syscall\n"
                     :
                     : "r"(context)
                     : "memory");
    __builtin_unreachable();
}
#endif
