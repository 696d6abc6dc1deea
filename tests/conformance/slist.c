// SPDX-License-Identifier: MIT
// Interlocked lists: last in, first out, and nothing lost among many threads.

#include <windows.h>
#include "wine/test.h"
#include "check.h"

#define LIMIT 60000 /* of waits that have to end */

struct item {
    SLIST_ENTRY entry; /* first, so that an item is its entry */
    LONG number;
};

static SLIST_HEADER list;
static struct item items[4];

static LONG number_of(SLIST_ENTRY *entry)
{
    return entry ? ((struct item *)entry)->number : -1;
}

static void test_order(void)
{
    SLIST_ENTRY *rest;

    memset(&list, 0xcc, sizeof(list));
    InitializeSListHead(&list);
    ok_value(QueryDepthSList(&list), 0);
    ok(!InterlockedPopEntrySList(&list), "an entry in an empty list\n");
    ok(!InterlockedFlushSList(&list), "an entry in an empty list\n");
    for (LONG i = 0; i < 4; i++) {
        items[i].number = i;
        ok_value(number_of(InterlockedPushEntrySList(&list, &items[i].entry)), i - 1);
        ok_value(QueryDepthSList(&list), i + 1);
    }
    ok_value(number_of(InterlockedPopEntrySList(&list)), 3);
    ok_value(number_of(InterlockedPopEntrySList(&list)), 2);
    ok_value(QueryDepthSList(&list), 2);
    rest = InterlockedFlushSList(&list);
    ok_value(number_of(rest), 1);
    ok_value(number_of(rest->Next), 0);
    ok(!rest->Next->Next, "more entries than there were\n");
    ok_value(QueryDepthSList(&list), 0);
    ok(!InterlockedPopEntrySList(&list), "an entry in an empty list\n");
}

/* Workers pass each item on a number of times; who finds none looks again. */
enum { WORKERS = 6, TURNS = 20000, ITEMS = 16 };

static struct item passed[ITEMS];

static DWORD WINAPI pass_on(void *unused)
{
    (void)unused;
    for (int i = 0; i < TURNS; i++) {
        SLIST_ENTRY *entry = InterlockedPopEntrySList(&list);

        if (!entry) {
            i--;
            SwitchToThread();
            continue;
        }
        ((struct item *)entry)->number++; /* nobody else has it */
        InterlockedPushEntrySList(&list, entry);
    }
    return 0;
}

static void test_many(void)
{
    HANDLE threads[WORKERS];
    SLIST_ENTRY *entry;
    LONG total = 0, count = 0;

    InitializeSListHead(&list);
    for (int i = 0; i < ITEMS; i++)
        InterlockedPushEntrySList(&list, &passed[i].entry);
    for (int i = 0; i < WORKERS; i++)
        threads[i] = CreateThread(NULL, 0, pass_on, NULL, 0, NULL);
    ok_value(WaitForMultipleObjects(WORKERS, threads, TRUE, LIMIT), WAIT_OBJECT_0);
    for (int i = 0; i < WORKERS; i++)
        CloseHandle(threads[i]);
    ok_value(QueryDepthSList(&list), ITEMS);
    while ((entry = InterlockedPopEntrySList(&list))) {
        total += number_of(entry);
        count++;
    }
    ok_value(count, ITEMS);
    ok_value(total, WORKERS * TURNS);
}

START_TEST(slist)
{
    test_order();
    test_many();
}
