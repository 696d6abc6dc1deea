// SPDX-License-Identifier: MIT
// directory: a handle to a namespace of named objects, for names relative to it.
#include "ob/directory.h"

#include <stdlib.h>

struct ob_directory *ob_directory_create(struct ob_space space)
{
    struct ob_directory *directory = calloc(1, sizeof *directory);

    if (directory) {
        ob_object_init(&directory->object, &ob_directory_type);
        directory->space = space;
    }
    return directory;
}

static void directory_destroy(struct ob_object *object)
{
    free(object);
}

static NTSTATUS directory_pack(struct ob_object *object, struct ob_image *image)
{
    const struct ob_space *space = &((struct ob_directory *)object)->space;

    image->word[0] = space->global;
    image->word[1] = space->session;
    return STATUS_SUCCESS;
}

static NTSTATUS directory_unpack(const struct ob_image *image, struct ob_object **object)
{
    struct ob_space space = { .global = image->word[0], .session = (unsigned)image->word[1] };
    struct ob_directory *directory = ob_directory_create(space);

    if (!directory)
        return STATUS_NO_MEMORY;
    *object = &directory->object;
    return STATUS_SUCCESS;
}

const struct ob_type ob_directory_type = {
    .name = L"Directory",
    .all_access = DIRECTORY_ALL_ACCESS,
    .mapping = {
        .GenericRead = STANDARD_RIGHTS_READ | DIRECTORY_QUERY | DIRECTORY_TRAVERSE,
        .GenericWrite = STANDARD_RIGHTS_WRITE | DIRECTORY_CREATE_OBJECT |
                        DIRECTORY_CREATE_SUBDIRECTORY,
        .GenericExecute = STANDARD_RIGHTS_EXECUTE | DIRECTORY_QUERY | DIRECTORY_TRAVERSE,
        .GenericAll = DIRECTORY_ALL_ACCESS,
    },
    .destroy = directory_destroy,
    .pack = directory_pack,
    .unpack = directory_unpack,
    .size = sizeof(struct ob_directory),
};
