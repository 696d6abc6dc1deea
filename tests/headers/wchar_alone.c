/* SPDX-License-Identifier: MIT */
/* The C runtime's headers without windows.h, and its keywords without any header. */
static __int64 before_any_header;

#include <wchar.h>
#include <stdio.h>
#include <wctype.h>
#include <string.h>
#include <stdlib.h>

int use(const wchar_t *text);

int use(const wchar_t *text)
{
    wchar_t buffer[32];

    swprintf(buffer, 32, L"%ls %I64d", text, before_any_header);
    return (int)wcslen(buffer) + (int)wcstoul(buffer, NULL, 10) + iswalpha(text[0]) +
           _stricmp("a", "A");
}
