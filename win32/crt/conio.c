// SPDX-License-Identifier: MIT
// The console: keys one at a time from the terminal, or from standard input where there is none.
#include "output.h"
#include "utf.h"

#include <conio.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

static struct {
    pthread_mutex_t lock; // of all fields
    int pushed;           // by _ungetch; EOF: none
    wchar_t low;          // second half of a pair that _getwch is to give; 0: none
} console = {PTHREAD_MUTEX_INITIALIZER, EOF, 0};

/* Without echo and line editing while a key is read; false: not a terminal, nothing changed. */
static bool raw_begin(struct termios *saved)
{
    struct termios raw;

    if (tcgetattr(STDIN_FILENO, saved))
        return false;
    raw = *saved;
    raw.c_lflag &= (tcflag_t) ~(ICANON | ECHO);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    return tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0;
}

static void raw_end(const struct termios *saved)
{
    tcsetattr(STDIN_FILENO, TCSADRAIN, saved);
}

/* A byte; EOF at the end of a standard input that is no terminal. Enter is \r, as on Windows. */
static int read_key(void)
{
    struct termios saved;
    unsigned char byte;
    bool raw;
    ssize_t count;

    if (console.pushed != EOF) {
        int key = console.pushed;

        console.pushed = EOF;
        return key;
    }
    fflush(stdout);
    raw = raw_begin(&saved);
    if (!raw)
        return getchar();
    do
        count = read(STDIN_FILENO, &byte, 1);
    while (count < 0 && errno == EINTR);
    raw_end(&saved);
    return count != 1 ? EOF : byte == '\n' ? '\r' : byte;
}

int _getch(void)
{
    int key;

    pthread_mutex_lock(&console.lock);
    key = read_key();
    pthread_mutex_unlock(&console.lock);
    return key;
}

int _getche(void)
{
    int key = _getch();

    if (key != EOF)
        _putch(key);
    return key;
}

int _ungetch(int character)
{
    int result = EOF;

    pthread_mutex_lock(&console.lock);
    if (console.pushed == EOF && character != EOF)
        result = console.pushed = character;
    pthread_mutex_unlock(&console.lock);
    return result;
}

int _kbhit(void)
{
    struct pollfd poller = {STDIN_FILENO, POLLIN, 0};
    struct termios saved;
    bool raw;
    int ready;

    pthread_mutex_lock(&console.lock);
    if (console.pushed != EOF) {
        ready = 1;
    } else {
        raw = raw_begin(&saved);
        ready = poll(&poller, 1, 0) > 0 && (poller.revents & POLLIN);
        if (raw)
            raw_end(&saved);
    }
    pthread_mutex_unlock(&console.lock);
    return ready;
}

int _putch(int character)
{
    int result = putchar(character);

    fflush(stdout);
    return result;
}

int _cputs(const char *text)
{
    int result = fputs(text, stdout) < 0;

    fflush(stdout);
    return result;
}

int _cprintf(const char *format, ...)
{
    va_list list;
    int result;

    va_start(list, format);
    result = crt_format_stream(stdout, false, format, list);
    va_end(list);
    fflush(stdout);
    return result;
}

wint_t _getwch(void)
{
    char bytes[4];
    wchar_t units[2];
    uint32_t point;
    size_t have = 0;
    int key;

    pthread_mutex_lock(&console.lock);
    if (console.low) {
        units[0] = console.low;
        console.low = 0;
        pthread_mutex_unlock(&console.lock);
        return units[0];
    }
    do {
        key = read_key();
        if (key == EOF)
            break;
        bytes[have++] = (char)key;
    } while (have < crt_utf8_length((unsigned char)bytes[0]));
    units[0] = WEOF;
    if (have) {
        crt_utf8_get(bytes, have, &point);
        if (crt_utf16_put(units, point) == 2)
            console.low = units[1];
    }
    pthread_mutex_unlock(&console.lock);
    return units[0];
}

wint_t _getwche(void)
{
    wint_t key = _getwch();

    if (key != WEOF)
        _putwch(key);
    return key;
}

wint_t _putwch(wchar_t character)
{
    wint_t result = fputwc(character, stdout);

    fflush(stdout);
    return result;
}

int _cputws(const wchar_t *text)
{
    int result = fputws(text, stdout) < 0;

    fflush(stdout);
    return result;
}

int _cwprintf(const wchar_t *format, ...)
{
    va_list list;
    int result;

    va_start(list, format);
    result = crt_format_stream(stdout, true, format, list);
    va_end(list);
    fflush(stdout);
    return result;
}
