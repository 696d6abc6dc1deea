// SPDX-License-Identifier: MIT
// Files and directories by name and by descriptor under Microsoft's names.
#define _GNU_SOURCE
#include "check.h"
#include "path.h"
#include "utf.h"

#include <direct.h>
#include <fcntl.h>
#include <io.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Runs a call of the host on a path from crt_path, and frees it. */
#define ON_PATH(made, call)                  \
    do {                                     \
        char *path_ = made;                  \
        int result = path_ ? call(path_) : -1; \
                                             \
        free(path_);                         \
        return result;                       \
    } while (0)

static int make_directory(const char *path)
{
    return mkdir(path, 0777);
}

int _unlink(const char *path)
{
    ON_PATH(crt_path(path), unlink);
}

int _wunlink(const wchar_t *path)
{
    ON_PATH(crt_path_wide(path), unlink);
}

int remove(const char *path)
{
    ON_PATH(crt_path(path), unlink);
}

int _wremove(const wchar_t *path)
{
    ON_PATH(crt_path_wide(path), unlink);
}

int _chdir(const char *path)
{
    ON_PATH(crt_path(path), chdir);
}

int _wchdir(const wchar_t *path)
{
    ON_PATH(crt_path_wide(path), chdir);
}

int _mkdir(const char *path)
{
    ON_PATH(crt_path(path), make_directory);
}

int _wmkdir(const wchar_t *path)
{
    ON_PATH(crt_path_wide(path), make_directory);
}

int _rmdir(const char *path)
{
    ON_PATH(crt_path(path), rmdir);
}

int _wrmdir(const wchar_t *path)
{
    ON_PATH(crt_path_wide(path), rmdir);
}

/* Microsoft's rename does not replace. Frees both paths. */
static int rename_paths(char *old, char *new)
{
    int result = -1;

    if (old && new) {
        result = renameat2(AT_FDCWD, old, AT_FDCWD, new, RENAME_NOREPLACE);
        if (result < 0 && errno == EINVAL) { /* not every file system can do it in one step */
            if (faccessat(AT_FDCWD, new, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
                errno = EEXIST;
            else
                result = renameat(AT_FDCWD, old, AT_FDCWD, new);
        }
    }
    free(old);
    free(new);
    return result;
}

int rename(const char *from, const char *to)
{
    return rename_paths(crt_path(from), crt_path(to));
}

int _wrename(const wchar_t *from, const wchar_t *to)
{
    return rename_paths(crt_path_wide(from), crt_path_wide(to));
}

static int access_path(char *path, int mode)
{
    int result = path ? access(path, mode & (R_OK | W_OK)) : -1;

    free(path);
    return result;
}

int _access(const char *path, int mode)
{
    return access_path(crt_path(path), mode);
}

int _waccess(const wchar_t *path, int mode)
{
    return access_path(crt_path_wide(path), mode);
}

char *_getcwd(char *to, int size)
{
    return getcwd(to, to ? (size_t)size : 0);
}

wchar_t *_wgetcwd(wchar_t *to, int size)
{
    char *narrow = getcwd(NULL, 0);
    wchar_t *wide = narrow ? crt_widen(narrow) : NULL;

    free(narrow);
    if (!wide || !to)
        return wide;
    if (size <= 0 || wcslen(wide) >= (size_t)size) {
        errno = ERANGE;
        to = NULL;
    } else {
        wcscpy(to, wide);
    }
    free(wide);
    return to;
}

char *_fullpath(char *to, const char *path, size_t size)
{
    char *made = crt_path(path && *path ? path : "."), *full, *cwd = NULL;

    if (!made)
        return NULL;
    full = realpath(made, NULL);
    if (!full) { // need not exist
        if (made[0] != '/')
            cwd = getcwd(NULL, 0);
        full = malloc((cwd ? strlen(cwd) : 0) + strlen(made) + 2);
        if (full) {
            strcpy(full, cwd ? cwd : "");
            strcat(full, cwd ? "/" : "");
            strcat(full, made);
        }
        free(cwd);
    }
    free(made);
    if (!full || !to)
        return full;
    if (strlen(full) >= size) {
        errno = ERANGE;
        to = NULL;
    } else {
        strcpy(to, full);
    }
    free(full);
    return to;
}

// --- descriptors --------------------------------------------------------------------------------

static int open_path(char *path, int flags, int mode)
{
    int fd = path ? open(path, flags & 0x0FFFFFFF, mode ? 0666 & (mode | 0066) : 0666) : -1;

    free(path);
    return fd;
}

static int mode_of(int flags, va_list list)
{
    return flags & O_CREAT ? va_arg(list, int) : 0;
}

int _open(const char *path, int flags, ...)
{
    va_list list;
    int mode;

    va_start(list, flags);
    mode = mode_of(flags, list);
    va_end(list);
    return open_path(crt_path(path), flags, mode);
}

int _wopen(const wchar_t *path, int flags, ...)
{
    va_list list;
    int mode;

    va_start(list, flags);
    mode = mode_of(flags, list);
    va_end(list);
    return open_path(crt_path_wide(path), flags, mode);
}

int _creat(const char *path, int mode)
{
    return open_path(crt_path(path), O_CREAT | O_TRUNC | O_RDWR, mode);
}

int _close(int fd)
{
    return close(fd);
}

int _read(int fd, void *buffer, unsigned int size)
{
    return (int)read(fd, buffer, size & 0x7FFFFFFF);
}

int _write(int fd, const void *buffer, unsigned int size)
{
    return (int)write(fd, buffer, size & 0x7FFFFFFF);
}

long long _telli64(int fd)
{
    return lseek(fd, 0, SEEK_CUR);
}

long long _filelengthi64(int fd)
{
    struct stat status;

    return fstat(fd, &status) ? -1 : status.st_size;
}

errno_t _chsize_s(int fd, long long size)
{
    return ftruncate(fd, size) ? errno : 0;
}

int _chsize(int fd, long size)
{
    return ftruncate(fd, size);
}

int _commit(int fd)
{
    return fsync(fd);
}

int _dup2(int from, int to)
{
    return dup2(from, to) < 0 ? -1 : 0;
}

int _eof(int fd)
{
    long long at = _telli64(fd), end = _filelengthi64(fd);

    return at < 0 || end < 0 ? -1 : at >= end;
}

/* Every descriptor is binary and stays so; text modes are accepted because they are the same. */
int _setmode(int fd, int mode)
{
    (void)mode;
    if (fcntl(fd, F_GETFD) < 0)
        return -1;
    return _O_BINARY;
}
