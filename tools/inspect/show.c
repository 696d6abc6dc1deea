// SPDX-License-Identifier: MIT
// show: `ntmm show`, all that is known of one object.
#include "command.h"
#include "holder.h"
#include "object.h"

#include "ke/place.h"
#include "sys/file.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void line(const char *label, const char *text)
{
    printf("%-11s %s\n", label, text);
}

static void print_attributes(uint32_t attributes)
{
    static const struct {
        uint32_t bit;
        const char *text;
    } bits[] = {
        { SEC_COMMIT, "SEC_COMMIT" }, { SEC_RESERVE, "SEC_RESERVE" }, { SEC_FILE, "SEC_FILE" },
        { SEC_IMAGE, "SEC_IMAGE" }, { SEC_NOCACHE, "SEC_NOCACHE" },
        { SEC_WRITECOMBINE, "SEC_WRITECOMBINE" },
    };
    const char *between = "";

    if (!attributes)
        return;
    printf("%-11s ", "attributes");
    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++) {
        if (!(attributes & bits[i].bit))
            continue;
        printf("%s%s", between, bits[i].text);
        between = ",";
    }
    putchar('\n');
}

static void print_section(int fd, const struct object *object)
{
    struct mm_section_record record;
    char path[NAME_ROOM];

    if (object->size)
        printf("%-11s %" PRIu64 " bytes\n", "size", object->size);
    line("protection", object_protection_text(object->protection));
    print_attributes(object->attributes);
    if (!object->attributes)
        return;
    if (!(object->attributes & SEC_FILE)) {
        line("memory", "of the page file");
    } else if (fd >= 0 && object_section(object, fd, &record)) {
        name_make_safe(record.file.path, path);
        line("memory", path);
    }
}

static const char *signalled(const struct ke_state *state)
{
    return ke_gate_ready(state) ? "signalled" : "not signalled";
}

static const char *reset(const struct ke_state *state)
{
    return state->kind == KE_NOTIFICATION ? "manual reset" : "automatic reset";
}

static void print_mutant(const struct ke_state *state)
{
    int owner = sys_robust_owner(&state->lock);

    if (state->kind != KE_MUTANT)
        line("state", "not readable");
    else if (owner)
        printf("%-11s owned by thread %d, %u deep\n", "state", owner, state->depth);
    else if (state->abandoned || sys_robust_is_orphan(&state->lock))
        line("state", "abandoned");
    else
        line("state", "free");
}

/* What is waited on, at the end of its file's first page; it changes while it is read. */
static void print_state(int fd, enum ob_kind kind)
{
    struct ke_state state;

    if (sys_file_pread(fd, &state, KE_STATE_SHARED, KE_PLACE_OFFSET) != KE_STATE_SHARED) {
        line("state", "not readable");
        return;
    }
    if (kind == OB_KIND_MUTANT) {
        print_mutant(&state);
    } else if (kind == OB_KIND_SEMAPHORE) {
        printf("%-11s %u of %u\n", "count", ke_gate_count(&state), state.limit);
    } else {
        line("reset", reset(&state));
        line("state", signalled(&state));
        if (kind == OB_KIND_TIMER && state.due)
            printf("%-11s %s\n", "timer", state.period ? "set, periodic" : "set");
    }
}

static void print_holders(const struct object *object)
{
    enum { MOST = 1024 };
    int pids[MOST];
    size_t found = holder_find(object->device, object->inode, pids, MOST);

    if (object->life != OBJECT_HELD) {
        line("holders", object->life == OBJECT_DEAD ? "nobody: `ntmm gc` removes it"
                                                    : "nobody: it is being removed");
        return;
    }
    if (found == 0)
        line("holders", "processes of others");
    for (size_t i = 0; i < found && i < MOST; i++) {
        char path[64], program[PATH_MAX], safe[NAME_ROOM];
        ssize_t length;

        snprintf(path, sizeof path, "/proc/%d/exe", pids[i]);
        length = readlink(path, program, sizeof program - 1);
        program[length < 0 ? 0 : length] = 0;
        name_make_safe(program, safe);
        printf("%-11s %d %s\n", i ? "" : "holders", pids[i], safe);
    }
}

static void print(const struct object *object)
{
    char text[NAME_ROOM];
    int fd;

    if (object->named)
        line("name", object->name);
    name_make_safe(object->leaf, text);
    printf("%-11s /dev/shm/%s\n", "file", text);
    printf("%-11s %u\n", "user", object->user);
    if (object->fault) {
        line("kind", "none");
        line("fault", object->fault);
        return;
    }
    line("kind", object_kind_text(object->kind));
    fd = object_open(object);
    if (object->kind == OB_KIND_SECTION)
        print_section(fd, object);
    else if (object->kind == OB_KIND_IMAGE)
        printf("%-11s %" PRIu64 " bytes\n", "size", object->size);
    else if (fd >= 0)
        print_state(fd, object->kind);
    if (fd >= 0)
        close(fd);
    print_holders(object);
}

/* A leaf as `ls` shows what is no object, or a name. */
static bool find(const char *name, struct object *object)
{
    char leaf[OB_LEAF_MAX];

    if (strncmp(name, OB_LEAF_PREFIX, strlen(OB_LEAF_PREFIX)) == 0 && object_read(name, object))
        return true;
    return name_to_leaf(name, leaf) && object_read(leaf, object);
}

int command_show(char **arguments)
{
    int status = COMMAND_DONE;
    struct object object;

    if (!arguments[0])
        return COMMAND_MISUSED;
    holder_look();
    for (char **name = arguments; *name; name++) {
        if (find(*name, &object)) {
            if (name != arguments)
                putchar('\n');
            print(&object);
            object_release(&object);
        } else {
            fprintf(stderr, "ntmm: %s: there is no such object\n", *name);
            status = COMMAND_FAILED;
        }
    }
    return status;
}
