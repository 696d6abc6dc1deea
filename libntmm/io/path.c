// SPDX-License-Identifier: MIT
// path: the host's path for a Windows one.
#include "io/path.h"

#include <stdint.h>
#include <string.h>

struct cursor {
    const WCHAR *at;
    size_t left; /* units */
};

static bool is_separator(WCHAR unit)
{
    return unit == '\\' || unit == '/';
}

static WCHAR upper(WCHAR unit)
{
    return unit >= 'a' && unit <= 'z' ? unit - 'a' + 'A' : unit;
}

static void skip(struct cursor *path, size_t units)
{
    path->at += units;
    path->left -= units;
}

/* Does the path start so? A letter stands for both its cases, \ for both separators. */
static bool starts_with(const struct cursor *path, const char *start)
{
    size_t i;

    for (i = 0; start[i]; i++) {
        if (i == path->left)
            return false;
        if (start[i] == '\\' ? !is_separator(path->at[i]) : upper(path->at[i]) != start[i])
            return false;
    }
    return true;
}

static bool skip_start(struct cursor *path, const char *start)
{
    if (!starts_with(path, start))
        return false;
    skip(path, strlen(start));
    return true;
}

static const struct {
    const char *name, *host;
} devices[] = {
    { "NUL", "/dev/null" },
    { "CON", "/dev/tty" },
    { "CONIN$", "/dev/tty" },
    { "CONOUT$", "/dev/tty" },
};

/* The whole path is the device's name; a colon may follow it. */
static const char *device_of(const struct cursor *path)
{
    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++) {
        size_t length = strlen(devices[i].name);

        if (starts_with(path, devices[i].name) &&
            (path->left == length || (path->left == length + 1 && path->at[length] == ':')))
            return devices[i].host;
    }
    return NULL;
}

static bool skip_drive(struct cursor *path)
{
    if (path->left < 2 || path->at[1] != ':' || upper(path->at[0]) < 'A' ||
        upper(path->at[0]) > 'Z')
        return false;
    skip(path, 2);
    return true;
}

static bool is_high(WCHAR unit)
{
    return unit >= 0xd800 && unit <= 0xdbff;
}

static bool is_low(WCHAR unit)
{
    return unit >= 0xdc00 && unit <= 0xdfff;
}

static uint32_t take_point(struct cursor *path)
{
    uint32_t point = path->at[0];

    if (path->left > 1 && is_high(path->at[0]) && is_low(path->at[1])) {
        point = 0x10000 + ((point & 0x3ff) << 10) + (path->at[1] & 0x3ff);
        skip(path, 1);
    }
    skip(path, 1);
    return point;
}

static size_t put_point(char *to, uint32_t point)
{
    static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
    size_t length = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;

    for (size_t i = length; i-- > 1; point >>= 6)
        to[i] = (char)(0x80 | (point & 0x3f));
    to[0] = (char)(lead[length] | point);
    return length;
}

/* Wildcards, quotes, the separator of a file's streams, and what controls a terminal. */
static bool is_forbidden(uint32_t point)
{
    return point < 0x20 || (point < 0x80 && strchr("<>\"|?*:", (int)point));
}

NTSTATUS io_path_to_host(const WCHAR *units, size_t length, char host[IO_PATH_MAX])
{
    struct cursor path = { units, length };
    const char *device;
    bool prefix = skip_start(&path, "\\??\\") || skip_start(&path, "\\\\?\\") ||
                  skip_start(&path, "\\\\.\\");
    size_t used = 0;

    if (prefix ? starts_with(&path, "UNC\\") : starts_with(&path, "\\\\"))
        return STATUS_BAD_NETWORK_PATH;
    device = device_of(&path);
    if (device) {
        strcpy(host, device);
        return STATUS_SUCCESS;
    }
    if (skip_drive(&path) && !path.left)
        host[used++] = '.'; /* the drive alone: its current directory */
    else if (!path.left)
        return STATUS_OBJECT_NAME_INVALID;
    while (path.left) {
        uint32_t point = take_point(&path);

        if (is_forbidden(point))
            return STATUS_OBJECT_NAME_INVALID;
        if (used + 4 >= IO_PATH_MAX)
            return STATUS_NAME_TOO_LONG;
        used += put_point(host + used, point == '\\' ? '/' : point);
    }
    host[used] = 0;
    return STATUS_SUCCESS;
}

/* A code point of UTF-8, half a pair included; what is none counts as one byte and is U+FFFD. */
static uint32_t get_point(const unsigned char **at)
{
    static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
    const unsigned char *byte = *at;
    size_t length = *byte < 0x80 ? 1 : *byte < 0xc0 ? 0 : *byte < 0xe0 ? 2 : *byte < 0xf0 ? 3 :
                    *byte < 0xf5 ? 4 : 0;
    uint32_t point = length < 2 ? *byte : *byte & (0x7fu >> length);

    ++*at;
    if (!length)
        return 0xfffd;
    for (size_t i = 1; i < length; i++) {
        if ((byte[i] & 0xc0) != 0x80)
            return 0xfffd;
        point = point << 6 | (byte[i] & 0x3f);
    }
    if (point < smallest[length] || point > 0x10ffff)
        return 0xfffd;
    *at = byte + length;
    return point;
}

size_t io_path_from_host(const char *host, WCHAR *path, size_t room)
{
    const unsigned char *at = (const unsigned char *)host;
    size_t used = 0;

    while (*at) {
        uint32_t point = get_point(&at);
        WCHAR pair[2] = { (WCHAR)(point == '/' ? '\\' : point), 0 };
        size_t count = 1;

        if (point >= 0x10000) {
            pair[0] = (WCHAR)(0xd800 + ((point - 0x10000) >> 10));
            pair[1] = (WCHAR)(0xdc00 + ((point - 0x10000) & 0x3ff));
            count = 2;
        }
        for (size_t i = 0; i < count; i++, used++)
            if (used < room)
                path[used] = pair[i];
    }
    if (used < room)
        path[used] = 0;
    return used;
}
