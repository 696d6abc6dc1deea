// SPDX-License-Identifier: MIT
// dispatcher: the objects that are nothing but a state to wait on: events, mutants, semaphores and
// timers; named ones have it in the file of their name.
#include "ke/dispatcher.h"

#include "ke/mutant.h"
#include "ke/place.h"
#include "ke/pool.h"
#include "ob/name.h"
#include "sys/file.h"

#include <stdlib.h>

static void state_release(struct ke_dispatcher *dispatcher)
{
    if (dispatcher->mapped)
        ke_place_give(dispatcher->state);
    else
        ke_pool_give(dispatcher->state);
}

static void dispatcher_destroy(struct ob_object *object)
{
    struct ke_dispatcher *dispatcher = (struct ke_dispatcher *)object;

    if (dispatcher->state)
        state_release(dispatcher);
    free(dispatcher);
}

NTSTATUS ke_dispatcher_create(const struct ob_type *type, enum ke_kind kind, uint32_t count,
                              uint32_t limit, struct ke_dispatcher **made)
{
    struct ke_dispatcher *dispatcher = calloc(1, sizeof *dispatcher);

    if (!dispatcher)
        return STATUS_NO_MEMORY;
    dispatcher->state = ke_pool_take();
    if (!dispatcher->state) {
        free(dispatcher);
        return STATUS_NO_MEMORY;
    }
    ke_state_init(dispatcher->state, kind, count, limit);
    ob_object_init(&dispatcher->object, type);
    *made = dispatcher;
    return STATUS_SUCCESS;
}

/* Through a description of its own: a mapping of the name's would keep the name alive. */
static int map_state(int name_fd, struct ke_state **state)
{
    int fd = ob_claim_reopen(name_fd), result;

    if (fd < 0)
        return fd;
    result = ke_place_take(fd, state);
    sys_file_close(fd);
    return result;
}

static enum ob_kind kind_of(const struct ob_type *type)
{
    return type == &ke_event_type ? OB_KIND_EVENT : type == &ke_mutant_type ? OB_KIND_MUTANT
         : type == &ke_semaphore_type ? OB_KIND_SEMAPHORE : OB_KIND_TIMER;
}

/* The state moves into the file. Nobody waits on it yet. */
static NTSTATUS dispatcher_publish(struct ob_object *object, int fd, uint64_t *size)
{
    struct ke_dispatcher *dispatcher = (struct ke_dispatcher *)object;
    struct ke_state *state;
    int64_t result = sys_file_truncate(fd, OB_PAGE);

    if (result == 0)
        result = sys_file_pwrite(fd, dispatcher->state, KE_STATE_SHARED, KE_PLACE_OFFSET);
    if (result >= 0)
        result = map_state(fd, &state);
    if (result < 0)
        return ob_status((int)result);
    state_release(dispatcher);
    dispatcher->state = state;
    dispatcher->mapped = true;
    if (dispatcher->born_owned)
        ke_mutant_try(dispatcher);
    *size = ob_size_pack(1, kind_of(object->type), false, 0);
    return STATUS_SUCCESS;
}

/* What another process wrote is used by the kind only that it has to be of. */
static bool state_fits(const struct ke_state *state, const struct ob_type *type)
{
    if (type == &ke_mutant_type)
        return state->kind == KE_MUTANT;
    if (type == &ke_semaphore_type)
        return state->kind == KE_SYNCHRONIZATION && state->limit && state->limit <= INT32_MAX;
    return (state->kind == KE_SYNCHRONIZATION || state->kind == KE_NOTIFICATION) &&
           state->limit == 1;
}

static NTSTATUS dispatcher_adopt(const struct ob_type *type, int fd, uint64_t size,
                                 struct ob_object **object)
{
    struct ke_dispatcher *dispatcher;
    int result;

    if (size != ob_size_pack(1, kind_of(type), false, 0))
        return STATUS_OBJECT_TYPE_MISMATCH;
    dispatcher = calloc(1, sizeof *dispatcher);
    if (!dispatcher)
        return STATUS_NO_MEMORY;
    ob_object_init(&dispatcher->object, type);
    result = map_state(fd, &dispatcher->state);
    dispatcher->mapped = result == 0;
    if (result == 0 && state_fits(dispatcher->state, type)) {
        *object = &dispatcher->object;
        return STATUS_SUCCESS;
    }
    dispatcher_destroy(&dispatcher->object);
    return result < 0 ? ob_status(result) : STATUS_OBJECT_TYPE_MISMATCH;
}

enum { WORD_KIND, WORD_OFFSET, WORD_FAR };

static NTSTATUS dispatcher_pack(struct ob_object *object, struct ob_image *image)
{
    struct ke_dispatcher *dispatcher = (struct ke_dispatcher *)object;

    ob_name_pack(object, image);
    image->word[WORD_KIND] = kind_of(object->type);
    if (!dispatcher->mapped)
        return ke_pool_pack(dispatcher->state, &image->fd[1], &image->word[WORD_OFFSET]);
    return STATUS_SUCCESS;
}

/* The state is this process's, too, as soon as it is unpacked. */
static NTSTATUS dispatcher_pack_far(const struct ob_far *there, struct ob_object *copy,
                                    struct ob_image *image)
{
    struct ke_dispatcher *dispatcher = (struct ke_dispatcher *)copy;

    image->word[WORD_KIND] = kind_of(copy->type);
    image->word[WORD_FAR] = true;
    return ke_pool_pack_far(there, (uintptr_t)dispatcher->state, &image->fd[1],
                            &image->word[WORD_OFFSET])
         ? STATUS_SUCCESS : STATUS_RETRY;
}

static const struct ob_type *type_of(uint64_t kind)
{
    switch (kind) {
    case OB_KIND_EVENT: return &ke_event_type;
    case OB_KIND_MUTANT: return &ke_mutant_type;
    case OB_KIND_SEMAPHORE: return &ke_semaphore_type;
    default: return &ke_timer_type;
    }
}

static NTSTATUS dispatcher_unpack(const struct ob_image *image, struct ob_object **object)
{
    struct ke_dispatcher *dispatcher = calloc(1, sizeof *dispatcher);
    NTSTATUS status;

    if (!dispatcher)
        return STATUS_NO_MEMORY;
    ob_object_init(&dispatcher->object, type_of(image->word[WORD_KIND]));
    dispatcher->mapped = image->fd[1] < 0;
    if (dispatcher->mapped)
        status = ob_status(map_state(image->fd[0], &dispatcher->state));
    else
        status = ke_pool_unpack(image->fd[1], image->word[WORD_OFFSET], &dispatcher->state);
    if (NT_SUCCESS(status) && image->word[WORD_FAR])
        status = ke_pool_hold(dispatcher->state);
    if (NT_SUCCESS(status))
        status = ob_name_unpack(&dispatcher->object, image);
    if (NT_SUCCESS(status)) {
        *object = &dispatcher->object;
        return STATUS_SUCCESS;
    }
    dispatcher_destroy(&dispatcher->object);
    return status;
}

static NTSTATUS dispatcher_waits(struct ob_object *object, struct ke_state **state)
{
    *state = ((struct ke_dispatcher *)object)->state;
    return STATUS_SUCCESS;
}

/* The kinds differ in their names and rights only. */
#define DISPATCHER_TYPE(type_name, all, query, modify)                                             \
    {                                                                                              \
        .name = type_name,                                                                         \
        .all_access = all,                                                                         \
        .mapping = {                                                                               \
            .GenericRead = STANDARD_RIGHTS_READ | (query),                                         \
            .GenericWrite = STANDARD_RIGHTS_WRITE | (modify),                                      \
            .GenericExecute = STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE,                               \
            .GenericAll = all,                                                                     \
        },                                                                                         \
        .destroy = dispatcher_destroy,                                                             \
        .pack = dispatcher_pack,                                                                   \
        .unpack = dispatcher_unpack,                                                               \
        .size = sizeof(struct ke_dispatcher),                                                      \
        .pack_far = dispatcher_pack_far,                                                           \
        .waits = dispatcher_waits,                                                                 \
    }

const struct ob_type ke_event_type =
    DISPATCHER_TYPE(L"Event", EVENT_ALL_ACCESS, KE_QUERY_STATE, EVENT_MODIFY_STATE);
const struct ob_type ke_mutant_type =
    DISPATCHER_TYPE(L"Mutant", MUTANT_ALL_ACCESS, MUTANT_QUERY_STATE, 0);
const struct ob_type ke_semaphore_type =
    DISPATCHER_TYPE(L"Semaphore", SEMAPHORE_ALL_ACCESS, KE_QUERY_STATE, SEMAPHORE_MODIFY_STATE);
const struct ob_type ke_timer_type =
    DISPATCHER_TYPE(L"Timer", TIMER_ALL_ACCESS, TIMER_QUERY_STATE, TIMER_MODIFY_STATE);

void ke_dispatcher_init(void)
{
    static const struct ob_publisher publishers[] = {
        { OB_KIND_EVENT, &ke_event_type, dispatcher_publish, dispatcher_adopt },
        { OB_KIND_MUTANT, &ke_mutant_type, dispatcher_publish, dispatcher_adopt },
        { OB_KIND_SEMAPHORE, &ke_semaphore_type, dispatcher_publish, dispatcher_adopt },
        { OB_KIND_TIMER, &ke_timer_type, dispatcher_publish, dispatcher_adopt },
    };

    for (size_t i = 0; i < sizeof publishers / sizeof *publishers; i++)
        ob_publisher_register(&publishers[i]);
}
