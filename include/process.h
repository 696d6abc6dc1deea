/* SPDX-License-Identifier: MIT */
/*
 * Processes and threads under Microsoft's names.
 */
#ifndef NTMM_PROCESS_H
#define NTMM_PROCESS_H

#pragma GCC system_header

#include <corecrt.h>
#include <stdlib.h>

__ntmm_begin_c

extern int _getpid(void) __asm__("getpid");
extern void _endthread(void) __ntmm_crt(_endthread);
extern void _endthreadex(unsigned int code) __ntmm_crt(_endthreadex);

/* The handle that _beginthread returns is closed by the thread itself, at its end. */
typedef void (*_beginthread_proc_type)(void *argument);
typedef unsigned int (*_beginthreadex_proc_type)(void *argument);
extern uintptr_t _beginthread(_beginthread_proc_type start, unsigned int stack_size,
                              void *argument) __ntmm_crt(_beginthread);
extern uintptr_t _beginthreadex(void *security, unsigned int stack_size,
                                _beginthreadex_proc_type start, void *argument,
                                unsigned int flags, unsigned int *thread_id)
    __ntmm_crt(_beginthreadex);

__ntmm_end_c

#endif
