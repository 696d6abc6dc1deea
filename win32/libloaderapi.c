// SPDX-License-Identifier: MIT
// libloaderapi: modules and their functions, as libloaderapi.h declares them.
#include "win32/error.h"
#include "win32/module_file.h"
#include "win32/string.h"
#include "win32/system_directory.h"

#include "sys/peer.h"
#include "sys/process.h"
#include "sys/text.h"
#include "sys/utf.h"

#include <stdlib.h>
#include <string.h>

#define PATH_SIZE (WIN32_SYSTEM_DIRECTORY_SIZE + 32) /* a name fits behind the folder */

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

/* --- loading ---------------------------------------------------------------------------------- */

#define LOAD_FLAGS (DONT_RESOLVE_DLL_REFERENCES | LOAD_WITH_ALTERED_SEARCH_PATH | \
                    LOAD_IGNORE_CODE_AUTHZ_LEVEL | LOAD_LIBRARY_REQUIRE_SIGNED_TARGET | \
                    LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_APPLICATION_DIR | \
                    LOAD_LIBRARY_SEARCH_USER_DIRS | LOAD_LIBRARY_SEARCH_SYSTEM32 | \
                    LOAD_LIBRARY_SEARCH_DEFAULT_DIRS | LOAD_LIBRARY_SAFE_CURRENT_DIRS | \
                    LOAD_LIBRARY_SEARCH_SYSTEM32_NO_FORWARDER | \
                    LOAD_LIBRARY_OS_INTEGRITY_CONTINUITY | WIN32_MODULE_AS_FILE)
#define TWICE_DATA (LOAD_LIBRARY_AS_DATAFILE | LOAD_LIBRARY_AS_DATAFILE_EXCLUSIVE)

static HMODULE load_file(LPCWSTR name, DWORD search, DWORD map)
{
    WCHAR *path = win32_module_file_search(name, search);
    HMODULE module = path ? win32_module_file_map(path, map) : NULL;

    free(path);
    return module;
}

/* The code of another DLL cannot run here: it is refused, but not before it proved to be one. */
static HMODULE load_code(LPCWSTR name, DWORD flags)
{
    DWORD error = GetLastError();
    HMODULE module = find_module(name);

    if (module) {
        SetLastError(error);
        return module;
    }
    module = load_file(name, flags, LOAD_LIBRARY_AS_DATAFILE);
    if (module) {
        win32_module_file_unmap(module);
        SetLastError(ERROR_CALL_NOT_IMPLEMENTED);
    }
    return NULL;
}

HMODULE WINAPI LoadLibraryExW(LPCWSTR name, HANDLE file, DWORD flags)
{
    if (!name || file || (flags & ~(DWORD)LOAD_FLAGS) || (flags & TWICE_DATA) == TWICE_DATA)
        return win32_fail_null(STATUS_INVALID_PARAMETER);
    if (!(flags & WIN32_MODULE_AS_FILE))
        return load_code(name, flags);
    return *name ? load_file(name, flags, flags)
                 : win32_fail_null(STATUS_INVALID_PARAMETER);
}

HMODULE WINAPI LoadLibraryExA(LPCSTR name, HANDLE file, DWORD flags)
{
    struct win32_wide wide;
    HMODULE module;

    if (!win32_wide_init(&wide, name))
        return NULL;
    module = LoadLibraryExW(wide.string, file, flags);
    win32_wide_free(&wide);
    return module;
}

HMODULE WINAPI LoadLibraryW(LPCWSTR name)
{
    return LoadLibraryExW(name, NULL, 0);
}

HMODULE WINAPI LoadLibraryA(LPCSTR name)
{
    return LoadLibraryExA(name, NULL, 0);
}

/* Every file is mapped anew by each load; the modules that every process has never go. */
BOOL WINAPI FreeLibrary(HMODULE module)
{
    if (!module)
        return win32_fail(ERROR_INVALID_HANDLE);
    if (LDR_IS_RESOURCE(module))
        return win32_module_file_unmap(module);
    return index_of(module) < MODULES || win32_fail(ERROR_MOD_NOT_FOUND);
}

/* --- file names ------------------------------------------------------------------------------- */

/* A module's path in Windows' form. Its length, or 0 with last error. */
static size_t module_path(HMODULE handle, char path[PATH_SIZE])
{
    size_t index = handle ? index_of(handle) : 0;
    int length;

    if (index == MODULES) {
        SetLastError(ERROR_MOD_NOT_FOUND);
        return 0;
    }
    if (index > 0) {
        char *end = path + win32_system_directory(path);

        end = sys_text_put(end, "\\");
        end = sys_text_put(end, modules[index].name);
        return (size_t)(sys_text_put(end, SUFFIX) - path);
    }
    length = sys_peer_program(sys_process_id(), path, PATH_SIZE);
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
    size_t length = module_path(handle, path);

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
    size_t length = module_path(handle, path);

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
