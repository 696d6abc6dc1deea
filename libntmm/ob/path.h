// SPDX-License-Identifier: MIT
// path: the name of an object, from NT's form to the file that stands for it.
#ifndef NTMM_OB_PATH_H
#define NTMM_OB_PATH_H

#include "ob/status.h"

#include <stdbool.h>

/* The namespaces of named objects: the machine's, and one for each session. */
struct ob_space {
    bool global;
    unsigned session; /* where not global */
};

/* A session is a user's: its number is the user's id. */
struct ob_space ob_space_own(void);

enum { OB_LEAF_MAX = 200 }; /* with its closing 0; longer names are hashed */

/* What every leaf starts with. */
#define OB_LEAF_PREFIX "ntmm."

struct ob_path {
    bool directory; /* names `space` itself, no object in it */
    bool link;      /* names one of the words Local, Global, Session */
    struct ob_space space;
    char leaf[OB_LEAF_MAX];
};

/*
 * `root` NULL: an absolute path (\BaseNamedObjects\..., \Sessions\N\BaseNamedObjects\...).
 * OBJECT_PATH_SYNTAX_BAD: an absolute path with a root, a relative one without, or empty;
 * OBJECT_PATH_NOT_FOUND: a directory that does not exist; OBJECT_NAME_INVALID: an empty part.
 */
NTSTATUS ob_path_parse(const struct ob_space *root, const WCHAR *name, size_t length,
                       struct ob_path *path);

#endif
