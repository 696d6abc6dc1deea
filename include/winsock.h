/* SPDX-License-Identifier: MIT */
/*
 * Sockets are not in libntmm: only the types that other Windows headers mention.
 *
 * Windows' socket functions share their names with the host's (select, send, bind) but not their
 * meaning, so none of them is declared: a program that uses one fails to compile.
 */
#ifndef NTMM_WINSOCK_H
#define NTMM_WINSOCK_H

#pragma GCC system_header
#define _WINSOCKAPI_

#include <_bsd_types.h>
#include <windows.h>

typedef UINT_PTR SOCKET;
#define INVALID_SOCKET ((SOCKET)(~0))
#define SOCKET_ERROR (-1)

#endif
