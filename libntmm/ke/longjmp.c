// SPDX-License-Identifier: MIT
// longjmp: libc's jumps leave try blocks properly.
#define _GNU_SOURCE
#ifdef __x86_64__
#include "ke/frame.h"

#include <dlfcn.h>
#include <setjmp.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A jump out of a try block would leave its frame in the thread's list, on a part of the stack that
 * other functions use next. So the names are ours, in front of libc's: the blocks that lie below
 * the stack pointer to be are left first, their __finally blocks run, as Microsoft's longjmp has
 * it. Another stack looks just like an outer function: with jumps between stacks, as some
 * libraries for coroutines make them, try blocks do not go together.
 */

enum { SAVED_STACK_POINTER = 6 }; /* a word of glibc's jmp_buf, the same in all its versions */

/* As a pointer, for gcc lets no function's type say that it does not return. */
typedef void (*jump_call)(struct __jmp_buf_tag *, int) __attribute__((__noreturn__));

/* In a program linked statically there is no next one to look up; libc's own name is there. */
extern __attribute__((weak, __noreturn__))
void __libc_siglongjmp(struct __jmp_buf_tag *, int);

static jump_call next_longjmp(void)
{
    static _Atomic(jump_call) found;
    jump_call call = atomic_load_explicit(&found, memory_order_acquire);

    if (!call) {
        *(void **)&call = dlsym(RTLD_NEXT, "siglongjmp");
        if (!call)
            call = __libc_siglongjmp;
        atomic_store_explicit(&found, call, memory_order_release);
    }
    return call;
}

/* glibc turns it and mixes in a secret of the process. */
static uintptr_t stack_pointer_of(const struct __jmp_buf_tag *buffer)
{
    uintptr_t word = (uintptr_t)buffer->__jmpbuf[SAVED_STACK_POINTER];

    __asm__("rorq $17, %0\n\t"
            "xorq %%fs:0x30, %0"
            : "+r"(word)
            :
            : "cc");
    return word;
}

__attribute__((visibility("default")))
_Noreturn void siglongjmp(sigjmp_buf buffer, int value)
{
    if (ke_frame_any())
        ke_frame_unwind_below((const void *)stack_pointer_of(buffer));
    next_longjmp()(buffer, value);
}

__attribute__((visibility("default")))
_Noreturn void longjmp(jmp_buf buffer, int value)
{
    siglongjmp(buffer, value);
}

__attribute__((visibility("default")))
_Noreturn void _longjmp(jmp_buf buffer, int value)
{
    siglongjmp(buffer, value);
}
#endif
