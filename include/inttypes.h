/* SPDX-License-Identifier: MIT */
/*
 * The host's, whose 64-bit types are long; to Microsoft's format rules a long has 32 bits.
 */
#ifndef NTMM_INTTYPES_H
#define NTMM_INTTYPES_H

#pragma GCC system_header

#include_next <inttypes.h>

/* The macros of glibc's header are made of these where they are used. */
#undef __PRI64_PREFIX
#define __PRI64_PREFIX "ll"
#undef __PRIPTR_PREFIX
#define __PRIPTR_PREFIX "ll"

#endif
