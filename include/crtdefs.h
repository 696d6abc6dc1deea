/* SPDX-License-Identifier: MIT */
/*
 * Older name of corecrt.h.
 */
#ifndef NTMM_CRTDEFS_H
#define NTMM_CRTDEFS_H
#define _INC_CRTDEFS

#include <_mingw.h>
#include <corecrt.h>

#endif
