// SPDX-License-Identifier: MIT
// string: the text of the A functions, which is UTF-8, to and from the W functions'.
#include "win32/string.h"

#include "sys/utf.h"
#include "win32/error.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(sizeof(WCHAR) == sizeof(uint16_t), "UTF-16");

bool win32_wide_init(struct win32_wide *wide, const char *text)
{
    size_t length, room;

    wide->string = NULL;
    if (!text)
        return true;
    length = strlen(text);
    wide->string = wide->buffer;
    room = length + 1; /* a unit for each byte is enough */
    if (room > sizeof wide->buffer / sizeof *wide->buffer) {
        wide->string = malloc(room * sizeof *wide->string);
        if (!wide->string)
            return win32_result(STATUS_NO_MEMORY);
    }
    wide->string[sys_utf_from_host(text, length, wide->string)] = 0;
    return true;
}

void win32_wide_free(struct win32_wide *wide)
{
    if (wide->string != wide->buffer)
        free(wide->string);
}

bool win32_narrow_init(struct win32_narrow *narrow, const WCHAR *text)
{
    size_t length, room;

    narrow->string = NULL;
    if (!text)
        return true;
    length = win32_length(text);
    narrow->string = narrow->buffer;
    room = 3 * length + 1;
    if (room > sizeof narrow->buffer) {
        narrow->string = malloc(room);
        if (!narrow->string)
            return win32_result(STATUS_NO_MEMORY);
    }
    narrow->string[sys_utf_to_host(text, length, narrow->string)] = 0;
    return true;
}

void win32_narrow_free(struct win32_narrow *narrow)
{
    if (narrow->string != narrow->buffer)
        free(narrow->string);
}

size_t win32_length(const WCHAR *text)
{
    size_t length = 0;

    while (text[length])
        length++;
    return length;
}

DWORD win32_give(const WCHAR *text, size_t length, WCHAR *buffer, DWORD size)
{
    if (length >= size)
        return (DWORD)length + 1;
    memcpy(buffer, text, length * sizeof *text);
    buffer[length] = 0;
    return (DWORD)length;
}

DWORD win32_give_narrow(const WCHAR *text, size_t length, char *buffer, DWORD size)
{
    size_t bytes = sys_utf_to_host(text, length, NULL);

    if (bytes >= size)
        return (DWORD)bytes + 1;
    sys_utf_to_host(text, length, buffer);
    buffer[bytes] = 0;
    return (DWORD)bytes;
}

DWORD win32_give_host(const char *text, size_t length, WCHAR *buffer, DWORD size)
{
    size_t units = sys_utf_from_host(text, length, NULL);

    if (units >= size)
        return (DWORD)units + 1;
    sys_utf_from_host(text, length, buffer);
    buffer[units] = 0;
    return (DWORD)units;
}

DWORD win32_give_host_narrow(const char *text, size_t length, char *buffer, DWORD size)
{
    if (length >= size)
        return (DWORD)length + 1;
    memcpy(buffer, text, length);
    buffer[length] = 0;
    return (DWORD)length;
}
