// SPDX-License-Identifier: MIT
// end: how a process ended, as far as it can be known.
#include "ps/end.h"

#include "sys/process.h"

#include <errno.h>
#include <signal.h>

/* How a death by a signal would have been told on Windows; the others: STATUS_UNSUCCESSFUL. */
static const struct {
    int signal;
    uint32_t code;
} signal_codes[] = {
    { SIGSEGV, (uint32_t)STATUS_ACCESS_VIOLATION },
    { SIGFPE, (uint32_t)STATUS_INTEGER_DIVIDE_BY_ZERO },
    { SIGILL, (uint32_t)STATUS_ILLEGAL_INSTRUCTION },
    { SIGBUS, (uint32_t)STATUS_IN_PAGE_ERROR },
    { SIGTRAP, (uint32_t)STATUS_BREAKPOINT },
    { SIGABRT, 3 },
    { SIGINT, (uint32_t)STATUS_CONTROL_C_EXIT },
};

static uint32_t code_of(const struct sys_exit *end)
{
    if (!end->killed)
        return (uint32_t)end->value;
    for (size_t i = 0; i < sizeof signal_codes / sizeof *signal_codes; i++)
        if (signal_codes[i].signal == end->value)
            return signal_codes[i].code;
    return (uint32_t)STATUS_UNSUCCESSFUL;
}

/* The code that was noted counts more than the system's 8 bits. NULL: nobody can tell any more. */
static void process_end(struct ps_process *process, const struct sys_exit *end)
{
    uint64_t noted = 0;

    if (process->record) {
        if (end)
            ps_record_set_end(process->record, code_of(end));
        noted = atomic_load(&process->record->end);
    }
    process->code = noted & PS_RECORD_ENDED ? (uint32_t)noted
                  : end ? code_of(end) : (uint32_t)STATUS_UNSUCCESSFUL;
    process->ended = true;
}

/* One that is not this process's to reap. */
static void look_at_stranger(struct ps_process *process)
{
    struct sys_exit end;
    int result;

    if (process->watch >= 0 && sys_process_wait(process->pid, process->watch, 0) == 0)
        return;
    result = sys_process_ended(process->pid, process->watch, &end);
    if (result == -EAGAIN && process->watch < 0)
        return;
    process_end(process, result == 0 ? &end : NULL);
}

void ps_end_look(struct ps_process *process)
{
    struct sys_exit end;
    int result = -ECHILD;

    if (process->ended || process == ps_process_self())
        return;
    if (process->child)
        result = sys_process_look(process->pid, process->watch, &end);
    if (result == 0)
        return;
    if (result < 0) {
        look_at_stranger(process);
        return;
    }
    /* noted first, reaped then: whoever else looks finds either the remains or the note */
    process_end(process, &end);
    sys_process_reap(process->pid, process->watch, &end);
    process->child = false;
}
