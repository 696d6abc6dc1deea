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

/* `count` digits; -1: others. */
static int take_hex(const char *text, unsigned count)
{
    int value = 0;

    for (unsigned i = 0; i < count; i++) {
        const char *digit = text[i] ? strchr("0123456789abcdef", text[i]) : NULL;

        if (!digit)
            return -1;
        value = value << 4 | (int)(digit - "0123456789abcdef");
    }
    return value;
}

/* One unit of a leaf's name. False: nothing that stands in a leaf. */
static bool take_unit(const char **at, uint16_t *unit)
{
    unsigned length = 1;
    int value = (unsigned char)**at;

    if (value == '%') {
        length = (*at)[1] == 'u' ? 6 : 3;
        value = length == 6 ? take_hex(*at + 2, 4) : take_hex(*at + 1, 2);
    } else if (value <= 0x20 || value >= 0x7f) {
        value = -1;
    }
    if (value < 0)
        return false;
    *at += length;
    *unit = (uint16_t)value;
    return true;
}

/* The name behind the leaf's prefix. */
static bool put_name(char *to, const char *from)
{
    while (*from) {
        uint16_t unit, second;
        const char *after;
        uint32_t point;

        if (!take_unit(&from, &unit))
            return false;
        point = unit;
        after = from;
        if (unit >= 0xd800 && unit < 0xdc00 && *after && take_unit(&after, &second) &&
            second >= 0xdc00 && second < 0xe000) {
            point = 0x10000 + ((unit - 0xd800u) << 10) + (second - 0xdc00u);
            from = after;
        }
        if (is_safe(point)) {
            to += sys_utf_encode(point, to);
        } else {
            to = put_escaped(to, unit);
            if (point != unit)
                to = put_escaped(to, second);
        }
    }
    *to = 0;
    return true;
}

bool name_of_leaf(const char *leaf, char name[NAME_ROOM])
{
    const char *rest = leaf + strlen(OB_LEAF_PREFIX);
    char *end, *at = name;
    bool known = strncmp(leaf, OB_LEAF_PREFIX, strlen(OB_LEAF_PREFIX)) == 0;

    if (known && rest[0] == 'g' && rest[1] == '.') {
        at = sys_text_put(at, "Global\\");
        rest += 2;
    } else if (known && rest[0] == 's' && rest[1] >= '0' && rest[1] <= '9') {
        unsigned long long session = strtoull(rest + 1, &end, 10);

        known = *end == '.' && session <= UINT32_MAX;
        rest = end + 1;
        if (known && session == sys_shm_user())
            at = sys_text_put(at, "Local\\");
        else if (known)
            at = sys_text_put(sys_text_number(sys_text_put(at, "Session\\"), session, 10, 1), "\\");
    } else {
        known = false;
    }
    if (known && *rest && put_name(at, rest))
        return true;
    name_make_safe(leaf, name);
    return false;
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
