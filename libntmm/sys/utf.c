// SPDX-License-Identifier: MIT
// utf: text between UTF-16 and the host's bytes, without loss in either direction.
#include "sys/utf.h"

#include <stdbool.h>

#define ESCAPED 0xdc00u /* plus the byte */

static bool is_high(uint32_t unit)
{
    return unit >= 0xd800 && unit <= 0xdbff;
}

static bool is_low(uint32_t unit)
{
    return unit >= 0xdc00 && unit <= 0xdfff;
}

static bool is_escaped_byte(uint32_t unit)
{
    return unit >= ESCAPED + 0x80 && unit <= ESCAPED + 0xff;
}

/* Bytes of the sequence that starts so, and what its second byte may be; 0: none starts so. */
static unsigned sequence(unsigned char lead, unsigned char *lowest, unsigned char *highest)
{
    *lowest = 0x80;
    *highest = 0xbf;
    if (lead >= 0xc2 && lead <= 0xdf)
        return 2;
    if (lead >= 0xe0 && lead <= 0xef) {
        if (lead == 0xe0)
            *lowest = 0xa0; /* shorter ones would do */
        if (lead == 0xed)
            *highest = 0x9f; /* halves of pairs */
        return 3;
    }
    if (lead >= 0xf0 && lead <= 0xf4) {
        if (lead == 0xf0)
            *lowest = 0x90;
        if (lead == 0xf4)
            *highest = 0x8f; /* the last code point */
        return 4;
    }
    return 0;
}

size_t sys_utf_decode(const char *bytes, size_t length, uint32_t *point)
{
    const unsigned char *at = (const unsigned char *)bytes;
    unsigned char lowest, highest;
    unsigned count, done;
    uint32_t value;

    if (at[0] < 0x80) {
        *point = at[0];
        return 1;
    }
    *point = SYS_UTF_INVALID;
    count = sequence(at[0], &lowest, &highest);
    if (!count)
        return 1;
    value = at[0] & (0xffu >> (count + 1));
    for (done = 1; done < count; done++) {
        if (done == length || at[done] < lowest || at[done] > highest)
            return done;
        value = value << 6 | (at[done] & 0x3f);
        lowest = 0x80;
        highest = 0xbf;
    }
    *point = value;
    return count;
}

size_t sys_utf_encode(uint32_t point, char *to)
{
    unsigned count = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;

    for (unsigned i = count; i-- > 1; point >>= 6)
        to[i] = (char)(0x80 | (point & 0x3f));
    to[0] = (char)(count == 1 ? point : (0xf00u >> count & 0xff) | point);
    return count;
}

static bool half_at(const char *bytes, size_t length, uint32_t *unit)
{
    const unsigned char *at = (const unsigned char *)bytes;

    if (length < 3 || at[0] != 0xed || at[1] < 0xa0 || at[1] > 0xbf || (at[2] & 0xc0) != 0x80)
        return false;
    *unit = 0xd000u | (uint32_t)(at[1] & 0x3f) << 6 | (at[2] & 0x3f);
    return true;
}

/*
 * Half a pair as three bytes. Not one that would stand for a byte, nor a first half in front of
 * what becomes a second one: as bytes they come back alike.
 */
static bool decode_half(const char *bytes, size_t length, uint32_t *unit)
{
    uint32_t next;

    if (!half_at(bytes, length, unit) || is_escaped_byte(*unit))
        return false;
    if (is_low(*unit) || length == 3)
        return true;
    sys_utf_decode(bytes + 3, length - 3, &next);
    return next != SYS_UTF_INVALID;
}

size_t sys_utf_from_host(const char *bytes, size_t length, uint16_t *to)
{
    size_t count = 0;

    for (size_t at = 0; at < length;) {
        uint32_t point;
        size_t taken = sys_utf_decode(bytes + at, length - at, &point);

        if (point == SYS_UTF_INVALID) {
            taken = 1;
            if (decode_half(bytes + at, length - at, &point))
                taken = 3;
            else
                point = ESCAPED + (unsigned char)bytes[at];
        }
        at += taken;
        if (point >= 0x10000) {
            point -= 0x10000;
            if (to)
                to[count] = (uint16_t)(0xd800 + (point >> 10));
            count++;
            point = 0xdc00 + (point & 0x3ff);
        }
        if (to)
            to[count] = (uint16_t)point;
        count++;
    }
    return count;
}

size_t sys_utf_to_host(const uint16_t *units, size_t length, char *to)
{
    size_t count = 0;
    char bytes[4];

    for (size_t at = 0; at < length; at++) {
        uint32_t point = units[at];
        size_t made;

        if (is_high(point) && at + 1 < length && is_low(units[at + 1]))
            point = 0x10000 + ((point - 0xd800) << 10) + (units[++at] - 0xdc00u);
        if (is_escaped_byte(point)) {
            bytes[0] = (char)(point - ESCAPED);
            made = 1;
        } else {
            made = sys_utf_encode(point, bytes);
        }
        for (size_t i = 0; i < made; i++, count++)
            if (to)
                to[count] = bytes[i];
    }
    return count;
}
