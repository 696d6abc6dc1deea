// SPDX-License-Identifier: MIT
// Every protection of a section, of its views and of their pages, before and after writes.

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

/* Not a multiple of P: the last page is the file's in part only (S-MAP-05). */
#define FILE_SIZE (MODEL_PAGES * PAGE - 1000)

static BOOL read_only; /* the file */

/* Whole view or a page in the middle. */
static const struct {
    size_t first, count;
} ranges[] = { { 0, MODEL_PAGES }, { 1, 1 } };

static BOOL is_copy(DWORD protect)
{
    return (model_rights(protect) & MODEL_COPY) != 0;
}

/* Wine cannot let a part of a view be written that it shares with a file open for reading. */
static BOOL wine_refuses(size_t kind, DWORD asked)
{
    return winetest_platform_is_wine && read_only && is_copy(asked) &&
           !is_copy(model_views[kind].protect);
}

/*
 * S-PRO-01, S-COW-01..04: the middle page is written or not, the range is protected, written as
 * far as it lets itself, and goes back.
 */
static void test_change(struct model_section *section, size_t kind, size_t range, BOOL written,
                        DWORD asked)
{
    size_t first = ranges[range].first, count = ranges[range].count, i;
    struct model_view view;

    if (wine_refuses(kind, asked))
        return;
    winetest_push_context("asked 0x%02lx for %u of %u pages %s", asked, (unsigned)count,
                          MODEL_PAGES, written ? "after a write" : "unwritten");
    if (model_map(section, kind, &view)) {
        if (written)
            model_write(&view, 1);
        if (model_protect(&view, first, count, asked)) {
            model_check(&view);
            for (i = first; i < first + count; i++)
                model_write(&view, i);
        }
        model_check(&view);
        model_protect(&view, 1, 1, view.protect);
        model_check(&view);
        model_write(&view, 0);
        model_write(&view, 1);
        model_check(&view);
        model_unmap(&view);
    }
    winetest_pop_context();
}

/* S-COW-03: from any protection to any other, all that the view may have, with writes between. */
static void test_steps(struct model_section *section, size_t kind, DWORD from, DWORD to)
{
    struct model_view view;

    if (wine_refuses(kind, from) || wine_refuses(kind, to))
        return;
    winetest_push_context("from 0x%02lx to 0x%02lx", from, to);
    if (model_map(section, kind, &view)) {
        model_protect(&view, 0, 3, from);
        model_write(&view, 0);
        model_protect(&view, 0, 2, to);
        model_check(&view);
        model_write(&view, 1);
        model_protect(&view, 1, 3, from);
        model_check(&view);
        model_write(&view, 2);
        model_protect(&view, 0, MODEL_PAGES, view.protect);
        model_check(&view);
        model_protect(&view, 0, MODEL_PAGES, to);
        model_check(&view);
        model_unmap(&view);
    }
    winetest_pop_context();
}

static void test_view(struct model_section *section, size_t kind)
{
    size_t range, i, j;

    for (range = 0; range < ARRAY_SIZE(ranges); range++) {
        for (i = 0; i < ARRAY_SIZE(model_protections); i++) {
            test_change(section, kind, range, FALSE, model_protections[i].protect);
            test_change(section, kind, range, TRUE, model_protections[i].protect);
        }
    }
    for (i = 0; i < ARRAY_SIZE(model_protections); i++)
        for (j = 0; j < ARRAY_SIZE(model_protections); j++)
            if (model_covers(model_views[kind].protect, model_protections[i].protect) &&
                model_covers(model_views[kind].protect, model_protections[j].protect))
                test_steps(section, kind, model_protections[i].protect,
                           model_protections[j].protect);
}

/* Each section that can be made, with each view that it allows, and one refusal for the others. */
static void test_sections(const char *what, HANDLE file, int rights)
{
    struct model_section section;
    struct model_view view;
    size_t i, kind;

    for (i = 0; i < ARRAY_SIZE(section_protections); i++) {
        DWORD protect = section_protections[i];

        if (model_rights(protect) & ~MODEL_COPY & ~rights) {
            ok_fails(CreateFileMappingA(file, NULL, protect, 0, 0, NULL), ERROR_ACCESS_DENIED);
            continue;
        }
        model_section_make(&section, file, protect, FALSE);
        for (kind = 0; kind < ARRAY_SIZE(model_views); kind++) {
            winetest_push_context("%s, section 0x%02lx, view 0x%02lx", what, protect,
                                  model_views[kind].protect);
            if (model_covers(protect, model_views[kind].protect))
                test_view(&section, kind);
            else
                model_map(&section, kind, &view);
            winetest_pop_context();
        }
        model_section_close(&section);
    }
}

START_TEST(section_matrix)
{
    char path[MAX_PATH];
    HANDLE file;

    touch_start();
    test_sections("page file", NULL, MODEL_READ | MODEL_WRITE | MODEL_EXECUTE);
    file = scratch_create(path, "file", FILE_SIZE);
    test_sections("file", file, MODEL_READ | MODEL_WRITE | MODEL_EXECUTE);
    CloseHandle(file);
    file = scratch_open(path, GENERIC_READ | GENERIC_EXECUTE);
    read_only = TRUE;
    test_sections("read-only file", file, MODEL_READ | MODEL_EXECUTE);
    CloseHandle(file);
    scratch_delete(path);
}
