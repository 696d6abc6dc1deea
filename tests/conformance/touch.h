/* SPDX-License-Identifier: MIT */
/* Touching memory that may refuse it, and learning how it did. */
#ifndef CONFORMANCE_TOUCH_H
#define CONFORMANCE_TOUCH_H

#include <setjmp.h>

/* Without a frame to unwind to: the jump leaves a handler, and nothing is to be cleaned up. */
#ifdef __MINGW32__
#define touch_mark(place) _setjmp(place, NULL)
#else
#define touch_mark(place) setjmp(place)
#endif

/* The exception of this thread's last touch that was refused. */
struct touch_refusal {
    DWORD code;
    ULONG_PTR kind;    /* 0 it was read, 1 it was written */
    ULONG_PTR address;
};

static __thread struct touch_state {
    jmp_buf *volatile back; /* NULL: no touch is going on */
    volatile struct touch_refusal refusal;
} touch;

static LONG CALLBACK touch_refused(EXCEPTION_POINTERS *pointers)
{
    const EXCEPTION_RECORD *record = pointers->ExceptionRecord;
    jmp_buf *back = touch.back;

    if (!back || record->NumberParameters < 2)
        return EXCEPTION_CONTINUE_SEARCH;
    touch.back = NULL;
    touch.refusal.code = record->ExceptionCode;
    touch.refusal.kind = record->ExceptionInformation[0];
    touch.refusal.address = record->ExceptionInformation[1];
    longjmp(*back, 1);
}

/* Before the first touch. */
static inline void touch_start(void)
{
    ok(AddVectoredExceptionHandler(1, touch_refused) != NULL, "no handler\n");
}

/* Does it, whatever it is; FALSE when the memory refused. */
static inline BOOL touch_do(void (*action)(volatile unsigned char *, unsigned char *),
                            volatile void *at, unsigned char *byte)
{
    jmp_buf place;

    if (touch_mark(place))
        return FALSE;
    touch.back = &place;
    action(at, byte);
    touch.back = NULL;
    return TRUE;
}

static inline void touch_load(volatile unsigned char *at, unsigned char *byte)
{
    *byte = *at;
}

static inline void touch_store(volatile unsigned char *at, unsigned char *byte)
{
    *at = *byte;
}

static inline BOOL touch_read(volatile void *at, unsigned char *byte)
{
    return touch_do(touch_load, at, byte);
}

static inline BOOL touch_write(volatile void *at, unsigned char byte)
{
    return touch_do(touch_store, at, &byte);
}

#endif
