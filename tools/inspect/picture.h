// SPDX-License-Identifier: MIT
// picture: the views of a process as an SVG file.
#ifndef NTMM_INSPECT_PICTURE_H
#define NTMM_INSPECT_PICTURE_H

#include "strip.h"
#include "view.h"

#include <stdbool.h>

/* `title` is safe to print; `strips` are of the list's views. False: errno says why. */
bool picture_write(const char *path, const char *title, const struct view_list *list,
                   const struct strip *strips);

#endif
