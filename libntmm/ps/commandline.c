// SPDX-License-Identifier: MIT
// commandline: one line of text to a vector of arguments and back, by Microsoft's rules.
#include "ps/commandline.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static const char *skip_blanks(const char *line)
{
    while (is_blank(*line))
        line++;
    return line;
}

/* The program's name: quotes are dropped, blanks between them are part of it. */
static const char *split_name(const char *line, char **to)
{
    bool quoted = false;

    for (; *line && (quoted || !is_blank(*line)); line++) {
        if (*line == '"')
            quoted = !quoted;
        else
            *(*to)++ = *line;
    }
    *(*to)++ = 0;
    return line;
}

/*
 * One argument. Backslashes are themselves unless a quote follows: then two make one, and an odd
 * one makes the quote a character. Two quotes within quotes make one that is a character.
 */
static const char *split_argument(const char *line, char **to)
{
    bool quoted = false;

    while (*line && (quoted || !is_blank(*line))) {
        size_t slashes = strspn(line, "\\");

        line += slashes;
        if (*line != '"') {
            memset(*to, '\\', slashes);
            *to += slashes;
            if (!slashes)
                *(*to)++ = *line++;
            continue;
        }
        memset(*to, '\\', slashes / 2);
        *to += slashes / 2;
        if (slashes % 2) {
            *(*to)++ = '"';
        } else if (quoted && line[1] == '"') {
            *(*to)++ = '"';
            line++;
        } else {
            quoted = !quoted;
        }
        line++;
    }
    *(*to)++ = 0;
    return line;
}

char **ps_commandline_split(const char *line)
{
    size_t length = strlen(line), count = 0;
    /* every argument but the first has a blank before it; each gets a closing 0 */
    size_t most = length / 2 + 2;
    char **arguments = malloc((most + 1) * sizeof *arguments + length + 2);
    char *to;

    if (!arguments)
        return NULL;
    to = (char *)(arguments + most + 1);
    arguments[count++] = to;
    line = skip_blanks(split_name(line, &to));
    while (*line) {
        arguments[count++] = to;
        line = skip_blanks(split_argument(line, &to));
    }
    arguments[count] = NULL;
    return arguments;
}

/* The name cannot hold a quote in any way; files are not called so on Windows. */
static char *join_name(char *to, const char *name)
{
    bool quoted = !*name || strpbrk(name, " \t");

    if (quoted)
        *to++ = '"';
    to = stpcpy(to, name);
    if (quoted)
        *to++ = '"';
    return to;
}

static char *join_argument(char *to, const char *argument)
{
    bool quoted = !*argument || strpbrk(argument, " \t");

    if (quoted)
        *to++ = '"';
    for (;;) {
        size_t slashes = strspn(argument, "\\");
        bool doubled = argument[slashes] == '"' || (quoted && !argument[slashes]);

        memset(to, '\\', slashes * (doubled ? 2 : 1));
        to += slashes * (doubled ? 2 : 1);
        argument += slashes;
        if (!*argument)
            break;
        if (*argument == '"')
            *to++ = '\\';
        *to++ = *argument++;
    }
    if (quoted)
        *to++ = '"';
    return to;
}

char *ps_commandline_join(char *const *arguments)
{
    size_t room = 1;
    char *line, *to;

    for (char *const *each = arguments; *each; each++)
        room += 2 * strlen(*each) + 3; /* all doubled, two quotes, a blank */
    to = line = malloc(room);
    if (!line)
        return NULL;
    *to = 0;
    for (char *const *each = arguments; *each; each++) {
        if (each != arguments)
            *to++ = ' ';
        to = each == arguments ? join_name(to, *each) : join_argument(to, *each);
    }
    *to = 0;
    return line;
}

size_t ps_commandline_program(const char *line, const char **word, const char **rest)
{
    size_t length;

    line = skip_blanks(line);
    if (*line == '"') {
        line++;
        length = strcspn(line, "\"");
        *rest = line + length + (line[length] == '"');
    } else {
        length = strcspn(line, " \t");
        *rest = line + length;
    }
    *word = line;
    return length;
}
