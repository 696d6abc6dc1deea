// SPDX-License-Identifier: MIT
// search: the file of the program that CreateProcess is asked to start.
#include "ps/search.h"

#include "ps/commandline.h"
#include "sys/file.h"
#include "sys/peer.h"
#include "sys/process.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SUFFIX ".exe"
#define SUFFIX_LENGTH (sizeof SUFFIX - 1)

NTSTATUS ps_search_host_path(const char *path, size_t length, char host[PS_PATH_MAX])
{
    static const char *const prefixes[] = { "\\\\?\\", "\\\\.\\", "\\??\\" };

    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (length >= 4 && strncmp(path, prefixes[i], 4) == 0) {
            path += 4;
            length -= 4;
            break;
        }
    if (length >= 2 && path[1] == ':' && ((path[0] | 32) >= 'a' && (path[0] | 32) <= 'z')) {
        path += 2;
        length -= 2;
    }
    if (length >= PS_PATH_MAX)
        return STATUS_NAME_TOO_LONG;
    for (size_t i = 0; i < length; i++)
        host[i] = path[i] == '\\' ? '/' : path[i];
    host[length] = 0;
    return STATUS_SUCCESS;
}

/* 0, -ENOENT, -EISDIR, -ENOEXEC (a file that nobody may run), or what the system said. */
static int check(const char *path)
{
    struct sys_file_stat stat;
    int result = sys_file_stat_path(path, true, &stat);

    if (result < 0)
        return result;
    if (stat.kind == SYS_FILE_FOLDER)
        return -EISDIR;
    if (stat.kind != SYS_FILE_REGULAR)
        return -EACCES;
    result = sys_process_may_run(path);
    return result == -EACCES ? -ENOEXEC : result;
}

/* As it is, with .exe, and without it: programs of the host have no suffix. */
static int check_suffixes(char path[PS_PATH_MAX])
{
    size_t length = strlen(path);
    int result = check(path), other;

    if (result == 0)
        return 0;
    if (length > SUFFIX_LENGTH && strcasecmp(path + length - SUFFIX_LENGTH, SUFFIX) == 0) {
        char held = path[length - SUFFIX_LENGTH];

        path[length - SUFFIX_LENGTH] = 0;
        other = check(path);
        if (other)
            path[length - SUFFIX_LENGTH] = held;
    } else if (length + SUFFIX_LENGTH < PS_PATH_MAX) {
        strcpy(path + length, SUFFIX);
        other = check(path);
        if (other)
            path[length] = 0;
    } else {
        other = result;
    }
    return other == 0 || result == -ENOENT ? other : result;
}

/* Looks for the name in a directory that is `length` bytes long. */
static int check_in(const char *directory, size_t length, const char *name,
                    char path[PS_PATH_MAX])
{
    if (length + 1 + strlen(name) >= PS_PATH_MAX)
        return -ENOENT;
    memcpy(path, directory, length);
    path[length] = '/';
    strcpy(path + length + 1, name);
    return check_suffixes(path);
}

static int check_here(const char *name, char path[PS_PATH_MAX])
{
    char here[PS_PATH_MAX];
    int length;

    if (name[0] == '/') {
        strcpy(path, name);
        return check_suffixes(path);
    }
    length = sys_process_directory(here, sizeof here);
    return length < 0 ? length : check_in(here, (size_t)length, name, path);
}

static int check_beside(const char *name, char path[PS_PATH_MAX])
{
    char program[PS_PATH_MAX];
    int length = sys_peer_program(sys_process_id(), program, sizeof program);
    char *end = length < 0 ? NULL : strrchr(program, '/');

    return end ? check_in(program, (size_t)(end - program), name, path) : -ENOENT;
}

static int check_path_list(const char *name, char path[PS_PATH_MAX])
{
    const char *list = getenv("PATH");
    int result = -ENOENT;

    while (list && result) {
        size_t length = strcspn(list, ":");
        int other = length ? check_in(list, length, name, path) : check_here(name, path);

        if (other == 0 || (result == -ENOENT && (other == -ENOEXEC || other == -EISDIR)))
            result = other; /* folders that are none, or not to be looked into, have nothing */
        list = list[length] ? list + length + 1 : NULL;
    }
    return result;
}

/* What was found but cannot be started is told when nothing better comes. */
static int check_everywhere(const char *name, char path[PS_PATH_MAX])
{
    static int (*const places[])(const char *, char[PS_PATH_MAX]) = {
        check_beside, check_here, check_path_list
    };
    int result = -ENOENT;

    if (!*name)
        return -ENOENT;
    if (strchr(name, '/'))
        return check_here(name, path);
    for (size_t i = 0; i < sizeof places / sizeof *places && result; i++) {
        int other = places[i](name, path);

        if (other == 0 || result == -ENOENT)
            result = other;
    }
    return result;
}

/*
 * A name without quotes may have blanks in it: the shortest that is a program counts, and what
 * is said of the first is said of all.
 */
static NTSTATUS search_line(const char *line, char path[PS_PATH_MAX], int *result)
{
    char name[PS_PATH_MAX];
    const char *word, *rest;
    size_t length = ps_commandline_program(line, &word, &rest);
    bool quoted = word > line && word[-1] == '"';
    NTSTATUS status = ps_search_host_path(word, length, name);

    if (!NT_SUCCESS(status))
        return status;
    *result = check_everywhere(name, path);
    while (*result && !quoted && word[length]) {
        length += strspn(word + length, " \t");
        length += strcspn(word + length, " \t");
        if (!NT_SUCCESS(ps_search_host_path(word, length, name)))
            break;
        if (check_everywhere(name, path) == 0)
            *result = 0;
    }
    return STATUS_SUCCESS;
}

NTSTATUS ps_search_program(const char *application, const char *line, char path[PS_PATH_MAX])
{
    char name[PS_PATH_MAX];
    NTSTATUS status;
    int result = -ENOENT;

    if (application) {
        if (!*application)
            return STATUS_OBJECT_PATH_NOT_FOUND;
        status = ps_search_host_path(application, strlen(application), name);
        if (NT_SUCCESS(status))
            result = check_here(name, path);
    } else {
        status = search_line(line, path, &result);
    }
    if (!NT_SUCCESS(status))
        return status;
    return result == -EISDIR ? STATUS_ACCESS_DENIED : ob_status(result);
}
