// SPDX-License-Identifier: MIT
// Streams under Microsoft's names.
#include "check.h"
#include "encoding.h"
#include "host.h"
#include "path.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MODE_SIZE = 8 };

/*
 * Of Microsoft's mode the part that means something here: r, w, a, + and x, b (nothing here), and
 * e (close at exec) for N. Text mode and hints (S R T D c n) are left out.
 */
static int host_mode(char *to, const char *mode)
{
    size_t used = 0;

    if (!mode || !strchr("rwa", mode[0]) || !mode[0]) {
        errno = EINVAL;
        return -1;
    }
    for (; *mode && *mode != ',' && used < MODE_SIZE - 1; mode++) {
        if (strchr("rwa+bx", *mode))
            to[used++] = *mode;
        else if (*mode == 'N')
            to[used++] = 'e';
    }
    to[used] = 0;
    return 0;
}

/* A stream that glibc opened, ready for wide characters; NULL if that fails. */
static FILE *encoded(FILE *stream, const char *mode)
{
    if (stream && !crt_stream_encode(stream, mode)) {
        int error = errno;

        fclose(stream);
        errno = error;
        return NULL;
    }
    return stream;
}

int fclose(FILE *stream)
{
    crt_stream_set_utf16(stream, false);
    return host_fclose(stream);
}

FILE *fopen(const char *path, const char *mode)
{
    char modes[MODE_SIZE], *made;
    FILE *stream;

    if (host_mode(modes, mode))
        return NULL;
    made = crt_path(path);
    if (!made)
        return NULL;
    stream = encoded(host_fopen(made, modes), mode);
    free(made);
    return stream;
}

FILE *freopen(const char *path, const char *mode, FILE *stream)
{
    char modes[MODE_SIZE], *made = NULL;

    if (host_mode(modes, mode))
        return NULL;
    if (path && !(made = crt_path(path)))
        return NULL;
    stream = encoded(host_freopen(made, modes, stream), mode);
    free(made);
    return stream;
}

FILE *_fdopen(int fd, const char *mode)
{
    char modes[MODE_SIZE];

    return host_mode(modes, mode) ? NULL : encoded(fdopen(fd, modes), mode);
}

errno_t fopen_s(FILE **stream, const char *path, const char *mode)
{
    if (!stream || !path || !mode)
        return crt_invalid(EINVAL);
    *stream = fopen(path, mode);
    return *stream ? 0 : errno;
}

errno_t freopen_s(FILE **stream, const char *path, const char *mode, FILE *old)
{
    if (!stream || !mode || !old)
        return crt_invalid(EINVAL);
    *stream = freopen(path, mode, old);
    return *stream ? 0 : errno;
}

errno_t tmpfile_s(FILE **stream)
{
    if (!stream)
        return crt_invalid(EINVAL);
    *stream = tmpfile();
    return *stream ? 0 : errno;
}

int _fileno(FILE *stream)
{
    return fileno(stream);
}

int _fseeki64(FILE *stream, long long offset, int origin)
{
    return fseeko(stream, offset, origin);
}

long long _ftelli64(FILE *stream)
{
    return ftello(stream);
}

int _flushall(void)
{
    return fflush(NULL);
}

FILE *_popen(const char *command, const char *mode)
{
    char modes[MODE_SIZE];

    if (host_mode(modes, mode))
        return NULL;
    modes[1] = 0;
    return popen(command, modes);
}

int _pclose(FILE *stream)
{
    return pclose(stream);
}
