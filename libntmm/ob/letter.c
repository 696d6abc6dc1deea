// SPDX-License-Identifier: MIT
// letter: what other processes do to this one's handle table.
#include "ob/letter.h"

#include "ob/handle.h"
#include "sys/lock.h"

/* Taken before the locks of all objects. */
static struct sys_lock letters_lock = SYS_LOCK_INIT;

static ob_letter_read *read_next;
static int queue_length;
_Atomic uint32_t ob_letters_read;

void ob_letter_init(ob_letter_read *read, int most)
{
    read_next = read;
    queue_length = most;
    ob_letters_read = 0;
}

static NTSTATUS read_one(void)
{
    struct ob_letter letter;
    NTSTATUS status = read_next(&letter);

    if (status != STATUS_SUCCESS)
        return status;
    if (letter.entry.object) {
        ob_table_install(letter.handle, &letter.entry);
        ob_object_dereference(letter.entry.object);
    } else {
        ob_handle_remove(letter.handle);
    }
    return status;
}

void ob_letter_collect_now(struct ob_table_shared *shared)
{
    uint32_t written;

    sys_lock_acquire(&letters_lock);
    written = atomic_load(&shared->letters);
    if (written != ob_letters_read && read_next) {
        NTSTATUS status = STATUS_SUCCESS;

        /*
         * others may write faster than this reads, but what was counted is among the first of these
         */
        for (int i = 0; i < queue_length && status == STATUS_SUCCESS; i++)
            status = read_one();
        if (status == STATUS_SUCCESS || status == STATUS_NO_MORE_ENTRIES)
            ob_letters_read = written;
    }
    sys_lock_release(&letters_lock);
}

void ob_letter_fork_prepare(void)
{
    sys_lock_acquire(&letters_lock);
}

void ob_letter_fork_done(void)
{
    sys_lock_release(&letters_lock);
}
