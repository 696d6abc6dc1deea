// SPDX-License-Identifier: MIT
// exception: the native calls on exceptions and their handlers.
#define _GNU_SOURCE
#include "ke/exception.h"

#include "ke/context.h"

#include <string.h>
#include <ucontext.h>

PVOID NTAPI RtlAddVectoredExceptionHandler(ULONG first, PVECTORED_EXCEPTION_HANDLER handler)
{
    return ke_vector_add(KE_VECTOR_EXCEPTION, first != 0, handler);
}

ULONG NTAPI RtlRemoveVectoredExceptionHandler(PVOID handle)
{
    return ke_vector_remove(KE_VECTOR_EXCEPTION, handle);
}

PVOID NTAPI RtlAddVectoredContinueHandler(ULONG first, PVECTORED_EXCEPTION_HANDLER handler)
{
    return ke_vector_add(KE_VECTOR_CONTINUE, first != 0, handler);
}

ULONG NTAPI RtlRemoveVectoredContinueHandler(PVOID handle)
{
    return ke_vector_remove(KE_VECTOR_CONTINUE, handle);
}

/*
 * Returns when a handler says to go on, or goes on where the handler has put the registers; a
 * raised exception that nobody takes is the end.
 */
VOID NTAPI RtlRaiseException(EXCEPTION_RECORD *record)
{
    volatile bool resumed = false;
    CONTEXT context, before;
    ucontext_t host;

    if (!record->ExceptionAddress)
        record->ExceptionAddress = __builtin_return_address(0);
    memset(&host, 0, sizeof host);
    getcontext(&host);
    if (resumed)
        return;
    ke_context_from_host(&context, &host);
    before = context;
    if (!ke_exception_dispatch(record, &context))
        NtTerminateProcess(NtCurrentProcess(), (NTSTATUS)record->ExceptionCode);
    if (memcmp(&before, &context, sizeof context) == 0)
        return;
    resumed = true;
    ke_context_to_host(&context, &host);
    setcontext(&host);
}
