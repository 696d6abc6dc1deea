/* SPDX-License-Identifier: MIT */
/*
 * Older name of corecrt.h.
 */
#ifndef NTMM_CRTDEFS_H
#define NTMM_CRTDEFS_H

#pragma GCC system_header
#define _INC_CRTDEFS

#include <_mingw.h>
#include <corecrt.h>

#endif
