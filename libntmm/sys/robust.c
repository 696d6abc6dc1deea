// SPDX-License-Identifier: MIT
// robust: a lock in shared memory whose next owner learns that the last one died with it.
#define _GNU_SOURCE
#include "sys/robust.h"

#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * A thread has one such list, which glibc made for its own mutexes. Both keep their locks in it, so
 * this one links them as glibc does: two ways, where the kernel looks at `next` only.
 */
_Static_assert(offsetof(pthread_mutex_t, __data.__lock) == offsetof(struct sys_robust, word),
               "the word is where glibc has it");
_Static_assert(offsetof(pthread_mutex_t, __data.__list) == offsetof(struct sys_robust, links) &&
               sizeof(__pthread_list_t) == sizeof(struct sys_robust_links),
               "the links are where glibc has them");

static _Thread_local struct {
    struct robust_list_head *list;
    uint32_t thread;
} self __attribute__((__tls_model__("initial-exec")));

void sys_robust_fork_child(void)
{
    self.list = NULL;
}

static int know_self(void)
{
    size_t size;

    if (self.list)
        return 0;
    if (syscall(SYS_get_robust_list, 0, &self.list, &size))
        return -errno;
    self.thread = (uint32_t)gettid();
    return 0;
}

/* --- the list --------------------------------------------------------------------------------- */

/* Entries are known by where their `next` is. The lowest bit of a link is a note for the kernel. */
static void *entry_of(struct sys_robust *lock)
{
    return &lock->links.next;
}

static struct sys_robust_links *links_at(void *entry)
{
    return (struct sys_robust_links *)(((uintptr_t)entry & ~(uintptr_t)1) -
                                       offsetof(struct sys_robust_links, next));
}

/* The kernel may look at the list between any two stores. */
static void in_order(void)
{
    __asm__ volatile("" : : : "memory");
}

static void list_add(struct sys_robust *lock)
{
    void *first = self.list->list.next;

    links_at(first)->previous = entry_of(lock);
    lock->links.next = first;
    lock->links.previous = &self.list->list;
    in_order();
    self.list->list.next = entry_of(lock);
}

static void list_remove(struct sys_robust *lock)
{
    links_at(lock->links.next)->previous = lock->links.previous;
    links_at(lock->links.previous)->next = lock->links.next;
    in_order();
    lock->links.previous = lock->links.next = NULL;
}

/* What the thread is about to take or to give, should it die before the list says so. */
static void set_pending(struct sys_robust *lock)
{
    in_order();
    self.list->list_op_pending = lock ? entry_of(lock) : NULL;
    in_order();
}

/* --- the lock --------------------------------------------------------------------------------- */

/* The thread has said what it is about. `sleepers`: FUTEX_WAITERS if others may sleep there. */
static int take(struct sys_robust *lock, uint32_t sleepers)
{
    uint32_t value = lock->word;

    while (!(value & FUTEX_TID_MASK)) {
        if (!atomic_compare_exchange_weak(&lock->word, &value,
                                          self.thread | (value & FUTEX_WAITERS) | sleepers))
            continue;
        list_add(lock);
        return value & FUTEX_OWNER_DIED ? -EOWNERDEAD : 0;
    }
    return -EBUSY;
}

int sys_robust_try(struct sys_robust *lock)
{
    int result = know_self();

    if (result)
        return result;
    set_pending(lock);
    result = take(lock, 0);
    set_pending(NULL);
    return result;
}

/* For one who is killed when it was woken and has not taken the lock, the kernel wakes the next. */
int sys_robust_wait(struct sys_robust *lock, int64_t deadline)
{
    struct sys_futex_wait word;
    int result = know_self(), slept = 0;

    if (result)
        return result;
    set_pending(lock);
    result = take(lock, 0);
    while (result == -EBUSY && (slept == 0 || slept == -EAGAIN || slept == -EINTR)) {
        slept = 0;
        if (sys_robust_watch(lock, &word))
            slept = sys_futex_wait(word.word, word.value, deadline);
        result = take(lock, FUTEX_WAITERS);
    }
    set_pending(NULL);
    return result == -EBUSY ? slept : result;
}

void sys_robust_release(struct sys_robust *lock)
{
    set_pending(lock);
    list_remove(lock);
    if (atomic_exchange(&lock->word, 0) & FUTEX_WAITERS)
        sys_futex_wake(&lock->word, 1);
    set_pending(NULL);
}

int sys_robust_owner(const struct sys_robust *lock)
{
    return (int)(lock->word & FUTEX_TID_MASK);
}

bool sys_robust_is_orphan(const struct sys_robust *lock)
{
    return lock->word & FUTEX_OWNER_DIED;
}

bool sys_robust_watch(struct sys_robust *lock, struct sys_futex_wait *word)
{
    uint32_t value = lock->word;

    do
        if (!(value & FUTEX_TID_MASK))
            return false;
    while (!(value & FUTEX_WAITERS) &&
           !atomic_compare_exchange_weak(&lock->word, &value, value | FUTEX_WAITERS));
    *word = (struct sys_futex_wait) { &lock->word, value | FUTEX_WAITERS };
    return true;
}

void sys_robust_rejoin(struct sys_robust *lock)
{
    atomic_fetch_or(&lock->word, FUTEX_WAITERS);
}

void sys_robust_wake(struct sys_robust *lock, int count)
{
    sys_futex_wake(&lock->word, count);
}
