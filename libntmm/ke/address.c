// SPDX-License-Identifier: MIT
// address: threads of this process wait for a change of what is at an address.
#include "ke/address.h"

#include "sys/futex.h"
#include "sys/lock.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

/* On the stack of the thread that waits; in its queue until it is woken or gives up. */
struct waiter {
    struct waiter *next;
    const volatile void *address;
    sys_futex woken;
};

#define QUEUES 64 /* so that those who wait elsewhere are few among those to be looked through */

static struct sys_lock queue_lock = SYS_LOCK_INIT;
static _Atomic(struct waiter *) queues[QUEUES]; /* changed under the lock; first come, first */

static _Atomic(struct waiter *) *queue_of(const volatile void *address)
{
    uintptr_t bits = (uintptr_t)address >> 3;

    return &queues[(bits ^ bits >> 6 ^ bits >> 12) % QUEUES];
}

/* The lock is held. */
static void put_last(struct waiter *waiter)
{
    _Atomic(struct waiter *) *queue = queue_of(waiter->address);
    struct waiter *last = *queue;

    if (!last) {
        *queue = waiter;
        return;
    }
    while (last->next)
        last = last->next;
    last->next = waiter;
}

/* The lock is held. */
static void take_out(struct waiter *waiter)
{
    _Atomic(struct waiter *) *queue = queue_of(waiter->address);
    struct waiter *before = *queue;

    if (before == waiter) {
        *queue = waiter->next;
        return;
    }
    while (before->next != waiter)
        before = before->next;
    before->next = waiter->next;
}

static bool is_same(const volatile void *address, const void *compare, size_t size)
{
    union {
        uint8_t one;
        uint16_t two;
        uint32_t four;
        uint64_t eight;
    } now;

    /* each in one piece: others may write there */
    switch (size) {
    case 1: now.one = *(const volatile uint8_t *)address; break;
    case 2: now.two = *(const volatile uint16_t *)address; break;
    case 4: now.four = *(const volatile uint32_t *)address; break;
    default: now.eight = *(const volatile uint64_t *)address;
    }
    return memcmp(&now, compare, size) == 0;
}

static NTSTATUS sleep_until_woken(struct waiter *waiter, int64_t deadline)
{
    int result = 0;

    while (!waiter->woken && (result == 0 || result == -EINTR || result == -EAGAIN))
        result = sys_futex_wait(&waiter->woken, 0, deadline);
    return waiter->woken || result == 0 ? STATUS_SUCCESS
         : result == -ETIMEDOUT ? STATUS_TIMEOUT : ob_status(result);
}

NTSTATUS ke_address_wait(const volatile void *address, const void *compare, size_t size,
                         int64_t deadline)
{
    struct waiter self = { .address = address };
    NTSTATUS status = STATUS_SUCCESS;

    /* memory that cannot be read is met here, while no queue has this thread's stack in it */
    if (!is_same(address, compare, size))
        return STATUS_SUCCESS;
    sys_lock_acquire(&queue_lock);
    put_last(&self);
    sys_lock_release(&queue_lock);
    /* in the queue first, then the look; who changes it looks at the queue after that */
    atomic_thread_fence(memory_order_seq_cst);
    if (is_same(address, compare, size))
        status = sleep_until_woken(&self, deadline);
    sys_lock_acquire(&queue_lock);
    if (self.woken)
        status = STATUS_SUCCESS;
    else
        take_out(&self);
    sys_lock_release(&queue_lock);
    return status;
}

/* The lock is held. Takes the first that waits at the address out of the queue. */
static struct waiter *take_first(_Atomic(struct waiter *) *queue, const volatile void *address)
{
    struct waiter *waiter = *queue;

    while (waiter && waiter->address != address)
        waiter = waiter->next;
    if (waiter)
        take_out(waiter);
    return waiter;
}

/* Who was woken cannot leave, with its stack, before it has had the lock. */
void ke_address_wake(const volatile void *address, unsigned most)
{
    _Atomic(struct waiter *) *queue = queue_of(address);
    struct waiter *waiter;

    atomic_thread_fence(memory_order_seq_cst);
    if (!*queue)
        return;
    sys_lock_acquire(&queue_lock);
    while (most-- > 0 && (waiter = take_first(queue, address))) {
        waiter->woken = 1;
        sys_futex_wake(&waiter->woken, 1);
    }
    sys_lock_release(&queue_lock);
}

void ke_address_fork_prepare(void)
{
    sys_lock_acquire(&queue_lock);
}

void ke_address_fork_parent(void)
{
    sys_lock_release(&queue_lock);
}

/* Those who waited are not here. */
void ke_address_fork_child(void)
{
    for (int i = 0; i < QUEUES; i++)
        queues[i] = NULL;
    sys_lock_release(&queue_lock);
}
