/* SPDX-License-Identifier: MIT */
/*
 * What wide functions find in a stream: UTF-8, or UTF-16 as it is in binary streams on Windows.
 */
#ifndef CRT_ENCODING_H
#define CRT_ENCODING_H

#include <stdbool.h>
#include <stdio.h>

bool crt_stream_is_utf16(FILE *stream);

/* false on failure: no memory to remember it. */
bool crt_stream_set_utf16(FILE *stream, bool utf16);

/* Of a stream just opened with this mode of Microsoft's; false on failure, with errno. */
bool crt_stream_encode(FILE *stream, const char *mode);

#endif
