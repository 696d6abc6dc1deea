// SPDX-License-Identifier: MIT
// mappings: when the kernel has no more mappings to give, a call fails and has changed nothing.
#include <windows.h>

#include "check.h"

#define PAGE 4096u
#define VIEW_PAGES 64u
#define SPARE 16 /* mappings left for a call that needs more than these */
#define MOST_PAGES (1u << 20) /* more mappings than a test should use up */

static size_t kernel_limit(void)
{
    FILE *file = fopen("/proc/sys/vm/max_map_count", "r");
    size_t limit = 0;

    if (!file || fscanf(file, "%zu", &limit) != 1)
        limit = MOST_PAGES;
    if (file)
        fclose(file);
    return limit;
}

static ULONG protection(const char *address)
{
    MEMORY_BASIC_INFORMATION information = { 0 };

    VirtualQuery(address, &information, sizeof information);
    return information.Protect;
}

/* Cuts the reserve into single pages until the kernel refuses, then gives some mappings back. */
static void use_up(char *reserve, size_t pages)
{
    ULONG old;
    size_t page = 1;

    while (page < pages && VirtualProtect(reserve + page * PAGE, PAGE, PAGE_READONLY, &old))
        page += 2;
    CHECK(page < pages && GetLastError() == ERROR_NOT_ENOUGH_MEMORY, "error %lu", GetLastError());
    CHECK(protection(reserve + page * PAGE) == PAGE_READWRITE);
    for (size_t i = 0; i < SPARE / 2; i++, page -= 2)
        CHECK(VirtualProtect(reserve + (page - 2) * PAGE, PAGE, PAGE_READWRITE, &old));
}

/* Every second page was written: to share the others again takes a mapping for each. */
static void check_share_again(char *view, const char *other, char *reserve, size_t pages)
{
    ULONG old;

    CHECK(VirtualProtect(view, VIEW_PAGES * PAGE, PAGE_WRITECOPY, &old));
    for (size_t page = 0; page < VIEW_PAGES; page += 2)
        view[page * PAGE] = 'p';
    use_up(reserve, pages);
    CHECK(!VirtualProtect(view, VIEW_PAGES * PAGE, PAGE_READWRITE, &old));
    CHECK(GetLastError() == ERROR_NOT_ENOUGH_MEMORY, "error %lu", GetLastError());
    for (size_t page = 0; page < VIEW_PAGES; page++)
        CHECK(protection(view + page * PAGE) == (page % 2 ? PAGE_WRITECOPY : PAGE_READWRITE),
              "page %zu: %lx", page, protection(view + page * PAGE));
    CHECK(VirtualProtect(reserve, pages * PAGE, PAGE_READWRITE, &old)); /* there is room again */
    for (size_t page = 0; page < VIEW_PAGES; page++) {
        CHECK(view[page * PAGE] == (page % 2 ? 's' : 'p'), "page %zu", page);
        view[page * PAGE + 1] = 'q';
        CHECK(other[page * PAGE + 1] == 's', "page %zu is shared", page);
    }
}

#define STEP 65536u

/* Three views side by side are one mapping to the kernel: to take out the middle takes one more. */
static void check_unmap(char *reserve, size_t pages)
{
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 3 * STEP,
                                        NULL);
    char *room = VirtualAlloc(NULL, 3 * STEP, MEM_RESERVE, PAGE_READWRITE), *more[SPARE];
    size_t used = 0;
    ULONG old;

    REQUIRE(section && room && VirtualFree(room, 0, MEM_RELEASE));
    for (DWORD at = 0; at < 3 * STEP; at += STEP)
        REQUIRE(MapViewOfFileEx(section, FILE_MAP_WRITE, 0, at, STEP, room + at) == room + at);
    use_up(reserve, pages);
    while (used < SPARE && (more[used] = VirtualAlloc(NULL, PAGE, MEM_RESERVE, PAGE_READWRITE)))
        used++;
    if (UnmapViewOfFile(room + STEP)) {
        CHECK(protection(room + STEP) == PAGE_NOACCESS);
    } else {
        CHECK(GetLastError() == ERROR_NOT_ENOUGH_MEMORY, "error %lu", GetLastError());
        CHECK(protection(room + STEP) == PAGE_READWRITE);
        room[STEP] = 'v';
    }
    while (used)
        CHECK(VirtualFree(more[--used], 0, MEM_RELEASE));
    CHECK(VirtualProtect(reserve, pages * PAGE, PAGE_READWRITE, &old));
    for (DWORD at = 0; at < 3 * STEP; at += STEP)
        UnmapViewOfFile(room + at);
    CHECK(protection(room + STEP) == PAGE_NOACCESS);
    CloseHandle(section);
}

int main(void)
{
    size_t pages = kernel_limit() + 2 * VIEW_PAGES;
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0,
                                        VIEW_PAGES * PAGE, NULL);
    char *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    char *other = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    char *reserve;

    if (pages > MOST_PAGES) {
        printf("more than %u mappings allowed here\n", MOST_PAGES);
        return 77;
    }
    reserve = VirtualAlloc(NULL, pages * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    REQUIRE(view && other && reserve);
    for (size_t i = 0; i < VIEW_PAGES * PAGE; i++)
        other[i] = 's';
    check_share_again(view, other, reserve, pages);
    check_unmap(reserve, pages);
    VirtualFree(reserve, 0, MEM_RELEASE);
    UnmapViewOfFile(other);
    UnmapViewOfFile(view);
    CloseHandle(section);
    return failures != 0;
}
