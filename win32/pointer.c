// SPDX-License-Identifier: MIT
// pointer: IsBadReadPtr and its relatives, as winbase.h declares them. A byte judges a page.
// What they say may be wrong by the time that it is used; on Windows it is the same.
#include "mm/pages.h"
#include "nt/probe.h"

#include <windows.h>

typedef NTSTATUS touch_call(const char *byte);

static NTSTATUS touch_read(const char *byte)
{
    char value;

    return nt_copy_in(&value, byte, sizeof value);
}

/* Reads and writes back: a copy-on-write page becomes the process's own by that. */
static NTSTATUS touch_write(const char *byte)
{
    return nt_probe_out((void *)byte, 1);
}

/* A guard page is bad once, and none any more. */
static BOOL is_bad(const void *start, UINT_PTR size, touch_call *touch)
{
    const char *byte = start;
    uintptr_t left = size, step;

    if (left > UINTPTR_MAX - (uintptr_t)start)
        return TRUE;
    for (; left; byte += step, left -= step) {
        if (!NT_SUCCESS(touch(byte)))
            return TRUE;
        step = MM_PAGE - (uintptr_t)byte % MM_PAGE;
        if (step > left)
            step = left;
    }
    return FALSE;
}

BOOL WINAPI IsBadReadPtr(CONST VOID *pointer, UINT_PTR size)
{
    return is_bad(pointer, size, touch_read);
}

BOOL WINAPI IsBadHugeReadPtr(CONST VOID *pointer, UINT_PTR size)
{
    return is_bad(pointer, size, touch_read);
}

BOOL WINAPI IsBadWritePtr(LPVOID pointer, UINT_PTR size)
{
    return is_bad(pointer, size, touch_write);
}

BOOL WINAPI IsBadHugeWritePtr(LPVOID pointer, UINT_PTR size)
{
    return is_bad(pointer, size, touch_write);
}

/* Readable is what it means, not executable. */
BOOL WINAPI IsBadCodePtr(FARPROC pointer)
{
    return is_bad((const void *)pointer, 1, touch_read);
}

/* Up to the closing 0, or as many characters as are asked for. */
BOOL WINAPI IsBadStringPtrA(LPCSTR string, UINT_PTR most)
{
    for (UINT_PTR i = 0; i < most; i++) {
        char character;

        if (!NT_SUCCESS(nt_copy_in(&character, string + i, sizeof character)))
            return TRUE;
        if (!character)
            break;
    }
    return FALSE;
}

BOOL WINAPI IsBadStringPtrW(LPCWSTR string, UINT_PTR most)
{
    for (UINT_PTR i = 0; i < most; i++) {
        WCHAR character;

        if (!NT_SUCCESS(nt_copy_in(&character, string + i, sizeof character)))
            return TRUE;
        if (!character)
            break;
    }
    return FALSE;
}
