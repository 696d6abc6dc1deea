// SPDX-License-Identifier: MIT
// record: the memory that a process shares with those who know it: what it was given, how it ended.
#include "ps/record.h"

#include "sys/file.h"
#include "sys/mem.h"
#include "sys/peer.h"
#include "sys/shm.h"

#include <errno.h>
#include <string.h>

_Static_assert(sizeof(struct ps_record) == 144 && sizeof(struct ps_record_handle) == 24 &&
               sizeof(struct ps_record_object) == 336, "the record is shared between processes");

#define PAGE 4096u

#define NAME "ntmm.process"

/* Everything has to fit in this: no process has that many handles and so long a line. */
#define SIZE_LIMIT (UINT64_C(1) << 31)

static uint64_t size_of(uint32_t objects, uint32_t handles, uint64_t line)
{
    return sizeof(struct ps_record) + objects * (uint64_t)sizeof(struct ps_record_object) +
           handles * (uint64_t)sizeof(struct ps_record_handle) + line;
}

static int map(int fd, uint64_t size, struct ps_record **record)
{
    struct sys_mapping mapping = { .fd = fd, .shared = true, .protection = SYS_READ | SYS_WRITE };
    intptr_t got = sys_mem_map_any((size + PAGE - 1) & ~(uint64_t)(PAGE - 1), PAGE, &mapping);

    if (got < 0)
        return (int)got;
    *record = (struct ps_record *)got;
    return 0;
}

NTSTATUS ps_record_create(uint32_t objects, uint32_t handles, const char *line,
                          struct ps_record **record, int *fd)
{
    uint64_t length = strlen(line) + 1, size = size_of(objects, handles, length);
    struct ps_record *made = NULL;
    int result, file;

    if (length >= SIZE_LIMIT || size >= SIZE_LIMIT)
        return STATUS_INVALID_PARAMETER;
    file = sys_shm_anonymous(NAME, false);
    if (file < 0)
        return ob_status(file);
    result = sys_file_truncate(file, (int64_t)size);
    if (result == 0)
        result = sys_shm_seal(file);
    if (result == 0)
        result = map(file, size, &made);
    if (result < 0) {
        sys_file_close(file);
        return ob_status(result);
    }
    made->magic = PS_RECORD_MAGIC;
    made->version = PS_RECORD_VERSION;
    made->size = (uint32_t)size;
    made->objects = objects;
    made->handles = handles;
    made->line = (uint32_t)length;
    for (int i = 0; i < 3; i++)
        made->standard[i] = PS_RECORD_NO_HANDLE;
    memcpy(ps_record_line(made), line, length);
    *record = made;
    *fd = file;
    return STATUS_SUCCESS;
}

NTSTATUS ps_record_map(int fd, struct ps_record **record)
{
    struct sys_shm_stat stat;
    struct ps_record *made = NULL;
    int result = sys_shm_stat(fd, &stat);

    if (result < 0)
        return ob_status(result);
    if (!stat.ours || !sys_shm_is_sealed(fd) || stat.size < sizeof *made || stat.size >= SIZE_LIMIT)
        return STATUS_INVALID_PARAMETER;
    result = map(fd, stat.size, &made);
    if (result < 0)
        return ob_status(result);
    if (made->magic == PS_RECORD_MAGIC && made->version == PS_RECORD_VERSION &&
        made->size == stat.size && made->line &&
        size_of(made->objects, made->handles, made->line) == stat.size &&
        ps_record_line(made)[made->line - 1] == 0) {
        *record = made;
        return STATUS_SUCCESS;
    }
    sys_mem_unmap((uintptr_t)made, (stat.size + PAGE - 1) & ~(uint64_t)(PAGE - 1));
    return STATUS_INVALID_PARAMETER;
}

struct search {
    uint32_t pid;
    struct ps_record *record;
    int fd;
};

/* A process has its children's records, too. */
static bool take(void *context, int fd)
{
    struct search *search = context;
    struct ps_record *record;

    if (!NT_SUCCESS(ps_record_map(fd, &record)))
        return false;
    if (atomic_load(&record->pid) != search->pid) {
        ps_record_unmap(record);
        return false;
    }
    search->record = record;
    search->fd = fd;
    return true;
}

bool ps_record_find(int pid, struct ps_record **record, int *fd)
{
    struct search search = { .pid = (uint32_t)pid };

    if (sys_peer_find(pid, NAME, take, &search))
        return false;
    *record = search.record;
    *fd = search.fd;
    return true;
}

void ps_record_unmap(struct ps_record *record)
{
    sys_mem_unmap((uintptr_t)record, (record->size + PAGE - 1) & ~(uint64_t)(PAGE - 1));
}

void ps_record_close(int fd)
{
    if (fd >= 0 && sys_shm_is_anonymous(fd, NAME))
        sys_file_close(fd);
}

bool ps_record_suspend(struct ps_record *record, uint32_t *before)
{
    *before = record->suspended;
    do
        if (*before == 0 || *before == MAXIMUM_SUSPEND_COUNT)
            break;
    while (!atomic_compare_exchange_weak(&record->suspended, before, *before + 1));
    return *before != 0;
}

uint32_t ps_record_resume(struct ps_record *record)
{
    uint32_t before = record->suspended;

    do
        if (before == 0)
            return 0;
    while (!atomic_compare_exchange_weak(&record->suspended, &before, before - 1));
    if (before == 1)
        sys_futex_wake(&record->suspended, SYS_FUTEX_ALL);
    return before;
}

void ps_record_wait(struct ps_record *record)
{
    uint32_t count;

    while ((count = record->suspended))
        sys_futex_wait(&record->suspended, count, -1);
}

void ps_record_set_end(struct ps_record *record, uint32_t code)
{
    uint64_t none = 0;

    atomic_compare_exchange_strong(&record->end, &none, PS_RECORD_ENDED | code);
}
