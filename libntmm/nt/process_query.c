// SPDX-License-Identifier: MIT
// process_query: NtQueryInformationProcess, one function for each class of information.
#include "io/path.h"
#include "nt/probe.h"
#include "nt/process.h"
#include "nt/string_out.h"
#include "ob/handle.h"
#include "ps/census.h"
#include "sys/peer.h"
#include "sys/process.h"
#include "sys/utf.h"

#include <errno.h>
#include <winternl.h>

static NTSTATUS query_basic(struct ps_process *process, PVOID buffer, ULONG length, SIZE_T *size)
{
    PROCESS_BASIC_INFORMATION basic = {
        .ExitStatus = (NTSTATUS)ps_process_code(process),
        .UniqueProcessId = (ULONG_PTR)process->pid,
    };

    (void)length;
    if (process == ps_process_self())
        basic.InheritedFromUniqueProcessId = (ULONG_PTR)sys_process_parent();
    *size = sizeof basic;
    return nt_copy_out(buffer, &basic, sizeof basic);
}

/* Counted where others see it. A dead process has none. */
static NTSTATUS query_handles(struct ps_process *process, PVOID buffer, ULONG length, SIZE_T *size)
{
    struct ps_record *record = process == ps_process_self() ? process->record
                                                            : ps_census_record(process);
    ULONG count = record && !ps_process_has_ended(process) ? record->numbers.count : 0;

    (void)length;
    if (!record)
        return STATUS_NOT_SUPPORTED;
    *size = sizeof count;
    return nt_copy_out(buffer, &count, sizeof count);
}

/* A dead process has no program any more. */
static NTSTATUS program_of(struct ps_process *process, char path[IO_PATH_MAX], size_t *length)
{
    int result = sys_peer_program(process->pid, path, IO_PATH_MAX);

    if (ps_process_has_ended(process))
        return STATUS_UNSUCCESSFUL;
    *length = (size_t)result;
    return result == -ENOENT ? STATUS_UNSUCCESSFUL : ob_status(result);
}

static NTSTATUS query_device_path(struct ps_process *process, PVOID buffer, ULONG length,
                                  SIZE_T *size)
{
    WCHAR text[IO_PATH_MAX + NT_DEVICE_MOST];
    char path[IO_PATH_MAX];
    size_t bytes;
    NTSTATUS status = program_of(process, path, &bytes);

    return NT_SUCCESS(status)
         ? nt_string_out(buffer, length, text, nt_device_path(path, bytes, text), size) : status;
}

static NTSTATUS query_path(struct ps_process *process, PVOID buffer, ULONG length, SIZE_T *size)
{
    WCHAR text[IO_PATH_MAX];
    char path[IO_PATH_MAX];
    size_t bytes;
    NTSTATUS status = program_of(process, path, &bytes);

    if (!NT_SUCCESS(status))
        return status;
    for (size_t i = 0; i < bytes; i++)
        if (path[i] == '/')
            path[i] = '\\';
    return nt_string_out(buffer, length, text, sys_utf_from_host(path, bytes, text), size);
}

static const struct {
    PROCESSINFOCLASS class;
    ULONG length; /* 0: any */
    NTSTATUS (*query)(struct ps_process *process, PVOID buffer, ULONG length, SIZE_T *size);
} classes[] = {
    { ProcessBasicInformation, sizeof(PROCESS_BASIC_INFORMATION), query_basic },
    { ProcessHandleCount, sizeof(ULONG), query_handles },
    { ProcessImageFileName, 0, query_device_path },
    { ProcessImageFileNameWin32, 0, query_path },
};

NTSTATUS NTAPI NtQueryInformationProcess(HANDLE handle, PROCESSINFOCLASS class, PVOID buffer,
                                         ULONG length, PULONG returned)
{
    struct ob_object *object;
    ACCESS_MASK access;
    SIZE_T size = 0;
    ULONG need;
    size_t i = 0;
    NTSTATUS status;

    while (i < sizeof classes / sizeof *classes && classes[i].class != class)
        i++;
    if (i == sizeof classes / sizeof *classes)
        return STATUS_INVALID_INFO_CLASS;
    if (classes[i].length && length != classes[i].length)
        return STATUS_INFO_LENGTH_MISMATCH;
    status = ob_handle_reference(handle, &ps_process_type, 0, &object, &access);
    if (!NT_SUCCESS(status))
        return status;
    status = nt_process_access(access) & PROCESS_QUERY_LIMITED_INFORMATION
           ? classes[i].query((struct ps_process *)object, buffer, length, &size)
           : STATUS_ACCESS_DENIED;
    ob_object_dereference(object);
    need = (ULONG)size;
    if (size && returned && !NT_SUCCESS(nt_copy_out(returned, &need, sizeof need)))
        status = STATUS_ACCESS_VIOLATION;
    return status;
}
