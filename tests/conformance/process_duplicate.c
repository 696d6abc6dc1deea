// SPDX-License-Identifier: MIT
// S-PRC-02: handles that are made in a child process, which may not even have begun.

#include <windows.h>
#include "wine/test.h"
#include "check.h"
#include "scratch.h"
#include "child.h"

#define MANY 1000

/* What parent and child tell each other, in a section that the child finds by name. */
struct talk {
    HANDLE handles[MANY];
    DWORD count;
    HANDLE go; /* an event that the child inherited */
};

static struct talk *talk;
static HANDLE talk_section;
static char talk_name[64];

static void talk_open(void)
{
    strcpy(talk_name, scratch_name("talk"));
    talk_section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, sizeof(*talk),
                                      talk_name);
    talk = MapViewOfFile(talk_section, FILE_MAP_WRITE, 0, 0, 0);
    ok(talk != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
}

static void talk_close(void)
{
    UnmapViewOfFile(talk);
    CloseHandle(talk_section);
}

/* A child that has not begun; its process handle has just the rights that are needed. */
static PROCESS_INFORMATION start(const char *what, BOOL inherit)
{
    STARTUPINFOA startup = { .cb = sizeof(startup) };
    char program[MAX_PATH], line[2 * MAX_PATH];
    PROCESS_INFORMATION process = { 0 };

    GetModuleFileNameA(NULL, program, sizeof(program));
    sprintf(line, "\"%s\" %s %s %s", program, winetest_testlist->name, what, talk_name);
    ok(CreateProcessA(NULL, line, NULL, NULL, inherit, CREATE_SUSPENDED, NULL, NULL, &startup,
                      &process),
       "cannot start %s, error %lu\n", line, GetLastError());
    return process;
}

static void finish(PROCESS_INFORMATION process)
{
    ok_value(ResumeThread(process.hThread), 1);
    CloseHandle(process.hThread);
    child_finish(process.hProcess);
}

static HANDLE give(HANDLE process, HANDLE source, DWORD access, BOOL inherit, DWORD options)
{
    HANDLE made = NULL;

    ok_succeeds(DuplicateHandle(GetCurrentProcess(), source, process, &made, access, inherit,
                                options));
    ok(made != NULL, "no handle\n");
    return made;
}

static HANDLE create_section(DWORD value)
{
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, NULL);
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

static DWORD flags_of(HANDLE handle)
{
    DWORD flags = 0xcccccccc;

    ok_succeeds(GetHandleInformation(handle, &flags));
    return flags;
}

/* --- options ---------------------------------------------------------------------------------- */

static void child_options(void)
{
    HANDLE own = CreateEventA(NULL, TRUE, FALSE, NULL);
    DWORD i;

    for (i = 0; i < talk->count; i++)
        ok(talk->handles[i] != own, "handle %lu is that of another object\n", i);
    /* all rights, and none to inherit */
    ok_value(value_of(talk->handles[0]), 111);
    ok_value(flags_of(talk->handles[0]), 0);
    /* to read only, and to inherit */
    ok_value(value_of(talk->handles[1]), 111);
    ok_fails(MapViewOfFile(talk->handles[1], FILE_MAP_WRITE, 0, 0, 0), ERROR_ACCESS_DENIED);
    ok_value(flags_of(talk->handles[1]), HANDLE_FLAG_INHERIT);
    /* one that the parent has no more */
    ok_value(value_of(talk->handles[2]), 222);
    for (i = 0; i < talk->count; i++) {
        ok_succeeds(CloseHandle(talk->handles[i]));
        ok_fails(CloseHandle(talk->handles[i]), ERROR_INVALID_HANDLE);
    }
    ok_succeeds(CloseHandle(own));
}

static void test_options(void)
{
    HANDLE section = create_section(111), other = create_section(222);
    PROCESS_INFORMATION process = start("options", FALSE);

    talk->handles[0] = give(process.hProcess, section, 0, FALSE, DUPLICATE_SAME_ACCESS);
    talk->handles[1] = give(process.hProcess, section, FILE_MAP_READ, TRUE, 0);
    talk->handles[2] = give(process.hProcess, other, 0, FALSE,
                            DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE);
    ok_fails(CloseHandle(other), ERROR_INVALID_HANDLE);
    talk->count = 3;
    finish(process);
    ok_value(value_of(section), 111);
    ok_succeeds(CloseHandle(section));
}

/* --- kinds of objects ------------------------------------------------------------------------- */

enum { EVENT, MUTEX, SEMAPHORE, TIMER, FILE_HANDLE, ITSELF, PARENT, KINDS };

static void child_kinds(void)
{
    LONG count = 0;
    char text[4] = "";
    DWORD got = 0;

    ok_value(WaitForSingleObject(talk->handles[EVENT], 0), WAIT_TIMEOUT);
    ok_succeeds(SetEvent(talk->handles[EVENT]));
    ok_value(WaitForSingleObject(talk->handles[MUTEX], 0), WAIT_TIMEOUT);
    ok_succeeds(ReleaseSemaphore(talk->handles[SEMAPHORE], 2, &count));
    ok_value(count, 3);
    ok_value(WaitForSingleObject(talk->handles[TIMER], 0), WAIT_TIMEOUT);
    ok_succeeds(ReadFile(talk->handles[FILE_HANDLE], text, 3, &got, NULL));
    ok(got == 3 && !strcmp(text, "def"), "read %s\n", text);
    ok_value(GetProcessId(talk->handles[ITSELF]), GetCurrentProcessId());
    ok_value(WaitForSingleObject(talk->handles[PARENT], 0), WAIT_TIMEOUT);
    ok(GetProcessId(talk->handles[PARENT]) != GetCurrentProcessId(), "the parent is the child\n");
}

static void test_kinds(void)
{
    PROCESS_INFORMATION process = start("kinds", FALSE);
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL), mutex = CreateMutexA(NULL, TRUE, NULL);
    HANDLE semaphore = CreateSemaphoreA(NULL, 3, 10, NULL);
    HANDLE timer = CreateWaitableTimerA(NULL, TRUE, NULL);
    char path[MAX_PATH];
    HANDLE file = scratch_create(path, "given", 0);
    HANDLE sources[KINDS] = { event, mutex, semaphore, timer, file, process.hProcess,
                              GetCurrentProcess() };
    LONG count = 0;
    int i;

    scratch_write(file, 0, "abcdefghi", 9);
    ok_value(SetFilePointer(file, 3, NULL, FILE_BEGIN), 3);
    for (i = 0; i < KINDS; i++)
        talk->handles[i] = give(process.hProcess, sources[i], 0, FALSE, DUPLICATE_SAME_ACCESS);
    finish(process);
    ok_value(WaitForSingleObject(event, 0), WAIT_OBJECT_0);
    ok_succeeds(ReleaseSemaphore(semaphore, 1, &count));
    ok_value(count, 5);
    ok_succeeds(ReleaseMutex(mutex));
    ok_value(SetFilePointer(file, 0, NULL, FILE_CURRENT), 6);
    for (i = 0; i < ITSELF; i++)
        ok_succeeds(CloseHandle(sources[i]));
    scratch_delete(path);
}

/* --- names ------------------------------------------------------------------------------------ */

static BOOL has_name(const char *name)
{
    HANDLE section = OpenFileMappingA(FILE_MAP_READ, FALSE, name);

    return section && CloseHandle(section);
}

/* S-NAM-04: the child's handle keeps the name, whether the child looks at it or not. */
static void test_name(BOOL killed)
{
    PROCESS_INFORMATION process = start("name", FALSE);
    char name[64];
    HANDLE section;

    strcpy(name, scratch_name("given"));
    section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, name);
    talk->handles[0] = give(process.hProcess, section, 0, FALSE,
                            DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE);
    ok(has_name(name), "the name is gone\n");
    if (killed) {
        ok_succeeds(TerminateProcess(process.hProcess, 0));
        CloseHandle(process.hThread);
        ok_value(child_exit_code(process.hProcess), 0);
    } else {
        finish(process);
    }
    ok(!has_name(name), "the name is still there\n");
}

static void child_name(void)
{
    ok_value(value_of(talk->handles[0]), 0);
}

/* --- a child that runs ------------------------------------------------------------------------ */

static void child_running(void)
{
    DWORD i;

    ok_value(WaitForSingleObject(talk->go, 60000), WAIT_OBJECT_0);
    for (i = 0; i < MANY; i++) {
        winetest_push_context("%lu", i);
        ok_value(value_of(talk->handles[i]), i);
        ok_succeeds(CloseHandle(talk->handles[i]));
        winetest_pop_context();
    }
}

static void test_running(void)
{
    SECURITY_ATTRIBUTES inherit = { sizeof(inherit), NULL, TRUE };
    HANDLE *handles = talk->handles;
    PROCESS_INFORMATION process;
    DWORD i, j;

    talk->go = CreateEventA(&inherit, TRUE, FALSE, NULL);
    process = start("running", TRUE);
    ok_value(ResumeThread(process.hThread), 1);
    for (i = 0; i < MANY; i++)
        handles[i] = give(process.hProcess, create_section(i), 0, FALSE,
                          DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE);
    for (i = 0; i < MANY; i += 97)
        for (j = 0; j < i; j++)
            ok(handles[i] != handles[j], "%lu and %lu are the same\n", i, j);
    ok_succeeds(SetEvent(talk->go));
    CloseHandle(process.hThread);
    child_finish(process.hProcess);
    CloseHandle(talk->go);
}

/* --- on to a grandchild ----------------------------------------------------------------------- */

static void child_inherited(void)
{
    ok_value(value_of(talk->handles[0]), 333);
}

static void child_heir(void)
{
    PROCESS_INFORMATION process = start("inherited", TRUE);

    finish(process);
}

static void test_heir(void)
{
    PROCESS_INFORMATION process = start("heir", FALSE);

    talk->handles[0] = give(process.hProcess, create_section(333), 0, TRUE,
                            DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE);
    finish(process);
}

/* --- refused ---------------------------------------------------------------------------------- */

static void test_refused(void)
{
    PROCESS_INFORMATION process = start("nothing", FALSE);
    HANDLE section = create_section(0), weak = NULL, made;

    ok_succeeds(DuplicateHandle(GetCurrentProcess(), process.hProcess, GetCurrentProcess(), &weak,
                                SYNCHRONIZE | PROCESS_QUERY_INFORMATION, FALSE, 0));
    ok_fails(DuplicateHandle(GetCurrentProcess(), section, weak, &made, 0, FALSE,
                             DUPLICATE_SAME_ACCESS),
             ERROR_ACCESS_DENIED);
    ok_fails(DuplicateHandle(GetCurrentProcess(), (HANDLE)0xdeadbee4, process.hProcess, &made, 0,
                             FALSE, DUPLICATE_SAME_ACCESS),
             ERROR_INVALID_HANDLE);
    ok_fails(DuplicateHandle(GetCurrentProcess(), section, section, &made, 0, FALSE,
                             DUPLICATE_SAME_ACCESS),
             ERROR_INVALID_HANDLE);
    finish((PROCESS_INFORMATION){ process.hProcess, process.hThread });

    process = start("nothing", FALSE);
    ok_succeeds(TerminateProcess(process.hProcess, 0));
    ok_value(WaitForSingleObject(process.hProcess, 60000), WAIT_OBJECT_0);
    ok_fails(DuplicateHandle(GetCurrentProcess(), section, process.hProcess, &made, 0, FALSE,
                             DUPLICATE_SAME_ACCESS),
             ERROR_ACCESS_DENIED);
    /* the source is closed all the same */
    SetLastError(NO_ERROR_YET);
    DuplicateHandle(GetCurrentProcess(), section, process.hProcess, &made, 0, FALSE,
                    DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE);
    ok_fails(CloseHandle(section), ERROR_INVALID_HANDLE);
    CloseHandle(weak);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
}

/* --- which child is this ---------------------------------------------------------------------- */

static void child_nothing(void)
{
}

static const struct {
    const char *name;
    void (*run)(void);
} children[] = {
    { "options", child_options }, { "kinds", child_kinds }, { "name", child_name },
    { "running", child_running }, { "heir", child_heir }, { "inherited", child_inherited },
    { "nothing", child_nothing },
};

static void child(const char *what, const char *name)
{
    size_t i;

    strcpy(talk_name, name);
    talk_section = OpenFileMappingA(FILE_MAP_ALL_ACCESS, FALSE, name);
    talk = MapViewOfFile(talk_section, FILE_MAP_WRITE, 0, 0, 0);
    ok(talk != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    for (i = 0; i < ARRAY_SIZE(children); i++)
        if (!strcmp(what, children[i].name))
            children[i].run();
}

START_TEST(process_duplicate)
{
    char **argv;
    int argc = winetest_get_mainargs(&argv);

    if (argc == 4) {
        child(argv[2], argv[3]);
        return;
    }
    talk_open();
    test_options();
    test_kinds();
    test_name(FALSE);
    test_name(TRUE);
    test_running();
    test_heir();
    test_refused();
    talk_close();
}
