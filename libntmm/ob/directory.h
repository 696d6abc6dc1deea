// SPDX-License-Identifier: MIT
// directory: a handle to a namespace of named objects, for names relative to it.
#ifndef NTMM_OB_DIRECTORY_H
#define NTMM_OB_DIRECTORY_H

#include "ob/object.h"
#include "ob/path.h"

struct ob_directory {
    struct ob_object object;
    struct ob_space space;
};

extern const struct ob_type ob_directory_type;

/* With one reference, the caller's. NULL: no memory. */
struct ob_directory *ob_directory_create(struct ob_space space);

#endif
