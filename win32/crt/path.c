// SPDX-License-Identifier: MIT
// Paths of Windows for the host's calls.
#include "path.h"

#include "utf.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name, *host;
} devices[] = {
    {"NUL", "/dev/null"},
    {"CON", "/dev/tty"},
    {"CONIN$", "/dev/tty"},
    {"CONOUT$", "/dev/tty"},
};

char *crt_path(const char *path)
{
    char *made;

    if (!path) {
        errno = EINVAL;
        return NULL;
    }
    for (size_t i = 0; i < sizeof devices / sizeof devices[0]; i++)
        if (_stricmp(path, devices[i].name) == 0)
            return strdup(devices[i].host);
    if (strncmp(path, "\\\\?\\", 4) == 0 || strncmp(path, "\\\\.\\", 4) == 0)
        path += 4;
    if (isalpha((unsigned char)path[0]) && path[1] == ':')
        path += 2;
    made = strdup(path);
    for (char *at = made; at && *at; at++)
        if (*at == '\\')
            *at = '/';
    return made;
}

char *crt_path_wide(const wchar_t *path)
{
    char *narrow = crt_narrow(path), *made;

    if (!narrow) {
        if (!path)
            errno = EINVAL;
        return NULL;
    }
    made = crt_path(narrow);
    free(narrow);
    return made;
}
