/* SPDX-License-Identifier: MIT */
/*
 * libstdc++'s configuration: its wide half is compiled for 32-bit characters and stays away.
 */
#ifndef NTMM_BITS_CXXCONFIG_H
#define NTMM_BITS_CXXCONFIG_H

#pragma GCC system_header

#include_next <bits/c++config.h>
#undef _GLIBCXX_USE_WCHAR_T

#endif
