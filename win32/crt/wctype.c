// SPDX-License-Identifier: MIT
// Classes of 16-bit characters: Unicode's, whatever the locale says, as on Windows.
#include "host.h"

#include <stdbool.h>
#include <stdatomic.h>
#include <string.h>
#include <wctype.h>

static const char *const class_names[] = {"alnum", "alpha", "blank", "cntrl", "digit", "graph",
                                          "lower", "print", "punct", "space", "upper", "xdigit"};

enum { CLASS_COUNT = sizeof class_names / sizeof class_names[0] };

/* The locale that knows Unicode; NULL: the host has none. */
static locale_t unicode(void)
{
    static _Atomic(locale_t) made;
    locale_t locale = atomic_load(&made), none = NULL;

    if (locale)
        return locale;
    locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
    if (!locale)
        locale = newlocale(LC_CTYPE_MASK, "C", NULL);
    if (!atomic_compare_exchange_strong(&made, &none, locale)) {
        freelocale(locale);
        locale = none;
    }
    return locale;
}

wctype_t wctype(const char *name)
{
    for (int i = 0; i < CLASS_COUNT; i++)
        if (strcmp(class_names[i], name) == 0)
            return (wctype_t)(i + 1);
    return 0;
}

int iswctype(wint_t character, wctype_t type)
{
    static _Atomic(unsigned long) handles[CLASS_COUNT];
    unsigned long handle;
    locale_t locale = unicode();

    if (type == 0 || type > CLASS_COUNT || character == WEOF || !locale)
        return 0;
    handle = atomic_load(&handles[type - 1]);
    if (!handle) {
        handle = host_wctype_l(class_names[type - 1], locale);
        atomic_store(&handles[type - 1], handle);
    }
    return host_iswctype_l(character, handle, locale);
}

/* Positions of the names above, from 1. */
int iswalnum(wint_t character)
{
    return iswctype(character, 1);
}

int iswalpha(wint_t character)
{
    return iswctype(character, 2);
}

int iswblank(wint_t character)
{
    return iswctype(character, 3);
}

int iswcntrl(wint_t character)
{
    return iswctype(character, 4);
}

int iswdigit(wint_t character)
{
    return iswctype(character, 5);
}

int iswgraph(wint_t character)
{
    return iswctype(character, 6);
}

int iswlower(wint_t character)
{
    return iswctype(character, 7);
}

int iswprint(wint_t character)
{
    return iswctype(character, 8);
}

int iswpunct(wint_t character)
{
    return iswctype(character, 9);
}

int iswspace(wint_t character)
{
    return iswctype(character, 10);
}

int iswupper(wint_t character)
{
    return iswctype(character, 11);
}

int iswxdigit(wint_t character)
{
    return iswctype(character, 12);
}

int iswascii(wint_t character)
{
    return character < 0x80;
}

/* Case, unlike classes, is the locale's: in the C locale only ASCII letters have any. */
static bool is_c_locale(void)
{
    const char *name = setlocale(LC_CTYPE, NULL);

    return !name || strcmp(name, "C") == 0 || strcmp(name, "POSIX") == 0;
}

wint_t towlower(wint_t character)
{
    if (character < 0x80 || is_c_locale())
        return character >= 'A' && character <= 'Z' ? (wint_t)(character + 32) : character;
    return (wint_t)host_towlower_l(character, unicode());
}

wint_t towupper(wint_t character)
{
    if (character < 0x80 || is_c_locale())
        return character >= 'a' && character <= 'z' ? (wint_t)(character - 32) : character;
    return (wint_t)host_towupper_l(character, unicode());
}

wctrans_t wctrans(const char *name)
{
    return strcmp(name, "tolower") == 0 ? 1 : strcmp(name, "toupper") == 0 ? 2 : 0;
}

wint_t towctrans(wint_t character, wctrans_t mapping)
{
    return mapping == 1 ? towlower(character) : mapping == 2 ? towupper(character) : character;
}
