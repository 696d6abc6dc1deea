// SPDX-License-Identifier: MIT
// name: names of objects as people read and write them.
#ifndef NTMM_INSPECT_NAME_H
#define NTMM_INSPECT_NAME_H

#include "ob/path.h"

#include <limits.h>
#include <stddef.h>

/* Of any path made safe, with its closing 0. */
enum { NAME_ROOM = 3 * PATH_MAX };

/*
 * What a program would call the object of this leaf: `Global\Name`, `Local\Name`, or of another
 * user `Session\N\Name`; safe to print, and for free(). A name that was too long for its file ends
 * in a tilde and its hash, unless `text` has it. NULL: no object has this leaf.
 */
char *name_of_leaf(const char *leaf, const WCHAR *text, size_t length);

/* The file of a name as a program gives it. False: no object can have this name. */
bool name_to_leaf(const char *name, char leaf[OB_LEAF_MAX]);

/* The text with %XX for each byte that could do something to a terminal; `safe` has NAME_ROOM. */
void name_make_safe(const char *text, char *safe);

#endif
