// SPDX-License-Identifier: MIT
// Attribute lists for CreateProcess, and the one that names the handles to inherit.

#define _WIN32_WINNT 0x0601
#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include "wine/test.h"
#include "check.h"
#include "child.h"

#ifndef ERROR_OBJECT_NAME_EXISTS
#define ERROR_OBJECT_NAME_EXISTS 698 /* not every winerror.h has it */
#endif

#define LIST_SIZE 512 /* enough for what is asked for here */

static LPPROC_THREAD_ATTRIBUTE_LIST make_list(void *buffer, DWORD count)
{
    SIZE_T size = LIST_SIZE;

    ok_succeeds(InitializeProcThreadAttributeList(buffer, count, 0, &size));
    return buffer;
}

static BOOL update(LPPROC_THREAD_ATTRIBUTE_LIST list, DWORD_PTR attribute, void *value, SIZE_T size)
{
    return UpdateProcThreadAttribute(list, 0, attribute, value, size, NULL, NULL);
}

/* --- the list itself --------------------------------------------------------------------------
 */

static void test_size(void)
{
    ULONG_PTR buffer[LIST_SIZE / sizeof(ULONG_PTR)];
    SIZE_T one = 0, three = 0, size;

    ok_fails(InitializeProcThreadAttributeList(NULL, 1, 0, &one), ERROR_INSUFFICIENT_BUFFER);
    ok(one > 0 && one <= LIST_SIZE, "size is %Iu\n", one);
    ok_fails(InitializeProcThreadAttributeList(NULL, 3, 0, &three), ERROR_INSUFFICIENT_BUFFER);
    ok(three > one && three <= LIST_SIZE, "size is %Iu\n", three);

    size = three - 1;
    ok_fails(InitializeProcThreadAttributeList((void *)buffer, 3, 0, &size),
             ERROR_INSUFFICIENT_BUFFER);
    ok_value(size, three);
    ok_succeeds(InitializeProcThreadAttributeList((void *)buffer, 3, 0, &size));
    ok_value(size, three);
    DeleteProcThreadAttributeList((void *)buffer);
    size = LIST_SIZE;
    ok_succeeds(InitializeProcThreadAttributeList((void *)buffer, 0, 0, &size));
    DeleteProcThreadAttributeList((void *)buffer);
}

static void test_update(void)
{
    ULONG_PTR buffer[LIST_SIZE / sizeof(ULONG_PTR)];
    LPPROC_THREAD_ATTRIBUTE_LIST list = make_list(buffer, 2);
    HANDLE handles[2] = { GetCurrentProcess(), GetCurrentProcess() };

    ok_fails(update(list, 0xcafe, handles, sizeof(HANDLE)), ERROR_NOT_SUPPORTED);
    ok_fails(update(list, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles, sizeof(HANDLE) + 1),
             ERROR_BAD_LENGTH);
    ok_fails(update(list, PROC_THREAD_ATTRIBUTE_PARENT_PROCESS, handles, 2 * sizeof(HANDLE)),
             ERROR_BAD_LENGTH);
    ok_succeeds(update(list, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles, 2 * sizeof(HANDLE)));
    ok_fails(update(list, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles, sizeof(HANDLE)),
             ERROR_OBJECT_NAME_EXISTS);
    ok_succeeds(update(list, PROC_THREAD_ATTRIBUTE_PARENT_PROCESS, handles, sizeof(HANDLE)));
    ok_fails(update(list, PROC_THREAD_ATTRIBUTE_IDEAL_PROCESSOR, handles, 4), ERROR_GEN_FAILURE);
    DeleteProcThreadAttributeList(list);

    /* the list is full whatever is asked for */
    list = make_list(buffer, 0);
    ok_fails(update(list, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles, sizeof(HANDLE)),
             ERROR_GEN_FAILURE);
    DeleteProcThreadAttributeList(list);
}

/* --- handles ----------------------------------------------------------------------------------
 */

struct start {
    BOOL inherit;
    HANDLE *handles; /* NULL: no attribute list */
    SIZE_T count;
    DWORD cb;
};

static BOOL start_child(const struct start *start, const char *arguments,
                        PROCESS_INFORMATION *process)
{
    ULONG_PTR buffer[LIST_SIZE / sizeof(ULONG_PTR)];
    char program[MAX_PATH], line[2 * MAX_PATH];
    STARTUPINFOEXA startup;
    DWORD error;
    BOOL started;

    memset(&startup, 0, sizeof(startup));
    startup.StartupInfo.cb = start->cb;
    if (start->handles) {
        startup.lpAttributeList = make_list(buffer, 1);
        ok_succeeds(update(startup.lpAttributeList, PROC_THREAD_ATTRIBUTE_HANDLE_LIST,
                           start->handles, start->count * sizeof(HANDLE)));
    }
    GetModuleFileNameA(NULL, program, sizeof(program));
    sprintf(line, "\"%s\" process_attributes %s", program, arguments);
    SetLastError(NO_ERROR_YET);
    started = CreateProcessA(NULL, line, NULL, NULL, start->inherit, EXTENDED_STARTUPINFO_PRESENT,
                             NULL, NULL, &startup.StartupInfo, process);
    error = GetLastError();
    if (startup.lpAttributeList)
        DeleteProcThreadAttributeList(startup.lpAttributeList);
    if (started)
        CloseHandle(process->hThread);
    SetLastError(error);
    return started;
}

static HANDLE make_section(BOOL inherit)
{
    SECURITY_ATTRIBUTES security = { sizeof(security), NULL, inherit };
    HANDLE section =
        CreateFileMappingA(INVALID_HANDLE_VALUE, &security, PAGE_READWRITE, 0, PAGE, NULL);

    ok(section != NULL, "CreateFileMapping failed, error %lu\n", GetLastError());
    return section;
}

static BOOL is_section(HANDLE handle)
{
    void *view = MapViewOfFile(handle, FILE_MAP_READ, 0, 0, 0);

    if (view)
        UnmapViewOfFile(view);
    return view != NULL;
}

/* Its exit code: bit 0: the first handle is there; bit 1: the second. */
static DWORD child_has(HANDLE first, HANDLE second)
{
    return (is_section(first) ? 1 : 0) | (is_section(second) ? 2 : 0);
}

static DWORD started_code(const struct start *start, const char *arguments)
{
    PROCESS_INFORMATION process;
    BOOL started = start_child(start, arguments, &process);

    ok(started, "CreateProcess failed, error %lu\n", GetLastError());
    return started ? child_exit_code(process.hProcess) : NO_ERROR_YET;
}

/* S-PRC-01: of the inheritable handles, those in the list. */
static void test_handle_list(void)
{
    HANDLE first = make_section(TRUE), second = make_section(TRUE), list[2];
    struct start start = { TRUE, list, 1, sizeof(STARTUPINFOEXA) };
    char arguments[64];

    sprintf(arguments, "has %I64x %I64x", (ULONGLONG)(ULONG_PTR)first,
            (ULONGLONG)(ULONG_PTR)second);
    list[0] = first;
    ok_value(started_code(&start, arguments), 1);
    list[0] = second;
    ok_value(started_code(&start, arguments), 2);
    list[1] = first;
    start.count = 2;
    ok_value(started_code(&start, arguments), 3);
    /* the structure without a list: as ever */
    start.handles = NULL;
    ok_value(started_code(&start, arguments), 3);
    start.inherit = FALSE;
    ok_value(started_code(&start, arguments), 0);
    CloseHandle(first);
    CloseHandle(second);
}

/* Such a start fails on Windows; Wine takes most of them. */
static void check_refused(const struct start *start)
{
    PROCESS_INFORMATION process;
    BOOL started = start_child(start, "exit 0", &process);
    DWORD error = GetLastError();

    todo_wine ok(!started && error == ERROR_INVALID_PARAMETER, "started %d, error %lu\n", started,
                 error);
    if (started)
        child_exit_code(process.hProcess);
}

static void test_refused(void)
{
    HANDLE inheritable = make_section(TRUE), private = make_section(FALSE), list[2];
    struct start start = { TRUE, list, 2, sizeof(STARTUPINFOEXA) };

    list[0] = inheritable;
    list[1] = private;
    check_refused(&start);
    list[1] = GetCurrentProcess();
    check_refused(&start);
    list[1] = (HANDLE)(ULONG_PTR)0xdead00;
    check_refused(&start);
    /* handles to inherit, and none are to be inherited */
    list[1] = inheritable;
    start.inherit = FALSE;
    check_refused(&start);
    /* not the structure that was promised */
    start.inherit = TRUE;
    start.cb = sizeof(STARTUPINFOA);
    check_refused(&start);
    CloseHandle(inheritable);
    CloseHandle(private);
}

START_TEST(process_attributes)
{
    char **argv;
    int argc = winetest_get_mainargs(&argv);

    if (argc > 4)
        ExitProcess(child_has(child_handle(argv[3]), child_handle(argv[4])));
    if (argc > 2)
        return;
    test_size();
    test_update();
    test_handle_list();
    test_refused();
}
