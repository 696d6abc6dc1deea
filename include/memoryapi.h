/* SPDX-License-Identifier: MIT */
/*
 * Memory functions: mingw-w64's header and what newer Windows SDKs have more.
 */
#ifndef NTMM_MEMORYAPI_H
#define NTMM_MEMORYAPI_H

#pragma GCC system_header

#include_next <memoryapi.h>

#ifndef MEM_COALESCE_PLACEHOLDERS
#define MEM_COALESCE_PLACEHOLDERS 0x00000001
#endif
#ifndef MEM_PRESERVE_PLACEHOLDER
#define MEM_PRESERVE_PLACEHOLDER 0x00000002
#endif
#ifndef MEM_UNMAP_WITH_TRANSIENT_BOOST
#define MEM_UNMAP_WITH_TRANSIENT_BOOST 0x00000001
#endif
#ifndef MEM_REPLACE_PLACEHOLDER
#define MEM_REPLACE_PLACEHOLDER 0x00004000
#endif
#ifndef MEM_RESERVE_PLACEHOLDER
#define MEM_RESERVE_PLACEHOLDER 0x00040000
#endif
#ifndef SEC_HUGE_PAGES
#define SEC_HUGE_PAGES 0x00020000
#endif
#ifndef FILE_MAP_TARGETS_INVALID
#define FILE_MAP_TARGETS_INVALID 0x40000000
#endif

#endif
