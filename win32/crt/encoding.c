// SPDX-License-Identifier: MIT
// What wide functions find in a stream.
//
// On Windows a text stream converts wide characters, and a binary one has them as they are. Here
// there is one kind of stream, so the ones with UTF-16 are remembered in a table.
#include "encoding.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static struct {
    pthread_mutex_t lock; // of streams and size
    FILE **streams;       // NULL: a free place
    size_t size;
    atomic_size_t used; // 0, as in most programs: nobody needs to look
} table = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* The place of a stream or, for NULL, a free one; NULL: none. Called with the lock held. */
static FILE **find(FILE *stream)
{
    for (size_t i = 0; i < table.size; i++)
        if (table.streams[i] == stream)
            return &table.streams[i];
    return NULL;
}

bool crt_stream_is_utf16(FILE *stream)
{
    bool found;

    if (atomic_load(&table.used) == 0)
        return false;
    pthread_mutex_lock(&table.lock);
    found = find(stream) != NULL;
    pthread_mutex_unlock(&table.lock);
    return found;
}

static FILE **find_free(void)
{
    size_t size = table.size ? 2 * table.size : 8;
    FILE **place = find(NULL), **grown;

    if (place)
        return place;
    grown = realloc(table.streams, size * sizeof *grown);
    if (!grown)
        return NULL;
    memset(grown + table.size, 0, (size - table.size) * sizeof *grown);
    place = grown + table.size;
    table.streams = grown;
    table.size = size;
    return place;
}

bool crt_stream_set_utf16(FILE *stream, bool utf16)
{
    FILE **place;
    bool done = true;

    if (!utf16 && atomic_load(&table.used) == 0)
        return true;
    pthread_mutex_lock(&table.lock);
    place = find(stream);
    if (place && !utf16) {
        *place = NULL;
        atomic_fetch_sub(&table.used, 1);
    } else if (!place && utf16) {
        place = find_free();
        done = place != NULL;
        if (place) {
            *place = stream;
            atomic_fetch_add(&table.used, 1);
        }
    }
    pthread_mutex_unlock(&table.lock);
    return done;
}

/* Takes the byte order mark if it is there. */
static bool skip_mark(FILE *stream, const char *mark, size_t size)
{
    char bytes[4];
    size_t have = fread(bytes, 1, size, stream);

    if (have == size && memcmp(bytes, mark, size) == 0)
        return true;
    rewind(stream);
    return false;
}

bool crt_stream_encode(FILE *stream, const char *mode)
{
    static const char utf8_mark[] = "\xEF\xBB\xBF", utf16_mark[] = "\xFF\xFE";
    const char *ccs = strstr(mode, "ccs=");
    bool utf16;

    if (!ccs)
        return crt_stream_set_utf16(stream, strcspn(mode, "b") < strcspn(mode, ","));
    ccs += 4;
    if (_strnicmp(ccs, "UTF-8", 5) == 0) {
        utf16 = false;
    } else if (_strnicmp(ccs, "UTF-16LE", 8) == 0 || _strnicmp(ccs, "UNICODE", 7) == 0) {
        utf16 = true;
    } else {
        errno = EINVAL;
        return false;
    }
    if (mode[0] == 'r') { // a mark in the file knows better
        if (skip_mark(stream, utf16_mark, 2))
            utf16 = true;
        else if (skip_mark(stream, utf8_mark, 3))
            utf16 = false;
    } else if (mode[0] == 'w') {
        fputs(utf16 ? utf16_mark : utf8_mark, stream);
    }
    return crt_stream_set_utf16(stream, utf16);
}
