// SPDX-License-Identifier: MIT
// context_aarch64: a thread's registers, between the host's form and Windows'.
#define _GNU_SOURCE
#ifdef __aarch64__
#include "ke/context.h"

#include <string.h>
#include <ucontext.h>

void ke_context_from_host(CONTEXT *context, const void *host)
{
    const mcontext_t *machine = &((const ucontext_t *)host)->uc_mcontext;

    memset(context, 0, sizeof *context);
    context->ContextFlags = CONTEXT_CONTROL | CONTEXT_INTEGER;
    memcpy(&context->X0, machine->regs, sizeof machine->regs);
    context->Sp = machine->sp;
    context->Pc = machine->pc;
    context->Cpsr = (ULONG)machine->pstate;
}

void ke_context_to_host(const CONTEXT *context, void *host)
{
    mcontext_t *machine = &((ucontext_t *)host)->uc_mcontext;

    memcpy(machine->regs, &context->X0, sizeof machine->regs);
    machine->sp = context->Sp;
    machine->pc = context->Pc;
    machine->pstate = context->Cpsr;
}
#endif
