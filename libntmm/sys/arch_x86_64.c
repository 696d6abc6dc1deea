// SPDX-License-Identifier: MIT
// arch_x86_64: fault decoding and the guarded copy.
#define _GNU_SOURCE
#ifdef __x86_64__
#include "sys/arch.h"

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
#endif
