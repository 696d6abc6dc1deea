// SPDX-License-Identifier: MIT
// Processes opened by number: who is there, with what rights, and what is known after the end.

#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include <winternl.h>
#include "wine/test.h"
#include "check.h"
#include "child.h"

/* CompareObjectHandles, which older import libraries lack. */
static BOOL is_same_object(HANDLE one, HANDLE other)
{
    BOOL(WINAPI *compare)(HANDLE, HANDLE) =
        (void *)GetProcAddress(GetModuleHandleA("kernelbase.dll"), "CompareObjectHandles");

    return compare ? compare(one, other) : TRUE;
}

/* A child that runs until it is ended. */
static HANDLE start_waiting(DWORD *id)
{
    HANDLE child = child_signal();

    *id = GetProcessId(child);
    ok(*id != 0, "no process id, error %lu\n", GetLastError());
    return child;
}

static void test_living(void)
{
    HANDLE child, opened, weak;
    DWORD id, code = 0;

    child = start_waiting(&id);
    SetLastError(NO_ERROR_YET);
    opened = OpenProcess(PROCESS_ALL_ACCESS, FALSE, id);
    ok(opened != NULL, "OpenProcess failed, error %lu\n", GetLastError());
    ok(opened != child, "the same handle\n");
    ok_error(NO_ERROR_YET);
    ok_value(GetProcessId(opened), id);
    ok(is_same_object(opened, child), "another object\n");
    ok_value(WaitForSingleObject(opened, 0), WAIT_TIMEOUT);
    ok_succeeds(GetExitCodeProcess(opened, &code));
    ok_value(code, STILL_ACTIVE);

    /* one that is opened and closed again is not the process's end */
    weak = OpenProcess(SYNCHRONIZE, FALSE, id);
    ok(weak != NULL, "OpenProcess failed, error %lu\n", GetLastError());
    ok_succeeds(CloseHandle(weak));
    ok_value(WaitForSingleObject(opened, 0), WAIT_TIMEOUT);

    ok_succeeds(TerminateProcess(opened, 0x89abcdef));
    ok_value(WaitForSingleObject(opened, 60000), WAIT_OBJECT_0);
    ok_succeeds(GetExitCodeProcess(opened, &code));
    ok_value(code, 0x89abcdef);
    ok_value(GetProcessId(opened), id);
    ok_value(child_exit_code(child), 0x89abcdef);
    /* the number is the process's as long as somebody has a handle of it */
    weak = OpenProcess(SYNCHRONIZE | PROCESS_QUERY_LIMITED_INFORMATION, FALSE, id);
    ok(weak != NULL, "OpenProcess failed, error %lu\n", GetLastError());
    ok_value(WaitForSingleObject(weak, 0), WAIT_OBJECT_0);
    ok_succeeds(CloseHandle(weak));
    ok_succeeds(CloseHandle(opened));
    flaky_wine ok_fails(OpenProcess(SYNCHRONIZE, FALSE, id), ERROR_INVALID_PARAMETER);
}

/* A child whose handles are all closed is still there to be opened. */
static void test_let_go(void)
{
    HANDLE child, opened;
    DWORD id;

    child = start_waiting(&id);
    ok_succeeds(CloseHandle(child));
    opened = OpenProcess(PROCESS_TERMINATE | PROCESS_QUERY_INFORMATION | SYNCHRONIZE, FALSE, id);
    ok(opened != NULL, "OpenProcess failed, error %lu\n", GetLastError());
    ok_value(WaitForSingleObject(opened, 0), WAIT_TIMEOUT);
    ok_succeeds(TerminateProcess(opened, 0x7654321));
    ok_value(child_exit_code(opened), 0x7654321);
    flaky_wine ok_fails(OpenProcess(SYNCHRONIZE, FALSE, id), ERROR_INVALID_PARAMETER);
}

static void test_refused(void)
{
    ok_fails(OpenProcess(PROCESS_ALL_ACCESS, FALSE, 0), ERROR_INVALID_PARAMETER);
    ok_fails(OpenProcess(PROCESS_ALL_ACCESS, FALSE, 0x7ffffff0), ERROR_INVALID_PARAMETER);
    ok_fails(OpenProcess(PROCESS_ALL_ACCESS, FALSE, 0xfffffff0), ERROR_INVALID_PARAMETER);
    /* and what is no process's handle */
    ok_fails(GetProcessId(NULL), ERROR_INVALID_HANDLE);
    ok_fails(GetExitCodeProcess((HANDLE)0xdeadbee4, &(DWORD){ 0 }), ERROR_INVALID_HANDLE);
    ok_fails(TerminateProcess(NULL, 1), ERROR_INVALID_HANDLE);
}

static void test_self(void)
{
    HANDLE self = OpenProcess(PROCESS_ALL_ACCESS, TRUE, GetCurrentProcessId());
    DWORD flags = 0, code = 0;

    ok(self != NULL && self != GetCurrentProcess(), "handle %p, error %lu\n", self, GetLastError());
    ok(is_same_object(self, GetCurrentProcess()), "another object\n");
    ok_value(GetProcessId(self), GetCurrentProcessId());
    ok_succeeds(GetHandleInformation(self, &flags));
    ok_value(flags, HANDLE_FLAG_INHERIT);
    ok_succeeds(GetExitCodeProcess(self, &code));
    ok_value(code, STILL_ACTIVE);
    ok_value(WaitForSingleObject(self, 0), WAIT_TIMEOUT);
    ok_succeeds(CloseHandle(self));
}

/* A right that the handle does not have is missed where it is used. */
static void test_rights(void)
{
    HANDLE child, opened;
    DWORD id, code = 0;

    child = start_waiting(&id);

    opened = OpenProcess(SYNCHRONIZE, FALSE, id);
    ok_fails(TerminateProcess(opened, 1), ERROR_ACCESS_DENIED);
    ok_fails(GetExitCodeProcess(opened, &code), ERROR_ACCESS_DENIED);
    ok_fails(GetProcessId(opened), ERROR_ACCESS_DENIED);
    ok_value(WaitForSingleObject(opened, 0), WAIT_TIMEOUT);
    ok_succeeds(CloseHandle(opened));

    opened = OpenProcess(PROCESS_QUERY_INFORMATION, FALSE, id);
    SetLastError(NO_ERROR_YET);
    ok_value(WaitForSingleObject(opened, 0), WAIT_FAILED);
    ok_error(ERROR_ACCESS_DENIED);
    ok_succeeds(GetExitCodeProcess(opened, &code));
    ok_value(code, STILL_ACTIVE);
    ok_succeeds(CloseHandle(opened));

    opened = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, id);
    ok_succeeds(GetExitCodeProcess(opened, &code));
    ok_value(GetProcessId(opened), id);
    ok_succeeds(CloseHandle(opened));

    opened = OpenProcess(PROCESS_TERMINATE, FALSE, id);
    ok_fails(GetExitCodeProcess(opened, &code), ERROR_ACCESS_DENIED);
    ok_succeeds(TerminateProcess(opened, 5));
    ok_succeeds(CloseHandle(opened));
    ok_value(child_exit_code(child), 5);
}

/* --- one who is not the parent ---------------------------------------------------------------- */

static void child_watch(const char *number, const char *signal)
{
    DWORD id = strtoul(number, NULL, 0), code = 0;
    HANDLE opened = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE, FALSE, id);

    ok(opened != NULL, "OpenProcess failed, error %lu\n", GetLastError());
    ok_value(GetProcessId(opened), id);
    child_signal_set(child_handle(signal), 1); /* it is open */
    ok_value(WaitForSingleObject(opened, 60000), WAIT_OBJECT_0);
    ok_succeeds(GetExitCodeProcess(opened, &code));
    ok_value(code, 0x1234567);
    ok_succeeds(CloseHandle(opened));
}

/* 32 bits of exit code, whoever ends it, and however. */
static void test_stranger(BOOL by_itself)
{
    HANDLE target, is_open = child_signal(), watcher, gate = child_signal();
    DWORD id;

    target = child_start(TRUE, by_itself ? "exit %I64x" : "signal %I64x",
                         (ULONGLONG)(ULONG_PTR)gate);
    id = GetProcessId(target);
    watcher = child_start(TRUE, "watch %lu %I64x", id, (ULONGLONG)(ULONG_PTR)is_open);
    ok_value(child_exit_code(is_open), 1);
    if (by_itself)
        child_signal_set(gate, 1);
    else
        ok_succeeds(TerminateProcess(target, 0x1234567));
    child_finish(watcher);
    ok_value(child_exit_code(target), 0x1234567);
    child_signal_close(gate);
}

/* --- the native call -------------------------------------------------------------------------- */

static void test_native(void)
{
    NTSTATUS(NTAPI * open)(HANDLE *, ACCESS_MASK, const OBJECT_ATTRIBUTES *, const CLIENT_ID *) =
        (void *)GetProcAddress(GetModuleHandleA("ntdll.dll"), "NtOpenProcess");
    static WCHAR text[] = L"name";
    UNICODE_STRING name = { 8, 8, text };
    OBJECT_ATTRIBUTES attributes = { .Length = sizeof(attributes) };
    CLIENT_ID client = { (HANDLE)(ULONG_PTR)GetCurrentProcessId(), NULL };
    HANDLE process = NULL;

    ok(open != NULL, "no NtOpenProcess\n");
    ok_status(open(&process, SYNCHRONIZE, &attributes, &client), STATUS_SUCCESS);
    ok_succeeds(CloseHandle(process));
    client.UniqueProcess = NULL;
    ok_status(open(&process, SYNCHRONIZE, &attributes, &client), STATUS_INVALID_CID);
    client.UniqueProcess = (HANDLE)(ULONG_PTR)0x7ffffff0;
    ok_status(open(&process, SYNCHRONIZE, &attributes, &client), STATUS_INVALID_CID);
    client.UniqueProcess = (HANDLE)(ULONG_PTR)GetCurrentProcessId();
    /* by name and by number at once, or by neither */
    attributes.ObjectName = &name;
    todo_wine ok_status(open(&process, SYNCHRONIZE, &attributes, &client),
                        STATUS_INVALID_PARAMETER_MIX);
    attributes.ObjectName = NULL;
    attributes.Length = 0;
    todo_wine ok_status(open(&process, SYNCHRONIZE, &attributes, &client),
                        STATUS_INVALID_PARAMETER);
}

/* --- its program ------------------------------------------------------------------------------ */

static void test_program(void)
{
    char own[MAX_PATH], name[MAX_PATH];
    WCHAR wide[MAX_PATH];
    HANDLE child, opened;
    DWORD id, size, length, i;

    child = start_waiting(&id);
    opened = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, id);
    GetModuleFileNameA(NULL, own, sizeof(own));
    length = (DWORD)strlen(own);

    size = sizeof(name);
    ok_succeeds(QueryFullProcessImageNameA(opened, 0, name, &size));
    ok(size == length && !strcmp(name, own), "name is %s, expected %s\n", name, own);
    size = sizeof(name);
    ok_succeeds(QueryFullProcessImageNameA(GetCurrentProcess(), 0, name, &size));
    ok(size == length && !strcmp(name, own), "name is %s, expected %s\n", name, own);
    size = MAX_PATH;
    ok_succeeds(QueryFullProcessImageNameW(opened, 0, wide, &size));
    ok_value(size, length);
    for (i = 0; i < length && wide[i] == (WCHAR)own[i]; i++)
        ;
    ok(i == length && !wide[i], "wide name differs at %lu\n", i);
    size = length + 1;
    ok_succeeds(QueryFullProcessImageNameA(opened, 0, name, &size));
    ok_value(size, length);
    size = length;
    ok_fails(QueryFullProcessImageNameA(opened, 0, name, &size), ERROR_INSUFFICIENT_BUFFER);
    size = length;
    ok_fails(QueryFullProcessImageNameW(opened, 0, wide, &size), ERROR_INSUFFICIENT_BUFFER);
    ok_fails(QueryFullProcessImageNameA(NULL, 0, name, &size), ERROR_INVALID_HANDLE);
    /* a path below a device */
    size = MAX_PATH;
    ok_succeeds(QueryFullProcessImageNameW(opened, PROCESS_NAME_NATIVE, wide, &size));
    ok(!memcmp(wide, L"\\Device\\", 16), "it starts otherwise\n");
    CloseHandle(opened);
    child_signal_close(child);
}

/* Handles are counted, this process's and others'. */
static void test_count(void)
{
    DWORD before = 0, after = 0, of_child = 0, id;
    HANDLE events[10], child, given = NULL;
    int i;

    child = start_waiting(&id);
    ok_succeeds(GetProcessHandleCount(GetCurrentProcess(), &before));
    todo_wine ok(before > 0, "no handles\n");
    for (i = 0; i < 10; i++)
        events[i] = CreateEventA(NULL, TRUE, FALSE, NULL);
    ok_succeeds(GetProcessHandleCount(GetCurrentProcess(), &after));
    todo_wine ok_value(after, before + 10);
    for (i = 0; i < 10; i++)
        CloseHandle(events[i]);
    ok_succeeds(GetProcessHandleCount(GetCurrentProcess(), &after));
    ok_value(after, before);
    ok_succeeds(DuplicateHandle(GetCurrentProcess(), GetCurrentProcess(), child, &given, 0, FALSE,
                                DUPLICATE_SAME_ACCESS));
    ok_succeeds(GetProcessHandleCount(child, &of_child));
    todo_wine ok(of_child > 0, "no handles\n");
    ok_fails(GetProcessHandleCount(NULL, &after), ERROR_INVALID_HANDLE);
    child_signal_close(child);
}

START_TEST(process_open)
{
    char **argv;
    int argc = winetest_get_mainargs(&argv);

    if (child_was_signal())
        return;
    if (argc == 4 && !strcmp(argv[2], "exit")) {
        WaitForSingleObject(child_handle(argv[3]), INFINITE);
        ExitProcess(0x1234567);
    }
    if (argc == 5) {
        child_watch(argv[3], argv[4]);
        return;
    }
    test_living();
    test_let_go();
    test_refused();
    test_self();
    test_rights();
    test_stranger(FALSE);
    test_stranger(TRUE);
    test_native();
    test_program();
    test_count();
}
