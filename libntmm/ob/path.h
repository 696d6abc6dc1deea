// SPDX-License-Identifier: MIT
// path: the name of an object, from NT's form to the file that stands for it.
#ifndef NTMM_OB_PATH_H
#define NTMM_OB_PATH_H

#include "ob/status.h"

#include <stdbool.h>
#include <stddef.h>

/* The namespaces of named objects: the machine's, and one for each session. */
struct ob_space {
    bool global;
    unsigned session; /* where not global */
};

/* A session is a user's: its number is the user's id. */
struct ob_space ob_space_own(void);

enum { OB_LEAF_MAX = 200 }; /* with its closing 0; longer names are hashed */

/* What every leaf starts with. */
#ifndef OB_LEAF_PREFIX
#define OB_LEAF_PREFIX "ntmm."
#endif

struct ob_path {
    bool directory; /* names `space` itself, no object in it */
    bool link;      /* names one of the words Local, Global, Session */
    struct ob_space space;
    const WCHAR *name; /* in the directory, `length` units in the memory that was parsed */
    size_t length;
    char leaf[OB_LEAF_MAX];
};

/*
 * `root` NULL: an absolute path (\BaseNamedObjects\..., \Sessions\N\BaseNamedObjects\...).
 * OBJECT_PATH_SYNTAX_BAD: an absolute path with a root, a relative one without, or empty;
 * OBJECT_PATH_NOT_FOUND: a directory that does not exist; OBJECT_NAME_INVALID: an empty part.
 */
NTSTATUS ob_path_parse(const struct ob_space *root, const WCHAR *name, size_t length,
                       struct ob_path *path);

/* Is it in the machine's namespace? */
bool ob_path_is_global(const char *leaf);

/* Is the leaf a hash, so that the name has to be written elsewhere? */
bool ob_path_is_hashed(const char *leaf);

/* The space that a leaf is in, and where in the leaf the name begins. NULL: no leaf of ours. */
const char *ob_path_space(const char *leaf, struct ob_space *space);

/*
 * Back from a leaf; `name` has room for as many units as the leaf has bytes. False: no leaf of
 * ours, or a hash, of which the space is known only.
 */
bool ob_path_decode(const char *leaf, struct ob_space *space, WCHAR *name, size_t *length);

/*
 * The directory's path, closed with a backslash, as names in it are reported: its length;
 * OB_SPACE_MOST units at most.
 */
enum { OB_SPACE_MOST = 48 };
size_t ob_path_of_space(struct ob_space space, WCHAR *text);

#endif
