// SPDX-License-Identifier: MIT
// bigcopy: a copy-on-write view of 4 GiB, of which every second page is written in random order.
#include <windows.h>

#include <stdint.h>
#include <string.h>

#include "check.h"

#define PAGE 4096u
#define VIEW_SIZE (UINT64_C(4) << 30)
#define VIEW_PAGES ((size_t)(VIEW_SIZE / PAGE))
#define NEEDED_KIB (3u << 20)  /* what all of it takes, and something for the others */
#define FEW (UINT32_C(1) << 14) /* pages written where there is less, or each is a mapping */

/* What the file has in some pages; the rest are holes. */
#define MARKED_EVERY 1000u

static uint64_t available_kib(void)
{
    FILE *file = fopen("/proc/meminfo", "r");
    unsigned long long kib = 0;
    char line[128];

    while (file && kib == 0 && fgets(line, sizeof line, file))
        sscanf(line, "MemAvailable: %llu", &kib);
    if (file)
        fclose(file);
    return kib;
}

/*
 * The i-th of a power of two of pages in an order without pattern: each once, since both steps can
 * be undone.
 */
static uint32_t shuffled(uint32_t i, uint32_t count)
{
    i = (i * 2654435761u + 12345u) & (count - 1);
    i ^= i >> 7;
    return (i * 2246822519u + 54321u) & (count - 1);
}

static uint32_t file_mark(size_t page)
{
    return page % MARKED_EVERY == 0 ? (uint32_t)page + 1 : 0;
}

static HANDLE make_file(const char *path)
{
    HANDLE file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
                              FILE_FLAG_DELETE_ON_CLOSE, NULL);
    LARGE_INTEGER at = { .QuadPart = (LONGLONG)VIEW_SIZE };
    DWORD put;

    REQUIRE(file != INVALID_HANDLE_VALUE);
    REQUIRE(SetFilePointerEx(file, at, NULL, FILE_BEGIN) && SetEndOfFile(file));
    for (size_t page = 0; page < VIEW_PAGES; page += MARKED_EVERY) {
        uint32_t mark = file_mark(page);
        OVERLAPPED where = { 0 };

        where.Offset = (DWORD)(page * PAGE);
        where.OffsetHigh = (DWORD)(page * PAGE >> 32);
        REQUIRE(WriteFile(file, &mark, sizeof mark, &put, &where));
    }
    return file;
}

static volatile uint32_t *word(char *view, size_t page, size_t index)
{
    return (volatile uint32_t *)(view + page * PAGE) + index;
}

static void check_region(char *view, size_t page, DWORD protect, size_t pages)
{
    MEMORY_BASIC_INFORMATION info = { 0 };

    VirtualQuery(view + page * PAGE, &info, sizeof info);
    CHECK(info.AllocationBase == view && info.AllocationProtect == PAGE_WRITECOPY &&
          info.State == MEM_COMMIT && info.Type == MEM_MAPPED, "page %zu", page);
    CHECK(info.Protect == protect, "page %zu is %#lx, not %#lx", page, info.Protect, protect);
    CHECK(info.RegionSize == pages * PAGE, "page %zu: %zu pages, not %zu", page,
          (size_t)info.RegionSize / PAGE, pages);
}

/* S-COW-01, S-COW-02: `count` pages of the view are written, one of every `step`. */
static void check(char *view, uint32_t count)
{
    size_t step = VIEW_PAGES / count, wrong = 0, stray = 0;

    for (uint32_t i = 0; i < count; i++) {
        size_t page = shuffled(i, count) * step;

        *word(view, page, 1) = (uint32_t)page + 2;
        if (i % (count / 16) == 0)
            check_region(view, page, PAGE_READWRITE, 1);
    }
    for (size_t page = 0; page < VIEW_PAGES; page += step) {
        wrong += *word(view, page, 0) != file_mark(page) || *word(view, page, 1) != page + 2;
        stray += *word(view, page + 1, 0) != file_mark(page + 1) || *word(view, page + 1, 1) != 0;
    }
    CHECK(wrong == 0, "%zu written pages are not what was written", wrong);
    CHECK(stray == 0, "%zu pages beside them are not the file's", stray);
    for (size_t page = 0; page < VIEW_PAGES; page += VIEW_PAGES / 64) {
        check_region(view, page, PAGE_READWRITE, 1);
        check_region(view, page + 1, PAGE_WRITECOPY, step - 1);
    }
    check_region(view, VIEW_PAGES - step + 1, PAGE_WRITECOPY, step - 1);
}

int main(int argc, char **argv)
{
    uint64_t kib = available_kib();
    uint32_t count = VIEW_PAGES / 2;
    HANDLE file, section;
    uint32_t mark = 1;
    DWORD got;
    char *view;

    (void)argv;
    if (argc > 1 || kib < NEEDED_KIB) {
        count = FEW;
        printf("bigcopy: %u pages instead of %zu, with %llu MiB of memory\n", count,
               VIEW_PAGES / 2, (unsigned long long)kib >> 10);
    }
    file = make_file("bigcopy.data");
    section = CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, 0, NULL);
    REQUIRE(section != NULL);
    view = MapViewOfFile(section, FILE_MAP_COPY, 0, 0, 0);
    REQUIRE(view != NULL);
    check(view, count);
    CHECK(UnmapViewOfFile(view), "error %lu", GetLastError());
    CHECK(SetFilePointer(file, 4, NULL, FILE_BEGIN) == 4 &&
          ReadFile(file, &mark, sizeof mark, &got, NULL) && mark == 0, "the file was written");
    CloseHandle(section);
    CloseHandle(file);
    printf("bigcopy: %d failures\n", failures);
    return failures != 0;
}
