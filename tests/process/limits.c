// SPDX-License-Identifier: MIT
// limits: what runs out is told by its error, and nothing is lost or left behind.
#include <windows.h>

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "check.h"

#define MIB (1u << 20)

static HANDLE create(HANDLE file, DWORD size, const char *name)
{
    return CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, size, name);
}

/* S-CRE-04: a file on a full disk does not grow, and keeps its size. */
static void check_full_disk(const char *folder)
{
    char path[512];
    HANDLE file, section;

    snprintf(path, sizeof path, "%s/limits.file", folder);
    file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    REQUIRE(file != INVALID_HANDLE_VALUE);
    section = create(file, 64 * MIB, NULL);
    CHECK(section == NULL && GetLastError() == ERROR_DISK_FULL, "error %lu", GetLastError());
    CHECK(GetFileSize(file, NULL) == 0, "size %lu", GetFileSize(file, NULL));
    section = create(file, 4096, NULL);
    CHECK(section != NULL, "error %lu", GetLastError());
    CloseHandle(section);
    CloseHandle(file);
    DeleteFileA(path);
}

enum { MOST = 256 };

/* Uses every descriptor up; as many as there were left are in `taken`. */
static int take_all(int taken[MOST])
{
    int count = 0;

    while (count < MOST && (taken[count] = dup(STDOUT_FILENO)) >= 0)
        count++;
    REQUIRE(count > 0 && count < MOST);
    return count;
}

/*
 * With every descriptor in use nothing can be made, and all can be again afterwards. The hard limit
 * is lowered too, since the library raises the soft one.
 */
static void check_descriptors(void)
{
    const struct rlimit low = { MOST, MOST };
    HANDLE file, section, named;
    MEMORY_BASIC_INFORMATION info;
    int taken[MOST], before, count;
    char name[64];

    snprintf(name, sizeof name, "ntmm limits %d", getpid());
    CloseHandle(create(INVALID_HANDLE_VALUE, 4096, name)); /* what is opened once is open */
    CHECK(VirtualQuery((void *)descriptors, &info, sizeof info) == sizeof info);
    file = CreateFileA("limits.file", GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0,
                       NULL);
    REQUIRE(file != INVALID_HANDLE_VALUE);
    before = descriptors();
    REQUIRE(setrlimit(RLIMIT_NOFILE, &low) == 0);
    count = take_all(taken);

    section = create(INVALID_HANDLE_VALUE, 4096, NULL);
    CHECK(!section && GetLastError() == ERROR_TOO_MANY_OPEN_FILES, "error %lu", GetLastError());
    section = create(INVALID_HANDLE_VALUE, 4096, name);
    CHECK(!section && GetLastError() == ERROR_TOO_MANY_OPEN_FILES, "error %lu", GetLastError());
    section = create(file, 4096, NULL);
    CHECK(!section && GetLastError() == ERROR_TOO_MANY_OPEN_FILES, "error %lu", GetLastError());
    section = OpenFileMappingA(FILE_MAP_READ, FALSE, name);
    CHECK(!section && GetLastError() == ERROR_TOO_MANY_OPEN_FILES, "error %lu", GetLastError());
    section = CreateFileA("limits.file", GENERIC_READ, 7, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(section == INVALID_HANDLE_VALUE && GetLastError() == ERROR_TOO_MANY_OPEN_FILES,
          "error %lu", GetLastError());
    CHECK(VirtualQuery((void *)descriptors, &info, sizeof info) == 0 || info.State == MEM_COMMIT,
          "code is said to be free memory");

    while (count > 0)
        close(taken[--count]);
    CHECK(descriptors() == before, "%d descriptors, then %d", before, descriptors());
    named = create(INVALID_HANDLE_VALUE, 4096, name);
    CHECK(named && GetLastError() == ERROR_SUCCESS, "error %lu", GetLastError());
    CloseHandle(named);
    CloseHandle(file);
    DeleteFileA("limits.file");
}

/* Without address space there is no view, and the section is as good as before. */
static void check_memory(void)
{
    HANDLE section = create(INVALID_HANDLE_VALUE, 64 * MIB, NULL);
    struct rlimit old, low;
    void *view;

    REQUIRE(section != NULL && getrlimit(RLIMIT_AS, &old) == 0);
    low = old;
    low.rlim_cur = 1;
    REQUIRE(setrlimit(RLIMIT_AS, &low) == 0);
    view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    CHECK(!view && GetLastError() == ERROR_NOT_ENOUGH_MEMORY, "error %lu", GetLastError());
    view = VirtualAlloc(NULL, 64 * MIB, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    CHECK(!view && GetLastError() == ERROR_NOT_ENOUGH_MEMORY, "error %lu", GetLastError());
    REQUIRE(setrlimit(RLIMIT_AS, &old) == 0);
    view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    CHECK(view != NULL, "error %lu", GetLastError());
    UnmapViewOfFile(view);
    CloseHandle(section);
}

/* What is more than the machine has is not to be had in two steps either. */
static void check_commitment(void)
{
    const SIZE_T size = (SIZE_T)8 << 40;
    char *memory = VirtualAlloc(NULL, size, MEM_RESERVE, PAGE_READWRITE);

    REQUIRE(memory != NULL);
    CHECK(!VirtualAlloc(NULL, size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE) &&
          GetLastError() == ERROR_COMMITMENT_LIMIT, "error %lu", GetLastError());
    CHECK(!VirtualAlloc(memory, size, MEM_COMMIT, PAGE_READWRITE) &&
          GetLastError() == ERROR_COMMITMENT_LIMIT, "error %lu", GetLastError());
    CHECK(VirtualFree(memory, 0, MEM_RELEASE), "error %lu", GetLastError());
}

#define PATIENCE 20 /* seconds for what takes no time, or for ever */

static int descend(int depth)
{
    MEMORY_BASIC_INFORMATION info;
    volatile char here = (char)depth;

    VirtualQuery((void *)&here, &info, sizeof info);
    return descend(depth + 1) + here;
}

/* A stack that ends inside of the library is the process's end, and not a wait without one. */
static void check_stack(void)
{
    pid_t child = fork();
    int status;

    REQUIRE(child >= 0);
    if (child == 0) {
        const struct rlimit none = { 0, 0 }, small = { 1 << 18, 1 << 18 };

        REQUIRE(prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && setrlimit(RLIMIT_CORE, &none) == 0);
        REQUIRE(setrlimit(RLIMIT_STACK, &small) == 0);
        _exit(descend(0));
    }
    alarm(PATIENCE);
    REQUIRE(waitpid(child, &status, 0) == child);
    alarm(0);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV, "status %#x", status);
}

int main(int argc, char **argv)
{
    check_commitment();
    check_stack();
    check_descriptors();
#ifndef __SANITIZE_ADDRESS__ /* whose own shadow memory needs address space */
    check_memory();
#endif
    if (argc > 1)
        check_full_disk(argv[1]);
    printf("limits: %d failures\n", failures);
    return failures != 0;
}
