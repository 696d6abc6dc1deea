// SPDX-License-Identifier: MIT
// forks: what a process has after fork(): handles, views, copies of its own, names, faults.
#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include <winternl.h>

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "check.h"

#define PAGE 4096
#define SIZE (4 * PAGE)

static char name[64];

static int finish(pid_t pid)
{
    int status;

    REQUIRE(waitpid(pid, &status, 0) == pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static HANDLE open_it(void)
{
    return OpenFileMappingA(FILE_MAP_ALL_ACCESS, FALSE, name);
}

static HANDLE create(void)
{
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, SIZE, name);

    REQUIRE(section != NULL);
    return section;
}

static DWORD protection_of(const void *at)
{
    MEMORY_BASIC_INFORMATION info;

    return VirtualQuery(at, &info, sizeof info) ? info.Protect : 0;
}

/* S-PRC-03: shared views are one memory in both, handles work in both. */
static void check_shared(void)
{
    HANDLE section = create();
    char *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0), *other;
    pid_t pid;

    strcpy(view, "parent");
    pid = fork();
    if (pid == 0) {
        CHECK(strcmp(view, "parent") == 0, "other memory");
        other = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);
        CHECK(other && strcmp(other, "parent") == 0, "error %lu", GetLastError());
        strcpy(view, "child");
        CHECK(UnmapViewOfFile(view) && CloseHandle(section), "error %lu", GetLastError());
        _exit(failures != 0);
    }
    CHECK(finish(pid) == 0, "in the child");
    CHECK(strcmp(view, "child") == 0, "the child's write is not here");
    UnmapViewOfFile(view);
    CloseHandle(section);
}

/* S-COW-04: private pages are each process's own, those written before and those after. */
static void check_private(void)
{
    HANDLE section = create();
    char *shared = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    char *view = MapViewOfFile(section, FILE_MAP_COPY, 0, 0, 0);
    pid_t pid;

    shared[0] = shared[PAGE] = shared[2 * PAGE] = 's';
    view[0] = 'b';
    pid = fork();
    if (pid == 0) {
        CHECK(view[0] == 'b', "the parent's copy is lost");
        CHECK(protection_of(view + PAGE) == PAGE_WRITECOPY, "%#lx", protection_of(view + PAGE));
        view[0] = view[PAGE] = 'c';
        CHECK(protection_of(view) == PAGE_READWRITE, "%#lx", protection_of(view));
        CHECK(protection_of(view + PAGE) == PAGE_READWRITE, "%#lx", protection_of(view + PAGE));
        CHECK(protection_of(view + 2 * PAGE) == PAGE_WRITECOPY, "%#lx",
              protection_of(view + 2 * PAGE));
        CHECK(shared[PAGE] == 's', "the copy reached the section");
        shared[2 * PAGE] = 'n';
        _exit(failures != 0);
    }
    CHECK(finish(pid) == 0, "in the child");
    CHECK(view[0] == 'b' && view[PAGE] == 's', "the child's copies are here");
    CHECK(view[2 * PAGE] == 'n', "the child's write to the section is not here");
    CHECK(protection_of(view + PAGE) == PAGE_WRITECOPY, "%#lx", protection_of(view + PAGE));
    UnmapViewOfFile(view);
    UnmapViewOfFile(shared);
    CloseHandle(section);
}

/* S-PRC-03: ViewUnmap views stay behind. */
static void check_view_unmap(void)
{
    HANDLE section = create();
    MEMORY_BASIC_INFORMATION info;
    void *base = NULL;
    SIZE_T size = 0;
    pid_t pid;

    REQUIRE(NtMapViewOfSection(section, NtCurrentProcess(), &base, 0, 0, NULL, &size, ViewUnmap, 0,
                               PAGE_READWRITE) == 0);
    pid = fork();
    if (pid == 0) {
        VirtualQuery(base, &info, sizeof info);
        CHECK(info.State == MEM_FREE, "state %#lx", info.State);
        _exit(failures != 0);
    }
    CHECK(finish(pid) == 0, "in the child");
    *(volatile char *)base = 1;
    CHECK(UnmapViewOfFile(base), "error %lu", GetLastError());
    CloseHandle(section);
}

/* S-NAM-04: the name lives as long as either has a handle, whoever closes first, and however. */
static void check_name(int child_first, int killed)
{
    HANDLE section = create(), again;
    struct gate closed, go;
    pid_t pid;

    gate_make(&closed);
    gate_make(&go);
    pid = fork();
    if (pid == 0) {
        if (!child_first)
            gate_wait(&go);
        if (killed)
            raise(SIGKILL);
        CloseHandle(section);
        gate_open(&closed);
        _exit(0);
    }
    if (child_first) {
        finish(pid);
        again = open_it();
        CHECK(again != NULL, "the child took the name with it, error %lu", GetLastError());
        CloseHandle(again);
        CloseHandle(section);
    } else {
        CloseHandle(section);
        again = open_it();
        CHECK(again != NULL, "the parent took the name with it, error %lu", GetLastError());
        CloseHandle(again);
        gate_open(&go);
        finish(pid);
    }
    again = open_it();
    CHECK(!again && GetLastError() == ERROR_FILE_NOT_FOUND, "error %lu", GetLastError());
}

/* RtlCloneUserProcess is fork() by NT's name, with handles and an exit code of 32 bits. */
static void check_clone(void)
{
    RTL_USER_PROCESS_INFORMATION made = { 0 };
    HANDLE section = create();
    volatile char *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    DWORD code = 0;
    NTSTATUS status;

    REQUIRE(view != NULL);
    status = RtlCloneUserProcess(0, NULL, NULL, NULL, (void *)16);
    CHECK(status == STATUS_ACCESS_VIOLATION, "%#lx", status);
    status = RtlCloneUserProcess(0x80, NULL, NULL, NULL, &made);
    CHECK(status == STATUS_INVALID_PARAMETER, "%#lx", status);
    status = RtlCloneUserProcess(RTL_CLONE_PROCESS_FLAGS_INHERIT_HANDLES, NULL, NULL, NULL, &made);
    if (status == STATUS_PROCESS_CLONED) {
        HANDLE again = open_it();

        view[0] = again ? 'c' : 'n';
        ExitProcess(0x12345678);
    }
    CHECK(status == STATUS_SUCCESS, "%#lx", status);
    CHECK(GetProcessId(made.ProcessHandle) == (DWORD)(ULONG_PTR)made.ClientId.UniqueProcess);
    CHECK(WaitForSingleObject(made.ProcessHandle, INFINITE) == WAIT_OBJECT_0);
    CHECK(GetExitCodeProcess(made.ProcessHandle, &code) && code == 0x12345678, "code %#lx", code);
    CHECK(view[0] == 'c', "'%c'", view[0]);
    CloseHandle(made.ProcessHandle);
    CloseHandle(made.ThreadHandle);
    UnmapViewOfFile((void *)view);
    CloseHandle(section);
}

/* It has forked, and does not return from the call until it is resumed. */
static void check_clone_suspended(void)
{
    RTL_USER_PROCESS_INFORMATION made = { 0 };
    HANDLE section = create();
    volatile LONG *seen = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    DWORD code = 0;
    NTSTATUS status;

    REQUIRE(seen != NULL);
    status = RtlCloneUserProcess(RTL_CLONE_PROCESS_FLAGS_CREATE_SUSPENDED, NULL, NULL, NULL, &made);
    if (status == STATUS_PROCESS_CLONED) {
        *seen = 1;
        ExitProcess(5);
    }
    CHECK(status == STATUS_SUCCESS, "%#lx", status);
    CHECK(WaitForSingleObject(made.ProcessHandle, 50) == WAIT_TIMEOUT);
    CHECK(*seen == 0);
    CHECK(ResumeThread(made.ThreadHandle) == 1);
    CHECK(WaitForSingleObject(made.ProcessHandle, INFINITE) == WAIT_OBJECT_0);
    CHECK(GetExitCodeProcess(made.ProcessHandle, &code) && code == 5, "code %#lx", code);
    CHECK(*seen == 1);
    CloseHandle(made.ProcessHandle);
    CloseHandle(made.ThreadHandle);
    UnmapViewOfFile((void *)seen);
    CloseHandle(section);
}

static unsigned long written(char *base, void **pages)
{
    ULONG_PTR count = 4;
    DWORD granularity;

    CHECK(GetWriteWatch(WRITE_WATCH_FLAG_RESET, base, 8 * PAGE, pages, &count, &granularity) == 0);
    return (unsigned long)count;
}

/* The child's watch knows what was written before, goes on by itself, and locks nothing. */
static void check_watch(void)
{
    char *base = VirtualAlloc(NULL, 8 * PAGE, MEM_RESERVE | MEM_COMMIT | MEM_WRITE_WATCH,
                              PAGE_READWRITE);
    void *pages[4];
    pid_t pid;

    REQUIRE(base != NULL);
    CHECK(VirtualLock(base, PAGE), "error %lu", GetLastError());
    base[PAGE] = 1;
    pid = fork();
    if (pid == 0) {
        CHECK(written(base, pages) == 1 && pages[0] == base + PAGE);
        base[2 * PAGE] = 1;
        CHECK(written(base, pages) == 1 && pages[0] == base + 2 * PAGE);
        CHECK(!VirtualUnlock(base, PAGE) && GetLastError() == ERROR_NOT_LOCKED);
        CHECK(VirtualFree(base, 0, MEM_RELEASE), "error %lu", GetLastError());
        _exit(failures != 0);
    }
    CHECK(finish(pid) == 0, "in the child");
    CHECK(written(base, pages) == 1 && pages[0] == base + PAGE);
    base[3 * PAGE] = 1;
    CHECK(written(base, pages) == 1 && pages[0] == base + 3 * PAGE);
    CHECK(VirtualUnlock(base, PAGE), "error %lu", GetLastError());
    CHECK(VirtualFree(base, 0, MEM_RELEASE), "error %lu", GetLastError());
}

int main(void)
{
    snprintf(name, sizeof name, "ntmm forks %d", getpid());
    check_shared();
    check_private();
    check_view_unmap();
    for (int i = 0; i < 4; i++)
        check_name(i & 1, i & 2);
    check_clone();
    check_clone_suspended();
    check_watch();
    printf("forks: %d failures\n", failures);
    return failures != 0;
}
