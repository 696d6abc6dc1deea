// SPDX-License-Identifier: MIT
// order_queue: what producer and consumer share: a ring of orders in a named section, two
// semaphores that count its free and its filled slots, and a mutex for whoever changes it.
#ifndef ORDER_QUEUE_H
#define ORDER_QUEUE_H

#include <windows.h>

#define QUEUE_SECTION TEXT("Local\\OrderQueue.Section")
#define QUEUE_FREE    TEXT("Local\\OrderQueue.Free")
#define QUEUE_FILLED  TEXT("Local\\OrderQueue.Filled")
#define QUEUE_LOCK    TEXT("Local\\OrderQueue.Lock")

#define QUEUE_SLOTS 8

// A number that no order has: whoever takes it goes home.
#define ORDER_CLOSE 0

// The shared memory. It begins as zeros, which is an empty ring.
typedef struct _QUEUE_DATA
{
    LONG Put;   // orders that were ever put in,
    LONG Taken; // and taken out
    LONG Slots[QUEUE_SLOTS];
    LONGLONG Done; // what the consumers have added up
} QUEUE_DATA;

typedef struct _QUEUE
{
    HANDLE Section;
    HANDLE Free;
    HANDLE Filled;
    HANDLE Lock;
    QUEUE_DATA *Data;
} QUEUE;

static void QueueClose(QUEUE *queue)
{
    if (queue->Data != NULL)
        UnmapViewOfFile(queue->Data);
    if (queue->Lock != NULL)
        CloseHandle(queue->Lock);
    if (queue->Filled != NULL)
        CloseHandle(queue->Filled);
    if (queue->Free != NULL)
        CloseHandle(queue->Free);
    if (queue->Section != NULL)
        CloseHandle(queue->Section);
    ZeroMemory(queue, sizeof(*queue));
}

// Every process calls this, whichever comes first: the objects are made by the first call, and
// opened by all others. FALSE: GetLastError says why.
static BOOL QueueOpen(QUEUE *queue)
{
    DWORD error;

    ZeroMemory(queue, sizeof(*queue));
    queue->Section = CreateFileMapping(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0,
                                       sizeof(QUEUE_DATA), QUEUE_SECTION);
    if (queue->Section != NULL)
        queue->Free = CreateSemaphore(NULL, QUEUE_SLOTS, QUEUE_SLOTS, QUEUE_FREE);
    if (queue->Free != NULL)
        queue->Filled = CreateSemaphore(NULL, 0, QUEUE_SLOTS, QUEUE_FILLED);
    if (queue->Filled != NULL)
        queue->Lock = CreateMutex(NULL, FALSE, QUEUE_LOCK);
    if (queue->Lock != NULL)
        queue->Data = (QUEUE_DATA *)MapViewOfFile(queue->Section, FILE_MAP_ALL_ACCESS, 0, 0,
                                                  sizeof(QUEUE_DATA));
    if (queue->Data != NULL)
        return TRUE;
    error = GetLastError();
    QueueClose(queue);
    SetLastError(error);
    return FALSE;
}

#endif
