// SPDX-License-Identifier: MIT
// sweep: what dead processes left goes now and then, and when there is no room for something new.
// In a /dev/shm of its own, of 64 MiB.
#include <windows.h>

#include <dirent.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "../include/pe_file.h"
#include "check.h"

#define MEGABYTE (1u << 20)

static HANDLE create(const char *name, DWORD megabytes, DWORD flags)
{
    return CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE | flags, 0,
                              megabytes * MEGABYTE, name);
}

/* A process fills its section and dies. */
static void leave_corpse(const char *name, DWORD megabytes)
{
    pid_t pid = fork();

    REQUIRE(pid >= 0);
    if (pid == 0) {
        HANDLE section = create(name, megabytes, 0);
        char *view = MapViewOfFile(section, FILE_MAP_ALL_ACCESS, 0, 0, 0);

        REQUIRE(view);
        memset(view, 1, megabytes * MEGABYTE);
        kill(getpid(), SIGKILL);
    }
    REQUIRE(waitpid(pid, NULL, 0) == pid);
}

static unsigned count_names(void)
{
    DIR *folder = opendir("/dev/shm");
    struct dirent *entry;
    unsigned count = 0;

    while ((entry = readdir(folder)))
        count += entry->d_name[0] != '.';
    closedir(folder);
    return count;
}

/* Makes `count` names, one after the other. */
static void make_names(unsigned count)
{
    while (count--) {
        HANDLE event = CreateEventA(NULL, TRUE, FALSE, "sweep now and then");

        CHECK(event != NULL, "error %lu", GetLastError());
        CloseHandle(event);
    }
}

static void check_now_and_then(void)
{
    for (int i = 0; i < 3; i++) {
        leave_corpse("sweep corpse", 1);
        CHECK(count_names() == 1, "%u", count_names());
        make_names(2000);
        CHECK(count_names() == 0, "%u", count_names());
    }
}

/* A dead object makes room for the data, or for the record, which is one page. */
static void check_no_room(DWORD corpse, DWORD flags)
{
    HANDLE section;

    leave_corpse("sweep corpse", corpse);
    section = create("sweep new", 32, flags);
    CHECK(section && GetLastError() == ERROR_SUCCESS, "error %lu", GetLastError());
    CHECK(count_names() == 1, "%u", count_names());
    CloseHandle(section);
}

static void check_no_page(void)
{
    HANDLE event;

    leave_corpse("sweep corpse", 64);
    event = CreateEventA(NULL, TRUE, FALSE, "sweep new");
    CHECK(event && GetLastError() == ERROR_SUCCESS, "error %lu", GetLastError());
    CHECK(count_names() == 1, "%u", count_names());
    CloseHandle(event);
}

/* The pages that the processes of an image write to together are there from the start. */
static void check_no_page_for_image(void)
{
    static const struct pe_part parts[] = {
        { ".shared", 0x1000, 0x0200, PE_DATA | IMAGE_SCN_MEM_SHARED },
    };
    struct pe_file pe;
    HANDLE file = CreateFileA("sweep.image", GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
                              0, NULL);
    HANDLE section;
    DWORD written;

    pe_make(&pe, TRUE, 4096, 512, parts, 1);
    REQUIRE(WriteFile(file, pe.bytes, (DWORD)pe.size, &written, NULL) && written == pe.size);
    leave_corpse("sweep corpse", 64);
    section = CreateFileMappingA(file, NULL, PAGE_READONLY | SEC_IMAGE, 0, 0, NULL);
    CHECK(section != NULL, "error %lu", GetLastError());
    CHECK(count_names() == 1, "%u", count_names());
    CloseHandle(section);
    CloseHandle(file);
    free(pe.bytes);
    CHECK(DeleteFileA("sweep.image"), "error %lu", GetLastError());
}

/* What lives stays: there is no room then. */
static void check_living(void)
{
    HANDLE living = create("sweep living", 48, 0), section;
    char *view = MapViewOfFile(living, FILE_MAP_ALL_ACCESS, 0, 0, 0);

    REQUIRE(view);
    memset(view, 1, 48 * MEGABYTE);
    section = create("sweep new", 32, 0);
    CHECK(!section && GetLastError() == ERROR_COMMITMENT_LIMIT, "error %lu", GetLastError());
    UnmapViewOfFile(view);
    CloseHandle(living);
    CHECK(count_names() == 0, "%u", count_names());
}

int main(void)
{
    REQUIRE(getenv("OWN_SHM"));
    make_names(1); /* sweeps, as the first one */
    check_now_and_then();
    check_no_room(63, 0);
    check_no_room(64, SEC_RESERVE);
    check_no_page();
    check_no_page_for_image();
    check_no_page_for_image(); /* the first one sweeps anyway */
    check_living();
    printf("sweep: %d failures\n", failures);
    return failures != 0;
}
