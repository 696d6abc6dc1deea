/* SPDX-License-Identifier: MIT */
/*
 * Modules: mingw-w64's header and the macros about the low bits of a module's handle.
 */
#ifndef NTMM_LIBLOADERAPI_H
#define NTMM_LIBLOADERAPI_H

#pragma GCC system_header

#include_next <libloaderapi.h>

/* Bit 0: mapped as plain data; bit 1: as an image, for its resources. */
#ifndef LDR_IS_DATAFILE
#define LDR_IS_DATAFILE(handle) (((ULONG_PTR)(handle)) & (ULONG_PTR)1)
#define LDR_IS_IMAGEMAPPING(handle) (((ULONG_PTR)(handle)) & (ULONG_PTR)2)
#define LDR_IS_RESOURCE(handle) (LDR_IS_IMAGEMAPPING(handle) || LDR_IS_DATAFILE(handle))
#endif

#endif
