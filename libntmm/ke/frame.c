// SPDX-License-Identifier: MIT
// frame: a thread's try blocks, from the innermost outwards.
#include "ke/frame.h"

#ifdef __x86_64__
#include "ke/frame_enter.h"
#include "sys/stack.h"

#include <_ntmm_seh.h>
#include <stddef.h>

/* What the compilers' sanitizer wants to hear before frames vanish from the stack. */
extern __attribute__((weak)) void __asan_handle_no_return(void);

static _Thread_local struct _ntmm_seh *innermost __attribute__((__tls_model__("initial-exec")));

bool ke_frame_any(void)
{
    return innermost != NULL;
}

int ke_frame_push(struct _ntmm_seh *frame, int finally)
{
    frame->outer = innermost;
    frame->phase = _NTMM_SEH_BODY;
    frame->finally = finally;
    frame->abnormal = finally;
    innermost = frame;
    sys_stack_provide();
    return 0;
}

static void run_block(struct _ntmm_seh *frame)
{
    frame->phase = _NTMM_SEH_FINALLY;
    ke_frame_call(frame);
}

__attribute__((visibility("default")))
void _ntmm_seh_close(struct _ntmm_seh *const *closed)
{
    struct _ntmm_seh *frame = *closed;

    innermost = frame->outer;
    if (frame->abnormal)
        run_block(frame);
}

__attribute__((visibility("default")))
void _ntmm_seh_ended(struct _ntmm_seh *frame)
{
    if (frame->phase == _NTMM_SEH_FINALLY)
        ke_frame_return(frame, 0);
}

__attribute__((visibility("default")))
void _ntmm_seh_filtered(struct _ntmm_seh *frame, int verdict)
{
    ke_frame_return(frame, verdict);
}

/* An exception in a filter has the same filter asked again, in the midst of the first time. */
static int ask_filter(struct _ntmm_seh *frame, EXCEPTION_POINTERS *pointers)
{
    struct _ntmm_seh before = *frame;
    int verdict;

    frame->phase = _NTMM_SEH_FILTER;
    frame->info = pointers;
    frame->code = pointers->ExceptionRecord->ExceptionCode;
    verdict = ke_frame_call(frame);
    frame->phase = before.phase;
    frame->info = before.info;
    frame->code = before.code;
    return verdict;
}

static void leave_innermost(void)
{
    struct _ntmm_seh *frame = innermost;

    innermost = frame->outer;
    if (frame->finally)
        run_block(frame);
}

void ke_frame_unwind_below(const void *stack_pointer)
{
    while (innermost && (const void *)innermost < stack_pointer)
        leave_innermost();
}

void ke_frame_unwind_all(void)
{
    while (innermost)
        leave_innermost();
}

void ke_frame_forget(void)
{
    innermost = NULL;
}

bool ke_frame_dispatch(EXCEPTION_POINTERS *pointers)
{
    DWORD code = pointers->ExceptionRecord->ExceptionCode;
    struct _ntmm_seh *frame = innermost;
    int verdict = EXCEPTION_CONTINUE_SEARCH;

    for (; frame; frame = frame->outer) {
        if (!frame->finally)
            verdict = ask_filter(frame, pointers);
        if (verdict != EXCEPTION_CONTINUE_SEARCH)
            break;
    }
    if (verdict <= 0)
        return verdict < 0;
    while (innermost != frame)
        leave_innermost();
    innermost = frame->outer;
    frame->phase = _NTMM_SEH_HANDLER;
    frame->info = NULL;
    frame->code = code;
    if (__asan_handle_no_return)
        __asan_handle_no_return();
    ke_frame_jump(frame);
}

#else
/* There is no __try for this processor, so there are no frames. */

bool ke_frame_any(void)
{
    return false;
}

bool ke_frame_dispatch(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    return false;
}

void ke_frame_unwind_all(void)
{
}

void ke_frame_forget(void)
{
}
#endif
