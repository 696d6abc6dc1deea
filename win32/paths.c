// SPDX-License-Identifier: MIT
// paths: the native name of a file for a path of a program.
#include "win32/paths.h"

#include "sys/process.h"
#include "sys/utf.h"
#include "win32/error.h"
#include "win32/string.h"

#include <stdlib.h>
#include <string.h>

#define PREFIX L"\\??\\"
#define PREFIX_LENGTH 4
#define UNC L"UNC"
#define LONGEST 32767 /* units, in a UNICODE_STRING */

bool win32_is_separator(WCHAR unit)
{
    return unit == '\\' || unit == '/';
}

/* A path for the system as it is: \\?\ and \??\, or \\.\ for devices. */
static bool has_prefix(const WCHAR *text)
{
    return text[0] == '\\' && (text[1] == '\\' || text[1] == '?') &&
           (text[2] == '?' || (text[1] == '\\' && text[2] == '.')) && text[3] == '\\';
}

/* Dots and spaces at the end of a name do not count, unless there is nothing else in it. */
static size_t trim(const WCHAR *text, size_t length)
{
    size_t end = length;

    while (end && (text[end - 1] == '.' || text[end - 1] == ' '))
        end--;
    return end == 0 || win32_is_separator(text[end - 1]) ? length : end;
}

/* How much of a path is in front of its first name; *absolute: no .. leads out of there. */
static size_t root_length(const WCHAR *text, size_t length, bool *absolute)
{
    size_t root = length >= 2 && text[1] == ':' ? 2 : 0;

    *absolute = root < length && win32_is_separator(text[root]);
    return root + *absolute;
}

static size_t part_length(const WCHAR *text, size_t length)
{
    size_t part = 0;

    while (part < length && !win32_is_separator(text[part]))
        part++;
    return part;
}

static bool is_parent(const WCHAR *part, size_t length)
{
    return length == 2 && part[0] == '.' && part[1] == '.';
}

/*
 * Works out . and .. by the letters alone, as Windows does before it looks at any folder: what ..
 * takes back need not be there. In place; the new length.
 */
static size_t collapse(WCHAR *text, size_t length)
{
    bool absolute, folder = length && win32_is_separator(text[length - 1]);
    size_t root = root_length(text, length, &absolute), end = root;

    for (size_t at = root, part; at < length; at += part + 1) {
        size_t last = end;

        part = part_length(text + at, length - at);
        if (part == 0 || (part == 1 && text[at] == '.'))
            continue;
        while (last > root && !win32_is_separator(text[last - 1]))
            last--; /* where the name before it starts */
        if (is_parent(text + at, part) && end > root && !is_parent(text + last, end - last)) {
            end = last > root ? last - 1 : root;
            continue;
        }
        if (is_parent(text + at, part) && absolute)
            continue;
        if (end > root)
            text[end++] = '\\';
        memmove(text + end, text + at, part * sizeof *text);
        end += part;
    }
    if (end == root && !absolute)
        text[end++] = '.';
    if (folder && !win32_is_separator(text[end - 1]))
        text[end++] = '\\';
    return end;
}

NTSTATUS win32_path_init(struct win32_path *path, const WCHAR *text,
                         const SECURITY_ATTRIBUTES *security)
{
    const WCHAR *start = PREFIX;
    size_t length, before = PREFIX_LENGTH;
    bool plain;

    if (!text || !*text)
        return STATUS_OBJECT_PATH_NOT_FOUND;
    length = win32_length(text);
    plain = !has_prefix(text);
    if (!plain) {
        text += PREFIX_LENGTH;
        length -= PREFIX_LENGTH;
    } else {
        length = trim(text, length);
        if (win32_is_separator(text[0]) && win32_is_separator(text[1])) {
            start = PREFIX UNC; /* its second separator stays */
            before += 3;
            text++;
            length--;
        }
    }
    if (before + length > LONGEST)
        return STATUS_NAME_TOO_LONG;
    path->string = path->buffer;
    if (before + length > sizeof path->buffer / sizeof *path->buffer) {
        path->string = malloc((before + length) * sizeof *path->string);
        if (!path->string)
            return STATUS_NO_MEMORY;
    }
    memcpy(path->string, start, before * sizeof *start);
    memcpy(path->string + before, text, length * sizeof *text);
    if (plain)
        length = collapse(path->string + before, length);
    path->name.Buffer = path->string;
    path->name.Length = path->name.MaximumLength = (USHORT)((before + length) * sizeof *text);
    InitializeObjectAttributes(&path->attributes, &path->name,
                               OBJ_CASE_INSENSITIVE |
                               (security && security->bInheritHandle ? OBJ_INHERIT : 0),
                               NULL, security ? security->lpSecurityDescriptor : NULL);
    return STATUS_SUCCESS;
}

void win32_path_free(struct win32_path *path)
{
    if (path->string != path->buffer)
        free(path->string);
}

/* The path being put together: what is not taken back by .. stays from `root` on. */
struct full {
    WCHAR text[2 * LONGEST];
    size_t length, root;
};

static void add(struct full *full, const WCHAR *part, size_t length)
{
    if (length == 0 || (length == 1 && part[0] == '.'))
        return;
    if (length == 2 && part[0] == '.' && part[1] == '.') {
        while (full->length > full->root && full->text[--full->length] != '\\')
            ;
        return;
    }
    full->text[full->length++] = '\\';
    memcpy(full->text + full->length, part, length * sizeof *part);
    full->length += length;
}

static void add_all(struct full *full, const WCHAR *text, size_t length)
{
    while (length) {
        size_t part = 0;

        while (part < length && !win32_is_separator(text[part]))
            part++;
        add(full, text, part);
        part += part < length;
        text += part;
        length -= part;
    }
}

static NTSTATUS add_directory(struct full *full)
{
    uint16_t units[4096];
    char directory[4096];
    int length = sys_process_directory(directory, sizeof directory);

    if (length < 0)
        return ob_status(length);
    add_all(full, (const WCHAR *)units, sys_utf_from_host(directory, (size_t)length, units));
    return STATUS_SUCCESS;
}

static NTSTATUS make_full(const WCHAR *text, struct full *full)
{
    size_t length = win32_length(text);
    NTSTATUS status = STATUS_SUCCESS;
    bool folder;

    full->length = full->root = 0;
    if (!length)
        return STATUS_OBJECT_NAME_INVALID;
    if (length > LONGEST)
        return STATUS_NAME_TOO_LONG;
    if (has_prefix(text)) {
        memcpy(full->text, text, length * sizeof *text);
        full->length = length;
        return STATUS_SUCCESS;
    }
    length = trim(text, length);
    if (length >= 2 && text[1] == ':') {
        memcpy(full->text, text, 2 * sizeof *text);
        full->length = full->root = 2;
        text += 2;
        length -= 2;
    }
    folder = length && win32_is_separator(text[length - 1]);
    if (!length || !win32_is_separator(text[0]))
        status = add_directory(full);
    add_all(full, text, length);
    if (folder || full->length == full->root)
        full->text[full->length++] = '\\';
    return status;
}

/* Where the last name starts; NULL for a folder. */
static size_t name_at(const struct full *full)
{
    size_t at = full->length;

    while (at && !win32_is_separator(full->text[at - 1]))
        at--;
    return at;
}

static struct full *full_of(LPCWSTR text)
{
    struct full *full = malloc(sizeof *full);
    NTSTATUS status = full ? make_full(text, full) : STATUS_NO_MEMORY;

    if (NT_SUCCESS(status))
        return full;
    free(full);
    return win32_fail_null(status);
}

DWORD WINAPI GetFullPathNameW(LPCWSTR text, DWORD size, LPWSTR buffer, LPWSTR *name)
{
    struct full *full = full_of(text);
    size_t at;
    DWORD length;

    if (!full)
        return 0;
    length = win32_give(full->text, full->length, buffer, size);
    at = name_at(full);
    if (name && length < size)
        *name = at < full->length ? buffer + at : NULL;
    free(full);
    return length;
}

DWORD WINAPI GetFullPathNameA(LPCSTR text, DWORD size, LPSTR buffer, LPSTR *name)
{
    struct win32_wide wide;
    struct full *full;
    size_t at;
    DWORD length;

    if (!win32_wide_init(&wide, text))
        return 0;
    full = full_of(wide.string);
    win32_wide_free(&wide);
    if (!full)
        return 0;
    length = win32_give_narrow(full->text, full->length, buffer, size);
    at = name_at(full);
    if (name && length < size)
        *name = at < full->length ? buffer + sys_utf_to_host(full->text, at, NULL) : NULL;
    free(full);
    return length;
}
