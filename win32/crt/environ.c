// SPDX-License-Identifier: MIT
// The environment and commands.
#include "check.h"
#include "utf.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

errno_t getenv_s(size_t *length, char *to, size_t size, const char *name)
{
    const char *value;

    if (!length || (!to && size) || !name)
        return crt_invalid(EINVAL);
    *length = 0;
    if (to && size)
        to[0] = 0;
    value = getenv(name);
    if (!value)
        return 0;
    *length = strlen(value) + 1;
    if (*length > size)
        return size ? ERANGE : 0;
    strcpy(to, value);
    return 0;
}

/* NAME=value; NAME= removes. The text is copied, unlike by POSIX' putenv. */
int _putenv(const char *assignment)
{
    char *name = assignment ? strdup(assignment) : NULL, *equals;
    int result = -1;

    if (!name)
        return -1;
    equals = strchr(name, '=');
    if (equals && equals != name) {
        *equals = 0;
        result = equals[1] ? setenv(name, equals + 1, 1) : unsetenv(name);
    }
    free(name);
    return result;
}

int _wputenv(const wchar_t *assignment)
{
    char *narrow = crt_narrow(assignment);
    int result = narrow ? _putenv(narrow) : -1;

    free(narrow);
    return result;
}

/* The text stays until this thread asks again. */
wchar_t *_wgetenv(const wchar_t *name)
{
    static _Thread_local wchar_t *last;
    char *narrow = crt_narrow(name);
    const char *value = narrow ? getenv(narrow) : NULL;

    free(last);
    last = value ? crt_widen(value) : NULL;
    free(narrow);
    return last;
}

int _wsystem(const wchar_t *command)
{
    char *narrow = crt_narrow(command);
    int result = command && !narrow ? -1 : system(narrow);

    free(narrow);
    return result;
}
