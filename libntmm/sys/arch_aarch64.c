// SPDX-License-Identifier: MIT
// arch_aarch64: fault decoding and the guarded copy.
#define _GNU_SOURCE
#ifdef __aarch64__
#include "sys/arch.h"

#include <asm/sigcontext.h>
#include <ucontext.h>

/* The exception syndrome: its class in the high bits, for data aborts the direction in bit 6. */
#define ESR_CLASS(esr) ((esr) >> 26 & 0x3f)
#define ESR_WRITE(esr) ((esr) >> 6 & 1)
enum { CLASS_FETCH = 0x20, CLASS_DATA = 0x24 };

/* The kernel appends records to the context; one of them is the syndrome. */
static bool syndrome_of(const ucontext_t *context, uint64_t *esr)
{
    const unsigned char *at = context->uc_mcontext.__reserved;
    const unsigned char *end = at + sizeof context->uc_mcontext.__reserved;

    while (at + sizeof(struct _aarch64_ctx) <= end) {
        const struct _aarch64_ctx *record = (const void *)at;

        if (record->magic == ESR_MAGIC) {
            *esr = ((const struct esr_context *)record)->esr;
            return true;
        }
        if (record->magic == 0 || record->size == 0)
            return false;
        at += record->size;
    }
    return false;
}

bool sys_arch_fault(const siginfo_t *info, const void *context, struct sys_fault *fault)
{
    const ucontext_t *uc = context;
    uint64_t esr;

    if (!syndrome_of(uc, &esr))
        return false;
    if (ESR_CLASS(esr) != CLASS_FETCH && ESR_CLASS(esr) != CLASS_DATA)
        return false;
    *fault = (struct sys_fault) {
        .address = (uintptr_t)info->si_addr,
        .access = ESR_CLASS(esr) == CLASS_FETCH ? SYS_ACCESS_EXECUTE
                : ESR_WRITE(esr) ? SYS_ACCESS_WRITE : SYS_ACCESS_READ,
        .instruction = (uintptr_t)uc->uc_mcontext.pc,
        .protection = info->si_code == SEGV_ACCERR,
    };
    return true;
}

extern const char sys_arch_copy_start[], sys_arch_copy_end[], sys_arch_copy_failed[];

/* A leaf without a frame, so that the handler need change nothing but the program counter. */
__asm__(".text\n"
        ".hidden sys_arch_copy_start\n.hidden sys_arch_copy_end\n.hidden sys_arch_copy_failed\n"
        ".globl sys_arch_copy_start\n.globl sys_arch_copy_end\n.globl sys_arch_copy_failed\n"
        ".globl sys_arch_copy\n"
        ".hidden sys_arch_copy\n"
        ".type sys_arch_copy, %function\n"
        "sys_arch_copy:\n"
        "    cbz x2, 2f\n"
        "sys_arch_copy_start:\n"
        "1:  ldrb w3, [x1], #1\n"
        "    strb w3, [x0], #1\n"
        "    subs x2, x2, #1\n"
        "    b.ne 1b\n"
        "sys_arch_copy_end:\n"
        "2:  mov x0, #0\n"
        "    ret\n"
        "sys_arch_copy_failed:\n"
        "    mov x0, #1\n"
        "    ret\n"
        ".size sys_arch_copy, . - sys_arch_copy\n");

bool sys_arch_copy_fails(void *context)
{
    ucontext_t *uc = context;
    uintptr_t at = (uintptr_t)uc->uc_mcontext.pc;

    if (at < (uintptr_t)sys_arch_copy_start || at >= (uintptr_t)sys_arch_copy_end)
        return false;
    uc->uc_mcontext.pc = (uintptr_t)sys_arch_copy_failed;
    return true;
}

/* Not known here yet: nobody asks. */
bool sys_arch_stack_ends(const void *context)
{
    (void)context;
    return false;
}

/* Not known here yet: faults go to the program's signal handlers only. */
bool sys_arch_redirect(void *context, const struct sys_fault *fault,
                       void (*entry)(const struct sys_fault *fault, void *context))
{
    (void)context, (void)fault, (void)entry;
    return false;
}

_Noreturn void sys_arch_resume(void *context)
{
    (void)context;
    __builtin_trap();
}
#endif
