// SPDX-License-Identifier: MIT
// context_x86_64: a thread's registers, between the host's form and Windows'.
#define _GNU_SOURCE
#ifdef __x86_64__
#include "ke/context.h"

#include <string.h>
#include <ucontext.h>

/* The general registers that both forms have as 64-bit words. */
#define WORDS(X) \
    X(Rax, REG_RAX) X(Rcx, REG_RCX) X(Rdx, REG_RDX) X(Rbx, REG_RBX) X(Rsp, REG_RSP) \
    X(Rbp, REG_RBP) X(Rsi, REG_RSI) X(Rdi, REG_RDI) X(R8, REG_R8) X(R9, REG_R9) \
    X(R10, REG_R10) X(R11, REG_R11) X(R12, REG_R12) X(R13, REG_R13) X(R14, REG_R14) \
    X(R15, REG_R15) X(Rip, REG_RIP)

void ke_context_from_host(CONTEXT *context, const void *host)
{
    const ucontext_t *uc = host;
    const greg_t *regs = uc->uc_mcontext.gregs;

    memset(context, 0, sizeof *context);
    context->ContextFlags = CONTEXT_CONTROL | CONTEXT_INTEGER | CONTEXT_SEGMENTS;
#define TAKE(field, index) context->field = (DWORD64)regs[index];
    WORDS(TAKE)
#undef TAKE
    context->EFlags = (DWORD)regs[REG_EFL];
    context->SegCs = (WORD)(regs[REG_CSGSFS] & 0xffff);
    context->SegGs = (WORD)(regs[REG_CSGSFS] >> 16 & 0xffff);
    context->SegFs = (WORD)(regs[REG_CSGSFS] >> 32 & 0xffff);
    if (uc->uc_mcontext.fpregs) {
        context->ContextFlags |= CONTEXT_FLOATING_POINT;
        memcpy(&context->FltSave, uc->uc_mcontext.fpregs, sizeof context->FltSave);
        context->MxCsr = context->FltSave.MxCsr;
    }
}

void ke_context_to_host(const CONTEXT *context, void *host)
{
    ucontext_t *uc = host;
    greg_t *regs = uc->uc_mcontext.gregs;

#define GIVE(field, index) regs[index] = (greg_t)context->field;
    WORDS(GIVE)
#undef GIVE
    regs[REG_EFL] = (greg_t)context->EFlags;
    if ((context->ContextFlags & CONTEXT_FLOATING_POINT) == CONTEXT_FLOATING_POINT &&
        uc->uc_mcontext.fpregs) {
        /* behind the registers lies what the kernel needs to restore the rest */
        memcpy(uc->uc_mcontext.fpregs, &context->FltSave, 416);
    }
}
#endif
