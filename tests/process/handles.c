// SPDX-License-Identifier: MIT
// handles: 100,000 handles and 10,000 named sections in one process, and the limits beyond.
#include <windows.h>

#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "check.h"

enum { THREADS = 4, EACH = 25000, HANDLES = THREADS * EACH, NAMES = 10000 };

/* --- handles, from several threads --------------------------------------------------------- */

static HANDLE handles[HANDLES], source;

/* Of each four: a new event, a new semaphore, two copies of one section's handle. */
static HANDLE make(unsigned i)
{
    HANDLE made = NULL;

    if (i % 4 == 0)
        return CreateEventA(NULL, FALSE, FALSE, NULL);
    if (i % 4 == 1)
        return CreateSemaphoreA(NULL, 0, 2, NULL);
    DuplicateHandle(GetCurrentProcess(), source, GetCurrentProcess(), &made, 0, FALSE,
                    DUPLICATE_SAME_ACCESS);
    return made;
}

static DWORD WINAPI fill(void *context)
{
    unsigned first = (unsigned)(UINT_PTR)context * EACH;

    for (unsigned i = first; i < first + EACH; i++) {
        handles[i] = make(i);
        if (!handles[i])
            return GetLastError();
    }
    return ERROR_SUCCESS;
}

/* Closes every other handle of its own, and makes new ones while the rest do the same. */
static DWORD WINAPI renew(void *context)
{
    unsigned first = (unsigned)(UINT_PTR)context * EACH;

    for (unsigned i = first; i < first + EACH; i += 2)
        if (!CloseHandle(handles[i]))
            return GetLastError();
    for (unsigned i = first; i < first + EACH; i += 2) {
        handles[i] = make(i);
        if (!handles[i])
            return GetLastError();
    }
    return ERROR_SUCCESS;
}

static void run(LPTHREAD_START_ROUTINE routine)
{
    HANDLE threads[THREADS];
    DWORD error;

    for (UINT_PTR i = 0; i < THREADS; i++)
        threads[i] = CreateThread(NULL, 0, routine, (void *)i, 0, NULL);
    for (UINT_PTR i = 0; i < THREADS; i++) {
        REQUIRE(threads[i] != NULL);
        CHECK(WaitForSingleObject(threads[i], INFINITE) == WAIT_OBJECT_0);
        CHECK(GetExitCodeThread(threads[i], &error) && error == ERROR_SUCCESS, "error %lu", error);
        CloseHandle(threads[i]);
    }
}

/* S-ERR-03: multiples of four, no two the same, and those of closed ones are used again. */
static void check_values(void)
{
    static unsigned char seen[2 * HANDLES];

    memset(seen, 0, sizeof seen);
    for (unsigned i = 0; i < HANDLES; i++) {
        UINT_PTR value = (UINT_PTR)handles[i];

        CHECK(value && value % 4 == 0 && value / 4 < sizeof seen, "handle %p", handles[i]);
        if (value / 4 >= sizeof seen)
            continue;
        CHECK(!seen[value / 4], "handle %p twice", handles[i]);
        seen[value / 4] = 1;
    }
}

/* Each handle means what it was made for. */
static void check_kinds(void)
{
    for (unsigned i = 0; i < HANDLES; i++) {
        BOOL set = SetEvent(handles[i]);

        CHECK(set == (i % 4 == 0), "handle %p, error %lu", handles[i], GetLastError());
        if (i % 4 == 1)
            CHECK(ReleaseSemaphore(handles[i], 1, NULL), "error %lu", GetLastError());
    }
}

static void check_handles(void)
{
    int before;

    source = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, NULL);
    REQUIRE(source != NULL);
    before = descriptors();
    run(fill);
    check_values();
    check_kinds();
    run(renew);
    check_values();
    check_kinds();
    for (unsigned i = 0; i < HANDLES; i++)
        CHECK(CloseHandle(handles[i]), "handle %p, error %lu", handles[i], GetLastError());
    CHECK(!CloseHandle(handles[0]) && GetLastError() == ERROR_INVALID_HANDLE);
    CHECK(CloseHandle(source));
    /* memory for the states of events and semaphores to come may stay */
    CHECK(descriptors() <= before + 1, "%d descriptors, then %d", before, descriptors());
}

/* --- names --------------------------------------------------------------------------------- */

static HANDLE sections[NAMES];

static const char *name_of(unsigned i)
{
    static char name[64];

    snprintf(name, sizeof name, "Local\\ntmm handles %d %u", getpid(), i);
    return name;
}

static HANDLE open_name(unsigned i)
{
    return OpenFileMappingA(FILE_MAP_READ, FALSE, name_of(i));
}

/* A view of some of them, to see that each name has memory of its own. */
static void check_memory(void)
{
    for (unsigned i = 0; i < NAMES; i += 97) {
        unsigned *view = MapViewOfFile(sections[i], FILE_MAP_WRITE, 0, 0, 0);

        CHECK(view && *view == 0, "error %lu", GetLastError());
        if (view)
            *view = i + 1;
        UnmapViewOfFile(view);
    }
    for (unsigned i = 0; i < NAMES; i += 97) {
        HANDLE again = open_name(i);
        unsigned *view = MapViewOfFile(again, FILE_MAP_READ, 0, 0, 0);

        CHECK(view && *view == i + 1, "error %lu", GetLastError());
        UnmapViewOfFile(view);
        CloseHandle(again);
    }
}

static void check_names(void)
{
    struct rlimit limit;
    int before = descriptors();

    for (unsigned i = 0; i < NAMES; i++) {
        sections[i] = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096,
                                         name_of(i));
        CHECK(sections[i] && GetLastError() == ERROR_SUCCESS, "%u, error %lu", i, GetLastError());
        if (!sections[i])
            return;
    }
    REQUIRE(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    CHECK(limit.rlim_cur > NAMES, "%lu descriptors", (unsigned long)limit.rlim_cur);
    check_memory();
    for (unsigned i = 0; i < NAMES; i++)
        CHECK(CloseHandle(sections[i]), "error %lu", GetLastError());
    for (unsigned i = 0; i < NAMES; i++)
        CHECK(!open_name(i) && GetLastError() == ERROR_FILE_NOT_FOUND, "%u, error %lu", i,
              GetLastError());
    CHECK(descriptors() == before, "%d descriptors, then %d", before, descriptors());
}

/* --- limits -------------------------------------------------------------------------------- */

/* No memory for a larger table: an error, and each handle that there is works. */
static void check_table(void)
{
    struct rlimit old, none;
    unsigned made = 0;

    REQUIRE(getrlimit(RLIMIT_AS, &old) == 0);
    source = CreateEventA(NULL, FALSE, FALSE, NULL);
    none = old;
    none.rlim_cur = 1;
    REQUIRE(setrlimit(RLIMIT_AS, &none) == 0);
    while (made < HANDLES && (handles[made] = make(2)))
        made++;
    if (made < HANDLES)
        CHECK(GetLastError() == ERROR_NO_SYSTEM_RESOURCES, "error %lu", GetLastError());
    REQUIRE(setrlimit(RLIMIT_AS, &old) == 0);
    CHECK(made < HANDLES, "the table grew without memory");
    for (unsigned i = 0; i < made; i++)
        CHECK(CloseHandle(handles[i]), "error %lu", GetLastError());
    CloseHandle(source);
}

/* At the hard limit: what can be had is had, the next is told, and one that goes makes room. */
static void check_hard_limit(void)
{
    const struct rlimit low = { 64, 128 };
    unsigned made = 0;

    REQUIRE(setrlimit(RLIMIT_NOFILE, &low) == 0);
    while (made < NAMES &&
           (sections[made] = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0,
                                                4096, name_of(made))))
        made++;
    CHECK(GetLastError() == ERROR_TOO_MANY_OPEN_FILES, "error %lu", GetLastError());
    CHECK(made > 64 && made < 128, "%u sections", made);
    CHECK(!open_name(made) && GetLastError() == ERROR_TOO_MANY_OPEN_FILES, "error %lu",
          GetLastError());
    CloseHandle(sections[--made]);
    sections[made] = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, NULL);
    CHECK(sections[made] != NULL, "error %lu", GetLastError());
    CloseHandle(sections[made]);
    CHECK(!open_name(made) && GetLastError() == ERROR_FILE_NOT_FOUND, "error %lu",
          GetLastError());
    while (made > 0)
        CloseHandle(sections[--made]);
}

/* In a process that has not 100,000 places in its table yet. */
static void in_child(void (*check)(void))
{
    int status;
    pid_t child = fork();

    REQUIRE(child >= 0);
    if (child == 0) {
        check();
        fflush(stdout);
        _exit(failures != 0);
    }
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(status == 0, "status %#x", status);
}

int main(void)
{
#ifndef __SANITIZE_ADDRESS__ /* whose own shadow memory needs address space */
    in_child(check_table);
#endif
    in_child(check_hard_limit);
    check_handles();
    check_names();
    printf("handles: %d failures\n", failures);
    return failures != 0;
}
