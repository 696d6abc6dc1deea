// SPDX-License-Identifier: MIT
// path: the name of an object, from NT's form to the file that stands for it.
#include "ob/path.h"

#include "sys/shm.h"
#include "sys/text.h"

#include <stdint.h>
#include <string.h>

/* The part of a name that is still to be read. */
struct rest {
    const WCHAR *at;
    size_t length;
};

struct ob_space ob_space_own(void)
{
    return (struct ob_space) { .session = sys_shm_user() };
}

/* Other users' sessions are as if they were not there. */
static bool session_exists(unsigned session)
{
    return session == ob_space_own().session;
}

static bool part_is(struct rest part, const char *word)
{
    size_t length = strlen(word);

    if (part.length != length)
        return false;
    for (size_t i = 0; i < length; i++)
        if (part.at[i] != (unsigned char)word[i])
            return false;
    return true;
}

/* Takes the part up to the next backslash off the rest; false when no backslash follows. */
static bool part_take(struct rest *rest, struct rest *part)
{
    for (size_t i = 0; i < rest->length; i++) {
        if (rest->at[i] == '\\') {
            *part = (struct rest) { rest->at, i };
            rest->at += i + 1;
            rest->length -= i + 1;
            return true;
        }
    }
    *part = *rest;
    rest->length = 0;
    return false;
}

static bool part_number(struct rest part, unsigned *number)
{
    uint64_t value = 0;

    if (part.length == 0 || part.length > 10)
        return false;
    for (size_t i = 0; i < part.length; i++) {
        if (part.at[i] < '0' || part.at[i] > '9')
            return false;
        value = value * 10 + (part.at[i] - '0');
    }
    *number = (unsigned)value;
    return value <= UINT32_MAX;
}

static bool is_plain(WCHAR unit)
{
    return (unit >= 'a' && unit <= 'z') || (unit >= 'A' && unit <= 'Z') ||
           (unit >= '0' && unit <= '9') || unit == '-' || unit == '_' || unit == '.';
}

/* FNV-1a of 128 bits over the UTF-16 units. */
static unsigned __int128 hash_of(struct rest name)
{
    const unsigned __int128 prime = (unsigned __int128)1 << 88 | 0x13b;
    unsigned __int128 hash =
        (unsigned __int128)0x6c62272e07bb0142u << 64 | 0x62b821756295c58du;

    for (size_t i = 0; i < name.length; i++) {
        hash = (hash ^ (name.at[i] & 0xff)) * prime;
        hash = (hash ^ (name.at[i] >> 8)) * prime;
    }
    return hash;
}

/*
 * Plain characters stand for themselves, others become %XX or %uXXXX. A name too long for that is
 * its beginning, a tilde (which is never plain) and its hash.
 */
static void leaf_make(struct ob_path *path, struct rest name)
{
    enum { HASH_LENGTH = 33, UNIT_LENGTH = 6 };
    char *at = sys_text_put(path->leaf, OB_LEAF_PREFIX);
    char *end = path->leaf + sizeof path->leaf - 1 - HASH_LENGTH - UNIT_LENGTH;

    if (path->space.global)
        at = sys_text_put(at, "g.");
    else
        at = sys_text_put(sys_text_number(sys_text_put(at, "s"), path->space.session, 10, 1), ".");

    for (size_t i = 0; i < name.length; i++) {
        WCHAR unit = name.at[i];

        if (at > end) {
            unsigned __int128 hash = hash_of(name);

            at = sys_text_number(sys_text_put(at, "~"), (uint64_t)(hash >> 64), 16, 16);
            sys_text_number(at, (uint64_t)hash, 16, 16);
            return;
        }
        if (is_plain(unit))
            *at++ = (char)unit;
        else if (unit < 0x100)
            at = sys_text_number(sys_text_put(at, "%"), unit, 16, 2);
        else
            at = sys_text_number(sys_text_put(at, "%u"), unit, 16, 4);
    }
    *at = 0;
}

/* \BaseNamedObjects\ or \Sessions\N\BaseNamedObjects\, the leading backslash taken off already. */
static NTSTATUS take_root(struct rest *rest, struct ob_space *space, bool *directory)
{
    struct rest part;
    bool more = part_take(rest, &part);

    *space = (struct ob_space) { .global = true };
    if (part_is(part, "Sessions") && more) {
        space->global = false;
        part_take(rest, &part);
        if (!part_number(part, &space->session) || !session_exists(space->session))
            return STATUS_OBJECT_PATH_NOT_FOUND;
        more = part_take(rest, &part);
    }
    if (!part_is(part, "BaseNamedObjects"))
        return more ? STATUS_OBJECT_PATH_NOT_FOUND : STATUS_OBJECT_NAME_NOT_FOUND;
    *directory = !more;
    return STATUS_SUCCESS;
}

/* Local\, Global\ and Session\N\, which every directory of named objects has. */
static NTSTATUS take_prefix(struct rest *rest, struct ob_space *space)
{
    struct rest after = *rest, part;

    if (!part_take(&after, &part))
        return STATUS_SUCCESS;
    if (part_is(part, "Local")) {
        *space = ob_space_own();
    } else if (part_is(part, "Global")) {
        *space = (struct ob_space) { .global = true };
    } else if (part_is(part, "Session")) {
        unsigned session;
        bool more = part_take(&after, &part);

        if (!more || !part_number(part, &session) || !session_exists(session))
            return STATUS_OBJECT_PATH_NOT_FOUND;
        *space = (struct ob_space) { .session = session };
    } else {
        return STATUS_SUCCESS;
    }
    *rest = after;
    return STATUS_SUCCESS;
}

static NTSTATUS check_leaf(struct rest rest)
{
    struct rest part, whole = rest;

    if (rest.length == 0 || rest.at[0] == '\\')
        return STATUS_OBJECT_NAME_INVALID;
    for (size_t i = 0; i + 1 < whole.length; i++)
        if (whole.at[i] == '\\' && whole.at[i + 1] == '\\')
            return STATUS_OBJECT_NAME_INVALID;
    return part_take(&rest, &part) ? STATUS_OBJECT_PATH_NOT_FOUND : STATUS_SUCCESS;
}

NTSTATUS ob_path_parse(const struct ob_space *root, const WCHAR *name, size_t length,
                       struct ob_path *path)
{
    struct rest rest = { name, length };
    NTSTATUS status;

    *path = (struct ob_path) { 0 };
    if (root) {
        path->space = *root;
        path->directory = length == 0;
        if (length && name[0] == '\\')
            return STATUS_OBJECT_PATH_SYNTAX_BAD;
    } else {
        if (length == 0 || name[0] != '\\')
            return STATUS_OBJECT_PATH_SYNTAX_BAD;
        rest = (struct rest) { name + 1, length - 1 };
        status = take_root(&rest, &path->space, &path->directory);
        if (!NT_SUCCESS(status))
            return status;
    }
    if (path->directory)
        return STATUS_SUCCESS;
    path->link = part_is(rest, "Local") || part_is(rest, "Global") || part_is(rest, "Session");
    status = take_prefix(&rest, &path->space);
    if (NT_SUCCESS(status))
        status = check_leaf(rest);
    if (NT_SUCCESS(status)) {
        path->name = rest.at;
        path->length = rest.length;
        leaf_make(path, rest);
    }
    return status;
}

bool ob_path_is_global(const char *leaf)
{
    return strncmp(leaf, OB_LEAF_PREFIX "g.", sizeof OB_LEAF_PREFIX + 1) == 0;
}

bool ob_path_is_hashed(const char *leaf)
{
    return strchr(leaf, '~') != NULL;
}

/* Takes a number off the text. */
static bool take_number(const char **at, unsigned base, size_t digits, unsigned *number)
{
    const char *start = *at;

    for (*number = 0; (size_t)(*at - start) < digits; ++*at) {
        const char *digit = **at ? strchr("0123456789abcdef", **at) : NULL;

        if (!digit || (size_t)(digit - "0123456789abcdef") >= base)
            break;
        *number = *number * base + (unsigned)(digit - "0123456789abcdef");
    }
    return *at > start;
}

const char *ob_path_space(const char *leaf, struct ob_space *space)
{
    const char *at = leaf + sizeof OB_LEAF_PREFIX - 1;

    *space = (struct ob_space) { 0 };
    if (strncmp(leaf, OB_LEAF_PREFIX, sizeof OB_LEAF_PREFIX - 1) != 0)
        return NULL;
    space->global = *at == 'g';
    if (*at != 'g' && *at != 's')
        return NULL;
    at++;
    if (!space->global && !take_number(&at, 10, 10, &space->session))
        return NULL;
    return *at == '.' ? at + 1 : NULL;
}

bool ob_path_decode(const char *leaf, struct ob_space *space, WCHAR *name, size_t *length)
{
    const char *at = ob_path_space(leaf, space);
    unsigned unit;

    if (!at || ob_path_is_hashed(leaf))
        return false;
    for (*length = 0; *at; ++*length) {
        unit = (unsigned char)*at++;
        if (unit == '%') {
            bool wide = *at == 'u';

            at += wide;
            if (!take_number(&at, 16, wide ? 4 : 2, &unit))
                return false;
        }
        name[*length] = (WCHAR)unit;
    }
    return *length > 0;
}

size_t ob_path_of_space(struct ob_space space, WCHAR *text)
{
    char narrow[OB_SPACE_MOST], *end = narrow;
    size_t length;

    if (!space.global)
        end = sys_text_number(sys_text_put(end, "\\Sessions\\"), space.session, 10, 1);
    end = sys_text_put(end, "\\BaseNamedObjects\\");
    length = (size_t)(end - narrow);
    for (size_t i = 0; i < length; i++)
        text[i] = (unsigned char)narrow[i];
    return length;
}
