// SPDX-License-Identifier: MIT
// Committing pages of views with every protection, and the other calls that are for private memory.

#include <windows.h>
#include "wine/test.h"
#include "check.h"
#include "child.h"
#include "scratch.h"
#include "model.h"

static const DWORD section_protections[] = {
    PAGE_READONLY,     PAGE_READWRITE,         PAGE_WRITECOPY,
    PAGE_EXECUTE_READ, PAGE_EXECUTE_READWRITE, PAGE_EXECUTE_WRITECOPY,
};

static const DWORD asked_protections[] = {
    PAGE_NOACCESS, PAGE_READONLY,     PAGE_READWRITE,         PAGE_WRITECOPY,
    PAGE_EXECUTE,  PAGE_EXECUTE_READ, PAGE_EXECUTE_READWRITE, PAGE_EXECUTE_WRITECOPY,
    0,             PAGE_READONLY | PAGE_READWRITE, /* not valid */
};

static const struct {
    size_t first, count;
} ranges[] = {
    { 0, MODEL_PAGES }, { 1, 1 },
    { MODEL_PAGES - 1, 2 }, { MODEL_PAGES, 1 }, /* beyond the end */
};

/* S-PRO-02, S-PRO-03: in a section of its own, since what is committed stays so. */
static void test_commit(struct model_section *section, size_t kind, size_t range, BOOL written,
                        DWORD asked)
{
    size_t first = ranges[range].first, count = ranges[range].count, i;
    struct model_view view, other;

    winetest_push_context("asked 0x%02lx for %u+%u %s", asked, (unsigned)first, (unsigned)count,
                          written ? "after a write" : "unwritten");
    if (model_map(section, kind, &view) && model_map(section, kind, &other)) {
        if (written) {
            if (!section->committed[1])
                model_commit(&view, 1, 1, view.protect);
            model_write(&view, 1);
        }
        model_commit(&view, first, count, asked);
        model_check(&view);
        model_check(&other); /* each view has its own protection */
        for (i = 0; i < MODEL_PAGES; i++)
            model_write(&view, i);
        model_check(&view);
        if (section->committed[1]) {
            model_protect(&view, 1, 1, view.protect);
            model_check(&view);
        }
        model_unmap(&other);
        model_unmap(&view);
    }
    winetest_pop_context();
}

/* S-PRO-02: the rest of what is for private memory; nothing of it changes the view. */
static void test_wrong_calls(struct model_section *section, size_t kind)
{
    struct model_view view;

    if (!model_map(section, kind, &view))
        return;
    ok_fails(VirtualFree(view.base, 0, MEM_RELEASE), ERROR_INVALID_PARAMETER);
    ok_fails(VirtualFree(view.base, MODEL_PAGES * PAGE, MEM_DECOMMIT), ERROR_INVALID_PARAMETER);
    ok_fails(VirtualFree(view.base + PAGE, PAGE, MEM_DECOMMIT), ERROR_INVALID_PARAMETER);
    ok_fails(VirtualFree(view.base + PAGE, PAGE, MEM_RELEASE), ERROR_INVALID_PARAMETER);
    ok_fails(VirtualAlloc(view.base, PAGE, MEM_RESERVE, PAGE_READONLY), ERROR_INVALID_ADDRESS);
    ok_fails(VirtualAlloc(view.base, PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READONLY),
             ERROR_INVALID_ADDRESS);
    /* Wine takes no notice of what MEM_RESET is for, and of what comes with it. */
    todo_wine {
        ok_fails(VirtualAlloc(view.base, PAGE, MEM_RESET, 0), ERROR_INVALID_PARAMETER);
        ok_fails(VirtualAlloc(view.base, PAGE, MEM_RESET | MEM_COMMIT, PAGE_READONLY),
                 ERROR_INVALID_PARAMETER);
        if (section->file)
            ok_fails(VirtualAlloc(view.base, PAGE, MEM_RESET, PAGE_NOACCESS),
                     ERROR_USER_MAPPED_FILE);
    }
    if (section->committed[0] && !section->file)
        ok_succeeds(VirtualAlloc(view.base, PAGE, MEM_RESET, PAGE_NOACCESS));
    model_check(&view);
    model_unmap(&view);
}

static void test_view(const char *what, HANDLE file, BOOL reserved, DWORD protect, size_t kind)
{
    struct model_section section;
    size_t range, i;
    int written;

    winetest_push_context("%s, section 0x%02lx, view 0x%02lx", what, protect,
                          model_views[kind].protect);
    for (range = 0; range < ARRAY_SIZE(ranges); range++) {
        for (i = 0; i < ARRAY_SIZE(asked_protections); i++) {
            for (written = 0; written < 2; written++) {
                model_section_make(&section, file, protect, reserved);
                test_commit(&section, kind, range, written, asked_protections[i]);
                model_section_close(&section);
            }
        }
    }
    model_section_make(&section, file, protect, reserved);
    test_wrong_calls(&section, kind);
    model_section_close(&section);
    winetest_pop_context();
}

static void test_views(const char *what, HANDLE file, BOOL reserved)
{
    size_t i, kind;

    for (i = 0; i < ARRAY_SIZE(section_protections); i++)
        for (kind = 0; kind < ARRAY_SIZE(model_views); kind++)
            if (model_covers(section_protections[i], model_views[kind].protect))
                test_view(what, file, reserved, section_protections[i], kind);
}

/* The range is of bytes: every page that it touches is committed. */
static void test_bytes(void)
{
    struct model_section section;
    struct model_view view;
    char *got;

    model_section_make(&section, NULL, PAGE_READWRITE, TRUE);
    if (model_map(&section, 2, &view)) {
        got = VirtualAlloc(view.base + 2 * PAGE - 1, 2, MEM_COMMIT, PAGE_READONLY);
        ok(got == view.base + PAGE, "VirtualAlloc returned %p\n", got);
        section.committed[1] = section.committed[2] = TRUE;
        view.pages[1].protect = view.pages[2].protect = PAGE_READONLY;
        model_check(&view);
        model_unmap(&view);
    }
    model_section_close(&section);
}

START_TEST(section_commit)
{
    char path[MAX_PATH];
    HANDLE file;

    touch_start();
    test_views("page file", NULL, FALSE);
    test_views("reserved", NULL, TRUE);
    test_bytes();
    file = scratch_create(path, "file", MODEL_PAGES * PAGE);
    test_views("file", file, FALSE);
    CloseHandle(file);
    scratch_delete(path);
}
