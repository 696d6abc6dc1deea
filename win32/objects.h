// SPDX-License-Identifier: MIT
// objects: the OBJECT_ATTRIBUTES of a named Win32 object.
#ifndef NTMM_WIN32_OBJECTS_H
#define NTMM_WIN32_OBJECTS_H

#include "ob/status.h"

struct win32_object {
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING name;
};

/*
 * For an object called `name` (NULL: unnamed) in the session's directory of named objects; a name
 * may begin with Local\ or Global\. `attributes` are OBJ_ bits; the security attributes, which may
 * be NULL, add OBJ_INHERIT. The structure points into itself and to `name`.
 */
NTSTATUS win32_object_init(struct win32_object *object, const WCHAR *name,
                           const SECURITY_ATTRIBUTES *security, ULONG attributes);

#endif
