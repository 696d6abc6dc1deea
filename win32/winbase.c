// SPDX-License-Identifier: MIT
// winbase: messages, local memory and plain strings, as winbase.h declares them.
#include "sys/utf.h"
#include "win32/error.h"
#include "win32/message.h"
#include "win32/string.h"

#include <stdlib.h>
#include <string.h>

/* --- local memory: the C library's ---------------------------------------------------------- */

/* Movable memory does not move: its handle is its address. */
HLOCAL WINAPI LocalAlloc(UINT flags, SIZE_T size)
{
    void *memory = flags & LMEM_ZEROINIT ? calloc(1, size ? size : 1) : malloc(size ? size : 1);

    return memory ? memory : win32_fail_null(STATUS_NO_MEMORY);
}

HLOCAL WINAPI LocalFree(HLOCAL memory)
{
    free(memory);
    return NULL;
}

/* --- messages ------------------------------------------------------------------------------- */

#ifndef ERROR_NO_WORK_DONE
#define ERROR_NO_WORK_DONE 235 /* newer than the headers */
#endif

#define SOURCES (FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_FROM_HMODULE | \
                 FORMAT_MESSAGE_FROM_SYSTEM)

/* The system's texts are English: that may be asked for, or whatever the system has. */
static bool language_is_there(DWORD language)
{
    return language == 0 || PRIMARYLANGID(language) == LANG_ENGLISH ||
           (PRIMARYLANGID(language) == LANG_NEUTRAL && SUBLANGID(language) <= SUBLANG_SYS_DEFAULT);
}

/* A Win32 error inside an HRESULT is looked up as what it is. */
static DWORD message_id(DWORD id)
{
    return id >> 16 == 0x8007 ? id & 0xffff : id;
}

/* The template of a system message, for free(). NULL: last error says why. */
static WCHAR *system_template(DWORD flags, DWORD id, DWORD language)
{
    const char *text;
    WCHAR *template;
    size_t length;

    if (!(flags & FORMAT_MESSAGE_FROM_SYSTEM)) { /* no module has any messages */
        SetLastError(ERROR_RESOURCE_TYPE_NOT_FOUND);
        return NULL;
    }
    text = win32_message_text(message_id(id));
    if (!text || !language_is_there(language)) {
        SetLastError(text ? ERROR_RESOURCE_LANG_NOT_FOUND : ERROR_MR_MID_NOT_FOUND);
        return NULL;
    }
    length = strlen(text);
    template = malloc((length + 3) * sizeof *template);
    if (!template)
        return win32_fail_null(STATUS_NO_MEMORY);
    sys_utf_from_host(text, length, template);
    template[length] = '\r';
    template[length + 1] = '\n';
    template[length + 2] = 0;
    return template;
}

/* What both functions do; the text is for free(). False: last error says why. */
static bool format_message(DWORD flags, const WCHAR *source, DWORD id, DWORD language,
                           va_list *arguments, bool narrow, WCHAR **text, size_t *length)
{
    struct win32_message_arguments from = { .narrow = narrow };
    const WCHAR *template = source;
    WCHAR *made = NULL;
    DWORD error;

    if (flags & FORMAT_MESSAGE_ARGUMENT_ARRAY)
        from.array = (const DWORD_PTR *)arguments;
    else
        from.list = arguments;
    if (!(flags & FORMAT_MESSAGE_FROM_STRING)) {
        template = made = system_template(flags, id, language);
        if (!made)
            return false;
    }
    error = win32_message_expand(template, flags, from, text, length);
    free(made);
    return error ? win32_fail(error) : true;
}

static bool check_arguments(DWORD flags, LPCVOID source, const void *buffer)
{
    bool from_string = flags & FORMAT_MESSAGE_FROM_STRING;

    if (!buffer || !(flags & SOURCES) || (from_string && (!source || (flags & SOURCES) !=
                                                          FORMAT_MESSAGE_FROM_STRING)))
        return win32_fail(ERROR_INVALID_PARAMETER);
    return true;
}

/* Where the text goes: the caller's buffer, or new memory whose address goes there. */
static void *destination(DWORD flags, void *buffer, size_t size, size_t need, size_t unit)
{
    void *made;

    if (!(flags & FORMAT_MESSAGE_ALLOCATE_BUFFER)) {
        if (need <= size)
            return buffer;
        SetLastError(ERROR_INSUFFICIENT_BUFFER);
        return NULL;
    }
    made = LocalAlloc(LMEM_FIXED, (need > size ? need : size) * unit);
    if (made)
        memcpy(buffer, &made, sizeof made);
    return made;
}

static void clear_result(DWORD flags, void *buffer)
{
    static void *const nothing = NULL;

    if (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER)
        memcpy(buffer, &nothing, sizeof nothing);
}

DWORD WINAPI FormatMessageW(DWORD flags, LPCVOID source, DWORD id, DWORD language, LPWSTR buffer,
                            DWORD size, va_list *arguments)
{
    size_t length;
    WCHAR *text, *to;

    if (!check_arguments(flags, source, buffer))
        return 0;
    clear_result(flags, buffer);
    if (!format_message(flags, source, id, language, arguments, false, &text, &length))
        return 0;
    to = NULL;
    if (length == 0)
        SetLastError(ERROR_NO_WORK_DONE);
    else
        to = destination(flags, buffer, size, length + 1, sizeof *text);
    if (to)
        memcpy(to, text, (length + 1) * sizeof *text);
    else if (length == 0 && size && !(flags & FORMAT_MESSAGE_ALLOCATE_BUFFER))
        buffer[0] = 0;
    free(text);
    return to ? (DWORD)length : 0;
}

DWORD WINAPI FormatMessageA(DWORD flags, LPCVOID source, DWORD id, DWORD language, LPSTR buffer,
                            DWORD size, va_list *arguments)
{
    bool from_string = flags & FORMAT_MESSAGE_FROM_STRING, made;
    struct win32_wide wide;
    size_t length, bytes = 0;
    WCHAR *text;
    char *to = NULL;

    if (!check_arguments(flags, source, buffer))
        return 0;
    clear_result(flags, buffer);
    if (!win32_wide_init(&wide, from_string ? source : NULL))
        return 0;
    made = format_message(flags, wide.string, id, language, arguments, true, &text, &length);
    win32_wide_free(&wide);
    if (!made)
        return 0;
    bytes = sys_utf_to_host(text, length, NULL);
    if (length == 0)
        SetLastError(ERROR_NO_WORK_DONE);
    else
        to = destination(flags, buffer, size, bytes + 1, 1);
    if (to) {
        sys_utf_to_host(text, length, to);
        to[bytes] = 0;
    } else if (length == 0 && size && !(flags & FORMAT_MESSAGE_ALLOCATE_BUFFER)) {
        buffer[0] = 0;
    }
    free(text);
    return to ? (DWORD)bytes : 0;
}

/* --- strings -------------------------------------------------------------------------------- */

int WINAPI lstrlenA(LPCSTR text)
{
    return text ? (int)strlen(text) : 0;
}

int WINAPI lstrlenW(LPCWSTR text)
{
    return text ? (int)win32_length(text) : 0;
}

LPSTR WINAPI lstrcpyA(LPSTR to, LPCSTR from)
{
    if (!to || !from)
        return NULL;
    return memmove(to, from, strlen(from) + 1);
}

LPWSTR WINAPI lstrcpyW(LPWSTR to, LPCWSTR from)
{
    if (!to || !from)
        return NULL;
    return memmove(to, from, (win32_length(from) + 1) * sizeof *to);
}

/* `size` counts the closing 0, which there always is. */
LPSTR WINAPI lstrcpynA(LPSTR to, LPCSTR from, int size)
{
    size_t length;

    if (!to || !from || size <= 0)
        return NULL;
    length = strnlen(from, (size_t)size - 1);
    memmove(to, from, length);
    to[length] = 0;
    return to;
}

LPWSTR WINAPI lstrcpynW(LPWSTR to, LPCWSTR from, int size)
{
    size_t length = 0;

    if (!to || !from || size <= 0)
        return NULL;
    while (length < (size_t)size - 1 && from[length])
        length++;
    memmove(to, from, length * sizeof *to);
    to[length] = 0;
    return to;
}

LPSTR WINAPI lstrcatA(LPSTR to, LPCSTR from)
{
    if (!to || !from)
        return NULL;
    lstrcpyA(to + strlen(to), from);
    return to;
}

LPWSTR WINAPI lstrcatW(LPWSTR to, LPCWSTR from)
{
    if (!to || !from)
        return NULL;
    lstrcpyW(to + win32_length(to), from);
    return to;
}
