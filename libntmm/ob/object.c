// SPDX-License-Identifier: MIT
// object: the header that every object starts with, and its reference counts.
#include "ob/object.h"

void ob_object_init(struct ob_object *object, const struct ob_type *type)
{
    object->type = type;
    atomic_init(&object->references, 1);
    atomic_init(&object->handles, 0);
    object->name = NULL;
}

void ob_object_reference(struct ob_object *object)
{
    atomic_fetch_add_explicit(&object->references, 1, memory_order_relaxed);
}

bool ob_object_try_reference(struct ob_object *object)
{
    unsigned count = atomic_load_explicit(&object->references, memory_order_relaxed);

    do
        if (count == 0)
            return false;
    while (!atomic_compare_exchange_weak_explicit(&object->references, &count, count + 1,
                                                  memory_order_relaxed, memory_order_relaxed));
    return true;
}

void ob_object_dereference(struct ob_object *object)
{
    if (atomic_fetch_sub_explicit(&object->references, 1, memory_order_acq_rel) == 1)
        object->type->destroy(object);
}
