// SPDX-License-Identifier: MIT
// memory: reading and writing the memory of processes, this one's included.
#include "ps/memory.h"

#include "mm/far.h"
#include "mm/fault.h"
#include "mm/pages.h"
#include "mm/query.h"
#include "ps/far.h"
#include "sys/copy.h"
#include "sys/peer.h"

#include <errno.h>

/* Bytes that are moved at a time, by way of a buffer that does not fault. */
#define PIECE 16384u

static size_t to_page_end(uintptr_t address, size_t most)
{
    size_t left = MM_PAGE - address % MM_PAGE;

    return left < most ? left : most;
}

/* --- this process: page by page, as the program would reach it -------------------------------- */

static int64_t move_own(uintptr_t address, void *piece, size_t size, enum sys_access access)
{
    size_t done = 0, count;

    for (; done < size; done += count) {
        void *own = (void *)(address + done), *other = (char *)piece + done;
        bool write = access == SYS_ACCESS_WRITE;

        count = to_page_end(address + done, size - done);
        if (!NT_SUCCESS(mm_fault_open_range(address + done, count, access)) ||
            sys_copy(write ? own : other, write ? other : own, count))
            return done ? (int64_t)done : -EFAULT;
    }
    return (int64_t)done;
}

/* --- others ----------------------------------------------------------------------------------- */

static bool far_page(struct ps_process *process, uintptr_t address, mm_pte *pte)
{
    return ps_far_is_known(process) &&
           mm_far_page(process->pid, process->record->areas, address, pte);
}

/* A copy-on-write page that was not written yet: to the system it is closed to writes. */
static bool is_untouched_copy(struct ps_process *process, uintptr_t address)
{
    mm_pte pte;

    return far_page(process, address, &pte) && mm_prot_is_copy(pte) &&
           (pte & MM_PTE_COMMIT) && !(pte & (MM_PTE_GUARD | MM_PTE_ABSENT));
}

static int64_t write_other(struct ps_process *process, uintptr_t address, const void *piece,
                           size_t size)
{
    size_t done = 0;
    int64_t count = 0;

    while (done < size && count >= 0) {
        const char *from = (const char *)piece + done;

        count = sys_peer_write(process->pid, address + done, from, size - done);
        if (count == -EFAULT && is_untouched_copy(process, address + done))
            count = sys_peer_force(process->pid, address + done, from,
                                   to_page_end(address + done, size - done));
        if (count > 0)
            done += (size_t)count;
    }
    return done ? (int64_t)done : count;
}

/* --- both ------------------------------------------------------------------------------------- */

static NTSTATUS status_of(struct ps_process *process, int64_t result)
{
    if (result == -ESRCH || ps_process_has_ended(process))
        return STATUS_PROCESS_IS_TERMINATING;
    return result == -EFAULT || result >= 0 ? STATUS_PARTIAL_COPY : ob_status((int)result);
}

NTSTATUS ps_memory_read(struct ps_process *process, uintptr_t address, void *buffer, size_t size,
                        SIZE_T *done)
{
    char piece[PIECE];
    bool own = process == ps_process_self();

    if (ps_process_has_ended(process))
        return STATUS_PROCESS_IS_TERMINATING;
    while (*done < size) {
        size_t wanted = size - *done < PIECE ? size - *done : PIECE;
        int64_t got = own ? move_own(address + *done, piece, wanted, SYS_ACCESS_READ)
                          : sys_peer_read(process->pid, address + *done, piece, wanted);

        if (got > 0 && sys_copy((char *)buffer + *done, piece, (size_t)got))
            return STATUS_ACCESS_VIOLATION;
        if (got > 0)
            *done += (size_t)got;
        if (got < (int64_t)wanted && (own || got <= 0))
            return status_of(process, got);
    }
    return STATUS_SUCCESS;
}

NTSTATUS ps_memory_write(struct ps_process *process, uintptr_t address, const void *buffer,
                         size_t size, SIZE_T *done)
{
    char piece[PIECE];
    bool own = process == ps_process_self();

    if (ps_process_has_ended(process))
        return STATUS_PROCESS_IS_TERMINATING;
    while (*done < size) {
        size_t wanted = size - *done < PIECE ? size - *done : PIECE;
        int64_t got;

        if (sys_copy(piece, (const char *)buffer + *done, wanted))
            return STATUS_ACCESS_VIOLATION;
        got = own ? move_own(address + *done, piece, wanted, SYS_ACCESS_WRITE)
                  : write_other(process, address + *done, piece, wanted);
        if (got > 0)
            *done += (size_t)got;
        if (got < (int64_t)wanted)
            return status_of(process, got);
    }
    return STATUS_SUCCESS;
}

bool ps_memory_is_committed(struct ps_process *process, uintptr_t address)
{
    MEMORY_BASIC_INFORMATION region;
    mm_pte pte;
    char byte;

    if (process == ps_process_self())
        return NT_SUCCESS(mm_query(address, &region)) && region.State == MEM_COMMIT;
    return far_page(process, address, &pte) ? pte & MM_PTE_COMMIT
                                            : sys_peer_read(process->pid, address, &byte, 1) == 1;
}
