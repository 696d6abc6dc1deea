// SPDX-License-Identifier: MIT
// object: a named object as its file in /dev/shm tells, which anybody may have written.
#include "object.h"

#include "holder.h"
#include "ob/long_name.h"
#include "sys/ofd.h"
#include "sys/shm.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "/dev/shm/"

const char *object_kind_text(enum ob_kind kind)
{
    static const char *const texts[] = {
        [OB_KIND_SECTION] = "section", [OB_KIND_EVENT] = "event", [OB_KIND_MUTANT] = "mutant",
        [OB_KIND_SEMAPHORE] = "semaphore", [OB_KIND_TIMER] = "timer", [OB_KIND_IMAGE] = "image",
    };

    return kind < sizeof texts / sizeof *texts ? texts[kind] : NULL;
}

const char *object_protection_text(uint32_t protection)
{
    static const char *const texts[] = {
        "NOACCESS", "READONLY", "READWRITE", "WRITECOPY",
        "EXECUTE", "EXECUTE_READ", "EXECUTE_READWRITE", "EXECUTE_WRITECOPY",
    };
    static char text[64];

    snprintf(text, sizeof text, "%s%s%s", texts[protection & MM_PTE_PROT],
             protection & MM_PTE_NOCACHE ? ",NOCACHE" : "",
             protection & MM_PTE_WRITECOMBINE ? ",WRITECOMBINE" : "");
    return text;
}

static const char *path_of(char path[sizeof FOLDER + NAME_MAX], const char *leaf)
{
    snprintf(path, sizeof FOLDER + NAME_MAX, FOLDER "%s", leaf);
    return path;
}

/* A pipe or a device is never opened. */
int object_open(const struct object *object)
{
    char path[sizeof FOLDER + NAME_MAX];
    int fd = open(path_of(path, object->leaf),
                  O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    struct stat st;

    if (fd >= 0 && (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_ino != object->inode ||
                    st.st_dev != object->device)) {
        close(fd);
        fd = -1;
    }
    return fd;
}

static const char *other_file(mode_t mode)
{
    return S_ISDIR(mode) ? "a folder" : S_ISLNK(mode) ? "a symbolic link"
         : S_ISFIFO(mode) ? "a pipe" : "a special file";
}

static void look_at_life(int fd, struct object *object)
{
    enum sys_ofd_kind lock = SYS_OFD_FREE;
    int64_t length;

    if (fd < 0 || sys_ofd_query(fd, 0, &lock, &length))
        lock = holder_exists(object->device, object->inode) ? SYS_OFD_SHARED : SYS_OFD_FREE;
    object->life = lock == SYS_OFD_FREE ? OBJECT_DEAD
                 : lock == SYS_OFD_SHARED ? OBJECT_HELD : OBJECT_LEAVING;
}

/* What the object's kind has published, without a long name behind it, which gives the name. */
static bool take_long_name(struct object *object, int fd, uint64_t *bytes)
{
    size_t length;
    WCHAR *text;
    char *name;

    if (object->kind == OB_KIND_IMAGE || !ob_path_is_hashed(object->leaf))
        return true;
    if (!NT_SUCCESS(ob_long_name_read(fd, bytes, &text, &length)))
        return false;
    name = name_of_leaf(object->leaf, text, length);
    free(text);
    if (name) {
        free(object->name);
        object->name = name;
    }
    return true;
}

bool object_section(const struct object *object, int fd, struct mm_section_record *record)
{
    struct object copy = { .kind = object->kind };
    struct stat st;
    uint64_t bytes;
    bool done;

    if (fstat(fd, &st))
        return false;
    bytes = (uint64_t)st.st_size;
    strcpy(copy.leaf, object->leaf);
    done = ob_size_kind(bytes) == OB_KIND_SECTION && take_long_name(&copy, fd, &bytes) &&
           NT_SUCCESS(mm_section_record_read(fd, bytes, record));
    free(copy.name);
    return done;
}

/* What only the code of the file's size says. */
static void look_at_size(uint64_t bytes, struct object *object)
{
    bool exact = !ob_size_has_body(bytes) && !ob_path_is_hashed(object->leaf);

    if (object->kind == OB_KIND_SECTION) {
        object->protection = ob_size_detail(bytes);
        if (!mm_prot_is_section((mm_pte)object->protection))
            object->fault = "no record";
        else if (exact)
            object->size = ob_size_pages(bytes) * OB_PAGE;
    }
}

static void look_at_record(int fd, uint64_t bytes, struct object *object)
{
    struct mm_section_record record;

    object->kind = ob_size_kind(bytes);
    if (!ob_size_published(bytes)) {
        object->fault = "not published";
    } else if (!object_kind_text(object->kind) || ob_size_pages(bytes) == 0) {
        object->fault = "no record";
    } else if (object->kind == OB_KIND_IMAGE) {
        object->size = ob_size_pages(bytes) * OB_PAGE;
    } else if (fd < 0) {
        look_at_size(bytes, object);
    } else if (!take_long_name(object, fd, &bytes)) {
        object->fault = "no record";
    } else if (object->kind == OB_KIND_SECTION) {
        if (NT_SUCCESS(mm_section_record_read(fd, bytes, &record))) {
            object->size = record.size;
            object->protection = record.protection;
            object->attributes = record.attributes;
        } else {
            object->fault = "no record";
        }
    }
}

/* The leaf's name, or if it is none the leaf. */
static void name_it(struct object *object)
{
    object->name = name_of_leaf(object->leaf, NULL, 0);
    object->named = object->name;
    if (!object->named) {
        object->fault = "no object's name";
        object->name = malloc(3 * sizeof object->leaf);
        if (object->name)
            name_make_safe(object->leaf, object->name);
    }
    if (!object->name) {
        fputs("ntmm: out of memory\n", stderr);
        exit(1);
    }
}

bool object_read(const char *leaf, struct object *object)
{
    char path[sizeof FOLDER + NAME_MAX];
    struct stat st;
    int fd;

    *object = (struct object) { 0 };
    if (strlen(leaf) > NAME_MAX || strchr(leaf, '/') || lstat(path_of(path, leaf), &st))
        return false;
    strcpy(object->leaf, leaf);
    object->device = st.st_dev;
    object->inode = st.st_ino;
    object->user = st.st_uid;
    name_it(object);
    if (!S_ISREG(st.st_mode)) {
        object->fault = other_file(st.st_mode);
        return true;
    }
    fd = object_open(object);
    look_at_life(fd, object);
    if (object->named)
        look_at_record(fd, (uint64_t)st.st_size, object);
    if (fd >= 0)
        close(fd);
    return true;
}

void object_release(struct object *object)
{
    free(object->name);
    object->name = NULL;
}

struct list {
    struct object *objects;
    size_t count, room;
};

static void list_visit(void *context, const char *leaf)
{
    struct list *list = context;

    if (list->count == list->room) {
        list->room = list->room ? 2 * list->room : 64;
        list->objects = realloc(list->objects, list->room * sizeof *list->objects);
        if (!list->objects) {
            fputs("ntmm: out of memory\n", stderr);
            exit(1);
        }
    }
    if (object_read(leaf, &list->objects[list->count]))
        list->count++;
}

static int compare(const void *left, const void *right)
{
    const struct object *a = left, *b = right;

    return strcmp(a->leaf, b->leaf);
}

size_t object_list(struct object **objects)
{
    struct list list = { 0 };

    sys_shm_visit(OB_LEAF_PREFIX, list_visit, &list);
    if (list.count)
        qsort(list.objects, list.count, sizeof *list.objects, compare);
    *objects = list.objects;
    return list.count;
}

void object_list_free(struct object *objects, size_t count)
{
    for (size_t i = 0; i < count; i++)
        object_release(&objects[i]);
    free(objects);
}
