/* SPDX-License-Identifier: MIT */
/*
 * libstdc++'s std::filesystem::path, which must take the host's (narrow) form in spite of _WIN32.
 */
#ifndef NTMM_BITS_FS_PATH_H
#define NTMM_BITS_FS_PATH_H

#pragma GCC system_header

#pragma push_macro("_WIN32")
#undef _WIN32
#include_next <bits/fs_path.h>
#pragma pop_macro("_WIN32")

#endif
