// SPDX-License-Identifier: MIT
// reserve: 1 TiB that is reserved costs what is committed of it, and what is used of that.
#include <windows.h>

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include "check.h"

#define PAGE 4096u
#define SIZE (UINT64_C(1) << 40)
#define COMMITTED 1000u /* pages */
#define SLACK (1u << 20) /* bytes for the library's own notes */

/* What this process takes, of the kinds in /proc/self/status, in bytes. */
static uint64_t cost_of(const char *kind)
{
    FILE *file = fopen("/proc/self/status", "r");
    unsigned long long kib = 0;
    char line[128];

    REQUIRE(file != NULL);
    while (fgets(line, sizeof line, file))
        if (strncmp(line, kind, strlen(kind)) == 0)
            sscanf(line + strlen(kind), ": %llu", &kib);
    fclose(file);
    return kib * 1024;
}

/* What the files take that this process has open: the memory of its sections is in them. */
static uint64_t cost_of_files(void)
{
    DIR *folder = opendir("/proc/self/fd");
    struct dirent *entry;
    struct stat files[32];
    uint64_t bytes = 0;
    size_t count = 0;

    REQUIRE(folder != NULL);
    while ((entry = readdir(folder)) && count < sizeof files / sizeof *files) {
        struct stat *file = &files[count];
        size_t same = 0;

        if (fstat(atoi(entry->d_name), file) || !S_ISREG(file->st_mode))
            continue;
        while (files[same].st_dev != file->st_dev || files[same].st_ino != file->st_ino)
            same++;
        if (same == count) {
            bytes += (uint64_t)file->st_blocks * 512;
            count++;
        }
    }
    closedir(folder);
    return bytes;
}

static void check_cost(const char *when, uint64_t files_before, uint64_t own_before, uint64_t most)
{
    uint64_t files = cost_of_files() - files_before, own = cost_of("RssAnon") - own_before;

    CHECK(files <= most + SLACK, "%s: %llu bytes in files", when, (unsigned long long)files);
    CHECK((int64_t)own <= SLACK, "%s: %llu bytes in memory", when, (unsigned long long)own);
}

static void check_region(char *at, DWORD state, uint64_t size)
{
    MEMORY_BASIC_INFORMATION info = { 0 };

    VirtualQuery(at, &info, sizeof info);
    CHECK(info.State == state, "state %#lx", info.State);
    CHECK(info.RegionSize == size, "%#llx bytes, not %#llx", (unsigned long long)info.RegionSize,
          (unsigned long long)size);
}

/* S-PRO-03, S-CRE-08. The pages are in the middle; two in three of them are touched. */
static void check(const char *name)
{
    uint64_t files = cost_of_files(), own = cost_of("RssAnon"), middle = SIZE / 2, used = 0;
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE | SEC_RESERVE,
                                        (DWORD)(SIZE >> 32), (DWORD)SIZE, name);
    char *view, *other, *last;

    REQUIRE(section != NULL);
    view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    other = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);
    CHECK(view && other, "error %lu", GetLastError());
    check_cost("mapped", files, own, 0);
    check_region(view, MEM_RESERVE, SIZE);
    check_cost("asked about", files, own, 0);

    CHECK(VirtualAlloc(view + middle, COMMITTED * PAGE, MEM_COMMIT, PAGE_READWRITE) ==
          view + middle, "error %lu", GetLastError());
    last = view + SIZE - PAGE;
    CHECK(VirtualAlloc(last, PAGE, MEM_COMMIT, PAGE_READWRITE) == last, "error %lu",
          GetLastError());
    check_cost("committed", files, own, 0);
    for (size_t page = 0; page < COMMITTED; page++)
        if (page % 3)
            view[middle + page * PAGE] = 'u', used++;
    *last = 'l';
    check_cost("used", files, own, (used + 1) * PAGE);
    check_region(other, MEM_RESERVE, middle);
    check_region(other + middle, MEM_COMMIT, COMMITTED * PAGE);
    check_region(other + middle + COMMITTED * PAGE, MEM_RESERVE,
                 SIZE - middle - (COMMITTED + 1) * PAGE);
    check_region(other + SIZE - PAGE, MEM_COMMIT, PAGE);
    CHECK(other[middle + PAGE] == 'u' && other[SIZE - PAGE] == 'l');
    check_cost("looked at", files, own, (used + 1) * PAGE);
    UnmapViewOfFile(other);
    UnmapViewOfFile(view);
    CloseHandle(section);
    CHECK(cost_of_files() <= files, "something is left");
}

/* S-PRO-02, S-PRO-03: memory that is no section's, whatever it was reserved as. */
static void check_private(DWORD type, DWORD protection)
{
    uint64_t files = cost_of_files(), own = cost_of("RssAnon"), middle = SIZE / 2;
    char *base = VirtualAlloc(NULL, SIZE, MEM_RESERVE | type, protection);

    CHECK(base != NULL, "error %lu", GetLastError());
    check_cost("reserved", files, own, 0);
    check_region(base, MEM_RESERVE, SIZE);
    CHECK(VirtualAlloc(base + middle, COMMITTED * PAGE, MEM_COMMIT, PAGE_READWRITE) ==
          base + middle, "error %lu", GetLastError());
    memset(base + middle, 'p', COMMITTED * PAGE);
    check_region(base, MEM_RESERVE, middle);
    check_region(base + middle, MEM_COMMIT, COMMITTED * PAGE);
    check_cost("used", files, own + COMMITTED * PAGE, 0);
    CHECK(VirtualFree(base, 0, MEM_DECOMMIT), "error %lu", GetLastError());
    check_cost("decommitted", files, own, 0);
    check_region(base, MEM_RESERVE, SIZE);
    CHECK(VirtualFree(base, 0, MEM_RELEASE), "error %lu", GetLastError());
}

int main(void)
{
    char name[64];

    snprintf(name, sizeof name, "ntmm reserve %d", getpid());
    check(NULL);
    check(name);
    check_private(0, PAGE_READWRITE);
    check_private(0, PAGE_READWRITE | PAGE_GUARD);
    check_private(MEM_WRITE_WATCH, PAGE_READWRITE);
    printf("reserve: %d failures\n", failures);
    return failures != 0;
}
