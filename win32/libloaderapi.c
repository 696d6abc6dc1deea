// SPDX-License-Identifier: MIT
// libloaderapi: modules and their functions, as libloaderapi.h declares them.
#include "win32/error.h"
#include "win32/string.h"

#include "sys/process.h"
#include "sys/utf.h"

#include <stdlib.h>
#include <string.h>

#define PATH_SIZE 4096

/* The modules that every process has; a handle is the address of its entry. */
static const struct module {
    const char *name; /* as the exports say it; NULL: the program itself */
} modules[] = {
    { NULL }, { "kernel32" }, { "kernelbase" }, { "ntdll" },
};

#define MODULES (sizeof modules / sizeof *modules)
#define SUFFIX ".dll"

/* Every function, by module and name. Bound by the symbol, whatever its type is. */
#define NTMM_EXPORT(module, name) extern const char export_##name[] __asm__(#name);
#include "exports.inc"
#undef NTMM_EXPORT

static const struct export {
    const char *module, *name;
    const char *address;
} exports[] = {
#define NTMM_EXPORT(module, name) { module, #name, export_##name },
#include "exports.inc"
#undef NTMM_EXPORT
};

static HMODULE handle_of(size_t index)
{
    return (HMODULE)(uintptr_t)&modules[index];
}

/* MODULES: no such module. */
static size_t index_of(HMODULE handle)
{
    size_t index = 0;

    while (index < MODULES && handle_of(index) != handle)
        index++;
    return index;
}

static char lower(WCHAR unit)
{
    return (char)(unit >= 'A' && unit <= 'Z' ? unit + 32 : unit < 0x80 ? unit : 0x7f);
}

/* Is `name` that of the module, with .dll or without? */
static bool is_called(const struct module *module, const WCHAR *name)
{
    const char *parts[] = { module->name, SUFFIX };

    for (size_t i = 0; i < 2; i++) {
        if (i && !*name)
            return true;
        for (const char *at = parts[i]; *at; at++, name++)
            if (lower(*name) != *at)
                return false;
    }
    return !*name;
}

/* The name behind the last separator: system modules are the same wherever they are said to be. */
static HMODULE find_module(const WCHAR *name)
{
    const WCHAR *last = name;

    if (!name)
        return handle_of(0);
    for (; *name; name++)
        if (*name == '\\' || *name == '/')
            last = name + 1;
    for (size_t i = 1; i < MODULES; i++)
        if (is_called(&modules[i], last))
            return handle_of(i);
    SetLastError(ERROR_MOD_NOT_FOUND);
    return NULL;
}

HMODULE WINAPI GetModuleHandleW(LPCWSTR name)
{
    return find_module(name);
}

HMODULE WINAPI GetModuleHandleA(LPCSTR name)
{
    struct win32_wide wide;
    HMODULE module;

    if (!win32_wide_init(&wide, name))
        return NULL;
    module = find_module(wide.string);
    win32_wide_free(&wide);
    return module;
}

#define HANDLE_FLAGS (GET_MODULE_HANDLE_EX_FLAG_PIN | \
                      GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT)

/* What module an address lies in is not known here. */
BOOL WINAPI GetModuleHandleExW(DWORD flags, LPCWSTR name, HMODULE *module)
{
    if (!module)
        return win32_fail(ERROR_INVALID_PARAMETER);
    *module = NULL;
    if (flags & GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS)
        return win32_fail(ERROR_NOT_SUPPORTED);
    if ((flags & ~(DWORD)HANDLE_FLAGS) || (flags & HANDLE_FLAGS) == HANDLE_FLAGS)
        return win32_fail(ERROR_INVALID_PARAMETER);
    *module = find_module(name);
    return *module != NULL;
}

BOOL WINAPI GetModuleHandleExA(DWORD flags, LPCSTR name, HMODULE *module)
{
    struct win32_wide wide;
    BOOL result;

    if (flags & GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS)
        return GetModuleHandleExW(flags, NULL, module);
    if (!win32_wide_init(&wide, name))
        return FALSE;
    result = GetModuleHandleExW(flags, wide.string, module);
    win32_wide_free(&wide);
    return result;
}

static int compare_exports(const void *one, const void *other)
{
    const struct export *a = one, *b = other;
    int order = strcmp(a->module, b->module);

    return order ? order : strcmp(a->name, b->name);
}

FARPROC WINAPI GetProcAddress(HMODULE handle, LPCSTR name)
{
    size_t index = handle ? index_of(handle) : 0;
    struct export wanted = { .name = name };
    const struct export *found;

    if (index == MODULES) {
        SetLastError(ERROR_MOD_NOT_FOUND);
        return NULL;
    }
    wanted.module = modules[index].name;
    /* a small number instead of a name is an ordinal; there are none */
    if (wanted.module && (uintptr_t)name > 0xffff) {
        found = bsearch(&wanted, exports, sizeof exports / sizeof *exports, sizeof *exports,
                        compare_exports);
        if (found)
            return (FARPROC)(uintptr_t)found->address;
    }
    SetLastError(ERROR_PROC_NOT_FOUND);
    return NULL;
}

/* The program's path in Windows' form. Its length, or 0 with last error. */
static size_t program_path(HMODULE handle, char path[PATH_SIZE])
{
    int length;

    if (handle && index_of(handle) != 0) {
        /* the library's own modules have no files */
        SetLastError(index_of(handle) == MODULES ? ERROR_MOD_NOT_FOUND : ERROR_NOT_SUPPORTED);
        return 0;
    }
    length = sys_process_program(path, PATH_SIZE);
    if (length < 0) {
        win32_set_status(ob_status(length));
        return 0;
    }
    for (int i = 0; i < length; i++)
        if (path[i] == '/')
            path[i] = '\\';
    return (size_t)length;
}

/* Too small a buffer gets as much as fits, and a closing 0. */
DWORD WINAPI GetModuleFileNameW(HMODULE handle, LPWSTR buffer, DWORD size)
{
    WCHAR wide[PATH_SIZE];
    char path[PATH_SIZE];
    size_t length = program_path(handle, path);

    if (!length)
        return 0;
    length = sys_utf_from_host(path, length, wide);
    if (length < size) {
        memcpy(buffer, wide, length * sizeof *wide);
        buffer[length] = 0;
        SetLastError(ERROR_SUCCESS);
        return (DWORD)length;
    }
    if (size) {
        memcpy(buffer, wide, (size - 1) * sizeof *wide);
        buffer[size - 1] = 0;
    }
    SetLastError(ERROR_INSUFFICIENT_BUFFER);
    return size;
}

DWORD WINAPI GetModuleFileNameA(HMODULE handle, LPSTR buffer, DWORD size)
{
    char path[PATH_SIZE];
    size_t length = program_path(handle, path);

    if (!length)
        return 0;
    if (length < size) {
        memcpy(buffer, path, length + 1);
        SetLastError(ERROR_SUCCESS);
        return (DWORD)length;
    }
    if (size) {
        memcpy(buffer, path, size - 1);
        buffer[size - 1] = 0;
    }
    SetLastError(ERROR_INSUFFICIENT_BUFFER);
    return size;
}
