// SPDX-License-Identifier: MIT
// picture: the views of a process as an SVG file.
#include "picture.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* In the units of the picture. */
enum {
    MARGIN = 20, CELL = 12, ROW = 14, TEXT = 16, GAP = 18,
    WIDTH = 2 * MARGIN + STRIP_WIDTH * CELL, LEGEND = 150,
    LETTER = 8, LABEL = 110 /* letters in front of and behind a section's name, at most */
};

/* Told apart by the colour-blind too, and in grey. */
static const struct {
    const char *colour, *text;
} kinds[STRIP_KINDS] = {
    [STRIP_ABSENT] = { "#e8e8e8", "not present" },
    [STRIP_SHARED] = { "#56b4e9", "shared" },
    [STRIP_COPIED] = { "#d55e00", "private copy" },
    [STRIP_UNKNOWN] = { "#999999", "unknown" },
};

static void put_text(FILE *file, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '&': fputs("&amp;", file); break;
        case '<': fputs("&lt;", file); break;
        case '>': fputs("&gt;", file); break;
        default: putc(*text, file);
        }
    }
}

static size_t rows_of(const struct strip *strip)
{
    return (strip->cells + STRIP_WIDTH - 1) / STRIP_WIDTH;
}

static void put_strip(FILE *file, const struct strip *strip, unsigned top)
{
    for (size_t at = 0; at < strip->cells; at++)
        fprintf(file, "<rect x=\"%u\" y=\"%u\" width=\"%d\" height=\"%d\" fill=\"%s\"/>\n",
                (unsigned)(MARGIN + at % STRIP_WIDTH * CELL),
                top + (unsigned)(at / STRIP_WIDTH) * ROW, CELL - 1, ROW - 2,
                kinds[strip->cell[at]].colour);
}

static void put_view(FILE *file, const struct view *view, const struct strip *strip, unsigned top)
{
    fprintf(file, "<text x=\"%d\" y=\"%u\">%012" PRIx64 "  %" PRIu64 " bytes at %" PRIu64 "  %s  ",
            MARGIN, top - 5, view->start, view->end - view->start, view->offset,
            view->protection);
    put_text(file, view->section);
    if (strip->each > 1)
        fprintf(file, "  (a cell is %" PRIu64 " pages)", strip->each);
    fputs("</text>\n", file);
    put_strip(file, strip, top);
}

static void put_legend(FILE *file, unsigned top)
{
    for (unsigned i = 0; i < STRIP_KINDS; i++)
        fprintf(file, "<rect x=\"%u\" y=\"%u\" width=\"%d\" height=\"%d\" fill=\"%s\"/>"
                "<text x=\"%u\" y=\"%u\">%s</text>\n", MARGIN + i * LEGEND, top, CELL - 1, ROW - 2,
                kinds[i].colour, MARGIN + i * LEGEND + 2 * CELL, top + ROW - 4, kinds[i].text);
}

static void put_picture(FILE *file, const char *title, const struct view_list *list,
                        const struct strip *strips)
{
    unsigned top = MARGIN + 2 * TEXT + GAP, height = top + MARGIN;
    unsigned width = WIDTH;

    for (size_t i = 0; i < list->count; i++) {
        unsigned text = MARGIN + LETTER * (LABEL + (unsigned)strlen(list->views[i].section));

        if (width < text)
            width = text;
        height += (unsigned)rows_of(&strips[i]) * ROW + TEXT + GAP;
    }
    fprintf(file, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%u\" "
            "font-family=\"monospace\" font-size=\"12\" xml:space=\"preserve\">\n"
            "<rect width=\"%u\" height=\"%u\" fill=\"#ffffff\"/>\n<text x=\"%d\" y=\"%d\">",
            width, height, width, height, MARGIN, MARGIN + 5);
    put_text(file, title);
    fputs("</text>\n", file);
    put_legend(file, MARGIN + TEXT);
    for (size_t i = 0; i < list->count; i++) {
        top += TEXT;
        put_view(file, &list->views[i], &strips[i], top);
        top += (unsigned)rows_of(&strips[i]) * ROW + GAP;
    }
    fputs("</svg>\n", file);
}

bool picture_write(const char *path, const char *title, const struct view_list *list,
                   const struct strip *strips)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
    bool done;

    if (!file) {
        if (fd >= 0)
            close(fd);
        return false;
    }
    put_picture(file, title, list, strips);
    done = !ferror(file);
    return fclose(file) == 0 && done;
}
