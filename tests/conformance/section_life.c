// SPDX-License-Identifier: MIT
// The life of a section's name: who keeps it, what ends it, and who creates first.

#include <windows.h>
#include "wine/test.h"
#include "check.h"
#include "scratch.h"
#include "child.h"

static HANDLE create(const char *name)
{
    return CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, name);
}

static void put(HANDLE section, DWORD value)
{
    DWORD *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);

    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    if (!view)
        return;
    *view = value;
    UnmapViewOfFile(view);
}

static DWORD get(HANDLE section)
{
    DWORD *view = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0), value;

    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    if (!view)
        return NO_ERROR_YET;
    value = *view;
    UnmapViewOfFile(view);
    return value;
}

/* S-NAM-04: every handle keeps the name, views do not; a new object starts with zeros. */
static void test_life(HANDLE file)
{
    char name[64];
    HANDLE first, second;
    DWORD *view;

    winetest_push_context(file == INVALID_HANDLE_VALUE ? "page file" : "file");
    strcpy(name, scratch_name("life"));
    first = CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, PAGE, name);
    ok(first != NULL, "failed, error %lu\n", GetLastError());
    second = OpenFileMappingA(FILE_MAP_WRITE, FALSE, name);
    ok(second != NULL, "failed, error %lu\n", GetLastError());
    view = MapViewOfFile(first, FILE_MAP_WRITE, 0, 0, 0);
    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    *view = 17;

    CloseHandle(first);
    first = OpenFileMappingA(FILE_MAP_READ, FALSE, name);
    ok(first != NULL, "the second handle did not keep the name, error %lu\n", GetLastError());
    ok_value(get(first), 17);
    CloseHandle(first);
    CloseHandle(second);

    ok_fails(OpenFileMappingA(FILE_MAP_READ, FALSE, name), ERROR_FILE_NOT_FOUND);
    ok_value(*view, 17);
    first = create(name);
    ok(first != NULL, "failed, error %lu\n", GetLastError());
    ok_error(0);
    ok_value(get(first), 0);
    put(first, 18);
    ok_value(*view, 17);
    CloseHandle(first);
    UnmapViewOfFile(view);
    winetest_pop_context();
}

/* --- with other processes ----------------------------------------------------------------------
 */

/* Children end with what they saw, or wait until they are killed. */
enum { CREATED = 10, EXISTED = 11, NOT_FOUND = 12, OTHER = 13 };

static void child_open(const char *name)
{
    HANDLE section = OpenFileMappingA(FILE_MAP_READ | FILE_MAP_WRITE, FALSE, name);

    if (!section)
        ExitProcess(GetLastError() == ERROR_FILE_NOT_FOUND ? NOT_FOUND : OTHER);
    ExitProcess(get(section));
}

/* Leaves without closing anything, a view alive too. */
static void child_create(const char *name, const char *value)
{
    HANDLE section = create(name);
    DWORD error = GetLastError(), *view;

    ok(section != NULL, "failed, error %lu\n", error);
    view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    *view = atoi(value);
    ExitProcess(error == ERROR_ALREADY_EXISTS ? EXISTED : error ? OTHER : CREATED);
}

/* Takes the parent's object too, and then dies at its own hand in the middle of it all. */
static void child_die(const char *name)
{
    HANDLE section = create(name);
    DWORD *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);

    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    *view = 99;
    TerminateProcess(GetCurrentProcess(), CREATED);
}

/* The same, by a fault. */
static void child_crash(const char *name)
{
    HANDLE section = create(name);
    volatile DWORD *view = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);

    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    *view = 99;
}

/* S-NAM-04, between processes. */
static void test_life_in_processes(void)
{
    char name[64];
    HANDLE section;
    DWORD *view;

    strcpy(name, scratch_name("processes"));
    ok_value(child_exit_code(child_start(FALSE, "open %s", name)), NOT_FOUND);

    /* the creator ends, with a handle and a view open: by exit and by TerminateProcess */
    ok_value(child_exit_code(child_start(FALSE, "create %s 21", name)), CREATED);
    ok_fails(OpenFileMappingA(FILE_MAP_READ, FALSE, name), ERROR_FILE_NOT_FOUND);
    ok_value(child_exit_code(child_start(FALSE, "die %s", name)), CREATED);
    ok_fails(OpenFileMappingA(FILE_MAP_READ, FALSE, name), ERROR_FILE_NOT_FOUND);
    ok_value(child_exit_code(child_start(FALSE, "crash %s", name)), EXCEPTION_ACCESS_VIOLATION);
    ok_fails(OpenFileMappingA(FILE_MAP_READ, FALSE, name), ERROR_FILE_NOT_FOUND);

    /* another's end does not take the name from those who still have it */
    section = create(name);
    ok_error(0);
    ok_value(get(section), 0);
    put(section, 33);
    ok_value(child_exit_code(child_start(FALSE, "open %s", name)), 33);
    ok_value(child_exit_code(child_start(FALSE, "create %s 44", name)), EXISTED);
    ok_value(get(section), 44);
    ok_value(child_exit_code(child_start(FALSE, "die %s", name)), CREATED);
    ok_value(get(section), 99);
    ok_value(child_exit_code(child_start(FALSE, "open %s", name)), 99);

    /* a view is no handle: for others the name is free, and their object is another one */
    view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    CloseHandle(section);
    ok_value(child_exit_code(child_start(FALSE, "open %s", name)), NOT_FOUND);
    ok_value(child_exit_code(child_start(FALSE, "create %s 55", name)), CREATED);
    ok_value(*view, 99);
    UnmapViewOfFile(view);
}

/* Has the object, a handle and a view, until it is killed. */
static void child_hold(const char *name, const char *ready, const char *never)
{
    HANDLE section = create(name);
    DWORD *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);

    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    *view = 77;
    child_signal_set(child_handle(ready), 0);
    WaitForSingleObject(child_handle(never), INFINITE);
}

/* S-NAM-04: a process that is killed leaves no name. */
static void test_killed(void)
{
    HANDLE child, ready, never, section;
    char name[64];

    strcpy(name, scratch_name("killed"));
    ready = child_signal();
    never = child_signal();
    child = child_start(TRUE, "hold %s %I64x %I64x", name, (ULONGLONG)(ULONG_PTR)ready,
                        (ULONGLONG)(ULONG_PTR)never);
    ok_value(child_exit_code(ready), 0);
    section = OpenFileMappingA(FILE_MAP_READ, FALSE, name);
    ok(section != NULL, "the child's section is not there, error %lu\n", GetLastError());
    ok_value(get(section), 77);
    CloseHandle(section);

    ok(TerminateProcess(child, 5), "TerminateProcess failed, error %lu\n", GetLastError());
    ok_value(child_exit_code(child), 5);
    child_signal_close(never);
    ok_fails(OpenFileMappingA(FILE_MAP_READ, FALSE, name), ERROR_FILE_NOT_FOUND);
    section = create(name);
    ok(section != NULL, "failed, error %lu\n", GetLastError());
    ok_error(0);
    ok_value(get(section), 0);
    CloseHandle(section);
}

#define RACERS 8

/* Creates when all may, tells by a signal what it saw, and keeps the object till the end. */
static void child_race(char **arguments)
{
    HANDLE start = child_handle(arguments[1]), done = child_handle(arguments[2]);
    HANDLE end = child_handle(arguments[3]), section;
    volatile LONG *view;
    DWORD error;

    WaitForSingleObject(start, INFINITE);
    section = create(arguments[0]);
    error = GetLastError();
    ok(section != NULL, "failed, error %lu\n", error);
    view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    __atomic_add_fetch(view, 1, __ATOMIC_SEQ_CST);
    child_signal_set(done, error == ERROR_ALREADY_EXISTS ? EXISTED : error ? OTHER : CREATED);
    WaitForSingleObject(end, INFINITE);
}

/* S-NAM-05: one of many creates, and all share what it created. */
static void test_race(void)
{
    HANDLE start = child_signal(), end = child_signal(), done[RACERS], racers[RACERS], section;
    DWORD created = 0, existed = 0, code;
    char name[64];
    int i;

    strcpy(name, scratch_name("race"));
    for (i = 0; i < RACERS; i++) {
        done[i] = child_signal();
        racers[i] =
            child_start(TRUE, "race %s %I64x %I64x %I64x", name, (ULONGLONG)(ULONG_PTR)start,
                        (ULONGLONG)(ULONG_PTR)done[i], (ULONGLONG)(ULONG_PTR)end);
    }
    child_signal_set(start, 0);
    for (i = 0; i < RACERS; i++) {
        code = child_exit_code(done[i]);
        created += code == CREATED;
        existed += code == EXISTED;
    }
    ok_value(created, 1);
    ok_value(existed, RACERS - 1);
    section = create(name);
    ok_error(ERROR_ALREADY_EXISTS);
    ok_value(get(section), RACERS);
    CloseHandle(section);
    child_signal_set(end, 0);
    for (i = 0; i < RACERS; i++)
        child_finish(racers[i]);
    child_signal_close(start);
    child_signal_close(end);
    ok_fails(OpenFileMappingA(FILE_MAP_READ, FALSE, name), ERROR_FILE_NOT_FOUND);
}

START_TEST(section_life)
{
    char **argv, path[MAX_PATH];
    int argc = winetest_get_mainargs(&argv);
    HANDLE file;

    if (child_was_signal())
        return;
    if (argc > 3) {
        if (!strcmp(argv[2], "open"))
            child_open(argv[3]);
        if (!strcmp(argv[2], "create"))
            child_create(argv[3], argv[4]);
        if (!strcmp(argv[2], "die"))
            child_die(argv[3]);
        if (!strcmp(argv[2], "crash"))
            child_crash(argv[3]);
        if (!strcmp(argv[2], "hold"))
            child_hold(argv[3], argv[4], argv[5]);
        if (!strcmp(argv[2], "race"))
            child_race(argv + 3);
        return;
    }
    test_life(INVALID_HANDLE_VALUE);
    file = scratch_create(path, "life", PAGE);
    test_life(file);
    CloseHandle(file);
    scratch_delete(path);
    test_life_in_processes();
    test_killed();
    test_race();
}
