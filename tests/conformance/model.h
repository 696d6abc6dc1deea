/* SPDX-License-Identifier: MIT */
/*
 * What the rules say of a view's pages, to be held against what they are. The rules are few:
 * the view's protection bounds what its pages may be (S-PRO-01), the first write to a page that
 * is copy-on-write makes it the view's own, and so it stays (S-COW-01..03).
 */
#ifndef CONFORMANCE_MODEL_H
#define CONFORMANCE_MODEL_H

#include "touch.h"

#define MODEL_PAGES 4
#define MODEL_PLACE 1234 /* the byte of each page that tells its contents */

enum { MODEL_READ = 1, MODEL_WRITE = 2, MODEL_EXECUTE = 4, MODEL_COPY = 8 };

static const struct {
    DWORD protect;
    int rights;
} model_protections[] = {
    { PAGE_NOACCESS, 0 },
    { PAGE_READONLY, MODEL_READ },
    { PAGE_READWRITE, MODEL_READ | MODEL_WRITE },
    { PAGE_WRITECOPY, MODEL_READ | MODEL_COPY },
    { PAGE_EXECUTE, MODEL_READ | MODEL_EXECUTE },
    { PAGE_EXECUTE_READ, MODEL_READ | MODEL_EXECUTE },
    { PAGE_EXECUTE_READWRITE, MODEL_READ | MODEL_WRITE | MODEL_EXECUTE },
    { PAGE_EXECUTE_WRITECOPY, MODEL_READ | MODEL_COPY | MODEL_EXECUTE },
};

static const struct {
    DWORD access;
    DWORD protect;
} model_views[] = {
    { 0, PAGE_NOACCESS },
    { FILE_MAP_READ, PAGE_READONLY },
    { FILE_MAP_WRITE, PAGE_READWRITE },
    { FILE_MAP_COPY, PAGE_WRITECOPY },
    { FILE_MAP_READ | FILE_MAP_EXECUTE, PAGE_EXECUTE_READ },
    { FILE_MAP_WRITE | FILE_MAP_EXECUTE, PAGE_EXECUTE_READWRITE },
    { FILE_MAP_COPY | FILE_MAP_EXECUTE, PAGE_EXECUTE_WRITECOPY },
};

/* A section, what its pages hold, and a view that shows it. */
struct model_section {
    HANDLE handle;
    HANDLE file; /* or NULL */
    DWORD protect;
    BOOL reserved;
    BOOL all_at_once; /* reserved, then committed so */
    BOOL committed[MODEL_PAGES];
    unsigned char bytes[MODEL_PAGES];
    unsigned char next; /* what is written next */
    char *witness;
};

struct model_view {
    struct model_section *section;
    char *base;
    DWORD protect;
    struct {
        DWORD protect;
        BOOL own;
        unsigned char byte; /* of an own page */
    } pages[MODEL_PAGES];
};

static inline int model_rights(DWORD protect)
{
    size_t i;

    for (i = 0; i < ARRAY_SIZE(model_protections); i++)
        if (model_protections[i].protect == protect)
            return model_protections[i].rights;
    return -1;
}

/* Can what is protected so be protected as `asked`? Copying asks no more than reading. */
static inline BOOL model_covers(DWORD outer, DWORD asked)
{
    return !(model_rights(asked) & ~MODEL_COPY & ~model_rights(outer));
}

static inline DWORD model_reported(const struct model_view *view, size_t page)
{
    DWORD protect = view->pages[page].protect;

    if (!view->pages[page].own || !(model_rights(protect) & MODEL_COPY))
        return protect;
    return protect == PAGE_WRITECOPY ? PAGE_READWRITE : PAGE_EXECUTE_READWRITE;
}

static inline unsigned char model_byte(const struct model_view *view, size_t page)
{
    return view->pages[page].own ? view->pages[page].byte : view->section->bytes[page];
}

/* What the section holds, as its witness sees it. */
static inline void model_section_read(struct model_section *section)
{
    size_t i;

    for (i = 0; i < MODEL_PAGES; i++)
        if (section->committed[i])
            section->bytes[i] = (unsigned char)section->witness[i * PAGE + MODEL_PLACE];
}

/* FALSE: the section allows no such view, and it was refused as it should be. */
static inline BOOL model_map(struct model_section *section, size_t kind, struct model_view *view)
{
    BOOL allowed = model_covers(section->protect, model_views[kind].protect);
    size_t i;

    memset(view, 0, sizeof(*view));
    view->section = section;
    view->protect = model_views[kind].protect;
    for (i = 0; i < MODEL_PAGES; i++)
        view->pages[i].protect = view->protect;
    SetLastError(NO_ERROR_YET);
    view->base = MapViewOfFile(section->handle, model_views[kind].access, 0, 0, 0);
    ok(!view->base == !allowed, "view is %p\n", view->base);
    ok_error(allowed ? NO_ERROR_YET : ERROR_ACCESS_DENIED); /* S-MAP-02 */
    if (winetest_platform_is_wine) /* the view before may have left there what it should not */
        model_section_read(section);
    return view->base != NULL;
}

/* Wine does not know which pages are a view's own: to it they are copy-on-write for ever. */
static inline BOOL model_beyond_wine(const struct model_view *view)
{
    size_t i;

    for (i = 0; i < MODEL_PAGES; i++)
        if (model_reported(view, i) != view->pages[i].protect)
            return TRUE;
    return FALSE;
}

/* And it writes them to the section when only a part of a view is copy-on-write. */
static inline BOOL model_wine_writes(const struct model_view *view, size_t page)
{
    return view->pages[page].own && !(model_rights(view->protect) & MODEL_COPY);
}

/* The regions of a view in text: "first page+pages:protection" each, "-" for what is reserved. */
static inline const char *model_regions(const struct model_view *view)
{
    static char text[MODEL_PAGES * 16 + 1];
    const BOOL *committed = view->section->committed;
    size_t first, end;

    text[0] = 0;
    for (first = 0; first < MODEL_PAGES; first = end) {
        for (end = first + 1; end < MODEL_PAGES; end++)
            if (committed[end] != committed[first] ||
                (committed[end] && model_reported(view, end) != model_reported(view, first)))
                break;
        sprintf(text + strlen(text), committed[first] ? "%u+%u:%lx " : "%u+%u:- ", (unsigned)first,
                (unsigned)(end - first), model_reported(view, first));
    }
    return text;
}

/* The same from VirtualQuery; what every region of the view has in common is checked here. */
static inline const char *model_walk(const struct model_view *view)
{
    static char text[MODEL_PAGES * 32 + 1];
    MEMORY_BASIC_INFORMATION info;
    char *at;

    text[0] = 0;
    for (at = view->base; at < view->base + MODEL_PAGES * PAGE; at += info.RegionSize) {
        memset(&info, 0xcc, sizeof(info));
        ok_value(VirtualQuery(at, &info, sizeof(info)), sizeof(info));
        ok(info.BaseAddress == at, "BaseAddress is %p, expected %p\n", info.BaseAddress, at);
        ok(info.AllocationBase == view->base, "AllocationBase is %p\n", info.AllocationBase);
        ok_value(info.AllocationProtect, view->protect);
        ok_value(info.Type, MEM_MAPPED);
        ok(info.State == MEM_COMMIT || (info.State == MEM_RESERVE && !info.Protect),
           "State is 0x%lx, Protect 0x%lx\n", info.State, info.Protect);
        if (!info.RegionSize || info.RegionSize % PAGE)
            return "no whole pages";
        sprintf(text + strlen(text), info.State == MEM_COMMIT ? "%u+%u:%lx " : "%u+%u:- ",
                (unsigned)((at - view->base) / PAGE), (unsigned)(info.RegionSize / PAGE),
                info.Protect);
    }
    return text;
}

/* S-PRO-01: a touch that the page's protection forbids is an access violation there. */
static inline void model_refused(const void *at, ULONG_PTR kind)
{
    ok_value(touch.refusal.code, EXCEPTION_ACCESS_VIOLATION);
    ok_value(touch.refusal.kind, kind);
    ok(touch.refusal.address == (ULONG_PTR)at, "the exception is for %p, expected %p\n",
       (void *)touch.refusal.address, at);
}

/* Writes one page, or fails to. Wine lets pages be touched that are only reserved. */
static inline void model_write(struct model_view *view, size_t page)
{
    BOOL committed = view->section->committed[page];
    int rights = committed ? model_rights(model_reported(view, page)) : 0;
    BOOL allowed = (rights & (MODEL_WRITE | MODEL_COPY)) != 0;
    char *at = view->base + page * PAGE + MODEL_PLACE;
    unsigned char byte = ++view->section->next;

    if (!committed && winetest_platform_is_wine)
        return;
    ok(touch_write(at, byte) == allowed, "page %u could %sbe written\n", (unsigned)page,
       allowed ? "not " : "");
    if (!allowed) {
        model_refused(at, 1);
    } else if ((rights & MODEL_COPY) || view->pages[page].own) {
        view->pages[page].own = TRUE; /* S-COW-01 */
        view->pages[page].byte = byte;
    } else {
        view->section->bytes[page] = byte;
    }
}

/* What the view shows, and the section and its file. */
static inline void model_contents(const struct model_view *view)
{
    const struct model_section *section = view->section;
    unsigned char byte;
    size_t i;

    for (i = 0; i < MODEL_PAGES; i++) {
        char *at = view->base + i * PAGE + MODEL_PLACE;
        BOOL allowed = section->committed[i] && model_rights(view->pages[i].protect) != 0;

        if (!section->committed[i] && winetest_platform_is_wine)
            continue;
        byte = 0;
        ok(touch_read(at, &byte) == allowed, "page %u could %sbe read\n", (unsigned)i,
           allowed ? "not " : "");
        if (allowed)
            ok(byte == model_byte(view, i), "page %u has 0x%02x, expected 0x%02x\n", (unsigned)i,
               byte, model_byte(view, i));
        else
            model_refused(at, 0);
        if (!section->committed[i])
            continue;
        byte = ((volatile unsigned char *)section->witness)[i * PAGE + MODEL_PLACE];
        todo_wine_if(model_wine_writes(view, i))
            ok(byte == section->bytes[i], "page %u of the section has 0x%02x, expected 0x%02x\n",
               (unsigned)i, byte, section->bytes[i]);
        if (!section->file)
            continue;
        ok_value(scratch_read(section->file, i * PAGE + MODEL_PLACE, &byte, 1), 1);
        todo_wine_if(model_wine_writes(view, i))
            ok(byte == section->bytes[i], "page %u of the file has 0x%02x, expected 0x%02x\n",
               (unsigned)i, byte, section->bytes[i]);
    }
}

static inline void model_check(const struct model_view *view)
{
    const char *expected = model_regions(view), *got = model_walk(view);

    /* Wine keeps no count of what is committed when that is the whole section. */
    if (!winetest_platform_is_wine || !view->section->all_at_once)
        todo_wine_if(model_beyond_wine(view))
            ok(!strcmp(got, expected), "regions %s, expected %s\n", got, expected);
    model_contents(view);
}

/* VirtualProtect. TRUE when it was allowed. */
static inline BOOL model_protect(struct model_view *view, size_t first, size_t count, DWORD asked)
{
    BOOL allowed = model_covers(view->protect, asked);
    DWORD before = model_reported(view, first), old = NO_ERROR_YET;
    size_t i;

    SetLastError(NO_ERROR_YET);
    ok(VirtualProtect(view->base + first * PAGE, count * PAGE, asked, &old) == allowed,
       "0x%02lx was %s\n", asked, allowed ? "refused" : "allowed");
    ok_error(allowed ? NO_ERROR_YET : ERROR_INVALID_PARAMETER);
    if (!allowed)
        return FALSE;
    todo_wine_if(before != view->pages[first].protect) ok_value(old, before);
    for (i = first; i < first + count; i++)
        view->pages[i].protect = asked;
    return TRUE;
}

/* VirtualAlloc(MEM_COMMIT), S-PRO-02; the pages are the section's then (S-PRO-03). */
static inline BOOL model_commit(struct model_view *view, size_t first, size_t count, DWORD asked)
{
    DWORD error = model_rights(asked) < 0 ? ERROR_INVALID_PARAMETER
                : first + count > MODEL_PAGES ? ERROR_INVALID_ADDRESS
                : view->section->file ? ERROR_ACCESS_DENIED
                : model_covers(view->protect, asked) ? NO_ERROR_YET : ERROR_INVALID_PARAMETER;
    char *at = view->base + first * PAGE, *expected = error == NO_ERROR_YET ? at : NULL, *got;
    size_t i;

    SetLastError(NO_ERROR_YET);
    got = VirtualAlloc(at, count * PAGE, MEM_COMMIT, asked);
    ok(got == expected, "VirtualAlloc returned %p, expected %p\n", got, expected);
    /* Wine looks at the view and the range before it looks at the protection. */
    todo_wine_if(model_rights(asked) < 0 &&
                 (view->section->file || first + count > MODEL_PAGES))
        ok_error(error);
    for (i = first; expected && i < first + count; i++) {
        view->section->committed[i] = TRUE;
        view->pages[i].protect = asked;
    }
    if (expected && view->section->reserved && count == MODEL_PAGES)
        view->section->all_at_once = TRUE;
    return expected != NULL;
}

static inline void model_unmap(struct model_view *view)
{
    ok(UnmapViewOfFile(view->base), "UnmapViewOfFile failed, error %lu\n", GetLastError());
}

static inline void model_section_make(struct model_section *section, HANDLE file, DWORD protect,
                                      BOOL reserved)
{
    DWORD type = reserved ? SEC_RESERVE : SEC_COMMIT;
    size_t i;

    memset(section, 0, sizeof(*section));
    section->reserved = reserved;
    section->file = file;
    section->protect = protect;
    section->handle = CreateFileMappingA(file ? file : INVALID_HANDLE_VALUE, NULL, protect | type,
                                         0, file ? 0 : MODEL_PAGES * PAGE, NULL);
    ok(section->handle != NULL, "CreateFileMapping failed, error %lu\n", GetLastError());
    section->witness = MapViewOfFile(section->handle, FILE_MAP_READ, 0, 0, 0);
    ok(section->witness != NULL, "no witness, error %lu\n", GetLastError());
    for (i = 0; i < MODEL_PAGES; i++)
        section->committed[i] = !reserved;
    model_section_read(section);
}

static inline void model_section_close(struct model_section *section)
{
    UnmapViewOfFile(section->witness);
    CloseHandle(section->handle);
}

#endif
