// SPDX-License-Identifier: MIT
// slist: stacks of entries that threads share without a lock of their own.
#include "win32/error.h"

#include "sys/clock.h"

#include <stdatomic.h>
#include <stdint.h>

/*
 * As Microsoft's headers show it: depth and a sequence number, which changes with every change, in
 * the first word; the first entry in the second, whose lowest bits are free since entries are
 * aligned to 16 bytes. One of those says that a thread is changing the list, for a few
 * instructions. (With one exchange of 16 bytes instead, a thread that takes the first entry would
 * read from it after another has taken and freed it.)
 */
struct list {
    uint64_t counts;          /* DEPTH and, above it, the sequence number */
    _Atomic uintptr_t first;  /* and BUSY */
};

#define DEPTH 0xffffu
#define SEQUENCE_STEP (DEPTH + UINT64_C(1))
#define BUSY ((uintptr_t)1)
#define PATIENCE 100

_Static_assert(sizeof(struct list) == sizeof(SLIST_HEADER), "one for the other");

static struct list *list_of(SLIST_HEADER *header)
{
    return (struct list *)(void *)header;
}

/* Its first entry; the list is this thread's until leave(). */
static SLIST_ENTRY *enter(struct list *list)
{
    uintptr_t first = atomic_fetch_or(&list->first, BUSY);

    for (unsigned tries = 1; first & BUSY; tries++) {
        if (tries % PATIENCE == 0)
            sys_clock_nap(0); /* whoever is at it does not run */
        YieldProcessor();
        first = atomic_fetch_or(&list->first, BUSY);
    }
    return (SLIST_ENTRY *)first;
}

static void leave(struct list *list, SLIST_ENTRY *first, uint64_t depth)
{
    list->counts = ((list->counts & ~(uint64_t)DEPTH) + SEQUENCE_STEP) | (depth & DEPTH);
    atomic_store_explicit(&list->first, (uintptr_t)first, memory_order_release);
}

VOID WINAPI InitializeSListHead(PSLIST_HEADER header)
{
    *list_of(header) = (struct list) { .counts = 0 };
}

PSLIST_ENTRY WINAPI InterlockedPushListSListEx(PSLIST_HEADER header, PSLIST_ENTRY entries,
                                               PSLIST_ENTRY last, ULONG count)
{
    struct list *list = list_of(header);
    SLIST_ENTRY *before = enter(list);

    last->Next = before;
    leave(list, entries, list->counts + count);
    return before;
}

PSLIST_ENTRY WINAPI InterlockedPushEntrySList(PSLIST_HEADER header, PSLIST_ENTRY entry)
{
    return InterlockedPushListSListEx(header, entry, entry, 1);
}

PSLIST_ENTRY WINAPI InterlockedPopEntrySList(PSLIST_HEADER header)
{
    struct list *list = list_of(header);
    SLIST_ENTRY *first = enter(list);

    if (first)
        leave(list, first->Next, list->counts - 1);
    else
        leave(list, NULL, 0);
    return first;
}

PSLIST_ENTRY WINAPI InterlockedFlushSList(PSLIST_HEADER header)
{
    struct list *list = list_of(header);
    SLIST_ENTRY *first = enter(list);

    leave(list, NULL, 0);
    return first;
}

USHORT WINAPI QueryDepthSList(PSLIST_HEADER header)
{
    return (USHORT)(*(volatile uint64_t *)&list_of(header)->counts & DEPTH);
}
