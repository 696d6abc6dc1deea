/* SPDX-License-Identifier: MIT */
/*
 * Invalid parameters of the checking (_s) functions.
 */
#ifndef CRT_CHECK_H
#define CRT_CHECK_H

#include <errno.h>
#include <stdlib.h>

/*
 * Sets errno and calls the program's handler, or ends the program if there is none, as the
 * release runtime does. Returns error if the handler returns.
 */
errno_t crt_invalid(errno_t error);

#endif
