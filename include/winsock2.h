/* SPDX-License-Identifier: MIT */
/*
 * Sockets are not in libntmm; see winsock.h.
 */
#ifndef NTMM_WINSOCK2_H
#define NTMM_WINSOCK2_H

#pragma GCC system_header
#define _WINSOCK2API_

#include <winsock.h>

#endif
