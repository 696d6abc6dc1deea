// SPDX-License-Identifier: MIT
// Unit tests of the handle table.
#include "ob/handle.h"

#include <CUnit/CUnit.h>
#include <pthread.h>
#include <stdlib.h>

#include "suites.h"

struct thing {
    struct ob_object object;
    int *destroyed;
};

static void thing_destroy(struct ob_object *object)
{
    ++*((struct thing *)object)->destroyed;
    free(object);
}

static const struct ob_type thing_type = {
    .name = L"Thing",
    .all_access = STANDARD_RIGHTS_ALL | 0xff,
    .mapping = { .GenericRead = 1, .GenericWrite = 2, .GenericExecute = 4,
                 .GenericAll = STANDARD_RIGHTS_ALL | 0xff },
    .destroy = thing_destroy,
};
static const struct ob_type other_type = { .name = L"Other", .all_access = 0xff };

/* A handle that holds the thing's only reference. */
static HANDLE thing_make(int *destroyed, ACCESS_MASK access)
{
    struct thing *thing = calloc(1, sizeof *thing);
    HANDLE handle = NULL;

    CU_ASSERT_PTR_NOT_NULL_FATAL(thing);
    ob_object_init(&thing->object, &thing_type);
    thing->destroyed = destroyed;
    CU_ASSERT_EQUAL_FATAL(ob_handle_create(&thing->object, access, 0, &handle), STATUS_SUCCESS);
    ob_object_dereference(&thing->object);
    return handle;
}

/* S-ERR-03 */
static void values_are_multiples_of_four(void)
{
    int destroyed = 0;
    HANDLE handle = thing_make(&destroyed, 0);

    CU_ASSERT_PTR_NOT_NULL(handle);
    CU_ASSERT_EQUAL((uintptr_t)handle % 4, 0);
    CU_ASSERT_EQUAL(ob_handle_close(handle), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(ob_handle_close(handle), STATUS_INVALID_HANDLE);
    CU_ASSERT_EQUAL(ob_handle_close(NULL), STATUS_INVALID_HANDLE);
    CU_ASSERT_EQUAL(ob_handle_close((HANDLE)0xdeadbeef), STATUS_INVALID_HANDLE);
    CU_ASSERT_EQUAL(destroyed, 1);
}

static void type_and_access_are_checked(void)
{
    int destroyed = 0;
    struct ob_object *object = NULL;
    ACCESS_MASK granted = 0;
    HANDLE handle = thing_make(&destroyed, GENERIC_READ | 8);

    CU_ASSERT_EQUAL(ob_handle_reference(handle, &other_type, 0, &object, NULL),
                    STATUS_OBJECT_TYPE_MISMATCH);
    CU_ASSERT_EQUAL(ob_handle_reference(handle, &thing_type, 2, &object, NULL),
                    STATUS_ACCESS_DENIED);
    CU_ASSERT_EQUAL(ob_handle_reference(handle, &thing_type, 1, &object, &granted),
                    STATUS_SUCCESS);
    CU_ASSERT_EQUAL(granted, 9);
    CU_ASSERT_EQUAL(ob_handle_close(handle), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(destroyed, 0);
    ob_object_dereference(object);
    CU_ASSERT_EQUAL(destroyed, 1);
}

static void protected_handles_stay(void)
{
    int destroyed = 0;
    ULONG attributes = 0;
    HANDLE handle = thing_make(&destroyed, 0);

    CU_ASSERT_EQUAL(ob_handle_set_attributes(handle, OBJ_PROTECT_CLOSE, OBJ_PROTECT_CLOSE),
                    STATUS_SUCCESS);
    CU_ASSERT_EQUAL(ob_handle_close(handle), STATUS_HANDLE_NOT_CLOSABLE);
    CU_ASSERT_EQUAL(ob_handle_get_attributes(handle, &attributes), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(attributes, OBJ_PROTECT_CLOSE);
    CU_ASSERT_EQUAL(ob_handle_set_attributes(handle, OBJ_PROTECT_CLOSE, 0), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(ob_handle_close(handle), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(destroyed, 1);
}

static void duplicates_share_the_object(void)
{
    int destroyed = 0;
    HANDLE first = thing_make(&destroyed, 3), second = NULL;

    CU_ASSERT_EQUAL(ob_handle_duplicate(first, 0, true, 0, &second), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(ob_handle_close(first), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(destroyed, 0);
    CU_ASSERT_EQUAL(ob_handle_close(second), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(destroyed, 1);
}

/* An inherited handle's value may lie anywhere; what lies below it stays free. */
static void installs_at_a_value(void)
{
    enum { VALUE = 4 * 5000 };
    int destroyed = 0;
    struct ob_entry entry = { .access = 0 };
    HANDLE first = thing_make(&destroyed, 0), next;

    ob_handle_reference(first, NULL, 0, &entry.object, NULL);
    CU_ASSERT_EQUAL(ob_table_install((HANDLE)VALUE, &entry), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(ob_table_install((HANDLE)VALUE, &entry), STATUS_INVALID_HANDLE);
    next = thing_make(&destroyed, 0);
    CU_ASSERT_NOT_EQUAL(next, (HANDLE)VALUE);
    CU_ASSERT_EQUAL(ob_handle_close(next), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(ob_handle_close(first), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(ob_handle_close((HANDLE)VALUE), STATUS_SUCCESS);
    ob_object_dereference(entry.object);
    CU_ASSERT_EQUAL(destroyed, 2);
}

static void *make_and_close(void *destroyed)
{
    for (int i = 0; i < 20000; i++)
        ob_handle_close(thing_make(destroyed, 0));
    return NULL;
}

static void threads_lose_nothing(void)
{
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    int destroyed[THREADS] = { 0 };

    for (int i = 0; i < THREADS; i++)
        CU_ASSERT_EQUAL_FATAL(pthread_create(&threads[i], NULL, make_and_close, &destroyed[i]),
                              0);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        CU_ASSERT_EQUAL(destroyed[i], 20000);
    }
}

CU_TestInfo unit_handle[] = {
    { "values are multiples of four", values_are_multiples_of_four },
    { "type and access are checked", type_and_access_are_checked },
    { "protected handles stay", protected_handles_stay },
    { "duplicates share the object", duplicates_share_the_object },
    { "installs at a value", installs_at_a_value },
    { "threads lose nothing", threads_lose_nothing },
    CU_TEST_INFO_NULL,
};
