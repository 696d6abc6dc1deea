// SPDX-License-Identifier: MIT
// Invalid parameters of the checking (_s) functions.
#include "check.h"

#include <stdatomic.h>

static _Atomic(_invalid_parameter_handler) handler;

_invalid_parameter_handler _set_invalid_parameter_handler(_invalid_parameter_handler new_handler)
{
    return atomic_exchange(&handler, new_handler);
}

_invalid_parameter_handler _get_invalid_parameter_handler(void)
{
    return atomic_load(&handler);
}

errno_t crt_invalid(errno_t error)
{
    _invalid_parameter_handler call = atomic_load(&handler);

    if (!call)
        abort();
    call(NULL, NULL, NULL, 0, 0);
    errno = error;
    return error;
}

errno_t _set_errno(int value)
{
    errno = value;
    return 0;
}

errno_t _get_errno(int *value)
{
    if (!value)
        return crt_invalid(EINVAL);
    *value = errno;
    return 0;
}
