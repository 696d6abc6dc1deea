// SPDX-License-Identifier: MIT
// S-PRC-02: handles of a child process, duplicated out of it while it does something else.

#include <windows.h>
#include "wine/test.h"
#include "lacks.h"
#include "check.h"
#include "scratch.h"
#include "child.h"

enum { SECTION, NAMED, READ_ONLY, EVENT, MUTEX, SEMAPHORE, FILE_HANDLE, ITSELF, PROTECTED, KINDS };

/* What parent and child tell each other. */
struct talk {
    HANDLE handles[KINDS];
    HANDLE ready, go; /* events that the child inherited */
    char name[64];    /* of the named section */
    char path[MAX_PATH];
};

static struct talk *talk;

static HANDLE create_section(DWORD value, const char *name)
{
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, name);
    DWORD *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);

    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    *view = value;
    UnmapViewOfFile(view);
    return section;
}

static DWORD value_of(HANDLE section)
{
    DWORD *view = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0), value;

    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    value = view ? *view : 0;
    UnmapViewOfFile(view);
    return value;
}

static BOOL has_name(const char *name)
{
    HANDLE section = OpenFileMappingA(FILE_MAP_READ, FALSE, name);

    return section && CloseHandle(section);
}

static void child(const char *name)
{
    HANDLE section = OpenFileMappingA(FILE_MAP_WRITE, FALSE, name), *handles;

    talk = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    ok(talk != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    handles = talk->handles;
    handles[SECTION] = create_section(11, NULL);
    handles[NAMED] = create_section(22, talk->name);
    handles[READ_ONLY] = OpenFileMappingA(FILE_MAP_READ, FALSE, talk->name);
    handles[EVENT] = CreateEventA(NULL, TRUE, FALSE, NULL);
    handles[MUTEX] = CreateMutexA(NULL, TRUE, NULL);
    handles[SEMAPHORE] = CreateSemaphoreA(NULL, 3, 10, NULL);
    handles[FILE_HANDLE] = scratch_open(talk->path, GENERIC_READ);
    ok_value(SetFilePointer(handles[FILE_HANDLE], 3, NULL, FILE_BEGIN), 3);
    handles[ITSELF] = OpenProcess(PROCESS_ALL_ACCESS, FALSE, GetCurrentProcessId());
    handles[PROTECTED] = create_section(33, NULL);
    SetHandleInformation(handles[PROTECTED], HANDLE_FLAG_PROTECT_FROM_CLOSE,
                         HANDLE_FLAG_PROTECT_FROM_CLOSE);
    ok_succeeds(SetEvent(talk->ready));
    ok_value(WaitForSingleObject(talk->go, 60000), WAIT_OBJECT_0);

    ok_value(WaitForSingleObject(handles[EVENT], 0), WAIT_OBJECT_0);
    ok_value(SetFilePointer(handles[FILE_HANDLE], 0, NULL, FILE_CURRENT), 6);
    /* the parent closed these */
    ok_fails(CloseHandle(handles[SECTION]), ERROR_INVALID_HANDLE);
    todo_wine ok_fails(CloseHandle(handles[READ_ONLY]), ERROR_INVALID_HANDLE);
    ok_fails(MapViewOfFile(handles[SECTION], FILE_MAP_READ, 0, 0, 0), ERROR_INVALID_HANDLE);
    /* but it could not close this one */
    ok_value(value_of(handles[PROTECTED]), 33);
    ok_value(value_of(handles[NAMED]), 22);
}

static HANDLE take(HANDLE process, int kind, DWORD access, BOOL inherit, DWORD options)
{
    HANDLE made = NULL;

    winetest_push_context("kind %d", kind);
    ok_succeeds(DuplicateHandle(process, talk->handles[kind], GetCurrentProcess(), &made, access,
                                inherit, options));
    ok(made != NULL, "no handle\n");
    winetest_pop_context();
    return made;
}

static HANDLE take_same(HANDLE process, int kind)
{
    return take(process, kind, 0, FALSE, DUPLICATE_SAME_ACCESS);
}

static void check_sections(HANDLE process)
{
    HANDLE taken;
    DWORD flags = 0;

    taken = take_same(process, SECTION);
    ok_value(value_of(taken), 11);
    ok_succeeds(CloseHandle(taken));
    /* less than the child has, and to be inherited */
    taken = take(process, SECTION, FILE_MAP_READ, TRUE, 0);
    ok_value(value_of(taken), 11);
    ok_fails(MapViewOfFile(taken, FILE_MAP_WRITE, 0, 0, 0), ERROR_ACCESS_DENIED);
    ok_succeeds(GetHandleInformation(taken, &flags));
    ok_value(flags, HANDLE_FLAG_INHERIT);
    ok_succeeds(CloseHandle(taken));
    /* named, and what a weak handle allows */
    taken = take_same(process, NAMED);
    ok_value(value_of(taken), 22);
    ok_succeeds(CloseHandle(taken));
    taken = take_same(process, READ_ONLY);
    ok_value(value_of(taken), 22);
    ok_fails(MapViewOfFile(taken, FILE_MAP_WRITE, 0, 0, 0), ERROR_ACCESS_DENIED);
    ok_succeeds(CloseHandle(taken));
}

static void check_others(HANDLE process)
{
    HANDLE taken;
    char text[4] = "";
    LONG count = 0;
    DWORD got = 0;

    taken = take_same(process, EVENT);
    ok_value(WaitForSingleObject(taken, 0), WAIT_TIMEOUT);
    ok_succeeds(SetEvent(taken));
    ok_succeeds(CloseHandle(taken));
    taken = take_same(process, MUTEX);
    ok_value(WaitForSingleObject(taken, 0), WAIT_TIMEOUT);
    ok_succeeds(CloseHandle(taken));
    taken = take_same(process, SEMAPHORE);
    ok_succeeds(ReleaseSemaphore(taken, 1, &count));
    ok_value(count, 3);
    ok_succeeds(CloseHandle(taken));
    taken = take_same(process, FILE_HANDLE);
    ok_succeeds(ReadFile(taken, text, 3, &got, NULL));
    ok(got == 3 && !strcmp(text, "def"), "read %s\n", text);
    ok_succeeds(CloseHandle(taken));
    taken = take_same(process, ITSELF);
    ok_value(GetProcessId(taken), GetProcessId(process));
    ok_succeeds(CloseHandle(taken));
    /* what a process calls itself means that process */
    ok_succeeds(DuplicateHandle(process, GetCurrentProcess(), GetCurrentProcess(), &taken, 0,
                                FALSE, DUPLICATE_SAME_ACCESS));
    todo_wine ok_value(GetProcessId(taken), GetProcessId(process));
    ok_succeeds(CloseHandle(taken));
}

static void check_refused(HANDLE process)
{
    HANDLE weak = NULL, taken;

    ok_fails(DuplicateHandle(process, (HANDLE)0xdeadbee4, GetCurrentProcess(), &taken, 0, FALSE,
                             DUPLICATE_SAME_ACCESS),
             ERROR_INVALID_HANDLE);
    ok_succeeds(DuplicateHandle(GetCurrentProcess(), process, GetCurrentProcess(), &weak,
                                PROCESS_VM_READ | PROCESS_QUERY_INFORMATION, FALSE, 0));
    ok_fails(DuplicateHandle(weak, talk->handles[SECTION], GetCurrentProcess(), &taken, 0, FALSE,
                             DUPLICATE_SAME_ACCESS),
             ERROR_ACCESS_DENIED);
    ok_succeeds(CloseHandle(weak));
}

/* Also to where they came from, and with no target at all. */
static void check_closing(HANDLE process)
{
    HANDLE taken, given = NULL;

    ok_succeeds(DuplicateHandle(process, talk->handles[NAMED], process, &given, 0, FALSE,
                                DUPLICATE_SAME_ACCESS));
    ok(given && given != talk->handles[NAMED], "handle %p\n", given);
    taken = take(process, SECTION, 0, FALSE, DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE);
    ok_value(value_of(taken), 11);
    ok_succeeds(CloseHandle(taken));
    todo_wine ok_succeeds(DuplicateHandle(process, talk->handles[READ_ONLY], NULL, NULL, 0, FALSE,
                                          DUPLICATE_CLOSE_SOURCE));
    taken = take(process, PROTECTED, 0, FALSE, DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE);
    ok_value(value_of(taken), 33);
    ok_succeeds(CloseHandle(taken));
}

static void test_running(void)
{
    SECURITY_ATTRIBUTES inherit = { sizeof(inherit), NULL, TRUE };
    HANDLE section, file, process, taken;
    char name[64];

    strcpy(name, scratch_name("talk"));
    section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, sizeof(*talk),
                                 name);
    talk = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    ok(talk != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    strcpy(talk->name, scratch_name("named"));
    file = scratch_create(talk->path, "taken", 0);
    scratch_write(file, 0, "abcdefghi", 9);
    talk->ready = CreateEventA(&inherit, TRUE, FALSE, NULL);
    talk->go = CreateEventA(&inherit, TRUE, FALSE, NULL);
    process = child_start(TRUE, "%s", name);
    ok_value(WaitForSingleObject(talk->ready, 60000), WAIT_OBJECT_0);

    check_sections(process);
    check_others(process);
    check_refused(process);
    taken = take_same(process, NAMED);
    check_closing(process);
    ok_succeeds(SetEvent(talk->go));
    child_finish(process);
    /* S-NAM-04: what was taken keeps the name */
    ok(has_name(talk->name), "the name is gone\n");
    ok_value(value_of(taken), 22);
    ok_succeeds(CloseHandle(taken));
    ok(!has_name(talk->name), "the name is still there\n");
    CloseHandle(file);
    scratch_delete(talk->path);
    CloseHandle(talk->ready);
    CloseHandle(talk->go);
    UnmapViewOfFile(talk);
    CloseHandle(section);
}

/* One that has not begun has what it inherits. */
static void test_suspended(void)
{
    STARTUPINFOA startup = { .cb = sizeof(startup) };
    char program[MAX_PATH], line[2 * MAX_PATH];
    HANDLE section = create_section(44, NULL), taken = NULL;
    PROCESS_INFORMATION process;

    SetHandleInformation(section, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
    GetModuleFileNameA(NULL, program, sizeof(program));
    sprintf(line, "\"%s\" %s", program, winetest_testlist->name);
    ok(CreateProcessA(NULL, line, NULL, NULL, TRUE, CREATE_SUSPENDED, NULL, NULL, &startup,
                      &process),
       "cannot start %s, error %lu\n", line, GetLastError());
    ok_succeeds(DuplicateHandle(process.hProcess, section, GetCurrentProcess(), &taken, 0, FALSE,
                                DUPLICATE_SAME_ACCESS));
    ok_value(value_of(taken), 44);
    ok_succeeds(CloseHandle(taken));
    ok_fails(DuplicateHandle(process.hProcess, (HANDLE)0xdeadbee4, GetCurrentProcess(), &taken, 0,
                             FALSE, DUPLICATE_SAME_ACCESS),
             ERROR_INVALID_HANDLE);
    ok_succeeds(TerminateProcess(process.hProcess, 0));
    ok_value(WaitForSingleObject(process.hProcess, 60000), WAIT_OBJECT_0);
    todo_wine ok_fails(DuplicateHandle(process.hProcess, section, GetCurrentProcess(), &taken, 0,
                                       FALSE, DUPLICATE_SAME_ACCESS),
                       ERROR_ACCESS_DENIED);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    CloseHandle(section);
}

START_TEST(process_take)
{
    char **argv;

    if (winetest_get_mainargs(&argv) == 3) {
        child(argv[2]);
        return;
    }
    if (lacks("pidfd_getfd")) {
        skip("nothing can be taken out of other processes here\n");
        return;
    }
    test_running();
    test_suspended();
}
