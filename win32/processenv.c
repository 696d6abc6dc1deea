// SPDX-License-Identifier: MIT
// processenv: command line, environment, current directory, standard handles, as processenv.h
// declares them.
#include "win32/error.h"
#include "win32/standard.h"
#include "win32/string.h"

#include "io/file.h"
#include "io/path.h"
#include "ob/handle.h"
#include "ps/init.h"
#include "sys/lock.h"
#include "sys/process.h"
#include "sys/utf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* --- command line ----------------------------------------------------------------------------- */

/* The program may write into it, and it stays. */
LPSTR WINAPI GetCommandLineA(VOID)
{
    static _Atomic(char *) kept;
    char *line = atomic_load(&kept), *none = NULL;

    if (line)
        return line;
    line = strdup(ps_init_startup()->line);
    if (line && !atomic_compare_exchange_strong(&kept, &none, line)) {
        free(line); /* another thread was first */
        line = none;
    }
    return line;
}

LPWSTR WINAPI GetCommandLineW(VOID)
{
    static _Atomic(WCHAR *) kept;
    const char *host = ps_init_startup()->line;
    WCHAR *line = atomic_load(&kept), *none = NULL;
    size_t length;

    if (line)
        return line;
    length = strlen(host);
    line = calloc(length + 1, sizeof *line);
    if (!line)
        return NULL;
    sys_utf_from_host(host, length, line);
    if (!atomic_compare_exchange_strong(&kept, &none, line)) {
        free(line);
        line = none;
    }
    return line;
}

/* --- environment ------------------------------------------------------------------------------ */

extern char **environ;

/*
 * The upper lock is held, which orders these functions only: a program's own getenv() knows no
 * lock. The entry NAME=value, by its exact name or else in any case; or NULL.
 */
static char *find_entry(const char *name)
{
    static int (*const compare[])(const char *, const char *, size_t) = { strncmp, strncasecmp };
    size_t length = strlen(name);

    for (size_t i = 0; i < sizeof compare / sizeof *compare; i++)
        for (char **each = environ; each && *each; each++)
            if (compare[i](*each, name, length) == 0 && (*each)[length] == '=')
                return *each;
    return NULL;
}

typedef DWORD give_function(const char *text, size_t length, void *buffer, DWORD size);

static DWORD give_narrow(const char *text, size_t length, void *buffer, DWORD size)
{
    return win32_give_host_narrow(text, length, buffer, size);
}

static DWORD give_wide(const char *text, size_t length, void *buffer, DWORD size)
{
    return win32_give_host(text, length, buffer, size);
}

/* Last error tells an empty value, which is set to none, from one that is not there. */
static DWORD get_variable(const char *name, give_function *give, void *buffer, DWORD size)
{
    const char *entry = NULL;
    char *value = NULL;
    DWORD length;

    sys_lock_acquire(&ps_upper_lock);
    if (name && *name)
        entry = find_entry(name);
    if (entry)
        value = strdup(entry + strlen(name) + 1);
    sys_lock_release(&ps_upper_lock);
    if (!value) {
        SetLastError(entry ? ERROR_NOT_ENOUGH_MEMORY : ERROR_ENVVAR_NOT_FOUND);
        return 0;
    }
    length = give(value, strlen(value), buffer, size); /* without the lock: it may fault */
    if (!length)
        SetLastError(ERROR_SUCCESS);
    free(value);
    return length;
}

DWORD WINAPI GetEnvironmentVariableA(LPCSTR name, LPSTR buffer, DWORD size)
{
    return get_variable(name, give_narrow, buffer, size);
}

DWORD WINAPI GetEnvironmentVariableW(LPCWSTR name, LPWSTR buffer, DWORD size)
{
    struct win32_narrow narrow;
    DWORD length;

    if (!win32_narrow_init(&narrow, name))
        return 0;
    length = get_variable(narrow.string, give_wide, buffer, size);
    win32_narrow_free(&narrow);
    return length;
}

/* The name as it is spelled in the environment already, if it is there. */
static NTSTATUS set_variable(const char *name, const char *value)
{
    char *spelled, *entry;
    int result;

    if (!name || !*name || strchr(name, '='))
        return STATUS_INVALID_PARAMETER;
    spelled = strdup(name);
    if (!spelled)
        return STATUS_NO_MEMORY;
    sys_lock_acquire(&ps_upper_lock);
    entry = find_entry(name);
    if (entry)
        memcpy(spelled, entry, strlen(name));
    if (value)
        result = setenv(spelled, value, 1) ? -errno : 0;
    else
        result = entry ? unsetenv(spelled) : -ENOENT;
    sys_lock_release(&ps_upper_lock);
    free(spelled);
    return result == -ENOENT ? STATUS_VARIABLE_NOT_FOUND : ob_status(result);
}

BOOL WINAPI SetEnvironmentVariableA(LPCSTR name, LPCSTR value)
{
    NTSTATUS status = set_variable(name, value);

    if (status == STATUS_VARIABLE_NOT_FOUND)
        return win32_fail(ERROR_ENVVAR_NOT_FOUND);
    return win32_result(status);
}

BOOL WINAPI SetEnvironmentVariableW(LPCWSTR name, LPCWSTR value)
{
    struct win32_narrow narrow[2];
    BOOL result = FALSE;

    if (!win32_narrow_init(&narrow[0], name))
        return FALSE;
    if (win32_narrow_init(&narrow[1], value)) {
        result = SetEnvironmentVariableA(narrow[0].string, narrow[1].string);
        win32_narrow_free(&narrow[1]);
    }
    win32_narrow_free(&narrow[0]);
    return result;
}

/* --- current directory ------------------------------------------------------------------------ */

static DWORD get_directory(give_function *give, void *buffer, DWORD size)
{
    char path[IO_PATH_MAX];
    int length = sys_process_directory(path, sizeof path);

    if (length < 0) {
        win32_set_status(ob_status(length));
        return 0;
    }
    for (int i = 0; i < length; i++)
        if (path[i] == '/')
            path[i] = '\\';
    return give(path, (size_t)length, buffer, size);
}

DWORD WINAPI GetCurrentDirectoryA(DWORD size, LPSTR buffer)
{
    return get_directory(give_narrow, buffer, size);
}

DWORD WINAPI GetCurrentDirectoryW(DWORD size, LPWSTR buffer)
{
    return get_directory(give_wide, buffer, size);
}

BOOL WINAPI SetCurrentDirectoryW(LPCWSTR path)
{
    char host[IO_PATH_MAX];
    NTSTATUS status = STATUS_INVALID_PARAMETER;
    int result = 0;

    if (path)
        status = io_path_to_host(path, win32_length(path), host);
    if (NT_SUCCESS(status))
        result = sys_process_set_directory(host);
    if (result)
        status = result == -ENOTDIR ? STATUS_NOT_A_DIRECTORY : ob_status(result);
    return win32_result(status);
}

BOOL WINAPI SetCurrentDirectoryA(LPCSTR path)
{
    struct win32_wide wide;
    BOOL result;

    if (!win32_wide_init(&wide, path))
        return FALSE;
    result = SetCurrentDirectoryW(wide.string);
    win32_wide_free(&wide);
    return result;
}

/* --- standard handles ------------------------------------------------------------------------- */

/* What stands for a handle that nobody has asked for yet; no handle has this value. */
#define NOT_MADE ((HANDLE)1)

/* Under the upper lock: */
static HANDLE standard[3] = { NOT_MADE, NOT_MADE, NOT_MADE };
static bool standard_set[3];

/* STD_INPUT_HANDLE is -10, and so on downwards. */
static int number_of(DWORD id)
{
    DWORD number = STD_INPUT_HANDLE - id;

    return number < 3 ? (int)number : -1;
}

/* The lock is held. A stream that is closed has no handle. */
static HANDLE make_handle(int number)
{
    uint64_t inherited = ps_init_startup()->standard[number];
    bool readable, writable;
    struct io_file *file;
    ACCESS_MASK access;
    HANDLE handle = NULL;
    int fd;

    if (inherited != PS_RECORD_NO_HANDLE)
        return (HANDLE)(uintptr_t)inherited;
    fd = sys_process_standard(number, &readable, &writable);
    if (fd < 0)
        return NULL;
    access = (readable ? FILE_GENERIC_READ : 0) | (writable ? FILE_GENERIC_WRITE : 0);
    if (!NT_SUCCESS(io_file_create(fd, access, FILE_SHARE_READ | FILE_SHARE_WRITE,
                                   FILE_SYNCHRONOUS_IO_NONALERT, &file))) {
        sys_file_close(fd);
        return NULL;
    }
    if (!NT_SUCCESS(ob_handle_create(&file->object, access, 0, &handle)))
        handle = NULL;
    ob_object_dereference(&file->object);
    return handle;
}

HANDLE WINAPI GetStdHandle(DWORD id)
{
    int number = number_of(id);
    HANDLE handle;

    if (number < 0)
        return win32_fail_handle(STATUS_INVALID_HANDLE);
    sys_lock_acquire(&ps_upper_lock);
    if (standard[number] == NOT_MADE)
        standard[number] = make_handle(number);
    handle = standard[number];
    sys_lock_release(&ps_upper_lock);
    return handle;
}

BOOL WINAPI SetStdHandle(DWORD id, HANDLE handle)
{
    int number = number_of(id);

    if (number < 0)
        return win32_result(STATUS_INVALID_HANDLE);
    sys_lock_acquire(&ps_upper_lock);
    standard[number] = handle;
    standard_set[number] = true;
    sys_lock_release(&ps_upper_lock);
    return TRUE;
}

bool win32_standard_was_set(int number, HANDLE *handle)
{
    bool set;

    sys_lock_acquire(&ps_upper_lock);
    set = standard_set[number];
    *handle = set ? standard[number] : NULL;
    sys_lock_release(&ps_upper_lock);
    return set;
}
