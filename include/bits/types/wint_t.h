/* SPDX-License-Identifier: MIT */
/*
 * wint_t: 16 bits, as the Microsoft C runtime has it.
 */
#ifndef _WINT_T
#define _WINT_T 1

#pragma GCC system_header
typedef unsigned short wint_t;
#endif
