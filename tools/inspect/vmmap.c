// SPDX-License-Identifier: MIT
// vmmap: `ntmm vmmap`, the views of a process and the state of their pages.
#include "command.h"
#include "holder.h"
#include "name.h"
#include "picture.h"
#include "strip.h"
#include "view.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A letter tells as much as its colour. */
static const struct {
    char letter;
    const char *colour;
} kinds[STRIP_KINDS] = {
    [STRIP_ABSENT] = { '.', "\033[2m" },
    [STRIP_SHARED] = { 's', "\033[30;46m" },
    [STRIP_COPIED] = { 'C', "\033[97;41m" },
    [STRIP_UNKNOWN] = { '?', "\033[7m" },
};

static void print_strip(const struct strip *strip, bool coloured)
{
    for (size_t at = 0; at < strip->cells; at++) {
        unsigned kind = strip->cell[at];

        if (at % STRIP_WIDTH == 0)
            fputs("    ", stdout);
        if (coloured && (at % STRIP_WIDTH == 0 || kind != strip->cell[at - 1]))
            printf("\033[0m%s", kinds[kind].colour);
        putchar(kinds[kind].letter);
        if (at % STRIP_WIDTH == STRIP_WIDTH - 1 || at + 1 == strip->cells)
            puts(coloured ? "\033[0m" : "");
    }
    if (strip->each > 1)
        printf("    (a letter is %" PRIu64 " pages)\n", strip->each);
}

static void print(const char *title, const struct view_list *list, const struct strip *strips)
{
    bool coloured = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");

    printf("%s\n%-12s %12s %12s %8s %8s %8s  %-17s  %s\n", title, "BASE", "SIZE", "OFFSET",
           "SHARED", "COPIED", "ABSENT", "PROTECTION", "SECTION");
    for (size_t i = 0; i < list->count; i++) {
        const struct view *view = &list->views[i];
        const uint64_t *count = strips[i].count;

        printf("%012" PRIx64 " %12" PRIu64 " %12" PRIu64 " %8" PRIu64 " %8" PRIu64 " %8" PRIu64
               "  %-17s  %s\n", view->start, view->end - view->start, view->offset,
               count[STRIP_SHARED], count[STRIP_COPIED], count[STRIP_ABSENT], view->protection,
               view->section);
        print_strip(&strips[i], coloured);
    }
}

static int open_of(int pid, const char *file)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/%s", pid, file);
    return open(path, O_RDONLY | O_CLOEXEC);
}

static void title_of(int pid, char title[NAME_ROOM + 32])
{
    char path[64], program[PATH_MAX], safe[NAME_ROOM];
    ssize_t length;

    snprintf(path, sizeof path, "/proc/%d/exe", pid);
    length = readlink(path, program, sizeof program - 1);
    program[length < 0 ? 0 : length] = 0;
    name_make_safe(program, safe);
    snprintf(title, NAME_ROOM + 32, "process %d %s", pid, safe);
}

static int show(int pid, const char *picture)
{
    char title[NAME_ROOM + 32];
    struct view_list list;
    struct strip *strips;
    int result, pagemap, status = COMMAND_DONE;

    holder_look();
    result = view_list_read(pid, &list);
    strips = calloc(list.count + 1, sizeof *strips);
    if (result == 0 && !strips)
        result = -ENOMEM;
    if (result) {
        fprintf(stderr, "ntmm: process %d: %s\n", pid,
                result == -ENOENT || result == -ESRCH ? "there is no such process"
                                                      : strerror(-result));
        view_list_free(&list);
        free(strips);
        return COMMAND_FAILED;
    }
    pagemap = open_of(pid, "pagemap");
    if (pagemap < 0)
        fprintf(stderr, "ntmm: process %d: its pages are not known: %s\n", pid, strerror(errno));
    for (size_t i = 0; i < list.count; i++)
        strip_read(pagemap, list.views[i].start, list.views[i].end, &strips[i]);
    if (pagemap >= 0)
        close(pagemap);
    title_of(pid, title);
    if (!picture) {
        print(title, &list, strips);
    } else if (!picture_write(picture, title, &list, strips)) {
        fprintf(stderr, "ntmm: %s: %s\n", picture, strerror(errno));
        status = COMMAND_FAILED;
    }
    view_list_free(&list);
    free(strips);
    return status;
}

int command_vmmap(char **arguments)
{
    const char *picture = NULL, *process = NULL;
    char *end;
    long pid;

    for (; *arguments; arguments++) {
        bool option = strcmp(*arguments, "--svg") == 0;
        const char **value = option ? &picture : &process;

        if (*value || (option && !*++arguments))
            return COMMAND_MISUSED;
        *value = *arguments;
    }
    if (!process)
        return COMMAND_MISUSED;
    errno = 0;
    pid = strtol(process, &end, 10);
    if (end == process || *end || errno || pid <= 0 || pid > INT32_MAX)
        return COMMAND_MISUSED;
    return show((int)pid, picture);
}
