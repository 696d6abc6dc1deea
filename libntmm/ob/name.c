// SPDX-License-Identifier: MIT
// name: the named objects of this process, and opening and inserting objects by name.
#include "ob/name.h"

#include "ob/far.h"
#include "ob/handle.h"
#include "ob/long_name.h"
#include "ob/point.h"
#include "sys/file.h"
#include "sys/lock.h"
#include "sys/peer.h"
#include "sys/shm.h"
#include "sys/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A name that this process holds. */
struct ob_name {
    struct ob_name *next; /* in its bucket */
    struct ob_object *object;
    struct ob_claim claim;
    unsigned fork; /* the fork in whose span the claim was taken */
    struct ob_space space;
    WCHAR *text;   /* the name in its directory, `length` units */
    size_t length;
    char leaf[];
};

#define BUCKETS 1024

/* How many names are made between two sweeps, at least. */
#define SWEEP_INTERVAL 1024

/* Order of locks: names_lock, then the handle table's. */
static struct sys_lock names_lock = SYS_LOCK_INIT; /* protects all of: */
static struct ob_name *buckets[BUCKETS];
static unsigned fork_count; /* forks so far; descriptions from before the last one are shared */
static unsigned sweep_due;  /* after so many more names are made; at once in a new process */

static const struct ob_publisher *publishers[8]; /* by kind; set before any thread runs */

void ob_publisher_register(const struct ob_publisher *publisher)
{
    publishers[publisher->kind] = publisher;
}

static const struct ob_publisher *publisher_of(const struct ob_type *type)
{
    for (size_t i = 0; i < sizeof publishers / sizeof *publishers; i++)
        if (publishers[i] && publishers[i]->type == type)
            return publishers[i];
    return NULL;
}

static struct ob_name **bucket_of(const char *leaf)
{
    uint32_t hash = 2166136261u;

    for (; *leaf; leaf++)
        hash = (hash ^ (unsigned char)*leaf) * 16777619u;
    return &buckets[hash % BUCKETS];
}

static struct ob_name *name_find(const char *leaf)
{
    struct ob_name *name = *bucket_of(leaf);

    while (name && strcmp(name->leaf, leaf) != 0)
        name = name->next;
    return name;
}

static struct ob_name *name_alloc(const struct ob_path *path)
{
    size_t leaf = (strlen(path->leaf) + sizeof(WCHAR)) & ~(sizeof(WCHAR) - 1);
    struct ob_name *name = malloc(sizeof *name + leaf + path->length * sizeof(WCHAR));

    if (!name)
        return NULL;
    strcpy(name->leaf, path->leaf);
    name->space = path->space;
    name->text = (WCHAR *)(void *)(name->leaf + leaf);
    name->length = path->length;
    memcpy(name->text, path->name, path->length * sizeof(WCHAR));
    return name;
}

/* The same hash has to be the same name. */
static NTSTATUS check_long_name(const struct ob_name *name, int fd, uint64_t *size)
{
    WCHAR *text;
    size_t length;
    NTSTATUS status = ob_long_name_read(fd, size, &text, &length);

    if (!NT_SUCCESS(status))
        return status;
    if (length != name->length || memcmp(text, name->text, length * sizeof(WCHAR)) != 0)
        status = STATUS_OBJECT_TYPE_MISMATCH;
    free(text);
    return status;
}

static void name_attach(struct ob_name *name, struct ob_object *object,
                        const struct ob_claim *claim)
{
    struct ob_name **bucket = bucket_of(name->leaf);

    name->object = object;
    name->claim = *claim;
    name->fork = fork_count;
    name->next = *bucket;
    *bucket = name;
    object->name = name;
    ob_point("name: known");
}

static void name_drop(struct ob_name *name)
{
    struct ob_name **link = bucket_of(name->leaf);

    while (*link != name)
        link = &(*link)->next;
    *link = name->next;
    name->object->name = NULL;
    if (name->fork != fork_count)
        name->claim.shared = true;
    ob_point("name: forgotten");
    ob_claim_drop(name->leaf, &name->claim);
    free(name);
}

static bool is_held(const char *leaf)
{
    return name_find(leaf) != NULL;
}

/* The lock is held. The more there is to look at, the longer until the next time. */
static void sweep(void)
{
    sweep_due = SWEEP_INTERVAL + ob_claim_sweep(is_held);
}

/* The claim is taken and not published. */
static NTSTATUS publish_new(struct ob_name *name, struct ob_object *object,
                            struct ob_claim *claim)
{
    uint64_t size;
    NTSTATUS status = publisher_of(object->type)->publish(object, claim->fd, &size);

    if (NT_SUCCESS(status) && ob_path_is_hashed(name->leaf))
        status = ob_long_name_write(claim->fd, &size, name->text, name->length);
    if (NT_SUCCESS(status))
        status = ob_status(ob_claim_publish(claim, size));
    if (NT_SUCCESS(status))
        name_attach(name, object, claim);
    else
        ob_claim_drop(name->leaf, claim);
    return status;
}

/* Somebody else's object: a new object of this process is made from its record. */
static NTSTATUS adopt(struct ob_name *name, struct ob_claim *claim, const struct ob_type *type,
                      struct ob_object **object)
{
    NTSTATUS status = STATUS_SUCCESS;
    uint64_t size = claim->size;

    if (ob_path_is_hashed(name->leaf))
        status = check_long_name(name, claim->fd, &size);
    if (NT_SUCCESS(status))
        status = publisher_of(type)->adopt(type, claim->fd, size, object);
    if (NT_SUCCESS(status))
        name_attach(name, *object, claim);
    else
        ob_claim_drop(name->leaf, claim);
    return status;
}

/* What a name is asked for. */
struct request {
    const struct ob_path *path;
    const struct ob_type *type;
    enum ob_claim_way way;
    struct ob_object *fresh; /* takes the name where there is none; NULL to open */
    unsigned turns;          /* how often others have been waited for */
};

/* STATUS_RETRY: another process is in the middle. The lock is held. */
static NTSTATUS name_try(const struct request *request, struct ob_object **object)
{
    const struct ob_path *path = request->path;
    const struct ob_type *type = request->type;
    struct ob_object *fresh = request->fresh;
    struct ob_name *name = name_find(path->leaf);
    struct ob_claim claim;
    NTSTATUS status;
    int result;

    if (name) {
        if (name->object->type != type)
            return STATUS_OBJECT_TYPE_MISMATCH;
        *object = name->object;
        ob_object_reference(*object);
        return STATUS_OBJECT_NAME_EXISTS;
    }
    name = name_alloc(path);
    if (!name)
        return STATUS_NO_MEMORY;
    result = ob_claim_take(path->leaf, publisher_of(type)->kind, request->way, request->turns,
                           &claim);
    if (result < 0) {
        status = result == -EINPROGRESS ? STATUS_RETRY : ob_status(result);
    } else if (result == 1) {
        *object = fresh;
        ob_object_reference(fresh);
        status = publish_new(name, fresh, &claim);
        if (!NT_SUCCESS(status))
            ob_object_dereference(fresh);
    } else {
        status = adopt(name, &claim, type, object);
        if (NT_SUCCESS(status))
            status = STATUS_OBJECT_NAME_EXISTS;
    }
    if (!NT_SUCCESS(status))
        free(name);
    return status;
}

/*
 * The object behind the name, with a reference: this process's own or one that is adopted now. The
 * lock is held, but not while others are waited for: their names are other threads' to use.
 */
static NTSTATUS name_resolve(struct request *request, struct ob_object **object)
{
    NTSTATUS status;
    int result = 0;

    while ((status = name_try(request, object)) == STATUS_RETRY && result == 0) {
        sys_lock_release(&names_lock);
        result = ob_claim_wait(&request->turns);
        sys_lock_acquire(&names_lock);
    }
    return result ? ob_status(result) : status;
}

/* The same for a new object; dead ones go now and then, and when they may be what fills memory. */
static NTSTATUS name_resolve_new(struct request *request, struct ob_object **object)
{
    NTSTATUS status;

    if (sweep_due == 0)
        sweep();
    sweep_due--;
    status = name_resolve(request, object);
    if (status != STATUS_DISK_FULL)
        return status;
    sweep();
    return name_resolve(request, object);
}

/* The lock is held; takes over the reference. A name that gets no handle is given up again. */
static NTSTATUS handle_for(struct ob_object *object, ACCESS_MASK access, ULONG attributes,
                           HANDLE *handle)
{
    NTSTATUS status = ob_handle_create(object, access, attributes, handle);

    if (!NT_SUCCESS(status) && object->name && atomic_load(&object->handles) == 0)
        name_drop(object->name);
    ob_object_dereference(object);
    return status;
}

NTSTATUS ob_name_insert(struct ob_object *object, const struct ob_insert *insert, HANDLE *handle)
{
    struct request request = {
        .path = insert->path, .type = object->type, .way = OB_CLAIM_CREATE, .fresh = object
    };
    struct ob_object *found;
    NTSTATUS status, made;

    if (!insert->path)
        return ob_handle_create(object, insert->access, insert->attributes, handle);
    if (insert->path->directory || insert->path->link)
        return STATUS_OBJECT_TYPE_MISMATCH;
    if (insert->everyone && insert->path->space.global)
        request.way = OB_CLAIM_CREATE_FOR_EVERYONE;
    sys_lock_acquire(&names_lock);
    status = name_resolve_new(&request, &found);
    if (status == STATUS_OBJECT_NAME_EXISTS && !(insert->attributes & OBJ_OPENIF)) {
        if (atomic_load(&found->handles) == 0)
            name_drop(found->name);
        ob_object_dereference(found);
        status = STATUS_OBJECT_NAME_COLLISION;
    } else if (NT_SUCCESS(status)) {
        made = handle_for(found, insert->access, insert->attributes, handle);
        if (!NT_SUCCESS(made))
            status = made;
    }
    sys_lock_release(&names_lock);
    return status;
}

NTSTATUS ob_name_open(const struct ob_path *path, const struct ob_type *type, ACCESS_MASK access,
                      ULONG attributes, HANDLE *handle)
{
    struct request request = { .path = path, .type = type, .way = OB_CLAIM_OPEN };
    struct ob_object *found;
    NTSTATUS status;

    if (path->directory || path->link)
        return STATUS_OBJECT_TYPE_MISMATCH;
    sys_lock_acquire(&names_lock);
    status = name_resolve(&request, &found);
    if (NT_SUCCESS(status))
        status = handle_for(found, access, attributes, handle);
    sys_lock_release(&names_lock);
    return status;
}

int ob_name_reopen(struct ob_object *object)
{
    int fd = -EBADF;

    sys_lock_acquire(&names_lock);
    if (object->name)
        fd = ob_claim_reopen(object->name->claim.fd);
    sys_lock_release(&names_lock);
    return fd;
}

size_t ob_name_query(struct ob_object *object, WCHAR **text)
{
    size_t length = 0;

    *text = NULL;
    sys_lock_acquire(&names_lock);
    if (object->name) {
        *text = malloc((OB_SPACE_MOST + object->name->length) * sizeof **text);
        if (*text) {
            length = ob_path_of_space(object->name->space, *text);
            memcpy(*text + length, object->name->text, object->name->length * sizeof **text);
        }
        length += object->name->length;
    }
    sys_lock_release(&names_lock);
    return length;
}

void ob_name_release(struct ob_object *object)
{
    if (!object->name)
        return;
    ob_point("name: to be released");
    sys_lock_acquire(&names_lock);
    if (object->name && atomic_load(&object->handles) == 0)
        name_drop(object->name);
    sys_lock_release(&names_lock);
}

void ob_name_pack(struct ob_object *object, struct ob_image *image)
{
    if (!object->name)
        return;
    object->name->claim.shared = true;
    image->fd[0] = object->name->claim.fd;
    strncpy(image->leaf, object->name->leaf, sizeof image->leaf - 1);
}

struct ob_object *ob_name_known(const char *leaf, const struct ob_type *type)
{
    struct ob_object *object = NULL;
    struct ob_name *name;

    sys_lock_acquire(&names_lock);
    name = name_find(leaf);
    if (name && name->object->type == type) {
        object = name->object;
        ob_object_reference(object);
    }
    sys_lock_release(&names_lock);
    return object;
}

NTSTATUS ob_name_unpack(struct ob_object *object, const struct ob_image *image)
{
    struct ob_claim claim = { .fd = image->fd[0], .shared = true };
    WCHAR text[OB_LEAF_MAX], *long_text = NULL;
    struct ob_path path = { .name = text };
    struct sys_shm_stat stat;
    struct ob_name *name;
    NTSTATUS status = STATUS_SUCCESS;
    uint64_t size;
    int result;

    if (!image->leaf[0])
        return STATUS_SUCCESS;
    result = sys_shm_stat(claim.fd, &stat);
    if (result)
        return ob_status(result);
    claim.size = size = stat.size;
    strcpy(path.leaf, image->leaf);
    ob_path_decode(image->leaf, &path.space, text, &path.length);
    if (ob_path_is_hashed(image->leaf)) {
        status = ob_long_name_read(claim.fd, &size, &long_text, &path.length);
        path.name = long_text;
    }
    name = NT_SUCCESS(status) ? name_alloc(&path) : NULL;
    free(long_text);
    if (!name)
        return NT_SUCCESS(status) ? STATUS_NO_MEMORY : status;
    sys_lock_acquire(&names_lock);
    name_attach(name, object, &claim);
    sys_lock_release(&names_lock);
    return STATUS_SUCCESS;
}

/* The leaf is a part of the name's memory. */
bool ob_far_leaf(const struct ob_far *there, uint64_t name, char leaf[OB_LEAF_MAX])
{
    int64_t got =
        sys_peer_read(there->pid, name + offsetof(struct ob_name, leaf), leaf, OB_LEAF_MAX);

    return got > 0 && memchr(leaf, 0, (size_t)got);
}

NTSTATUS ob_name_open_leaf(const char *leaf, const struct ob_type *type, ACCESS_MASK access,
                           HANDLE *handle)
{
    WCHAR text[OB_LEAF_MAX];
    struct ob_path path = { .name = text };

    if (ob_path_is_hashed(leaf)) /* the name itself is not in it */
        return STATUS_NOT_SUPPORTED;
    if (!ob_path_decode(leaf, &path.space, text, &path.length))
        return STATUS_OBJECT_NAME_INVALID;
    strcpy(path.leaf, leaf);
    return ob_name_open(&path, type, access, 0, handle);
}

void ob_name_sweep(void)
{
    sys_lock_acquire(&names_lock);
    sweep();
    sys_lock_release(&names_lock);
}

void ob_name_exit(void)
{
    sys_lock_acquire(&names_lock);
    for (size_t i = 0; i < BUCKETS; i++)
        while (buckets[i])
            name_drop(buckets[i]);
    sys_lock_release(&names_lock);
}

void ob_name_lock(void)
{
    sys_lock_acquire(&names_lock);
}

void ob_name_unlock(void)
{
    sys_lock_release(&names_lock);
}

void ob_name_fork_prepare(void)
{
    ob_point("fork: to lock");
    sys_lock_acquire(&names_lock);
    fork_count++;
}

void ob_name_fork_parent(void)
{
    sys_lock_release(&names_lock);
}

void ob_name_fork_child(void)
{
    ob_claim_fork_child();
    sys_lock_release(&names_lock);
}
