/* SPDX-License-Identifier: MIT */
/*
 * struct timeval: the host's.
 */
#ifndef NTMM__TIMEVAL_H
#define NTMM__TIMEVAL_H

#pragma GCC system_header
#define _TIMEVAL_DEFINED

#include <sys/time.h>

#endif
