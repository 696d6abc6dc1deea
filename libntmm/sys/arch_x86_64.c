// SPDX-License-Identifier: MIT
// arch_x86_64: fault decoding and the guarded copy.
#define _GNU_SOURCE
#ifdef __x86_64__
#include "sys/arch.h"

#include <string.h>
#include <ucontext.h>

/* The page fault's error code. */
enum { FAULT_PRESENT = 1, FAULT_WRITE = 2, FAULT_FETCH = 16 };
enum { TRAP_PAGE_FAULT = 14 };

bool sys_arch_fault(const siginfo_t *info, const void *context, struct sys_fault *fault)
{
    const greg_t *regs = ((const ucontext_t *)context)->uc_mcontext.gregs;
    greg_t error = regs[REG_ERR];

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

static uintptr_t frame_end(uintptr_t interrupted)
{
    uintptr_t here = (uintptr_t)__builtin_frame_address(0) - HANDLER_ROOM;

    return here < interrupted && interrupted - here < SAME_STACK ? here : interrupted - RED_ZONE;
}

bool sys_arch_redirect(void *context, const struct sys_fault *fault,
                       void (*entry)(const struct sys_fault *fault, void *context))
{
    ucontext_t *uc = context;
    greg_t *regs = uc->uc_mcontext.gregs;
    uintptr_t sp = frame_end((uintptr_t)regs[REG_RSP]), fault_at, context_at, fp_at = 0;
    fpregset_t fp = uc->uc_mcontext.fpregs;
    size_t size = fp ? fp_size(fp) : 0;
    bool pushed = true;

    if (fp)
        sp = fp_at = (sp - size) & ~(uintptr_t)(FP_ALIGNMENT - 1);
    sp = fault_at = (sp - sizeof *fault) & ~(uintptr_t)15;
    sp = context_at = (sp - sizeof(ucontext_t)) & ~(uintptr_t)15;

    /* the stack may be at its end: then the copies fail and nothing has happened */
    pushed = sys_arch_copy((void *)context_at, uc, KERNEL_CONTEXT) == 0 &&
             sys_arch_copy((void *)fault_at, fault, sizeof *fault) == 0 &&
             (!fp || sys_arch_copy((void *)fp_at, fp, size) == 0) &&
             sys_arch_copy((char *)context_at + offsetof(ucontext_t, uc_mcontext.fpregs), &fp_at,
                           sizeof fp_at) == 0;
    if (!pushed)
        return false;
    regs[REG_RDI] = (greg_t)fault_at;
    regs[REG_RSI] = (greg_t)context_at;
    regs[REG_RSP] = (greg_t)(sp - sizeof(void *)); /* as behind a call */
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
