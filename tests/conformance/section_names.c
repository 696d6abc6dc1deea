// SPDX-License-Identifier: MIT
// Names of sections: their spelling, their life, and who creates first.

#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include "wine/test.h"
#include "check.h"
#include "nt.h"
#include "scratch.h"
#include "child.h"

static HANDLE create(const char *name)
{
    return CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, name);
}

/* S-NAM-01: which names mean the same object. */
static void test_namespaces(void)
{
    static const struct {
        const char *first, *second;
        BOOL same;
    } rows[] = {
        {"", "Local\\", TRUE},
        {"Local\\", "", TRUE},
        {"", "Global\\", FALSE},
        {"Local\\", "Global\\", FALSE},
        {"Global\\", "Global\\", TRUE},
        /* no prefixes at all: a slash is a character like others */
        {"", "Local/", FALSE},
        {"Global/", "Global\\", FALSE},
        {"Global/", "Global/", TRUE},
    };
    char first[128], second[128];
    HANDLE handle, other;
    size_t i;

    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        winetest_push_context("\"%s\" and \"%s\"", rows[i].first, rows[i].second);
        sprintf(first, "%s%s", rows[i].first, scratch_name("space"));
        sprintf(second, "%s%s", rows[i].second, scratch_name("space"));
        SetLastError(NO_ERROR_YET);
        handle = create(first);
        ok(handle != NULL, "failed, error %lu\n", GetLastError());
        ok_error(0);
        if (rows[i].same) {
            other = OpenFileMappingA(FILE_MAP_READ, FALSE, second);
            ok(other != NULL, "not found, error %lu\n", GetLastError());
            CloseHandle(other);
        } else {
            ok_fails(OpenFileMappingA(FILE_MAP_READ, FALSE, second), ERROR_FILE_NOT_FOUND);
        }
        other = create(second);
        ok(other != NULL, "failed, error %lu\n", GetLastError());
        ok_error(rows[i].same ? ERROR_ALREADY_EXISTS : 0);
        CloseHandle(other);
        CloseHandle(handle);
        winetest_pop_context();
    }
}

/* S-NAM-01: what is no name; %s is where this run's own name goes. */
static void test_bad_names(void)
{
    static const struct {
        const char *name;
        DWORD error;
    } rows[] = {
        {"%s\\b", ERROR_PATH_NOT_FOUND},
        {"%s\\", ERROR_PATH_NOT_FOUND},
        {"%s\\b\\c", ERROR_PATH_NOT_FOUND},
        {"Local\\%s\\b", ERROR_PATH_NOT_FOUND},
        {"Global\\%s\\b", ERROR_PATH_NOT_FOUND},
        {"\\%s", ERROR_BAD_PATHNAME},
        {"\\Global\\%s", ERROR_BAD_PATHNAME},
        {"Local\\", ERROR_INVALID_NAME},
        {"Global\\", ERROR_INVALID_NAME},
        {"Local\\\\%s", ERROR_INVALID_NAME},
        {"Global\\\\%s", ERROR_INVALID_NAME},
        /* a prefix word in other letters is a directory that is not there */
        {"local\\%s", ERROR_PATH_NOT_FOUND},
        {"LOCAL\\%s", ERROR_PATH_NOT_FOUND},
        {"global\\%s", ERROR_PATH_NOT_FOUND},
        {"GLOBAL\\%s", ERROR_PATH_NOT_FOUND},
    };
    char name[160];
    size_t i;

    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        sprintf(name, rows[i].name, scratch_name("bad"));
        winetest_push_context("%s", rows[i].name);
        ok_fails(create(name), rows[i].error);
        ok_fails(OpenFileMappingA(FILE_MAP_READ, FALSE, name), rows[i].error);
        winetest_pop_context();
    }
}

/* S-NAM-01: capital letters count. */
static void test_case(void)
{
    char lower[64], upper[64];
    HANDLE first, second;

    strcpy(lower, scratch_name("map"));
    strcpy(upper, scratch_name("MAP"));
    first = create(lower);
    ok(first != NULL, "failed, error %lu\n", GetLastError());
    ok_fails(OpenFileMappingA(FILE_MAP_READ, FALSE, upper), ERROR_FILE_NOT_FOUND);
    second = create(upper);
    ok(second != NULL, "failed, error %lu\n", GetLastError());
    ok_error(0);
    CloseHandle(second);
    CloseHandle(first);
}

/* S-NAM-02: jobs and events share the sections' names; tried where the platform has them. */
static void test_other_types(void)
{
    HANDLE(WINAPI * pCreateEventA)(SECURITY_ATTRIBUTES *, BOOL, BOOL, const char *);
    HANDLE event;
    const char *name = scratch_name("type");

    pCreateEventA = (void *)GetProcAddress(GetModuleHandleA("kernel32.dll"), "CreateEventA");
    if (!pCreateEventA) {
        skip("no events here\n");
        return;
    }
    event = pCreateEventA(NULL, FALSE, FALSE, name);
    ok(event != NULL, "CreateEvent failed, error %lu\n", GetLastError());
    ok_fails(create(name), ERROR_INVALID_HANDLE);
    ok_fails(OpenFileMappingA(FILE_MAP_READ, FALSE, name), ERROR_INVALID_HANDLE);
    CloseHandle(event);
}

/* S-NAM-03: no name and odd names. */
static void test_odd_names(void)
{
    static const WCHAR exotic[] = {0x00e4, 0x4e2d, 0xd83d, 0xde00, 0xd800, ' ', '*', '?', ':',
                                   '"',    '<',    '/',    '.',    '.',    1,   0};
    WCHAR wide[128], longest[300];
    HANDLE first, second;
    size_t i;

    first = create("");
    ok(first != NULL, "failed, error %lu\n", GetLastError());
    ok_error(0);
    second = create("");
    ok(second != NULL, "failed, error %lu\n", GetLastError());
    ok_error(0);
    CloseHandle(first);
    CloseHandle(second);

    ok_fails(OpenFileMappingA(FILE_MAP_READ, FALSE, NULL), ERROR_INVALID_PARAMETER);
    ok_fails(OpenFileMappingW(FILE_MAP_READ, FALSE, NULL), ERROR_INVALID_PARAMETER);
    ok_fails(OpenFileMappingA(FILE_MAP_READ, FALSE, ""), ERROR_INVALID_HANDLE);
    ok_fails(OpenFileMappingA(FILE_MAP_READ, FALSE, scratch_name("unknown")),
             ERROR_FILE_NOT_FOUND);

    scratch_widen(wide, scratch_name(""));
    for (i = 0; wide[i]; i++)
        ;
    memcpy(wide + i, exotic, sizeof(exotic));
    for (i = 0; i < ARRAY_SIZE(longest) - 1; i++)
        longest[i] = wide[i % 8] ? wide[i % 8] : 'x';
    longest[i] = 0;
    first = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, wide);
    ok(first != NULL, "failed, error %lu\n", GetLastError());
    ok_error(0);
    second = OpenFileMappingW(FILE_MAP_READ, FALSE, wide);
    ok(second != NULL, "failed, error %lu\n", GetLastError());
    CloseHandle(second);
    wide[0]++;
    ok_fails(OpenFileMappingW(FILE_MAP_READ, FALSE, wide), ERROR_FILE_NOT_FOUND);
    CloseHandle(first);

    first = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, longest);
    ok(first != NULL, "failed, error %lu\n", GetLastError());
    second = OpenFileMappingW(FILE_MAP_READ, FALSE, longest);
    ok(second != NULL, "failed, error %lu\n", GetLastError());
    CloseHandle(second);
    CloseHandle(first);
}

/* S-NAM-03: A and W forms meet in one name; the A form takes at least ASCII. */
static void test_wide_and_narrow(void)
{
    WCHAR wide[64];
    HANDLE first, second;

    scratch_widen(wide, scratch_name("wide"));
    first = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, wide);
    ok(first != NULL, "failed, error %lu\n", GetLastError());
    second = OpenFileMappingA(FILE_MAP_READ, FALSE, scratch_name("wide"));
    ok(second != NULL, "failed, error %lu\n", GetLastError());
    CloseHandle(second);
    CloseHandle(first);
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

/* --- with other processes ---------------------------------------------------------------------- */

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
static void child_hold(const char *name, const char *ready)
{
    HANDLE section = create(name), never = child_signal();
    DWORD *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);

    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    *view = 77;
    child_signal_set(child_handle(ready), 0);
    WaitForSingleObject(never, INFINITE);
}

/* S-NAM-04: a process that is killed leaves no name. */
static void test_killed(void)
{
    HANDLE child, ready, section;
    char name[64];

    strcpy(name, scratch_name("killed"));
    ready = child_signal();
    child = child_start(TRUE, "hold %s %I64x", name, (ULONGLONG)(ULONG_PTR)ready);
    ok_value(child_exit_code(ready), 0);
    section = OpenFileMappingA(FILE_MAP_READ, FALSE, name);
    ok(section != NULL, "the child's section is not there, error %lu\n", GetLastError());
    ok_value(get(section), 77);
    CloseHandle(section);

    ok(TerminateProcess(child, 5), "TerminateProcess failed, error %lu\n", GetLastError());
    ok_value(child_exit_code(child), 5);
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
        racers[i] = child_start(TRUE, "race %s %I64x %I64x %I64x", name,
                                (ULONGLONG)(ULONG_PTR)start, (ULONGLONG)(ULONG_PTR)done[i],
                                (ULONGLONG)(ULONG_PTR)end);
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
    CloseHandle(start);
    CloseHandle(end);
    ok_fails(OpenFileMappingA(FILE_MAP_READ, FALSE, name), ERROR_FILE_NOT_FOUND);
}

/* S-NAM-06: what a handle from OpenFileMapping may map, and whether it may query. */
static void test_open_access(void)
{
    enum { READ = 1, WRITE = 2, EXECUTE = 4, QUERY = 8 };
    static const struct {
        DWORD access;
        int grants;
    } rows[] = {
        {FILE_MAP_READ, READ},
        {FILE_MAP_WRITE, WRITE},
        {FILE_MAP_COPY, READ},
        {FILE_MAP_READ | FILE_MAP_WRITE, READ | WRITE},
        {FILE_MAP_READ | FILE_MAP_EXECUTE, READ | EXECUTE},
        {FILE_MAP_WRITE | FILE_MAP_EXECUTE, WRITE | EXECUTE},
        {FILE_MAP_READ | SECTION_QUERY, READ | QUERY},
        {FILE_MAP_WRITE | SECTION_QUERY, WRITE | QUERY},
        {FILE_MAP_ALL_ACCESS, READ | WRITE | EXECUTE | QUERY},
        {FILE_MAP_ALL_ACCESS | FILE_MAP_EXECUTE, READ | WRITE | EXECUTE | QUERY},
    };
    static const struct {
        DWORD access;
        int needs;
    } views[] = {
        {FILE_MAP_READ, READ},
        {FILE_MAP_WRITE, WRITE},
        {FILE_MAP_COPY, READ},
        {FILE_MAP_READ | FILE_MAP_EXECUTE, READ | EXECUTE},
        {FILE_MAP_WRITE | FILE_MAP_EXECUTE, WRITE | EXECUTE},
    };
    struct nt_section_basic info;
    HANDLE first, section;
    char name[64];
    void *view;
    size_t i, j;

    strcpy(name, scratch_name("open"));
    first = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_EXECUTE_READWRITE, 0, PAGE, name);
    ok(first != NULL, "failed, error %lu\n", GetLastError());
    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        winetest_push_context("opened 0x%lx", rows[i].access);
        SetLastError(NO_ERROR_YET);
        section = OpenFileMappingA(rows[i].access, FALSE, name);
        ok(section != NULL, "failed, error %lu\n", GetLastError());
        ok_error(NO_ERROR_YET); /* S-ERR-02 */
        for (j = 0; j < ARRAY_SIZE(views); j++) {
            BOOL allowed = !(views[j].needs & ~rows[i].grants);

            winetest_push_context("view 0x%lx", views[j].access);
            SetLastError(NO_ERROR_YET);
            view = MapViewOfFile(section, views[j].access, 0, 0, 0);
            /* Wine does not turn FILE_MAP_EXECUTE into the section's right. */
            todo_wine_if(allowed && views[j].needs & EXECUTE &&
                         !(rows[i].access & SECTION_MAP_EXECUTE)) {
                ok(!view == !allowed, "view is %p\n", view);
                ok_error(allowed ? NO_ERROR_YET : ERROR_ACCESS_DENIED);
            }
            if (view)
                UnmapViewOfFile(view);
            winetest_pop_context();
        }
        ok_status(pNtQuerySection(section, NT_SECTION_BASIC, &info, sizeof(info), NULL),
                  rows[i].grants & QUERY ? STATUS_SUCCESS : STATUS_ACCESS_DENIED);
        CloseHandle(section);
        winetest_pop_context();
    }
    CloseHandle(first);
}

START_TEST(section_names)
{
    char **argv, path[MAX_PATH];
    int argc = winetest_get_mainargs(&argv);
    HANDLE file;

    if (child_was_signal())
        return;
    nt_load();
    if (argc > 3) {
        if (!strcmp(argv[2], "open"))
            child_open(argv[3]);
        if (!strcmp(argv[2], "create"))
            child_create(argv[3], argv[4]);
        if (!strcmp(argv[2], "die"))
            child_die(argv[3]);
        if (!strcmp(argv[2], "hold"))
            child_hold(argv[3], argv[4]);
        if (!strcmp(argv[2], "race"))
            child_race(argv + 3);
        return;
    }
    test_namespaces();
    test_bad_names();
    test_case();
    test_other_types();
    test_odd_names();
    test_wide_and_narrow();
    test_life(INVALID_HANDLE_VALUE);
    file = scratch_create(path, "life", PAGE);
    test_life(file);
    CloseHandle(file);
    scratch_delete(path);
    test_life_in_processes();
    test_killed();
    test_race();
    test_open_access();
}
