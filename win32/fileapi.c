// SPDX-License-Identifier: MIT
// fileapi: files and folders, as fileapi.h declares them.
#include "win32/error.h"
#include "win32/paths.h"
#include "win32/string.h"

#include <windows.h>
#include <winioctl.h>
#include <winternl.h>

static const struct {
    ULONG native;
    ULONG_PTR exists; /* the native answer that means "it was there already" */
} dispositions[] = {
    [CREATE_NEW] = { FILE_CREATE, ~(ULONG_PTR)0 },
    [CREATE_ALWAYS] = { FILE_OVERWRITE_IF, FILE_OVERWRITTEN },
    [OPEN_EXISTING] = { FILE_OPEN, ~(ULONG_PTR)0 },
    [OPEN_ALWAYS] = { FILE_OPEN_IF, FILE_OPENED },
    [TRUNCATE_EXISTING] = { FILE_OVERWRITE, ~(ULONG_PTR)0 },
};

static const struct {
    DWORD flag;
    ULONG option;
} open_flags[] = {
    { FILE_FLAG_WRITE_THROUGH, FILE_WRITE_THROUGH },
    { FILE_FLAG_NO_BUFFERING, FILE_NO_INTERMEDIATE_BUFFERING },
    { FILE_FLAG_RANDOM_ACCESS, FILE_RANDOM_ACCESS },
    { FILE_FLAG_SEQUENTIAL_SCAN, FILE_SEQUENTIAL_ONLY },
    { FILE_FLAG_DELETE_ON_CLOSE, FILE_DELETE_ON_CLOSE },
    { FILE_FLAG_BACKUP_SEMANTICS, FILE_OPEN_FOR_BACKUP_INTENT },
    { FILE_FLAG_OPEN_REPARSE_POINT, FILE_OPEN_REPARSE_POINT },
};

static ULONG open_options(DWORD flags)
{
    ULONG options = flags & FILE_FLAG_OVERLAPPED ? 0 : FILE_SYNCHRONOUS_IO_NONALERT;

    if (!(flags & FILE_FLAG_BACKUP_SEMANTICS))
        options |= FILE_NON_DIRECTORY_FILE;
    for (size_t i = 0; i < sizeof open_flags / sizeof *open_flags; i++)
        if (flags & open_flags[i].flag)
            options |= open_flags[i].option;
    return options;
}

#define ATTRIBUTES (FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM | \
                    FILE_ATTRIBUTE_ARCHIVE | FILE_ATTRIBUTE_NORMAL | FILE_ATTRIBUTE_TEMPORARY)

/* Two statuses that this function tells otherwise than all others. */
static DWORD create_error(NTSTATUS status, LPCWSTR name)
{
    if (status == STATUS_OBJECT_NAME_COLLISION)
        return ERROR_FILE_EXISTS;
    if (status == STATUS_FILE_IS_A_DIRECTORY && win32_is_separator(name[win32_length(name) - 1]))
        return ERROR_PATH_NOT_FOUND;
    return RtlNtStatusToDosError(status);
}

HANDLE WINAPI CreateFileW(LPCWSTR name, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES security,
                          DWORD disposition, DWORD flags, HANDLE template)
{
    struct win32_path path;
    IO_STATUS_BLOCK io;
    HANDLE file;
    NTSTATUS status;

    (void)template; /* extended attributes, of which files here have none */
    if (disposition < CREATE_NEW || disposition > TRUNCATE_EXISTING ||
        (disposition == TRUNCATE_EXISTING && !(access & GENERIC_WRITE)))
        return win32_fail_handle(STATUS_INVALID_PARAMETER);
    status = win32_path_init(&path, name, security);
    if (!NT_SUCCESS(status))
        return win32_fail_handle(status);
    access |= SYNCHRONIZE | FILE_READ_ATTRIBUTES;
    if (flags & FILE_FLAG_DELETE_ON_CLOSE)
        access |= DELETE;
    status = NtCreateFile(&file, access, &path.attributes, &io, NULL, flags & ATTRIBUTES, share,
                          dispositions[disposition].native, open_options(flags), NULL, 0);
    win32_path_free(&path);
    if (!NT_SUCCESS(status)) {
        SetLastError(create_error(status, name));
        return INVALID_HANDLE_VALUE;
    }
    /* S-ERR-02 */
    SetLastError(io.Information == dispositions[disposition].exists ? ERROR_ALREADY_EXISTS
                                                                    : ERROR_SUCCESS);
    return file;
}

HANDLE WINAPI CreateFileA(LPCSTR name, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES security,
                          DWORD disposition, DWORD flags, HANDLE template)
{
    struct win32_wide wide;
    HANDLE file;

    if (!win32_wide_init(&wide, name))
        return INVALID_HANDLE_VALUE;
    file = CreateFileW(wide.string, access, share, security, disposition, flags, template);
    win32_wide_free(&wide);
    return file;
}

/* An OVERLAPPED begins as an IO_STATUS_BLOCK does. */
_Static_assert(offsetof(OVERLAPPED, Internal) == offsetof(IO_STATUS_BLOCK, Status) &&
               offsetof(OVERLAPPED, InternalHigh) == offsetof(IO_STATUS_BLOCK, Information),
               "OVERLAPPED");

struct transfer {
    IO_STATUS_BLOCK own, *io;
    LARGE_INTEGER at, *offset;
    HANDLE event;
};

static void transfer_begin(struct transfer *transfer, OVERLAPPED *overlapped, DWORD *moved)
{
    *transfer = (struct transfer){ 0 };
    transfer->io = &transfer->own;
    if (moved)
        *moved = 0;
    if (!overlapped)
        return;
    overlapped->Internal = (ULONG)STATUS_PENDING;
    overlapped->InternalHigh = 0;
    transfer->io = (IO_STATUS_BLOCK *)overlapped;
    transfer->at.LowPart = overlapped->Offset;
    transfer->at.HighPart = (LONG)overlapped->OffsetHigh;
    transfer->offset = &transfer->at;
    transfer->event = overlapped->hEvent;
}

BOOL WINAPI ReadFile(HANDLE file, LPVOID buffer, DWORD length, LPDWORD moved,
                     LPOVERLAPPED overlapped)
{
    struct transfer transfer;
    NTSTATUS status;

    transfer_begin(&transfer, overlapped, moved);
    status = NtReadFile(file, transfer.event, NULL, NULL, transfer.io, buffer, length,
                        transfer.offset, NULL);
    if (NT_SUCCESS(status) && moved)
        *moved = (DWORD)transfer.io->Information;
    if (status == STATUS_END_OF_FILE && !overlapped) /* S-FIL-05 */
        return TRUE;
    return win32_result(status);
}

BOOL WINAPI WriteFile(HANDLE file, LPCVOID buffer, DWORD length, LPDWORD moved,
                      LPOVERLAPPED overlapped)
{
    struct transfer transfer;
    NTSTATUS status;

    transfer_begin(&transfer, overlapped, moved);
    status = NtWriteFile(file, transfer.event, NULL, NULL, transfer.io, buffer, length,
                         transfer.offset, NULL);
    if (NT_SUCCESS(status) && moved)
        *moved = (DWORD)transfer.io->Information;
    return win32_result(status);
}

static NTSTATUS query_size(HANDLE file, LONGLONG *size)
{
    FILE_STANDARD_INFORMATION standard;
    IO_STATUS_BLOCK io;
    NTSTATUS status = NtQueryInformationFile(file, &io, &standard, sizeof standard,
                                             FileStandardInformation);

    if (NT_SUCCESS(status))
        *size = standard.EndOfFile.QuadPart;
    return status;
}

static NTSTATUS query_pointer(HANDLE file, LONGLONG *at)
{
    FILE_POSITION_INFORMATION position;
    IO_STATUS_BLOCK io;
    NTSTATUS status = NtQueryInformationFile(file, &io, &position, sizeof position,
                                             FilePositionInformation);

    if (NT_SUCCESS(status))
        *at = position.CurrentByteOffset.QuadPart;
    return status;
}

/* `most` is what the caller can be told. False, with last error set: the pointer stays. */
static BOOL move_pointer(HANDLE file, LONGLONG distance, DWORD method, LONGLONG most, LONGLONG *at)
{
    FILE_POSITION_INFORMATION position;
    IO_STATUS_BLOCK io;
    LONGLONG base = 0;
    NTSTATUS status = method == FILE_BEGIN ? STATUS_SUCCESS
                    : method == FILE_CURRENT ? query_pointer(file, &base)
                    : method == FILE_END ? query_size(file, &base)
                    : STATUS_INVALID_PARAMETER;

    if (!NT_SUCCESS(status))
        return win32_result(status);
    if (__builtin_add_overflow(base, distance, at))
        return win32_result(STATUS_INVALID_PARAMETER);
    if (*at < 0)
        return win32_fail(ERROR_NEGATIVE_SEEK);
    if (*at > most)
        return win32_result(STATUS_INVALID_PARAMETER);
    position.CurrentByteOffset.QuadPart = *at;
    return win32_result(NtSetInformationFile(file, &io, &position, sizeof position,
                                             FilePositionInformation));
}

BOOL WINAPI SetFilePointerEx(HANDLE file, LARGE_INTEGER distance, PLARGE_INTEGER moved,
                             DWORD method)
{
    LONGLONG at;

    if (!move_pointer(file, distance.QuadPart, method, INT64_MAX, &at))
        return FALSE;
    if (moved)
        moved->QuadPart = at;
    return TRUE;
}

/* A lower half of all ones looks like a failure; last error says that it is none. */
static DWORD give_halves(LONGLONG value, DWORD *high)
{
    if (high)
        *high = (DWORD)((ULONGLONG)value >> 32);
    if ((DWORD)value == ~(DWORD)0)
        SetLastError(ERROR_SUCCESS);
    return (DWORD)value;
}

DWORD WINAPI SetFilePointer(HANDLE file, LONG low, PLONG high, DWORD method)
{
    LARGE_INTEGER distance = { .QuadPart = low };
    LONGLONG at;

    if (high) {
        distance.u.LowPart = (DWORD)low;
        distance.u.HighPart = *high;
    }
    if (!move_pointer(file, distance.QuadPart, method, high ? INT64_MAX : UINT32_MAX, &at))
        return INVALID_SET_FILE_POINTER;
    return give_halves(at, (DWORD *)high);
}

BOOL WINAPI SetEndOfFile(HANDLE file)
{
    FILE_END_OF_FILE_INFORMATION end;
    IO_STATUS_BLOCK io;
    NTSTATUS status = query_pointer(file, &end.EndOfFile.QuadPart);

    if (NT_SUCCESS(status))
        status = NtSetInformationFile(file, &io, &end, sizeof end, FileEndOfFileInformation);
    return win32_result(status);
}

BOOL WINAPI GetFileSizeEx(HANDLE file, PLARGE_INTEGER size)
{
    return win32_result(query_size(file, &size->QuadPart));
}

DWORD WINAPI GetFileSize(HANDLE file, LPDWORD high)
{
    LONGLONG size;

    if (!win32_result(query_size(file, &size)))
        return INVALID_FILE_SIZE;
    return give_halves(size, high);
}

BOOL WINAPI FlushFileBuffers(HANDLE file)
{
    IO_STATUS_BLOCK io;

    return win32_result(NtFlushBuffersFile(file, &io));
}

DWORD WINAPI GetFileType(HANDLE file)
{
    FILE_FS_DEVICE_INFORMATION device;
    IO_STATUS_BLOCK io;

    if (!win32_result(NtQueryVolumeInformationFile(file, &io, &device, sizeof device,
                                                   FileFsDeviceInformation)))
        return FILE_TYPE_UNKNOWN;
    return device.DeviceType == FILE_DEVICE_DISK ? FILE_TYPE_DISK
         : device.DeviceType == FILE_DEVICE_NAMED_PIPE ? FILE_TYPE_PIPE
         : FILE_TYPE_CHAR;
}

/* A link is deleted, not what it leads to. */
static BOOL delete_name(LPCWSTR name, ULONG options)
{
    FILE_DISPOSITION_INFORMATION disposition = { .DoDeleteFile = TRUE };
    struct win32_path path;
    IO_STATUS_BLOCK io;
    HANDLE file;
    NTSTATUS status = win32_path_init(&path, name, NULL);

    if (!NT_SUCCESS(status))
        return win32_result(status);
    status = NtOpenFile(&file, DELETE, &path.attributes, &io,
                        FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                        options | FILE_OPEN_REPARSE_POINT | FILE_OPEN_FOR_BACKUP_INTENT);
    win32_path_free(&path);
    if (!NT_SUCCESS(status))
        return win32_result(status);
    status = NtSetInformationFile(file, &io, &disposition, sizeof disposition,
                                  FileDispositionInformation);
    NtClose(file);
    return win32_result(status);
}

BOOL WINAPI DeleteFileW(LPCWSTR name)
{
    return delete_name(name, FILE_NON_DIRECTORY_FILE);
}

BOOL WINAPI RemoveDirectoryW(LPCWSTR name)
{
    return delete_name(name, FILE_DIRECTORY_FILE);
}

BOOL WINAPI CreateDirectoryW(LPCWSTR name, LPSECURITY_ATTRIBUTES security)
{
    struct win32_path path;
    IO_STATUS_BLOCK io;
    HANDLE folder;
    NTSTATUS status = win32_path_init(&path, name, security);

    if (!NT_SUCCESS(status))
        return win32_result(status);
    status = NtCreateFile(&folder, FILE_LIST_DIRECTORY | SYNCHRONIZE, &path.attributes, &io, NULL,
                          FILE_ATTRIBUTE_NORMAL, FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_CREATE,
                          FILE_DIRECTORY_FILE | FILE_SYNCHRONOUS_IO_NONALERT, NULL, 0);
    win32_path_free(&path);
    if (NT_SUCCESS(status))
        NtClose(folder);
    return win32_result(status);
}

DWORD WINAPI GetFileAttributesW(LPCWSTR name)
{
    FILE_BASIC_INFORMATION basic;
    struct win32_path path;
    NTSTATUS status = win32_path_init(&path, name, NULL);

    if (NT_SUCCESS(status)) {
        status = NtQueryAttributesFile(&path.attributes, &basic);
        win32_path_free(&path);
    }
    return win32_result(status) ? basic.FileAttributes : INVALID_FILE_ATTRIBUTES;
}

BOOL WINAPI DeleteFileA(LPCSTR name)
{
    struct win32_wide wide;
    BOOL result;

    if (!win32_wide_init(&wide, name))
        return FALSE;
    result = DeleteFileW(wide.string);
    win32_wide_free(&wide);
    return result;
}

BOOL WINAPI RemoveDirectoryA(LPCSTR name)
{
    struct win32_wide wide;
    BOOL result;

    if (!win32_wide_init(&wide, name))
        return FALSE;
    result = RemoveDirectoryW(wide.string);
    win32_wide_free(&wide);
    return result;
}

BOOL WINAPI CreateDirectoryA(LPCSTR name, LPSECURITY_ATTRIBUTES security)
{
    struct win32_wide wide;
    BOOL result;

    if (!win32_wide_init(&wide, name))
        return FALSE;
    result = CreateDirectoryW(wide.string, security);
    win32_wide_free(&wide);
    return result;
}

DWORD WINAPI GetFileAttributesA(LPCSTR name)
{
    struct win32_wide wide;
    DWORD result;

    if (!win32_wide_init(&wide, name))
        return INVALID_FILE_ATTRIBUTES;
    result = GetFileAttributesW(wide.string);
    win32_wide_free(&wide);
    return result;
}
