// SPDX-License-Identifier: MIT
// attribute list: what CreateProcess is told beyond its arguments.
#include "win32/attribute_list.h"

#include "win32/error.h"

#include <stddef.h>

/* One that the headers have no name for: Windows' own text of it is STATUS_OBJECT_NAME_EXISTS. */
#ifndef ERROR_OBJECT_NAME_EXISTS
#define ERROR_OBJECT_NAME_EXISTS 698
#endif

struct attribute {
    DWORD_PTR key;
    void *value; /* the program's, and read by CreateProcess only */
    SIZE_T size;
};

struct _PROC_THREAD_ATTRIBUTE_LIST {
    DWORD room, count;
    struct attribute attribute[];
};

/* Windows' attributes: how long a value of each has to be, or a multiple of what. */
static const struct {
    DWORD_PTR key;
    SIZE_T size;
    bool several;
} known[] = {
    { PROC_THREAD_ATTRIBUTE_PARENT_PROCESS, sizeof(HANDLE), false },
    { PROC_THREAD_ATTRIBUTE_HANDLE_LIST, sizeof(HANDLE), true },
    { PROC_THREAD_ATTRIBUTE_GROUP_AFFINITY, sizeof(GROUP_AFFINITY), false },
    { PROC_THREAD_ATTRIBUTE_PREFERRED_NODE, sizeof(USHORT), false },
    { PROC_THREAD_ATTRIBUTE_IDEAL_PROCESSOR, sizeof(PROCESSOR_NUMBER), false },
    { PROC_THREAD_ATTRIBUTE_MITIGATION_POLICY, sizeof(DWORD), true },
    { PROC_THREAD_ATTRIBUTE_JOB_LIST, sizeof(HANDLE), true },
    { PROC_THREAD_ATTRIBUTE_CHILD_PROCESS_POLICY, sizeof(DWORD), false },
};

#define KNOWN (sizeof known / sizeof *known)

BOOL WINAPI InitializeProcThreadAttributeList(LPPROC_THREAD_ATTRIBUTE_LIST list, DWORD count,
                                              DWORD flags, PSIZE_T size)
{
    SIZE_T needed = offsetof(struct _PROC_THREAD_ATTRIBUTE_LIST, attribute) +
                    count * sizeof(struct attribute);
    bool fits = list && *size >= needed;

    if (flags)
        return win32_fail(ERROR_INVALID_PARAMETER);
    *size = needed;
    if (!fits)
        return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    list->room = count;
    list->count = 0;
    return TRUE;
}

static DWORD check(DWORD_PTR key, SIZE_T size)
{
    for (size_t i = 0; i < KNOWN; i++) {
        if (known[i].key != key)
            continue;
        if (known[i].several ? !size || size % known[i].size : size != known[i].size)
            return ERROR_BAD_LENGTH;
        return ERROR_SUCCESS;
    }
    return ERROR_NOT_SUPPORTED;
}

BOOL WINAPI UpdateProcThreadAttribute(LPPROC_THREAD_ATTRIBUTE_LIST list, DWORD flags,
                                      DWORD_PTR key, PVOID value, SIZE_T size, PVOID previous,
                                      PSIZE_T returned)
{
    DWORD error;

    if (flags || previous || returned)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (list->count == list->room)
        return win32_fail(ERROR_GEN_FAILURE);
    error = check(key, size);
    for (DWORD i = 0; i < list->count && !error; i++)
        if (list->attribute[i].key == key)
            error = ERROR_OBJECT_NAME_EXISTS;
    if (error)
        return win32_fail(error);
    list->attribute[list->count++] = (struct attribute) {
        .key = key, .value = value, .size = size
    };
    return TRUE;
}

/* The program's own memory, and nothing else in it. */
VOID WINAPI DeleteProcThreadAttributeList(LPPROC_THREAD_ATTRIBUTE_LIST list)
{
    (void)list;
}

NTSTATUS win32_attribute_list_take(LPPROC_THREAD_ATTRIBUTE_LIST list, struct ps_create *create)
{
    for (DWORD i = 0; i < list->count; i++) {
        const struct attribute *each = &list->attribute[i];

        if (each->key != PROC_THREAD_ATTRIBUTE_HANDLE_LIST)
            return STATUS_NOT_SUPPORTED;
        create->list = each->value;
        create->list_count = each->size / sizeof(HANDLE);
    }
    return STATUS_SUCCESS;
}
