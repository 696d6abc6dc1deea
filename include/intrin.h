/* SPDX-License-Identifier: MIT */
/*
 * Compiler intrinsics: mingw-w64's, with the host's setjmp.
 */
#ifndef NTMM_INTRIN_H
#define NTMM_INTRIN_H

#pragma GCC system_header

#include <_mingw.h>
#include <setjmp.h>

#pragma push_macro("_setjmp")
#undef _setjmp
#define _setjmp ntmm_no_setjmp
#include_next <intrin.h>
#pragma pop_macro("_setjmp")

#endif
