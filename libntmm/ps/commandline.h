// SPDX-License-Identifier: MIT
// commandline: one line of text to a vector of arguments and back, by Microsoft's rules.
#ifndef NTMM_PS_COMMANDLINE_H
#define NTMM_PS_COMMANDLINE_H

#include <stddef.h>

/*
 * The arguments of a line, ended by NULL, in one piece of memory for free(). The first one, the
 * program's name, knows quotes only: no backslash means anything there. NULL: no memory.
 */
char **ps_commandline_split(const char *line);

/* A line that splits into these arguments again, for free(). NULL: no memory. */
char *ps_commandline_join(char *const *arguments);

/*
 * The first word of a line as CreateProcess takes it for the program's name: what is between
 * quotes, or up to a blank. *rest is behind it; the word's length is returned.
 */
size_t ps_commandline_program(const char *line, const char **word, const char **rest);

#endif
