// SPDX-License-Identifier: MIT
// Last error: who sets it, who leaves it alone, and how statuses become errors.

#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include "wine/test.h"
#include "check.h"
#include "nt.h"
#include "scratch.h"

static void test_value(void)
{
    static const DWORD values[] = { 0, 5, 0x7fffffff, 0x80000000, 0xffffffff };
    size_t i;

    for (i = 0; i < ARRAY_SIZE(values); i++) {
        SetLastError(values[i]);
        ok_error(values[i]);
        ok_error(values[i]);
    }
}

/* S-ERR-04 and the other statuses that this subject meets; S-ERR-01 by what follows from it. */
static void test_statuses(void)
{
    static const struct {
        NTSTATUS status;
        DWORD error;
    } rows[] = {
        { STATUS_SUCCESS, ERROR_SUCCESS },
        { STATUS_SECTION_TOO_BIG, ERROR_NOT_ENOUGH_MEMORY },
        { STATUS_MAPPED_FILE_SIZE_ZERO, ERROR_FILE_INVALID },
        { STATUS_INVALID_FILE_FOR_SECTION, ERROR_BAD_EXE_FORMAT },
        { STATUS_INVALID_IMAGE_NOT_MZ, ERROR_BAD_EXE_FORMAT },
        { STATUS_INVALID_IMAGE_FORMAT, ERROR_BAD_EXE_FORMAT },
        { STATUS_INVALID_IMAGE_PROTECT, ERROR_BAD_EXE_FORMAT },
        { STATUS_INVALID_IMAGE_NE_FORMAT, ERROR_BAD_EXE_FORMAT },
        { STATUS_INVALID_IMAGE_WIN_16, ERROR_BAD_EXE_FORMAT },
        { STATUS_MAPPED_ALIGNMENT, ERROR_MAPPED_ALIGNMENT },
        { STATUS_CONFLICTING_ADDRESSES, ERROR_INVALID_ADDRESS },
        { STATUS_NOT_MAPPED_VIEW, ERROR_INVALID_ADDRESS },
        { STATUS_NOT_COMMITTED, ERROR_INVALID_ADDRESS },
        { STATUS_NOT_MAPPED_DATA, ERROR_INVALID_ADDRESS },
        { STATUS_SECTION_PROTECTION, ERROR_INVALID_PARAMETER },
        { STATUS_UNABLE_TO_DELETE_SECTION, ERROR_INVALID_PARAMETER },
        { STATUS_INVALID_PAGE_PROTECTION, ERROR_INVALID_PARAMETER },
        { STATUS_INVALID_VIEW_SIZE, ERROR_ACCESS_DENIED },
        { STATUS_ACCESS_DENIED, ERROR_ACCESS_DENIED },
        { STATUS_CANNOT_DELETE, ERROR_ACCESS_DENIED },
        { STATUS_OBJECT_NAME_NOT_FOUND, ERROR_FILE_NOT_FOUND },
        { STATUS_OBJECT_PATH_NOT_FOUND, ERROR_PATH_NOT_FOUND },
        { STATUS_OBJECT_NAME_INVALID, ERROR_INVALID_NAME },
        { STATUS_OBJECT_PATH_SYNTAX_BAD, ERROR_BAD_PATHNAME },
        { STATUS_OBJECT_TYPE_MISMATCH, ERROR_INVALID_HANDLE },
        { STATUS_OBJECT_NAME_COLLISION, ERROR_ALREADY_EXISTS },
        { STATUS_USER_MAPPED_FILE, ERROR_USER_MAPPED_FILE },
        { STATUS_COMMITMENT_LIMIT, ERROR_COMMITMENT_LIMIT },
        { STATUS_PRIVILEGE_NOT_HELD, ERROR_PRIVILEGE_NOT_HELD },
        { STATUS_INVALID_HANDLE, ERROR_INVALID_HANDLE },
        { STATUS_INVALID_PARAMETER, ERROR_INVALID_PARAMETER },
        { STATUS_INVALID_PARAMETER_1, ERROR_INVALID_PARAMETER },
        { STATUS_INVALID_PARAMETER_4, ERROR_INVALID_PARAMETER },
        { STATUS_INVALID_PARAMETER_9, ERROR_INVALID_PARAMETER },
        { STATUS_NO_MEMORY, ERROR_NOT_ENOUGH_MEMORY },
        { STATUS_INSUFFICIENT_RESOURCES, ERROR_NO_SYSTEM_RESOURCES },
        { STATUS_ACCESS_VIOLATION, ERROR_NOACCESS },
        { STATUS_DATATYPE_MISALIGNMENT, ERROR_NOACCESS },
        { STATUS_INFO_LENGTH_MISMATCH, ERROR_BAD_LENGTH },
        { STATUS_NOT_IMPLEMENTED, ERROR_INVALID_FUNCTION },
        { STATUS_NOT_SUPPORTED, ERROR_NOT_SUPPORTED },
        { STATUS_INVALID_DEVICE_REQUEST, ERROR_INVALID_FUNCTION },
        { STATUS_DISK_FULL, ERROR_DISK_FULL },
        { STATUS_SHARING_VIOLATION, ERROR_SHARING_VIOLATION },
        { STATUS_FILE_LOCK_CONFLICT, ERROR_LOCK_VIOLATION },
        { STATUS_END_OF_FILE, ERROR_HANDLE_EOF },
        { STATUS_DELETE_PENDING, ERROR_ACCESS_DENIED },
        { STATUS_FILE_IS_A_DIRECTORY, ERROR_ACCESS_DENIED },
        { STATUS_HANDLE_NOT_CLOSABLE, ERROR_INVALID_HANDLE },
        { STATUS_TOO_MANY_OPENED_FILES, ERROR_TOO_MANY_OPEN_FILES },
        { STATUS_PROCESS_IS_TERMINATING, ERROR_ACCESS_DENIED },
        { STATUS_PENDING, ERROR_IO_PENDING },
        { STATUS_TIMEOUT, ERROR_TIMEOUT },
        /* a Win32 error inside a status comes out again */
        { (NTSTATUS)0xc0070005, 5 },
        { (NTSTATUS)0x800703ee, 1006 },
        /* an unknown one */
        { (NTSTATUS)0xc0fefefe, ERROR_MR_MID_NOT_FOUND },
    };
    size_t i;

    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        DWORD error;

        SetLastError(NO_ERROR_YET);
        error = pRtlNtStatusToDosError(rows[i].status);
        ok(error == rows[i].error, "status 0x%08lx is error %lu, expected %lu\n",
           (DWORD)rows[i].status, error, rows[i].error);
        ok_error(NO_ERROR_YET);
    }
}

/* S-ERR-01: native calls answer by status and touch no last error. */
static void test_native_layer(void)
{
    HANDLE section;
    LARGE_INTEGER size;

    SetLastError(NO_ERROR_YET);
    ok_status(pNtClose((HANDLE)0xdead0), STATUS_INVALID_HANDLE);
    size.QuadPart = PAGE;
    ok_status(pNtCreateSection(&section, SECTION_ALL_ACCESS, NULL, &size, 0, SEC_COMMIT, NULL),
              STATUS_INVALID_PAGE_PROTECTION);
    ok_status(pNtCreateSection(&section, SECTION_ALL_ACCESS, NULL, &size, PAGE_READONLY, SEC_COMMIT,
                               NULL),
              STATUS_SUCCESS);
    ok_status(pNtClose(section), STATUS_SUCCESS);
    ok_error(NO_ERROR_YET);
}

/* S-ERR-02: success is silent. */
static void test_success_is_silent(void)
{
    HANDLE section, opened, copy, file;
    char path[MAX_PATH], name[64];
    MEMORY_BASIC_INFORMATION info;
    LARGE_INTEGER zero = { { 0, 0 } };
    DWORD old, flags, done;
    SYSTEM_INFO system;
    char *view, *memory;

    strcpy(name, scratch_name("silent"));
    section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, name);
    ok_succeeds(opened = OpenFileMappingA(FILE_MAP_READ, FALSE, name));
    ok_succeeds(DuplicateHandle(GetCurrentProcess(), opened, GetCurrentProcess(), &copy, 0, FALSE,
                                DUPLICATE_SAME_ACCESS));
    ok_succeeds(GetHandleInformation(copy, &flags));
    ok_succeeds(SetHandleInformation(copy, HANDLE_FLAG_INHERIT, 0));
    ok_succeeds(CloseHandle(copy));
    ok_succeeds(CloseHandle(opened));
    ok_succeeds(view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0));
    ok_succeeds(VirtualQuery(view, &info, sizeof(info)));
    ok_succeeds(FlushViewOfFile(view, 0));
    ok_succeeds(VirtualProtect(view, PAGE, PAGE_READONLY, &old));
    ok_succeeds(UnmapViewOfFile(view));
    ok_succeeds(CloseHandle(section));
    ok_succeeds(memory = VirtualAlloc(NULL, PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE));
    ok_succeeds(VirtualFree(memory, 0, MEM_RELEASE));
    file = scratch_create(path, "silent", 10);
    ok_succeeds(SetFilePointerEx(file, zero, NULL, FILE_BEGIN));
    ok_succeeds(ReadFile(file, name, 5, &done, NULL));
    ok_succeeds(WriteFile(file, name, 5, &done, NULL));
    ok_succeeds(SetEndOfFile(file));
    ok_succeeds(FlushFileBuffers(file));
    ok_succeeds(CloseHandle(file));
    ok_succeeds(DeleteFileA(path));
    SetLastError(NO_ERROR_YET);
    GetSystemInfo(&system);
    GetCurrentProcessId();
    GetCommandLineA();
    ok_error(NO_ERROR_YET);
}

/* S-ERR-02: the calls that say by 0 or 183 whether they made the thing. */
static void test_creators(void)
{
    char path[MAX_PATH], name[64];
    HANDLE first, second;
    WCHAR wide[64];

    strcpy(name, scratch_name("creators"));
    scratch_widen(wide, name);
    SetLastError(NO_ERROR_YET);
    first = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, NULL);
    ok(first != NULL, "failed\n");
    ok_error(0);
    CloseHandle(first);
    SetLastError(NO_ERROR_YET);
    first = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, name);
    ok(first != NULL, "failed\n");
    ok_error(0);
    SetLastError(NO_ERROR_YET);
    second = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, name);
    ok(second != NULL, "failed\n");
    ok_error(ERROR_ALREADY_EXISTS);
    CloseHandle(second);
    SetLastError(NO_ERROR_YET);
    second = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, wide);
    ok(second != NULL, "failed\n");
    ok_error(ERROR_ALREADY_EXISTS);
    CloseHandle(second);

    /* what programs do: open, and if that fails create, and then ask */
    CloseHandle(first);
    ok_fails(OpenFileMappingA(FILE_MAP_READ, FALSE, name), ERROR_FILE_NOT_FOUND);
    first = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, name);
    ok_error(0);
    CloseHandle(first);

    scratch_path(path, "creators");
    {
        static const struct {
            DWORD disposition, error;
        } rows[] = {
            { CREATE_NEW, 0 },
            { OPEN_EXISTING, 0 },
            { OPEN_ALWAYS, ERROR_ALREADY_EXISTS },
            { CREATE_ALWAYS, ERROR_ALREADY_EXISTS },
            { TRUNCATE_EXISTING, 0 },
        };
        size_t i;

        for (i = 0; i < ARRAY_SIZE(rows); i++) {
            winetest_push_context("disposition %lu", rows[i].disposition);
            SetLastError(NO_ERROR_YET);
            first = CreateFileA(path, GENERIC_WRITE, 0, NULL, rows[i].disposition, 0, NULL);
            ok(first != INVALID_HANDLE_VALUE, "failed\n");
            ok_error(rows[i].error);
            CloseHandle(first);
            winetest_pop_context();
        }
    }
    scratch_delete(path);
}

START_TEST(lasterror)
{
    nt_load();
    test_value();
    test_statuses();
    test_native_layer();
    test_success_is_silent();
    test_creators();
}
