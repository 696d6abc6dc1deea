/* SPDX-License-Identifier: MIT */
/*
 * Structured exception handling; _ntmm_seh.h has the rest.
 */
#ifndef NTMM_EXCPT_H
#define NTMM_EXCPT_H

#pragma GCC system_header
#define _INC_EXCPT

#include <crtdefs.h>

struct _EXCEPTION_POINTERS;
struct _EXCEPTION_RECORD;
struct _CONTEXT;
struct _DISPATCHER_CONTEXT;

#define EXCEPTION_EXECUTE_HANDLER 1
#define EXCEPTION_CONTINUE_SEARCH 0
#define EXCEPTION_CONTINUE_EXECUTION (-1)

#ifndef EXCEPTION_DISPOSITION
#define EXCEPTION_DISPOSITION int
#endif
/* Words of the compiler: known in filters, handlers and __finally blocks only. */
#define GetExceptionCode _exception_code
#define exception_code _exception_code
#define GetExceptionInformation _exception_info
#define exception_info _exception_info
#define AbnormalTermination _abnormal_termination
#define abnormal_termination _abnormal_termination

#define ExceptionContinueExecution 0
#define ExceptionContinueSearch 1
#define ExceptionNestedException 2
#define ExceptionCollidedUnwind 3
#define ExceptionExecuteHandler 4

#endif
