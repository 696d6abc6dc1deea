// SPDX-License-Identifier: MIT
// stress: threads that map, write, protect, query, commit and unmap, against a model of every page.
#include <windows.h>

#include <pthread.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "check.h"

/*
 * Each page of a section belongs to one thread, neighbours to different ones. Its thread alone
 * commits it and writes it where it is shared, so that the thread knows what the section holds
 * there; a copy of any page may be written by whose view it is. Each section has views that all
 * threads use, each its own pages, and each thread has views of its own.
 */
#define PAGE 4096u
#define PAGES 40u
#define THREADS 4u
#define VIEWS 6u    /* of a thread's own */
#define STEPS 30000u
#define PLACE 1234u /* the byte of a page that tells its contents, and its last byte too */

enum { READ = 1, WRITE = 2, EXECUTE = 4, COPY = 8 };

static const struct {
    DWORD protect;
    DWORD access; /* of a view that is so; 0: there is none */
    int rights;
} protections[] = {
    { PAGE_NOACCESS, 0, 0 },
    { PAGE_READONLY, FILE_MAP_READ, READ },
    { PAGE_READWRITE, FILE_MAP_WRITE, READ | WRITE },
    { PAGE_WRITECOPY, FILE_MAP_COPY, READ | COPY },
    { PAGE_EXECUTE, 0, READ | EXECUTE },
    { PAGE_EXECUTE_READ, FILE_MAP_READ | FILE_MAP_EXECUTE, READ | EXECUTE },
    { PAGE_EXECUTE_READWRITE, FILE_MAP_WRITE | FILE_MAP_EXECUTE, READ | WRITE | EXECUTE },
    { PAGE_EXECUTE_WRITECOPY, FILE_MAP_COPY | FILE_MAP_EXECUTE, READ | COPY | EXECUTE },
};
#define PROTECTIONS (sizeof protections / sizeof *protections)

static struct section {
    const char *name;
    HANDLE handle, file;
    bool reserved;
    bool committed[PAGES]; /* as the page's thread knows */
    unsigned char bytes[PAGES];
} sections[] = { { .name = "page file" }, { .name = "reserved", .reserved = true },
                 { .name = "file" } };
#define SECTIONS (sizeof sections / sizeof *sections)

struct view {
    struct section *section;
    char *base; /* NULL: not mapped */
    DWORD protect;
    struct {
        unsigned char protect;
        bool own; /* written while it was copy-on-write */
        unsigned char byte;
    } pages[PAGES];
};

static struct view common[SECTIONS][2];

static __thread struct {
    unsigned number;
    uint32_t random;
    unsigned step;
    struct view views[VIEWS];
} self;

static uint32_t chance(uint32_t count)
{
    self.random ^= self.random << 13;
    self.random ^= self.random >> 17;
    self.random ^= self.random << 5;
    return self.random % count;
}

static int rights_of(DWORD protect)
{
    for (size_t i = 0; i < PROTECTIONS; i++)
        if (protections[i].protect == protect)
            return protections[i].rights;
    return 0;
}

/* S-PRO-01 */
static bool covers(DWORD view, DWORD asked)
{
    return !(rights_of(asked) & ~COPY & ~rights_of(view));
}

/* S-COW-02, S-COW-03 */
static DWORD reported(const struct view *view, size_t page)
{
    DWORD protect = view->pages[page].protect;

    return view->pages[page].own && (rights_of(protect) & COPY) ? protect >> 1 : protect;
}

static bool is_mine(size_t page)
{
    return page % THREADS == self.number;
}

/* Is it known whether the page is committed? */
static bool is_known(const struct view *view, size_t page)
{
    return !view->section->reserved || is_mine(page) || view->pages[page].own;
}

#define FAIL_UNLESS(condition, view, page, ...) \
    do { \
        if (!(condition)) \
            CHECK(0, "%s: thread %u, step %u, %s view %#lx, page %zu", #condition, self.number, \
                  self.step, (view)->section->name, (view)->protect, (size_t)(page)); \
    } while (0)

/* A touch that may be refused. */
static __thread struct {
    jmp_buf *volatile back; /* the compiler cannot know that a handler reads it */
    volatile ULONG_PTR kind, address;
} touch;

static LONG CALLBACK on_exception(EXCEPTION_POINTERS *pointers)
{
    const EXCEPTION_RECORD *record = pointers->ExceptionRecord;
    jmp_buf *back = touch.back;

    if (!back || record->ExceptionCode != EXCEPTION_ACCESS_VIOLATION)
        return EXCEPTION_CONTINUE_SEARCH;
    touch.back = NULL;
    touch.kind = record->ExceptionInformation[0];
    touch.address = record->ExceptionInformation[1];
    longjmp(*back, 1);
}

static bool touch_read(volatile unsigned char *at, unsigned char *byte)
{
    jmp_buf place;

    if (setjmp(place))
        return false;
    touch.back = &place;
    *byte = *at;
    touch.back = NULL;
    return true;
}

static bool touch_write(volatile unsigned char *at, unsigned char byte)
{
    jmp_buf place;

    if (setjmp(place))
        return false;
    touch.back = &place;
    *at = byte;
    touch.back = NULL;
    return true;
}

static volatile unsigned char *place_of(const struct view *view, size_t page)
{
    return (volatile unsigned char *)view->base + page * PAGE + PLACE;
}

static void do_read(struct view *view, size_t page)
{
    volatile unsigned char *at = place_of(view, page);
    bool allowed = view->section->committed[page] && rights_of(view->pages[page].protect);
    unsigned char byte = 0;

    if (!is_known(view, page))
        return;
    FAIL_UNLESS(touch_read(at, &byte) == allowed, view, page);
    if (!allowed) {
        FAIL_UNLESS(touch.kind == 0 && touch.address == (ULONG_PTR)at, view, page);
    } else if (view->pages[page].own) {
        FAIL_UNLESS(byte == view->pages[page].byte, view, page);
        FAIL_UNLESS(at[PAGE - 1 - PLACE] == byte, view, page);
    } else if (is_mine(page)) {
        FAIL_UNLESS(byte == view->section->bytes[page], view, page);
        FAIL_UNLESS(at[PAGE - 1 - PLACE] == byte, view, page);
    }
}

static void do_write(struct view *view, size_t page)
{
    volatile unsigned char *at = place_of(view, page);
    int rights = rights_of(reported(view, page));
    unsigned char byte = (unsigned char)chance(256);
    bool own = view->pages[page].own || (rights & COPY), allowed;

    if (!is_known(view, page) || (!own && !is_mine(page)))
        return;
    allowed = view->section->committed[page] && (rights & (WRITE | COPY));
    FAIL_UNLESS(touch_write(at, byte) == allowed, view, page);
    if (!allowed) {
        FAIL_UNLESS(touch.kind == 1 && touch.address == (ULONG_PTR)at, view, page);
        return;
    }
    at[PAGE - 1 - PLACE] = byte;
    if (own) {
        view->pages[page].own = true;
        view->pages[page].byte = byte;
    } else {
        view->section->bytes[page] = byte;
    }
}

static void do_protect(struct view *view, size_t first, size_t count, DWORD asked)
{
    DWORD old = 0, error = view->section->committed[first] ? 0 : ERROR_INVALID_ADDRESS;

    if (!covers(view->protect, asked))
        error = ERROR_INVALID_PARAMETER;
    SetLastError(0);
    FAIL_UNLESS(VirtualProtect(view->base + first * PAGE, count * PAGE, asked, &old) == !error,
                view, first);
    FAIL_UNLESS(GetLastError() == error, view, first);
    if (error)
        return;
    FAIL_UNLESS(old == reported(view, first), view, first);
    for (size_t page = first; page < first + count; page++)
        view->pages[page].protect = (unsigned char)asked;
}

/* S-PRO-02 */
static void do_commit(struct view *view, size_t page, DWORD asked)
{
    char *at = view->base + page * PAGE;
    DWORD error = view->section->file ? ERROR_ACCESS_DENIED
                : covers(view->protect, asked) ? 0 : ERROR_INVALID_PARAMETER;

    SetLastError(0);
    FAIL_UNLESS(VirtualAlloc(at, PAGE, MEM_COMMIT, asked) == (error ? NULL : at), view, page);
    FAIL_UNLESS(GetLastError() == error, view, page);
    if (error)
        return;
    view->section->committed[page] = true;
    view->pages[page].protect = (unsigned char)asked;
}

/* The region of a page: as far as it is known, all in it is alike and what is behind it is not. */
static void do_query(struct view *view, size_t page, bool whole)
{
    MEMORY_BASIC_INFORMATION info = { 0 };
    DWORD protect = reported(view, page);
    size_t end;

    FAIL_UNLESS(VirtualQuery(view->base + page * PAGE, &info, sizeof info) == sizeof info, view,
                page);
    FAIL_UNLESS(info.AllocationBase == view->base && info.Type == MEM_MAPPED &&
                info.AllocationProtect == view->protect, view, page);
    if (is_known(view, page)) {
        bool committed = view->section->committed[page];

        FAIL_UNLESS(info.State == (committed ? MEM_COMMIT : MEM_RESERVE), view, page);
        FAIL_UNLESS(info.Protect == (committed ? protect : 0), view, page);
    }
    end = page + info.RegionSize / PAGE;
    FAIL_UNLESS(end > page && end <= PAGES, view, page);
    if (!whole || view->section->reserved || end > PAGES)
        return;
    for (size_t i = page; i < end; i++)
        FAIL_UNLESS(reported(view, i) == protect, view, i);
    if (end < PAGES)
        FAIL_UNLESS(reported(view, end) != protect, view, end);
}

static void map(struct view *view, struct section *section, size_t kind)
{
    *view = (struct view) { .section = section, .protect = protections[kind].protect };
    for (size_t page = 0; page < PAGES; page++)
        view->pages[page].protect = (unsigned char)view->protect;
    view->base = MapViewOfFile(section->handle, protections[kind].access, 0, 0, 0);
    FAIL_UNLESS(view->base, view, 0);
}

static void do_map(struct view *view)
{
    size_t kind;

    do
        kind = chance(PROTECTIONS);
    while (!protections[kind].access);
    map(view, &sections[chance(SECTIONS)], kind);
}

static void do_unmap(struct view *view)
{
    FAIL_UNLESS(UnmapViewOfFile(view->base + chance(PAGES * PAGE)), view, 0);
    view->base = NULL;
}

static DWORD some_protection(void)
{
    return protections[chance(PROTECTIONS)].protect;
}

static size_t my_page(void)
{
    return chance(PAGES / THREADS) * THREADS + self.number;
}

/* In a view of this thread's own all pages are there for it, in a common one its own are. */
static void step(struct view *view, bool own)
{
    bool all = own && !view->section->reserved;
    size_t page = all ? chance(PAGES) : my_page();
    size_t count = all ? 1 + chance((uint32_t)(PAGES - page)) : 1;

    switch (chance(8)) {
    case 0:
        if (own)
            do_unmap(view);
        break;
    case 1:
        do_protect(view, page, count, some_protection());
        break;
    case 2:
        do_protect(view, page, count, view->protect);
        break;
    case 3:
        do_query(view, page, own);
        break;
    case 4:
        do_commit(view, my_page(), some_protection());
        break;
    case 5:
        do_read(view, page);
        break;
    default:
        for (size_t i = page; i < page + count; i++)
            do_write(view, i);
        break;
    }
}

static void check_view(struct view *view, bool own)
{
    for (size_t page = 0; page < PAGES; page++) {
        if (!own && !is_mine(page))
            continue;
        do_query(view, page, own);
        do_read(view, page);
    }
}

static void *run(void *number)
{
    self.number = (unsigned)(uintptr_t)number;
    self.random = 0x9e3779b9u * (self.number + 1);
    for (self.step = 0; self.step < STEPS; self.step++) {
        uint32_t which = chance(VIEWS + 2);

        if (which >= VIEWS)
            step(&common[chance(SECTIONS)][which - VIEWS], false);
        else if (self.views[which].base)
            step(&self.views[which], true);
        else
            do_map(&self.views[which]);
    }
    for (size_t i = 0; i < VIEWS; i++) {
        if (!self.views[i].base)
            continue;
        check_view(&self.views[i], true);
        do_unmap(&self.views[i]);
    }
    for (size_t i = 0; i < SECTIONS; i++)
        for (size_t j = 0; j < 2; j++)
            check_view(&common[i][j], false);
    return NULL;
}

static void make_sections(void)
{
    for (size_t i = 0; i < SECTIONS; i++) {
        struct section *section = &sections[i];

        if (i == 2) {
            section->file = CreateFileA("stress.data", GENERIC_ALL, 0, NULL, CREATE_ALWAYS,
                                        FILE_FLAG_DELETE_ON_CLOSE, NULL);
            REQUIRE(section->file != INVALID_HANDLE_VALUE);
        }
        section->handle = CreateFileMappingA(section->file ? section->file : INVALID_HANDLE_VALUE,
                                             NULL, PAGE_EXECUTE_READWRITE |
                                             (section->reserved ? SEC_RESERVE : SEC_COMMIT),
                                             0, PAGES * PAGE, NULL);
        REQUIRE(section->handle != NULL);
        for (size_t page = 0; page < PAGES; page++)
            section->committed[page] = !section->reserved;
        map(&common[i][0], section, 6);
        map(&common[i][1], section, 7);
    }
}

/* All threads are gone: what the sections hold is known, and so is what the file does. */
static void check_sections(void)
{
    for (size_t i = 0; i < SECTIONS; i++) {
        struct section *section = &sections[i];
        struct view view;

        map(&view, section, 1);
        for (size_t page = 0; page < PAGES; page++) {
            OVERLAPPED at = { .Offset = (DWORD)(page * PAGE + PLACE) };
            unsigned char byte = 0;
            DWORD got;

            self.number = page % THREADS;
            do_read(&view, page);
            if (section->file)
                FAIL_UNLESS(ReadFile(section->file, &byte, 1, &got, &at) &&
                            byte == section->bytes[page], &view, page);
        }
        do_unmap(&view);
        do_unmap(&common[i][0]);
        do_unmap(&common[i][1]);
        CloseHandle(section->handle);
        if (section->file)
            CloseHandle(section->file);
    }
}

int main(void)
{
    pthread_t threads[THREADS];

    REQUIRE(AddVectoredExceptionHandler(1, on_exception) != NULL);
    self.random = 1;
    make_sections();
    for (size_t i = 0; i < THREADS; i++)
        REQUIRE(pthread_create(&threads[i], NULL, run, (void *)i) == 0);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    check_sections();
    printf("stress: %d failures\n", failures);
    return failures != 0;
}
