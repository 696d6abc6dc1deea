// SPDX-License-Identifier: MIT
// list: `ntmm ls`, every named object in a line, and `ntmm gc`, which removes dead ones.
#include "command.h"
#include "holder.h"
#include "object.h"

#include "ob/claim.h"
#include "sys/shm.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_HOLDERS = 64, MOST_TEXT = MOST_HOLDERS * 12 };

/* The pids; "nobody" of a dead object, "?" when they are not visible. */
static const char *holders_text(const struct object *object, char text[MOST_TEXT])
{
    int pids[MOST_HOLDERS];
    size_t found = holder_find(object->device, object->inode, pids, MOST_HOLDERS);
    char *at = text;

    if (object->life != OBJECT_HELD)
        return object->life == OBJECT_DEAD ? "nobody" : "leaving";
    if (found == 0)
        return "?";
    for (size_t i = 0; i < found && i < MOST_HOLDERS; i++)
        at += sprintf(at, "%s%d", i ? "," : "", pids[i]);
    if (found > MOST_HOLDERS)
        strcpy(at, ",...");
    return text;
}

static void print(const struct object *object)
{
    bool is_section = object->kind == OB_KIND_SECTION;
    char text[MOST_TEXT], size[24] = "-";

    if (object->fault) {
        printf("%-9s %15s  %-17s  %-15s  %s: %s\n", "?", "-", "-", "-", object->name,
               object->fault);
        return;
    }
    if (object->size)
        snprintf(size, sizeof size, "%" PRIu64, object->size);
    printf("%-9s %15s  %-17s  %-15s  %s\n", object_kind_text(object->kind), size,
           is_section ? object_protection_text(object->protection) : "-",
           holders_text(object, text), object->name);
}

int command_ls(char **arguments)
{
    struct object *objects;
    size_t count;

    if (arguments[0])
        return COMMAND_MISUSED;
    holder_look();
    count = object_list(&objects);
    printf("%-9s %15s  %-17s  %-15s  %s\n", "KIND", "SIZE", "PROTECTION", "HOLDERS", "NAME");
    for (size_t i = 0; i < count; i++)
        print(&objects[i]);
    object_list_free(objects, count);
    return COMMAND_DONE;
}

/* What lies there without a living holder, half-made records too; nothing that is no file. */
int command_gc(char **arguments)
{
    unsigned removed = 0, failed = 0;
    struct object *objects;
    size_t count;

    if (arguments[0])
        return COMMAND_MISUSED;
    count = object_list(&objects);
    for (size_t i = 0; i < count; i++) {
        const struct object *object = &objects[i];
        int result;

        if (!object->named || object->user != sys_shm_user() || object->life != OBJECT_DEAD)
            continue;
        result = ob_claim_reap(object->leaf);
        if (result == 0) {
            printf("removed %s\n", object->name);
            removed++;
        } else if (result != -EAGAIN && result != -ENOENT && result != -EACCES) {
            fprintf(stderr, "ntmm: %s: %s\n", object->name, strerror(-result));
            failed++;
        }
    }
    object_list_free(objects, count);
    printf("%u removed\n", removed);
    return failed ? COMMAND_FAILED : COMMAND_DONE;
}
