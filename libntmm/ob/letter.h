// SPDX-License-Identifier: MIT
// letter: what other processes do to this one's handle table.
#ifndef NTMM_OB_LETTER_H
#define NTMM_OB_LETTER_H

#include "ob/table.h"

/* A handle to make under its number, or with no object one to close. */
struct ob_letter {
    HANDLE handle;
    struct ob_entry entry; /* with a reference of its object */
};

/* The next one: STATUS_SUCCESS, STATUS_NO_MORE_ENTRIES; any other: not now. */
typedef NTSTATUS ob_letter_read(struct ob_letter *letter);

/*
 * The table's letters come from there, in their order and never more than `most` at a time; none
 * were read. While no other thread runs.
 */
void ob_letter_init(ob_letter_read *read, int most);

/*
 * Does what the letters say that were written so far. Whoever looks up a handle calls this first,
 * so that nobody can tell that it was not done when it was written. No lock is held.
 */
static inline void ob_letter_collect(struct ob_table_shared *shared);

void ob_letter_fork_prepare(void);
void ob_letter_fork_done(void);

/* --- inline -------------------------------------------------------------------------------- */

extern _Atomic uint32_t ob_letters_read;

void ob_letter_collect_now(struct ob_table_shared *shared);

static inline void ob_letter_collect(struct ob_table_shared *shared)
{
    if (atomic_load_explicit(&shared->letters, memory_order_acquire) != ob_letters_read)
        ob_letter_collect_now(shared);
}

#endif
