// SPDX-License-Identifier: MIT
// module file: a DLL's or program's file mapped for what it holds, not to be run.
#include "win32/module_file.h"

#include "ps/init.h"
#include "win32/error.h"
#include "win32/paths.h"
#include "win32/string.h"

#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <winternl.h>

#define FOLDER_SIZE 4096 /* units; longer ones are not searched */
#define LOW_BITS ((ULONG_PTR)3)
#define AS_DATA ((ULONG_PTR)1)
#define AS_IMAGE ((ULONG_PTR)2)

/* --- where the file is ------------------------------------------------------------------------ */

/* A folder's path: its length, or the room needed, as GetSystemDirectory gives it. */
typedef UINT(WINAPI *folder_fn)(LPWSTR, UINT);

static UINT WINAPI program_folder(LPWSTR buffer, UINT size)
{
    DWORD length = GetModuleFileNameW(NULL, buffer, size);

    if (length < size)
        while (length && buffer[--length] != '\\')
            ;
    return length;
}

static UINT WINAPI current_folder(LPWSTR buffer, UINT size)
{
    return GetCurrentDirectoryW(size, buffer);
}

/* In the order of the search. */
static const struct {
    folder_fn folder;
    DWORD flags; /* any of these asks for it; without any such flag all folders are searched */
} places[] = {
    { program_folder, LOAD_LIBRARY_SEARCH_APPLICATION_DIR | LOAD_LIBRARY_SEARCH_DEFAULT_DIRS },
    { GetSystemDirectoryW, LOAD_LIBRARY_SEARCH_SYSTEM32 | LOAD_LIBRARY_SEARCH_DEFAULT_DIRS },
    { current_folder, 0 },
};

#define SEARCH (LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_APPLICATION_DIR | \
                LOAD_LIBRARY_SEARCH_USER_DIRS | LOAD_LIBRARY_SEARCH_SYSTEM32 | \
                LOAD_LIBRARY_SEARCH_DEFAULT_DIRS)

/* What is looked for. */
struct wanted {
    const WCHAR *name;
    size_t length;
    DWORD flags;
    bool has_extension;
};

static bool is_file(const WCHAR *path)
{
    DWORD attributes = GetFileAttributesW(path);

    return attributes != INVALID_FILE_ATTRIBUTES && !(attributes & FILE_ATTRIBUTE_DIRECTORY);
}

/*
 * A name without an extension gets that of a DLL; a dot at its end says that it has none. Files
 * that are not to be run may be called by the bare name, too.
 */
static bool try_name(WCHAR *at, const WCHAR *path, const struct wanted *wanted)
{
    static const WCHAR extension[] = L".dll";

    memcpy(at, wanted->name, (wanted->length + 1) * sizeof *at);
    if ((wanted->has_extension || (wanted->flags & WIN32_MODULE_AS_FILE)) && is_file(path))
        return true;
    if (wanted->has_extension)
        return false;
    memcpy(at + wanted->length, extension, sizeof extension);
    return is_file(path);
}

static bool search(const struct wanted *wanted, WCHAR *path)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        UINT length;

        if ((wanted->flags & SEARCH) && !(wanted->flags & places[i].flags))
            continue;
        length = places[i].folder(path, FOLDER_SIZE);
        if (!length || length >= FOLDER_SIZE)
            continue;
        path[length] = '\\';
        if (try_name(path + length + 1, path, wanted))
            return true;
    }
    return false;
}

WCHAR *win32_module_file_search(const WCHAR *name, DWORD flags)
{
    struct wanted wanted = { name, win32_length(name), flags, false };
    bool has_folder = false, found;
    DWORD error = GetLastError();
    WCHAR *path;

    for (const WCHAR *at = name; *at; at++) {
        bool separator = win32_is_separator(*at) || *at == ':';

        has_folder |= separator;
        wanted.has_extension = (wanted.has_extension && !separator) || *at == '.';
    }
    path = malloc((FOLDER_SIZE + wanted.length + sizeof "\\.dll") * sizeof *path);
    if (!path)
        return win32_fail_null(STATUS_NO_MEMORY);
    found = has_folder ? try_name(path, path, &wanted) : search(&wanted, path);
    if (found) {
        SetLastError(error);
        return path;
    }
    SetLastError(flags & WIN32_MODULE_AS_FILE ? ERROR_FILE_NOT_FOUND : ERROR_MOD_NOT_FOUND);
    free(path);
    return NULL;
}

/* --- exclusive files: open until the module goes ---------------------------------------------- */

struct exclusive {
    HMODULE module;
    HANDLE file;
    struct exclusive *next;
};

/* Under the upper lock. */
static struct exclusive *exclusives;

static bool keep(HMODULE module, HANDLE file)
{
    struct exclusive *entry = malloc(sizeof *entry);

    if (!entry)
        return false;
    sys_lock_acquire(&ps_upper_lock);
    *entry = (struct exclusive){ module, file, exclusives };
    exclusives = entry;
    sys_lock_release(&ps_upper_lock);
    return true;
}

static void let_go(HMODULE module)
{
    struct exclusive **at = &exclusives, *entry;

    sys_lock_acquire(&ps_upper_lock);
    while (*at && (*at)->module != module)
        at = &(*at)->next;
    entry = *at;
    if (entry)
        *at = entry->next;
    sys_lock_release(&ps_upper_lock);
    if (entry)
        CloseHandle(entry->file);
    free(entry);
}

/* --- mapping ---------------------------------------------------------------------------------- */

static bool is_image(HANDLE file, PVOID view)
{
    PIMAGE_NT_HEADERS headers;
    LARGE_INTEGER size;

    return GetFileSizeEx(file, &size) &&
           (NT_SUCCESS(RtlImageNtHeaderEx(0, view, (ULONG64)size.QuadPart, &headers)) ||
            win32_result(STATUS_INVALID_IMAGE_FORMAT));
}

static HMODULE map(HANDLE file, DWORD flags)
{
    bool as_image = flags & LOAD_LIBRARY_AS_IMAGE_RESOURCE;
    HANDLE section = CreateFileMappingW(file, NULL, PAGE_READONLY | (as_image ? SEC_IMAGE : 0),
                                        0, 0, NULL);
    HMODULE module;
    PVOID view;

    if (!section)
        return NULL;
    view = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);
    CloseHandle(section);
    if (!view)
        return NULL;
    module = (HMODULE)((ULONG_PTR)view | (as_image ? AS_IMAGE : AS_DATA));
    if (!as_image && !is_image(file, view)) {
        UnmapViewOfFile(view);
        return NULL;
    }
    if ((flags & LOAD_LIBRARY_AS_DATAFILE_EXCLUSIVE) && !keep(module, file)) {
        UnmapViewOfFile(view);
        return win32_fail_null(STATUS_NO_MEMORY);
    }
    return module;
}

HMODULE win32_module_file_map(const WCHAR *path, DWORD flags)
{
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, NULL,
                              OPEN_EXISTING, 0, NULL);
    HMODULE module;

    if (file == INVALID_HANDLE_VALUE)
        return NULL;
    module = map(file, flags);
    if (!module || !(flags & LOAD_LIBRARY_AS_DATAFILE_EXCLUSIVE))
        CloseHandle(file);
    return module;
}

BOOL win32_module_file_unmap(HMODULE module)
{
    PVOID view = (PVOID)((ULONG_PTR)module & ~LOW_BITS);

    if (!RtlImageNtHeader(view))
        return win32_result(STATUS_INVALID_IMAGE_FORMAT);
    let_go(module); /* first: the address may be somebody else's as soon as it is free */
    return UnmapViewOfFile(view);
}
