// SPDX-License-Identifier: MIT
// context: a thread's registers, between the host's form and Windows'.
#ifndef NTMM_KE_CONTEXT_H
#define NTMM_KE_CONTEXT_H

#include "ob/status.h"

/* `host` is the context of a signal (ucontext_t). */
void ke_context_from_host(CONTEXT *context, const void *host);

/* Takes over the registers that context->ContextFlags names. */
void ke_context_to_host(const CONTEXT *context, void *host);

#endif
