// SPDX-License-Identifier: MIT
// name: names of objects as people read and write them.
#include "name.h"

#include "sys/shm.h"
#include "sys/text.h"
#include "sys/utf.h"

#include <stdlib.h>
#include <string.h>

/* Neither control characters nor those that reorder or hide others: names come from anybody. */
static bool is_safe(uint32_t point)
{
    return point >= 0x20 && !(point >= 0x7f && point < 0xa0) && point != 0xad &&
           !(point >= 0x200b && point <= 0x200f) && !(point >= 0x2028 && point <= 0x202e) &&
           !(point >= 0x2060 && point <= 0x206f) && !(point >= 0xd800 && point <= 0xdfff) &&
           point != 0xfeff && !(point >= 0xfff0 && point <= 0xffff) && point < 0xe0000;
}

static char *put_escaped(char *at, uint32_t unit)
{
    if (unit < 0x100)
        return sys_text_number(sys_text_put(at, "%"), unit, 16, 2);
    return sys_text_number(sys_text_put(at, "%u"), unit, 16, 4);
}

void name_make_safe(const char *text, char *safe)
{
    size_t length = strnlen(text, PATH_MAX - 1);

    while (length) {
        uint32_t point;
        size_t taken = sys_utf_decode(text, length, &point);

        if (point != SYS_UTF_INVALID && is_safe(point)) {
            memcpy(safe, text, taken);
            safe += taken;
        } else {
            for (size_t i = 0; i < taken; i++)
                safe = put_escaped(safe, (unsigned char)text[i]);
        }
        text += taken;
        length -= taken;
    }
    *safe = 0;
}

/* The units of a name: %XX and %uXXXX for those that are not safe, as in a leaf. */
static void put_units(char *to, const WCHAR *units, size_t length)
{
    while (length) {
        uint32_t point = units[0];
        size_t taken = 1;

        if (length > 1 && (units[0] & 0xfc00) == 0xd800 && (units[1] & 0xfc00) == 0xdc00) {
            point = 0x10000 + ((units[0] & 0x3ffu) << 10) + (units[1] & 0x3ffu);
            taken = 2;
        }
        if (is_safe(point))
            to += sys_utf_encode(point, to);
        else
            for (size_t i = 0; i < taken; i++)
                to = put_escaped(to, units[i]);
        units += taken;
        length -= taken;
    }
    *to = 0;
}

static char *put_space(char *to, struct ob_space space)
{
    if (space.global)
        return sys_text_put(to, "Global\\");
    if (space.session == sys_shm_user())
        return sys_text_put(to, "Local\\");
    to = sys_text_number(sys_text_put(to, "Session\\"), space.session, 10, 1);
    return sys_text_put(to, "\\");
}

char *name_of_leaf(const char *leaf, const WCHAR *text, size_t length)
{
    enum { ESCAPED = 6, PREFIX = 32 }; /* bytes of a unit and of a space */
    WCHAR units[NAME_MAX + 1];
    struct ob_space space;
    const char *rest = ob_path_space(leaf, &space);
    char *name, *at;

    if (strlen(leaf) > NAME_MAX || !rest || !*rest)
        return NULL;
    if (!text && !ob_path_is_hashed(leaf)) {
        if (!ob_path_decode(leaf, &space, units, &length))
            return NULL;
        text = units;
    }
    name = malloc(PREFIX + ESCAPED * (text ? length : NAME_MAX) + 1);
    if (!name)
        return NULL;
    at = put_space(name, space);
    if (text)
        put_units(at, text, length);
    else
        name_make_safe(rest, at);
    return name;
}

bool name_to_leaf(const char *name, char leaf[OB_LEAF_MAX])
{
    const struct ob_space own = ob_space_own();
    size_t length = strlen(name);
    uint16_t *units = malloc((length + 1) * sizeof *units);
    struct ob_path path;
    bool done;

    if (!units)
        return false;
    length = sys_utf_from_host(name, length, units);
    done = NT_SUCCESS(ob_path_parse(&own, (const WCHAR *)units, length, &path)) &&
           !path.directory && !path.link;
    if (done)
        strcpy(leaf, path.leaf);
    free(units);
    return done;
}
