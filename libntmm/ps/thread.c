// SPDX-License-Identifier: MIT
// thread: the thread object: those of this process, and the first one of a child.
#include "ps/thread.h"

#include "ke/frame.h"
#include "ke/mutant.h"
#include "ob/handle.h"
#include "sys/lock.h"
#include "sys/process.h"
#include "sys/stack.h"
#include "sys/thread.h"

#include <limits.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdlib.h>

/* In `run`. A thread waits while it is suspended, before it begins or when it suspends itself. */
enum { RUN_SUSPENDED = 0xff, RUN_BEGUN = 0x100, RUN_DOOMED = 0x200 };

static struct sys_lock living_lock = SYS_LOCK_INIT;
static struct ps_thread *living; /* under the lock; each with a reference, the thread's own */
static uint32_t last_code;       /* likewise: of the thread that ended last */

#define OF_THIS_THREAD static _Thread_local __attribute__((__tls_model__("initial-exec")))

OF_THIS_THREAD struct ps_thread *current; /* NULL: not made yet */
OF_THIS_THREAD jmp_buf *exit_to;          /* of a thread that was started here */
OF_THIS_THREAD bool over;

static pthread_key_t at_end; /* its destructor runs when a thread ends that has an object */

/* --- objects ------------------------------------------------------------------------------- */

static struct ps_thread *thread_new(struct ps_process *process)
{
    struct ps_thread *thread = calloc(1, sizeof *thread);

    if (!thread)
        return NULL;
    ob_object_init(&thread->object, &ps_thread_type);
    ob_object_reference(&process->object);
    thread->process = process;
    ke_state_init(&thread->state, KE_NOTIFICATION, 0, 1);
    return thread;
}

struct ps_thread *ps_thread_of_child(struct ps_process *process)
{
    struct ps_thread *thread = thread_new(process);

    if (thread) {
        thread->id = (uint32_t)process->pid;
        thread->run = RUN_BEGUN;
    }
    return thread;
}

struct ps_thread *ps_thread_create(ps_thread_routine *routine, void *context, bool suspended)
{
    struct ps_thread *thread = thread_new(ps_process_self());

    if (thread) {
        thread->routine = routine;
        thread->context = context;
        thread->run = suspended;
    }
    return thread;
}

static void thread_destroy(struct ob_object *object)
{
    struct ps_thread *thread = (struct ps_thread *)object;

    ob_object_dereference(&thread->process->object);
    free(thread);
}

static bool is_of_child(const struct ps_thread *thread)
{
    return thread->process != ps_process_self();
}

static NTSTATUS thread_waits(struct ob_object *object, struct ke_state **state)
{
    struct ps_thread *thread = (struct ps_thread *)object;

    if (is_of_child(thread))
        return ps_process_waits(&thread->process->object, state);
    *state = &thread->state;
    return STATUS_SUCCESS;
}

/* A thread's handle cannot be inherited yet. */
const struct ob_type ps_thread_type = {
    .name = L"Thread",
    .all_access = THREAD_ALL_ACCESS,
    .mapping = {
        .GenericRead = STANDARD_RIGHTS_READ | THREAD_GET_CONTEXT | THREAD_QUERY_INFORMATION,
        .GenericWrite = STANDARD_RIGHTS_WRITE | THREAD_SET_CONTEXT | THREAD_SET_INFORMATION |
                        THREAD_SUSPEND_RESUME | THREAD_TERMINATE,
        .GenericExecute = STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE |
                          THREAD_QUERY_LIMITED_INFORMATION,
        .GenericAll = THREAD_ALL_ACCESS,
    },
    .destroy = thread_destroy,
    .waits = thread_waits,
};

/* One that a fork child's parent was about to start never gets any. */
int ps_thread_id(struct ps_thread *thread)
{
    while (!thread->id && !ke_gate_count(&thread->state))
        sys_futex_wait(&thread->id, 0, -1);
    return (int)thread->id;
}

struct ps_thread *ps_thread_find(int id)
{
    struct ps_thread *thread;

    sys_lock_acquire(&living_lock);
    for (thread = living; thread && (int)thread->id != id;)
        thread = thread->next;
    if (thread)
        ob_object_reference(&thread->object);
    sys_lock_release(&living_lock);
    return thread;
}

uint32_t ps_thread_code(struct ps_thread *thread)
{
    if (is_of_child(thread))
        return ps_process_code(thread->process);
    return ke_gate_count(&thread->state) ? thread->code : STILL_ACTIVE;
}

/* --- a thread's life, in itself ------------------------------------------------------------ */

static void link_living(struct ps_thread *thread)
{
    sys_lock_acquire(&living_lock);
    thread->next = living;
    living = thread;
    sys_lock_release(&living_lock);
}

/* The lock is held. */
static void unlink_living(struct ps_thread *thread)
{
    struct ps_thread **link = &living;

    while (*link != thread)
        link = &(*link)->next;
    *link = thread->next;
}

static void enter(struct ps_thread *thread)
{
    current = thread;
    thread->id = (uint32_t)sys_process_thread();
    sys_futex_wake(&thread->id, SYS_FUTEX_ALL);
}

/*
 * Who waits for a thread finds all done that it did, and its mutants abandoned. A fork child's
 * threads live or are signalled, nothing in between.
 */
static void leave(struct ps_thread *thread)
{
    ke_apc_end(&thread->apcs);
    ke_mutant_abandon_all();
    over = true;
    current = NULL;
    sys_lock_acquire(&living_lock);
    unlink_living(thread);
    last_code = thread->code;
    ke_gate_set(&thread->state);
    sys_lock_release(&living_lock);
    ob_object_dereference(&thread->object);
}

/*
 * Other destructors may have work to do yet. The last round is left for threads whose object is
 * made in the first.
 */
static void end(void *context)
{
    struct ps_thread *thread = context;

    if (++thread->rounds < PTHREAD_DESTRUCTOR_ITERATIONS - 1 &&
        pthread_setspecific(at_end, thread) == 0)
        return;
    leave(thread);
}

/* Another may be through with libc earlier and yet have ended later. */
bool ps_thread_is_over(uint32_t *code)
{
    sys_lock_acquire(&living_lock);
    *code = last_code;
    sys_lock_release(&living_lock);
    return over;
}

NTSTATUS ps_thread_self(struct ps_thread **thread)
{
    struct ps_thread *made;

    if (!current) {
        made = over ? NULL : thread_new(ps_process_self());
        if (!made)
            return STATUS_NO_MEMORY;
        if (pthread_setspecific(at_end, made)) {
            ob_object_dereference(&made->object);
            return STATUS_NO_MEMORY;
        }
        made->run = RUN_BEGUN;
        enter(made);
        link_living(made);
    }
    *thread = current;
    return STATUS_SUCCESS;
}

/* Whoever tells others its number can be found by it. */
int ps_thread_number(void)
{
    struct ps_thread *thread;

    return NT_SUCCESS(ps_thread_self(&thread)) ? (int)thread->id : sys_process_thread();
}

/* False: it was ended before it began. */
static bool wait_for_leave(struct ps_thread *thread)
{
    uint32_t run = thread->run;

    for (;;) {
        if (run & RUN_DOOMED)
            return false;
        if (run & RUN_SUSPENDED) {
            sys_futex_wait(&thread->run, run, -1);
            run = thread->run;
        } else if (atomic_compare_exchange_weak(&thread->run, &run, run | RUN_BEGUN)) {
            return true;
        }
    }
}

static uint32_t run(struct ps_thread *thread)
{
    if (!wait_for_leave(thread))
        return thread->doom;
    ke_apc_deliver(&thread->apcs);
    return thread->routine(thread->context);
}

static void *begin(void *context)
{
    struct ps_thread *thread = context;
    bool noted = pthread_setspecific(at_end, thread) == 0;
    jmp_buf here;

    enter(thread);
    sys_stack_provide();
    exit_to = &here;
    if (_setjmp(here) == 0)
        current->code = run(thread);
    exit_to = NULL;
    if (!noted)
        leave(current);
    return NULL;
}

NTSTATUS ps_thread_start(struct ps_thread *thread, size_t stack, bool exactly)
{
    int result;

    ob_object_reference(&thread->object); /* the thread's own */
    link_living(thread);
    result = sys_thread_create(begin, thread, stack, exactly);
    if (result) {
        sys_lock_acquire(&living_lock);
        unlink_living(thread);
        sys_lock_release(&living_lock);
        ob_object_dereference(&thread->object);
    }
    return ob_status(result);
}

/* Frames are left as they are: neither __finally blocks run nor destructors of C++. */
_Noreturn void ps_thread_exit(uint32_t code)
{
    struct ps_thread *thread;

    if (NT_SUCCESS(ps_thread_self(&thread)))
        thread->code = code;
    ke_frame_forget();
    if (exit_to)
        _longjmp(*exit_to, 1);
    pthread_exit(NULL); /* a stranger: libc alone knows the way out, past destructors */
}

/* --- from outside -------------------------------------------------------------------------- */

NTSTATUS ps_thread_terminate(struct ps_thread *thread, uint32_t code)
{
    uint32_t run = thread->run;

    if (is_of_child(thread)) {
        /* one that has not begun is all that its process has */
        if (!thread->process->record || !thread->process->record->suspended)
            return STATUS_NOT_SUPPORTED;
        return ps_process_terminate(thread->process, code);
    }
    if (ke_gate_count(&thread->state))
        return STATUS_SUCCESS;
    do
        if (run & RUN_BEGUN)
            return STATUS_NOT_SUPPORTED;
        else if (run & RUN_DOOMED)
            return STATUS_SUCCESS;
        else
            thread->doom = code;
    while (!atomic_compare_exchange_weak(&thread->run, &run, run | RUN_DOOMED));
    sys_futex_wake(&thread->run, SYS_FUTEX_ALL);
    return STATUS_SUCCESS;
}

NTSTATUS ps_thread_suspend(struct ps_thread *thread, uint32_t *before)
{
    uint32_t run = thread->run;

    if (is_of_child(thread))
        return ps_process_suspend(thread->process, before);
    if (ke_gate_count(&thread->state))
        return STATUS_THREAD_IS_TERMINATING;
    do {
        *before = run & RUN_SUSPENDED;
        if ((run & RUN_BEGUN) && *before == 0 && thread != current)
            return STATUS_NOT_SUPPORTED;
        if (*before == MAXIMUM_SUSPEND_COUNT)
            return STATUS_SUSPEND_COUNT_EXCEEDED;
    } while (!atomic_compare_exchange_weak(&thread->run, &run, run + 1));
    if (thread == current)
        wait_for_leave(thread);
    return STATUS_SUCCESS;
}

uint32_t ps_thread_resume(struct ps_thread *thread)
{
    uint32_t run = thread->run;

    if (is_of_child(thread))
        return ps_process_resume(thread->process);
    do
        if (!(run & RUN_SUSPENDED))
            return 0;
    while (!atomic_compare_exchange_weak(&thread->run, &run, run - 1));
    if ((run & RUN_SUSPENDED) == 1)
        sys_futex_wake(&thread->run, SYS_FUTEX_ALL);
    return run & RUN_SUSPENDED;
}

NTSTATUS ps_thread_alert(struct ps_thread *thread, PNTAPCFUNC routine, PVOID arguments[3])
{
    if (is_of_child(thread))
        return STATUS_NOT_SUPPORTED;
    return ke_apc_queue(&thread->apcs, routine, arguments[0], arguments[1], arguments[2]);
}

/* --- this process -------------------------------------------------------------------------- */

static NTSTATUS find_self(struct ob_object **object)
{
    struct ps_thread *thread;
    NTSTATUS status = ps_thread_self(&thread);

    if (NT_SUCCESS(status))
        *object = &thread->object;
    return status;
}

NTSTATUS ps_thread_init(void)
{
    struct ps_thread *thread;

    if (pthread_key_create(&at_end, end))
        return STATUS_NO_MEMORY;
    ob_handle_set_pseudo(NtCurrentThread(), find_self);
    return ps_thread_self(&thread);
}

void ps_thread_fork_prepare(void)
{
    sys_lock_acquire(&living_lock);
}

void ps_thread_fork_parent(void)
{
    sys_lock_release(&living_lock);
}

/* Only the calling thread lives on. The others' ends are told to those who have handles of them. */
void ps_thread_fork_child(void)
{
    struct ps_thread *each = living, *next;

    living = current;
    sys_lock_release(&living_lock);
    for (; each; each = next) {
        next = each->next;
        ke_apc_fork_child(&each->apcs, each == current);
        if (each == current) {
            each->id = (uint32_t)sys_process_thread();
        } else {
            each->code = (uint32_t)STATUS_THREAD_NOT_IN_PROCESS;
            ke_gate_set(&each->state);
            ob_object_dereference(&each->object);
        }
    }
    if (current)
        current->next = NULL;
}
