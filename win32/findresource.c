// SPDX-License-Identifier: MIT
// findresource: resources of modules, found and listed, as libloaderapi.h and winbase.h declare it.
#include "win32/error.h"
#include "win32/resource.h"
#include "win32/string.h"

#include <stdlib.h>
#include <string.h>
#include <windows.h>

static bool init_keys(struct win32_resource_key *keys, unsigned count, LPCWSTR type, LPCWSTR name)
{
    return (count < 1 || win32_resource_key_init(&keys[0], type)) &&
           (count < 2 || win32_resource_key_init(&keys[1], name)) ? true
               : win32_fail(ERROR_INVALID_PARAMETER);
}

/* The folder that holds what is below a type (count 1), or below a name in it (2). */
static bool open_folder(HMODULE module, unsigned count, LPCWSTR type, LPCWSTR name,
                        struct win32_resources *resources, struct win32_resource_folder *folder)
{
    struct win32_resource_key keys[2];
    DWORD error;

    if (!init_keys(keys, count, type, name))
        return false;
    if (!win32_resources_open(module, resources))
        return win32_fail(ERROR_RESOURCE_DATA_NOT_FOUND);
    error = win32_resources_descend(resources, keys, count, folder);
    return error ? win32_fail(error) : true;
}

/* --- one -------------------------------------------------------------------------------------- */

HRSRC WINAPI FindResourceExW(HMODULE module, LPCWSTR type, LPCWSTR name, WORD language)
{
    const void *found;
    struct win32_resources resources;
    struct win32_resource_folder folder;

    if (!open_folder(module, 2, type, name, &resources, &folder))
        return NULL;
    found = win32_resource_in_language(&resources, &folder, language);
    if (!found)
        SetLastError(ERROR_RESOURCE_LANG_NOT_FOUND);
    return (HRSRC)found;
}

HRSRC WINAPI FindResourceW(HMODULE module, LPCWSTR name, LPCWSTR type)
{
    return FindResourceExW(module, type, name, MAKELANGID(LANG_NEUTRAL, SUBLANG_NEUTRAL));
}

/* A name of an A function, which may be a number. */
static bool widen(struct win32_wide *wide, LPCSTR name, LPCWSTR *result)
{
    if (!win32_wide_init(wide, IS_INTRESOURCE(name) ? NULL : name))
        return false;
    *result = wide->string ? wide->string : MAKEINTRESOURCEW((WORD)(ULONG_PTR)name);
    return true;
}

HRSRC WINAPI FindResourceExA(HMODULE module, LPCSTR type, LPCSTR name, WORD language)
{
    struct win32_wide wide_type, wide_name;
    LPCWSTR type_w, name_w;
    HRSRC found = NULL;

    if (!widen(&wide_type, type, &type_w))
        return NULL;
    if (widen(&wide_name, name, &name_w)) {
        found = FindResourceExW(module, type_w, name_w, language);
        win32_wide_free(&wide_name);
    }
    win32_wide_free(&wide_type);
    return found;
}

HRSRC WINAPI FindResourceA(HMODULE module, LPCSTR name, LPCSTR type)
{
    return FindResourceExA(module, type, name, MAKELANGID(LANG_NEUTRAL, SUBLANG_NEUTRAL));
}

/* Nothing is set for NULL, which is what a FindResource that failed gave. */
static bool read_resource(HMODULE module, HRSRC resource, IMAGE_RESOURCE_DATA_ENTRY *entry)
{
    struct win32_resources resources;

    if (!resource)
        return false;
    if (!win32_resources_open(module, &resources) ||
        !win32_resource_read(&resources, resource, entry))
        return win32_fail(ERROR_RESOURCE_DATA_NOT_FOUND);
    return true;
}

HGLOBAL WINAPI LoadResource(HMODULE module, HRSRC resource)
{
    IMAGE_RESOURCE_DATA_ENTRY entry;
    const void *bytes;

    if (!read_resource(module, resource, &entry))
        return NULL;
    bytes = win32_resource_bytes(module, &entry);
    if (!bytes)
        SetLastError(ERROR_RESOURCE_DATA_NOT_FOUND);
    return (HGLOBAL)bytes;
}

DWORD WINAPI SizeofResource(HMODULE module, HRSRC resource)
{
    IMAGE_RESOURCE_DATA_ENTRY entry;

    return read_resource(module, resource, &entry) ? entry.Size : 0;
}

LPVOID WINAPI LockResource(HGLOBAL data)
{
    return data;
}

/* The bytes stay until the module goes; 0 means that all is well. */
BOOL WINAPI FreeResource(HGLOBAL data)
{
    (void)data;
    return FALSE;
}

/* --- all -------------------------------------------------------------------------------------- */

/* Whom to tell. Types and names are handed on as the caller wrote them. */
struct listener {
    HMODULE module;
    const void *type, *name;
    LONG_PTR parameter;
    union {
        ENUMRESTYPEPROCW type_w;
        ENUMRESTYPEPROCA type_a;
        ENUMRESNAMEPROCW name_w;
        ENUMRESNAMEPROCA name_a;
        ENUMRESLANGPROCW language_w;
        ENUMRESLANGPROCA language_a;
    } proc;
};

typedef BOOL (*tell_fn)(const struct listener *listener, LPWSTR key);

static BOOL tell_type_w(const struct listener *to, LPWSTR key)
{
    return to->proc.type_w(to->module, key, to->parameter);
}

static BOOL tell_name_w(const struct listener *to, LPWSTR key)
{
    return to->proc.name_w(to->module, to->type, key, to->parameter);
}

static BOOL tell_language_w(const struct listener *to, LPWSTR key)
{
    return to->proc.language_w(to->module, to->type, to->name, (WORD)(ULONG_PTR)key,
                               to->parameter);
}

static BOOL tell_language_a(const struct listener *to, LPWSTR key)
{
    return to->proc.language_a(to->module, to->type, to->name, (WORD)(ULONG_PTR)key,
                               to->parameter);
}

/* False: no memory. A number needs none. */
static bool narrow_key(struct win32_narrow *narrow, LPWSTR key, LPSTR *result)
{
    if (!win32_narrow_init(narrow, IS_INTRESOURCE(key) ? NULL : key))
        return false;
    *result = narrow->string ? narrow->string : MAKEINTRESOURCEA((WORD)(ULONG_PTR)key);
    return true;
}

static BOOL tell_type_a(const struct listener *to, LPWSTR key)
{
    struct win32_narrow narrow;
    LPSTR key_a;
    BOOL more;

    if (!narrow_key(&narrow, key, &key_a))
        return FALSE;
    more = to->proc.type_a(to->module, key_a, to->parameter);
    win32_narrow_free(&narrow);
    return more;
}

static BOOL tell_name_a(const struct listener *to, LPWSTR key)
{
    struct win32_narrow narrow;
    LPSTR key_a;
    BOOL more;

    if (!narrow_key(&narrow, key, &key_a))
        return FALSE;
    more = to->proc.name_a(to->module, to->type, key_a, to->parameter);
    win32_narrow_free(&narrow);
    return more;
}

/* One key in the form that callers see. FALSE: enough, and last error says why. */
static BOOL tell(const struct listener *listener, tell_fn how, const struct win32_resource_key *key)
{
    WCHAR *string;
    BOOL more;

    if (!key->string)
        return how(listener, MAKEINTRESOURCEW(key->number)) ||
               win32_fail(ERROR_RESOURCE_ENUM_USER_STOP);
    string = malloc((key->length + (size_t)1) * sizeof *string);
    if (!string)
        return win32_result(STATUS_NO_MEMORY);
    memcpy(string, key->string, key->length * sizeof *string);
    string[key->length] = 0;
    more = how(listener, string);
    free(string);
    return more || win32_fail(ERROR_RESOURCE_ENUM_USER_STOP);
}

/* Entries that lead out of the tree are left out, and so is a language that is no number. */
static BOOL list(const struct listener *listener, tell_fn how, unsigned count, LPCWSTR type,
                 LPCWSTR name)
{
    struct win32_resources resources;
    struct win32_resource_folder folder;
    struct win32_resource_entry entry;

    if (!open_folder(listener->module, count, type, name, &resources, &folder))
        return FALSE;
    for (ULONG i = 0; i < folder.count; i++)
        if (win32_resource_entry(&resources, &folder, i, &entry) &&
            !(entry.key.string && count == 2) &&
            !tell(listener, how, &entry.key))
            return FALSE;
    return TRUE;
}

BOOL WINAPI EnumResourceTypesW(HMODULE module, ENUMRESTYPEPROCW proc, LONG_PTR parameter)
{
    struct listener listener = { module, NULL, NULL, parameter, { .type_w = proc } };

    return list(&listener, tell_type_w, 0, NULL, NULL);
}

BOOL WINAPI EnumResourceTypesA(HMODULE module, ENUMRESTYPEPROCA proc, LONG_PTR parameter)
{
    struct listener listener = { module, NULL, NULL, parameter, { .type_a = proc } };

    return list(&listener, tell_type_a, 0, NULL, NULL);
}

BOOL WINAPI EnumResourceNamesW(HMODULE module, LPCWSTR type, ENUMRESNAMEPROCW proc,
                               LONG_PTR parameter)
{
    struct listener listener = { module, type, NULL, parameter, { .name_w = proc } };

    return list(&listener, tell_name_w, 1, type, NULL);
}

BOOL WINAPI EnumResourceNamesA(HMODULE module, LPCSTR type, ENUMRESNAMEPROCA proc,
                               LONG_PTR parameter)
{
    struct listener listener = { module, type, NULL, parameter, { .name_a = proc } };
    struct win32_wide wide;
    LPCWSTR type_w;
    BOOL all;

    if (!widen(&wide, type, &type_w))
        return FALSE;
    all = list(&listener, tell_name_a, 1, type_w, NULL);
    win32_wide_free(&wide);
    return all;
}

BOOL WINAPI EnumResourceLanguagesW(HMODULE module, LPCWSTR type, LPCWSTR name,
                                   ENUMRESLANGPROCW proc, LONG_PTR parameter)
{
    struct listener listener = { module, type, name, parameter, { .language_w = proc } };

    return list(&listener, tell_language_w, 2, type, name);
}

BOOL WINAPI EnumResourceLanguagesA(HMODULE module, LPCSTR type, LPCSTR name, ENUMRESLANGPROCA proc,
                                   LONG_PTR parameter)
{
    struct listener listener = { module, type, name, parameter, { .language_a = proc } };
    struct win32_wide wide_type, wide_name;
    LPCWSTR type_w, name_w;
    BOOL all = FALSE;

    if (!widen(&wide_type, type, &type_w))
        return FALSE;
    if (widen(&wide_name, name, &name_w)) {
        all = list(&listener, tell_language_a, 2, type_w, name_w);
        win32_wide_free(&wide_name);
    }
    win32_wide_free(&wide_type);
    return all;
}
