// SPDX-License-Identifier: MIT
// process_memory: the native calls on the memory of any process.
#include "nt/process_memory.h"

#include "nt/probe.h"
#include "ob/handle.h"
#include "ps/memory.h"

#include <winternl.h>

/* Addresses from here on are nobody's in user mode. */
#define ADDRESS_END ((uintptr_t)1 << 47)

static NTSTATUS check_range(uintptr_t address, size_t size)
{
    return address >= ADDRESS_END || size > ADDRESS_END - address ? STATUS_ACCESS_VIOLATION
                                                                  : STATUS_SUCCESS;
}

/* Both addresses and what the count goes to are checked first; it is set in any case. */
static NTSTATUS begin(HANDLE handle, ACCESS_MASK access, uintptr_t address, uintptr_t buffer,
                      SIZE_T size, SIZE_T *user, struct ps_process **process)
{
    struct ob_object *object;
    NTSTATUS status = check_range(address, size);

    if (NT_SUCCESS(status))
        status = check_range(buffer, size);
    if (NT_SUCCESS(status) && user)
        status = nt_probe_out(user, sizeof *user);
    if (NT_SUCCESS(status))
        status = ob_handle_reference(handle, &ps_process_type, access, &object, NULL);
    if (NT_SUCCESS(status))
        *process = (struct ps_process *)object;
    return status;
}

NTSTATUS NTAPI NtReadVirtualMemory(HANDLE handle, LPCVOID address, PVOID buffer, SIZE_T size,
                                   SIZE_T *user)
{
    struct ps_process *process;
    SIZE_T done = 0;
    NTSTATUS status = begin(handle, PROCESS_VM_READ, (uintptr_t)address, (uintptr_t)buffer, size,
                            user, &process);

    if (NT_SUCCESS(status)) {
        status = ps_memory_read(process, (uintptr_t)address, buffer, size, &done);
        ob_object_dereference(&process->object);
    }
    if (user)
        nt_copy_out(user, &done, sizeof done);
    return status;
}

NTSTATUS NTAPI NtWriteVirtualMemory(HANDLE handle, PVOID address, LPCVOID buffer, SIZE_T size,
                                    SIZE_T *user)
{
    struct ps_process *process;
    SIZE_T done = 0;
    NTSTATUS status = begin(handle, PROCESS_VM_WRITE, (uintptr_t)address, (uintptr_t)buffer, size,
                            user, &process);

    if (NT_SUCCESS(status)) {
        status = ps_memory_write(process, (uintptr_t)address, buffer, size, &done);
        ob_object_dereference(&process->object);
    }
    if (user)
        nt_copy_out(user, &done, sizeof done);
    return status;
}

/* What is there, but not to be written, is another error than nothing. */
NTSTATUS nt_process_memory_write(HANDLE handle, PVOID address, LPCVOID buffer, SIZE_T size,
                                 SIZE_T *written)
{
    struct ob_object *object;
    NTSTATUS status = NtWriteVirtualMemory(handle, address, buffer, size, written);

    if (status != STATUS_PARTIAL_COPY || *written > 0 ||
        !NT_SUCCESS(ob_handle_reference(handle, &ps_process_type, 0, &object, NULL)))
        return status;
    status = ps_memory_is_committed((struct ps_process *)object, (uintptr_t)address)
           ? STATUS_ACCESS_VIOLATION : STATUS_CONFLICTING_ADDRESSES;
    ob_object_dereference(object);
    return status;
}
