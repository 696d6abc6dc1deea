// SPDX-License-Identifier: MIT
// string: UNICODE_STRING.
#include "ob/status.h"

#include <stddef.h>

/* The longest string that fits with its closing 0. */
#define LONGEST (0xfffe - sizeof(WCHAR))

VOID NTAPI RtlInitUnicodeString(UNICODE_STRING *string, PCWSTR source)
{
    size_t length = 0;

    if (source) {
        while (source[length])
            length++;
        length *= sizeof(WCHAR);
        if (length > LONGEST)
            length = LONGEST;
    }
    string->Length = (USHORT)length;
    string->MaximumLength = (USHORT)(source ? length + sizeof(WCHAR) : 0);
    string->Buffer = (PWSTR)source;
}
