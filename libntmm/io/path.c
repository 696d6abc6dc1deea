// SPDX-License-Identifier: MIT
// path: the host's path for a Windows one.
#include "io/path.h"

#include "sys/utf.h"

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

/*
 * What no name has: wildcards, quotes, the separator of a file's streams, and what controls a
 * terminal. \ becomes /.
 */
static bool convert_bytes(char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];

        if (byte < 0x20 || strchr("<>\"|?*:", byte))
            return false;
        if (byte == '\\')
            bytes[i] = '/';
    }
    return true;
}

NTSTATUS io_path_to_host(const WCHAR *units, size_t length, char host[IO_PATH_MAX])
{
    struct cursor path = { units, length };
    const char *device;
    bool prefix = skip_start(&path, "\\??\\") || skip_start(&path, "\\\\?\\") ||
                  skip_start(&path, "\\\\.\\");
    size_t used;

    if (prefix ? starts_with(&path, "UNC\\") : starts_with(&path, "\\\\"))
        return STATUS_BAD_NETWORK_PATH;
    device = device_of(&path);
    if (device) {
        strcpy(host, device);
        return STATUS_SUCCESS;
    }
    if (!path.left)
        return STATUS_OBJECT_NAME_INVALID;
    if (skip_drive(&path) && !path.left) {
        strcpy(host, "."); /* the drive alone: its current directory */
        return STATUS_SUCCESS;
    }
    used = sys_utf_to_host(path.at, path.left, NULL);
    if (used >= IO_PATH_MAX)
        return STATUS_NAME_TOO_LONG;
    sys_utf_to_host(path.at, path.left, host);
    host[used] = 0;
    return convert_bytes(host, used) ? STATUS_SUCCESS : STATUS_OBJECT_NAME_INVALID;
}
