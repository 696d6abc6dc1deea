/* SPDX-License-Identifier: MIT */
/*
 * Structured exception handling: what ntmm-seh, which ntmm-cc runs over sources with __try, writes
 * into them. Not for programs: the names and the layout may change with any release.
 *
 * A try block is a frame on the stack of its function. A filter, and a __finally block that runs
 * because its try block was left early, is code in the middle of that function: the library enters
 * it there once more, with the function's frame pointer, and with a stack pointer below everything
 * that is still in use.
 *
 *     {struct _ntmm_seh F;
 *      F.phase = 0;
 *      if (F.phase) F.info = alloca(16);     -- never, but the compiler cannot know
 *      if (_ntmm_seh_enter(&F, 0) == 0) {
 *          struct _ntmm_seh *const G __attribute__((cleanup(_ntmm_seh_close))) = &F;
 *          BODY
 *      } else if (F.phase == 1) _ntmm_seh_filtered(&F, (FILTER));
 *      else HANDLER}
 *
 *     {struct _ntmm_seh F;
 *      ... the same ...
 *      if (_ntmm_seh_enter(&F, 1) == 0) {
 *          struct _ntmm_seh *const G __attribute__((cleanup(_ntmm_seh_close))) = &F;
 *          BODY
 *          F.abnormal = 0;
 *      }
 *      BLOCK
 *      _ntmm_seh_ended(&F);}
 */
#ifndef NTMM__NTMM_SEH_H
#define NTMM__NTMM_SEH_H

#pragma GCC system_header

#ifndef __x86_64__
#error libntmm: __try is for x86-64 only
#endif

struct _EXCEPTION_POINTERS;

enum { _NTMM_SEH_BODY, _NTMM_SEH_FILTER, _NTMM_SEH_HANDLER, _NTMM_SEH_FINALLY };

struct _ntmm_seh {
    struct _ntmm_seh *outer;
    void *registers[8];     /* rbx, rbp, r12 to r15, rsp, rip */
    unsigned int float_control[2];
    void *entered_from;     /* the library's stack pointer while it runs a filter or a block */
    struct _EXCEPTION_POINTERS *info;
    unsigned int code;
    int phase;
    int finally;
    int abnormal;
};

/* 0: the frame is the thread's innermost now. Otherwise the library came back: see the phase. */
extern int _ntmm_seh_enter(struct _ntmm_seh *frame, int finally)
    __attribute__((__returns_twice__));

/* The end of a filter. */
extern void _ntmm_seh_filtered(struct _ntmm_seh *frame, int verdict) __attribute__((__noreturn__));

/* The way out of a body, whichever it is. */
extern void _ntmm_seh_close(struct _ntmm_seh *const *frame);

/* The end of a __finally block. Returns if its body was left at its end. */
extern void _ntmm_seh_ended(struct _ntmm_seh *frame);

#endif
