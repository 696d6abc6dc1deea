// SPDX-License-Identifier: MIT
// consumer: takes the orders that producer puts into the ring; any number of them may run.
//
// Each says with its exit code whether it worked; what all of them took is in the shared memory.

#include "order_queue.h"

#include <stdio.h>

static int Fail(const char *what)
{
    printf("consumer: %s failed with error %lu\n", what, GetLastError());
    return 1;
}

static BOOL Take(QUEUE *queue, LONG *order)
{
    if (WaitForSingleObject(queue->Filled, INFINITE) != WAIT_OBJECT_0)
        return FALSE;
    if (WaitForSingleObject(queue->Lock, INFINITE) != WAIT_OBJECT_0)
        return FALSE;
    *order = queue->Data->Slots[queue->Data->Taken++ % QUEUE_SLOTS];
    queue->Data->Done += *order;
    ReleaseMutex(queue->Lock);

    return ReleaseSemaphore(queue->Free, 1, NULL);
}

int main(void)
{
    QUEUE queue;
    LONG order;

    if (!QueueOpen(&queue))
        return Fail("Opening the queue");
    do
    {
        if (!Take(&queue, &order))
            return Fail("Taking an order");
    } while (order != ORDER_CLOSE);
    QueueClose(&queue);
    return 0;
}
