// SPDX-License-Identifier: MIT
// Wide streams: UTF-8 in glibc's byte streams, or UTF-16 in binary ones.
//
// From UTF-8 a character beyond U+FFFF is read as two halves: between them the stream has the
// second one in front of it, pushed back in the three bytes that UTF-8 would give it and never has.
#include "check.h"
#include "encoding.h"
#include "output.h"
#include "path.h"
#include "utf.h"

#include <stdlib.h>
#include <wchar.h>

/* Reads a byte that continues a sequence; 0 if the next one does not. */
static int get_continuation(FILE *stream)
{
    int byte = getc_unlocked(stream);

    if (byte != EOF && (byte & 0xC0) == 0x80)
        return byte;
    if (byte != EOF)
        ungetc(byte, stream);
    return 0;
}

static bool push_back(FILE *stream, wchar_t unit)
{
    unsigned char bytes[3] = {(unsigned char)(0xE0 | unit >> 12),
                              (unsigned char)(0x80 | (unit >> 6 & 0x3F)),
                              (unsigned char)(0x80 | (unit & 0x3F))};

    if (crt_stream_is_utf16(stream))
        return ungetc(unit >> 8, stream) != EOF && ungetc(unit & 0xFF, stream) != EOF;
    if (unit < 0x80)
        return ungetc(unit, stream) != EOF;
    if (unit < 0x800) {
        bytes[1] = (unsigned char)(0xC0 | unit >> 6);
        return ungetc(bytes[2], stream) != EOF && ungetc(bytes[1], stream) != EOF;
    }
    return ungetc(bytes[2], stream) != EOF && ungetc(bytes[1], stream) != EOF &&
           ungetc(bytes[0], stream) != EOF;
}

static wint_t get_utf16(FILE *stream)
{
    int low = getc_unlocked(stream);
    int high = low == EOF ? EOF : getc_unlocked(stream);

    return high == EOF ? WEOF : (wint_t)(high << 8 | low);
}

static wint_t get_utf8(FILE *stream)
{
    int byte = getc_unlocked(stream);
    char bytes[4];
    wchar_t units[2];
    uint32_t point;
    size_t length, have = 1;

    if (byte == EOF)
        return WEOF;
    bytes[0] = (char)byte;
    length = crt_utf8_length((unsigned char)byte);
    while (have < length) {
        int next = get_continuation(stream);

        if (!next)
            return CRT_NOT_WIDE;
        bytes[have++] = (char)next;
    }
    if (length == 3 && (unsigned char)bytes[0] == 0xED && (unsigned char)bytes[1] >= 0xA0)
        return (wint_t)(0xD000 | (bytes[1] & 0x3F) << 6 | (bytes[2] & 0x3F));
    crt_utf8_get(bytes, have, &point);
    if (crt_utf16_put(units, point) == 2)
        push_back(stream, units[1]);
    return units[0];
}

static wint_t get_unit(FILE *stream)
{
    return crt_stream_is_utf16(stream) ? get_utf16(stream) : get_utf8(stream);
}

wint_t fgetwc(FILE *stream)
{
    wint_t unit;

    flockfile(stream);
    unit = get_unit(stream);
    funlockfile(stream);
    return unit;
}

wint_t getwchar(void)
{
    return fgetwc(stdin);
}

wint_t ungetwc(wint_t character, FILE *stream)
{
    if (character == WEOF)
        return WEOF;
    return push_back(stream, character) ? character : WEOF;
}

wchar_t *fgetws(wchar_t *buffer, int size, FILE *stream)
{
    int used = 0;

    if (size <= 0)
        return NULL;
    flockfile(stream);
    while (used < size - 1) {
        wint_t unit = get_unit(stream);

        if (unit == WEOF)
            break;
        buffer[used++] = unit;
        if (unit == '\n')
            break;
    }
    funlockfile(stream);
    if (used == 0 && size > 1)
        return NULL;
    buffer[used] = 0;
    return buffer;
}

wchar_t *_getws_s(wchar_t *buffer, size_t size)
{
    size_t used = 0;
    wint_t unit = WEOF;

    if (!buffer || !size) {
        crt_invalid(EINVAL);
        return NULL;
    }
    while (used < size && (unit = fgetwc(stdin)) != WEOF && unit != '\n')
        buffer[used++] = unit;
    if (used == size) {
        buffer[0] = 0;
        crt_invalid(ERANGE);
        return NULL;
    }
    buffer[used] = 0;
    return used == 0 && unit == WEOF ? NULL : buffer;
}

wint_t fputwc(wchar_t character, FILE *stream)
{
    return crt_write_wide(stream, &character, 1) ? WEOF : character;
}

wint_t putwchar(wchar_t character)
{
    return fputwc(character, stdout);
}

int fputws(const wchar_t *text, FILE *stream)
{
    return crt_write_wide(stream, text, wcslen(text));
}

int _putws(const wchar_t *text)
{
    return fputws(text, stdout) || putchar('\n') == EOF ? -1 : 0;
}

/* A stream takes both widths: it never has an orientation. */
int fwide(FILE *stream, int mode)
{
    (void)stream;
    return mode;
}

FILE *_wfreopen(const wchar_t *path, const wchar_t *mode, FILE *stream)
{
    char *narrow = crt_narrow(path), *modes = crt_narrow(mode);
    FILE *opened = NULL;

    if ((!path || narrow) && modes)
        opened = stream ? freopen(narrow, modes, stream) : fopen(narrow, modes);
    free(narrow);
    free(modes);
    return opened;
}

FILE *_wfopen(const wchar_t *path, const wchar_t *mode)
{
    return _wfreopen(path, mode, NULL);
}

errno_t _wfopen_s(FILE **stream, const wchar_t *path, const wchar_t *mode)
{
    if (!stream || !path || !mode)
        return crt_invalid(EINVAL);
    *stream = _wfopen(path, mode);
    return *stream ? 0 : errno;
}

FILE *_wfdopen(int fd, const wchar_t *mode)
{
    char *modes = crt_narrow(mode);
    FILE *stream = modes ? _fdopen(fd, modes) : NULL;

    free(modes);
    return stream;
}

void _wperror(const wchar_t *text)
{
    int error = errno;
    char *narrow = crt_narrow(text);

    errno = error;
    perror(narrow);
    free(narrow);
}
