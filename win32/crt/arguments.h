/* SPDX-License-Identifier: MIT */
/*
 * The program's arguments, narrow and wide: shared between the library and the start code.
 */
#ifndef CRT_ARGUMENTS_H
#define CRT_ARGUMENTS_H

#include <wchar.h>

/* 16-bit copies of the strings of a vector ended by NULL; NULL: out of memory. */
__attribute__((__visibility__("default"))) wchar_t **ntmm_wide_vector(char **vector);

#endif
