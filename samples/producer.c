// SPDX-License-Identifier: MIT
// producer: hands orders to other processes through a ring in shared memory.
//
//     producer [CONSUMERS [ORDERS]]   2 consumers and 1000 orders unless it is told otherwise
//
// It starts the consumers, which lie beside it, and puts the orders into the ring, which has room
// for a few only: when it is full the producer waits for a free slot, and when it is empty the
// consumers wait for a filled one. Nobody asks again and again; a semaphore wakes who is needed.

#include "order_queue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_CONSUMERS 16

static int Fail(const char *what)
{
    printf("producer: %s failed with error %lu\n", what, GetLastError());
    return 1;
}

static BOOL Put(QUEUE *queue, LONG order)
{
    if (WaitForSingleObject(queue->Free, INFINITE) != WAIT_OBJECT_0)
        return FALSE;

    // With two producers two of them may have found a free slot, so each takes its turn.
    if (WaitForSingleObject(queue->Lock, INFINITE) != WAIT_OBJECT_0)
        return FALSE;
    queue->Data->Slots[queue->Data->Put++ % QUEUE_SLOTS] = order;
    ReleaseMutex(queue->Lock);

    return ReleaseSemaphore(queue->Filled, 1, NULL);
}

// The consumer is found in the folder of this program.
static BOOL StartConsumer(HANDLE *process)
{
    STARTUPINFOA startup;
    PROCESS_INFORMATION information;
    char command[MAX_PATH + 16] = "\"";
    char *folder = command + 1;
    char *name;

    if (!GetModuleFileNameA(NULL, folder, MAX_PATH))
        return FALSE;
    name = strrchr(folder, '\\');
    strcpy(name == NULL ? folder : name + 1, "consumer\"");

    ZeroMemory(&startup, sizeof(startup));
    startup.cb = sizeof(startup);
    if (!CreateProcessA(NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &information))
        return FALSE;
    CloseHandle(information.hThread);
    *process = information.hProcess;
    return TRUE;
}

int main(int argc, char *argv[])
{
    int consumers = argc > 1 ? atoi(argv[1]) : 2;
    LONG orders = argc > 2 ? atoi(argv[2]) : 1000;
    HANDLE processes[MOST_CONSUMERS];
    QUEUE queue;
    LONG order;
    int i;

    if (consumers < 1 || consumers > MOST_CONSUMERS || orders < 0)
    {
        printf("usage: producer [CONSUMERS [ORDERS]], with 1 to %d consumers\n", MOST_CONSUMERS);
        return 2;
    }
    if (!QueueOpen(&queue))
        return Fail("Opening the queue");
    fflush(stdout);
    for (i = 0; i < consumers; i++)
        if (!StartConsumer(&processes[i]))
            return Fail("Starting a consumer");

    for (order = 1; order <= orders; order++)
        if (!Put(&queue, order))
            return Fail("Putting an order");
    for (i = 0; i < consumers; i++)
        if (!Put(&queue, ORDER_CLOSE))
            return Fail("Closing");

    if (WaitForMultipleObjects(consumers, processes, TRUE, INFINITE) == WAIT_FAILED)
        return Fail("Waiting for the consumers");
    printf("producer: %ld orders, %d consumers\n", (long)orders, consumers);
    printf("producer: %I64d is the sum, %I64d what the consumers have\n",
           (LONGLONG)orders * (orders + 1) / 2, queue.Data->Done);
    for (i = 0; i < consumers; i++)
        CloseHandle(processes[i]);
    QueueClose(&queue);
    return 0;
}
