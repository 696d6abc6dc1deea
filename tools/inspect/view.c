// SPDX-License-Identifier: MIT
// view: the views of a process, found among its mappings.
#include "view.h"

#include "holder.h"
#include "object.h"

#include "ob/share.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

struct mapping {
    uint64_t start, end, offset, device, inode;
    bool read, write, execute, shared;
    const char *path; /* in the line; "" for none */
};

/* "start-end rwxp offset major:minor inode   path" */
static bool parse(char *line, struct mapping *mapping)
{
    char *at = line;
    unsigned major;

    line[strcspn(line, "\n")] = 0;
    mapping->start = strtoull(at, &at, 16);
    if (*at++ != '-')
        return false;
    mapping->end = strtoull(at, &at, 16);
    if (*at++ != ' ' || strlen(at) < 5)
        return false;
    mapping->read = at[0] == 'r';
    mapping->write = at[1] == 'w';
    mapping->execute = at[2] == 'x';
    mapping->shared = at[3] == 's';
    mapping->offset = strtoull(at + 4, &at, 16);
    major = (unsigned)strtoul(at, &at, 16);
    if (*at++ != ':')
        return false;
    mapping->device = makedev(major, (unsigned)strtoul(at, &at, 16));
    mapping->inode = strtoull(at, &at, 10);
    mapping->path = at + strspn(at, " ");
    return mapping->end > mapping->start;
}

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* The file of the name is gone; another may have it by now. */
static char *closed_section_of(const char *leaf)
{
    char *name = name_of_leaf(leaf, NULL, 0), *text = NULL;

    if (name) {
        text = malloc(strlen(name) + sizeof " (closed)");
        if (text)
            strcat(strcpy(text, name), " (closed)");
        free(name);
    }
    return text;
}

static char *named_section_of(const char *leaf, uint64_t inode)
{
    struct object object;
    char *name = NULL;

    if (!object_read(leaf, &object))
        return closed_section_of(leaf);
    if (object.inode != inode)
        name = closed_section_of(leaf);
    else if (object.kind == OB_KIND_SECTION || object.kind == OB_KIND_IMAGE)
        name = strdup(object.name);
    object_release(&object);
    return name;
}

/*
 * What a view is of, or NULL: no view. A file of ours that is gone had its name when it was mapped.
 * The pages of events and the like are the library's own.
 */
static char *section_of(const struct mapping *mapping)
{
    static const char folder[] = "/dev/shm/", gone[] = " (deleted)";
    char leaf[NAME_MAX + 1], path[NAME_ROOM];
    size_t length = strlen(mapping->path);
    bool deleted = length > strlen(gone) &&
                   strcmp(mapping->path + length - strlen(gone), gone) == 0;

    if (starts(mapping->path, "/memfd:ntmm.section"))
        return strdup("(unnamed)");
    if (!starts(mapping->path, "/dev/shm/" OB_LEAF_PREFIX)) {
        if (!mapping->inode || !holder_maps(mapping->device, mapping->inode))
            return NULL;
        name_make_safe(mapping->path, path);
        return strdup(path);
    }
    length -= strlen(folder) + (deleted ? strlen(gone) : 0);
    if (length > NAME_MAX)
        return NULL;
    memcpy(leaf, mapping->path + strlen(folder), length);
    leaf[length] = 0;
    return deleted ? closed_section_of(leaf) : named_section_of(leaf, mapping->inode);
}

/*
 * What the program was promised: a private mapping is copied when it is written to, whether the
 * processor lets the write through or the library does at the fault.
 */
static const char *protection_of(const struct mapping *mapping)
{
    if (!mapping->read && !mapping->write && !mapping->execute)
        return "NOACCESS";
    if (!mapping->shared)
        return mapping->execute ? "EXECUTE_WRITECOPY" : "WRITECOPY";
    if (mapping->write)
        return mapping->execute ? "EXECUTE_READWRITE" : "READWRITE";
    return mapping->execute ? "EXECUTE_READ" : "READONLY";
}

static void add_protection(struct view *view, const char *protection)
{
    size_t length = strlen(protection);
    char *at = view->protection;

    for (; *at; at += strcspn(at, ","), at += *at == ',')
        if (strncmp(at, protection, length) == 0 && (at[length] == 0 || at[length] == ','))
            return;
    if (at != view->protection)
        *at++ = ',';
    if ((size_t)(at - view->protection) + length < sizeof view->protection)
        strcpy(at, protection);
}

/* Each part of an image has its own, and the mapping does not tell READONLY from WRITECOPY. */
static bool is_image(const struct view *view)
{
    return strstr(view->section, "\\" OB_SHARE_MARK "image.");
}

static bool goes_on(const struct view *view, const struct mapping *mapping)
{
    return view->end == mapping->start && view->device == mapping->device &&
           view->inode == mapping->inode &&
           view->offset + (view->end - view->start) == mapping->offset;
}

static int add(struct view_list *list, const struct mapping *mapping)
{
    struct view *last = list->count ? &list->views[list->count - 1] : NULL;

    if (!last || !goes_on(last, mapping)) {
        char *section = section_of(mapping);
        struct view *views;

        if (!section)
            return 0;
        views = realloc(list->views, (list->count + 1) * sizeof *views);
        if (!views) {
            free(section);
            return -ENOMEM;
        }
        list->views = views;
        last = &views[list->count++];
        *last = (struct view) {
            .start = mapping->start, .offset = mapping->offset, .device = mapping->device,
            .inode = mapping->inode, .section = section
        };
    }
    last->end = mapping->end;
    add_protection(last, is_image(last) ? "-" : protection_of(mapping));
    return 0;
}

int view_list_read(int pid, struct view_list *list)
{
    char path[32], *line = NULL;
    struct mapping mapping;
    int fd, result = 0;
    size_t room = 0;
    FILE *file;

    *list = (struct view_list) { 0 };
    snprintf(path, sizeof path, "/proc/%d/maps", pid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    file = fd < 0 ? NULL : fdopen(fd, "r");
    if (!file) {
        result = -errno;
        if (fd >= 0)
            close(fd);
        return result;
    }
    while (result == 0 && getline(&line, &room, file) > 0)
        if (parse(line, &mapping))
            result = add(list, &mapping);
    if (result == 0 && ferror(file))
        result = -errno; /* another user's process */
    free(line);
    fclose(file);
    return result;
}

void view_list_free(struct view_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->views[i].section);
    free(list->views);
}
