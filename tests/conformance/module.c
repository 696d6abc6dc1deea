// SPDX-License-Identifier: MIT
// Modules: their handles, their functions, their file names.

#include <windows.h>
#include "wine/test.h"
#include "check.h"

static void test_handles(void)
{
    static const char *const names[] = {
        "kernel32.dll", "KERNEL32.DLL", "kernel32",  "Kernel32", "kernelbase.dll",
        "kernelbase",   "ntdll.dll",    "NTDLL.DLL", "ntdll",
    };
    WCHAR wide[32];
    size_t i, j;

    for (i = 0; i < ARRAY_SIZE(names); i++) {
        HMODULE module;

        winetest_push_context("%s", names[i]);
        ok_succeeds(module = GetModuleHandleA(names[i]));
        for (j = 0; (wide[j] = (unsigned char)names[i][j]); j++)
            ;
        ok(GetModuleHandleW(wide) == module, "W says %p, A says %p\n", GetModuleHandleW(wide),
           module);
        winetest_pop_context();
    }
    ok(GetModuleHandleA("kernel32") != GetModuleHandleA("ntdll"), "one module for two\n");
    ok(GetModuleHandleA(NULL) != NULL, "this program is no module\n");
    ok(GetModuleHandleA(NULL) == GetModuleHandleW(NULL), "two modules for one program\n");
    ok_fails(GetModuleHandleA("no-such-module.dll"), ERROR_MOD_NOT_FOUND);
    ok_fails(GetModuleHandleA("kernel32.exe"), ERROR_MOD_NOT_FOUND);
}

static void test_functions(void)
{
    static const struct {
        const char *module, *function;
    } rows[] = {
        { "kernel32", "CreateFileMappingA" },
        { "kernel32", "CreateFileMappingW" },
        { "kernel32", "OpenFileMappingW" },
        { "kernel32", "MapViewOfFile" },
        { "kernel32", "MapViewOfFileEx" },
        { "kernel32", "UnmapViewOfFile" },
        { "kernel32", "FlushViewOfFile" },
        { "kernel32", "VirtualAlloc" },
        { "kernel32", "CloseHandle" },
        { "kernel32", "GetLastError" },
        { "kernelbase", "MapViewOfFile" },
        { "kernelbase", "VirtualQuery" },
        { "ntdll", "NtCreateSection" },
        { "ntdll", "NtOpenSection" },
        { "ntdll", "NtMapViewOfSection" },
        { "ntdll", "NtUnmapViewOfSection" },
        { "ntdll", "NtQuerySection" },
        { "ntdll", "NtFlushVirtualMemory" },
        { "ntdll", "NtQueryVirtualMemory" },
        { "ntdll", "NtProtectVirtualMemory" },
        { "ntdll", "NtClose" },
        { "ntdll", "RtlNtStatusToDosError" },
    };
    DWORD(WINAPI * get_process_id)(void);
    size_t i;

    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        winetest_push_context("%s", rows[i].function);
        ok_succeeds(GetProcAddress(GetModuleHandleA(rows[i].module), rows[i].function));
        winetest_pop_context();
    }
    /* each where it belongs, and spelled as it is spelled */
    ok_fails(GetProcAddress(GetModuleHandleA("kernel32"), "NtCreateSection"), ERROR_PROC_NOT_FOUND);
    ok_fails(GetProcAddress(GetModuleHandleA("ntdll"), "CreateFileMappingA"), ERROR_PROC_NOT_FOUND);
    ok_fails(GetProcAddress(GetModuleHandleA("kernel32"), "createfilemappinga"),
             ERROR_PROC_NOT_FOUND);
    ok_fails(GetProcAddress(GetModuleHandleA("kernel32"), "CreateFileMapping"),
             ERROR_PROC_NOT_FOUND);
    ok_fails(GetProcAddress(GetModuleHandleA("kernel32"), "NoSuchFunction"), ERROR_PROC_NOT_FOUND);
    get_process_id = (void *)GetProcAddress(GetModuleHandleA("kernel32"), "GetCurrentProcessId");
    ok(get_process_id && get_process_id() == GetCurrentProcessId(), "another function\n");
}

static void test_file_name(void)
{
    char path[MAX_PATH], small[8], **argv;
    WCHAR wide[MAX_PATH];
    HANDLE file;
    DWORD length, i;

    SetLastError(NO_ERROR_YET);
    length = GetModuleFileNameA(NULL, path, sizeof(path));
    ok(length > 0 && length == strlen(path), "length is %lu of %s\n", length, path);
    ok_value(GetModuleFileNameW(NULL, wide, ARRAY_SIZE(wide)), length);
    for (i = 0; i <= length && wide[i] == (unsigned char)path[i]; i++)
        ;
    ok(i == length + 1, "%s and %s\n", path, wine_dbgstr_w(wide));
    ok_value(GetModuleFileNameA(GetModuleHandleA(NULL), path, sizeof(path)), length);

    /* it names a file that is there: this one */
    file = CreateFileA(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    ok(file != INVALID_HANDLE_VALUE, "cannot open %s, error %lu\n", path, GetLastError());
    CloseHandle(file);
    winetest_get_mainargs(&argv);
    ok(strstr(path, "module") != NULL, "%s is not %s\n", path, argv[0]);

    /* a buffer that is too small is filled, with a NUL */
    memset(small, '#', sizeof(small));
    SetLastError(NO_ERROR_YET);
    ok_value(GetModuleFileNameA(NULL, small, sizeof(small)), sizeof(small));
    ok_error(ERROR_INSUFFICIENT_BUFFER);
    ok(!memcmp(small, path, sizeof(small) - 1), "got %s\n", wine_dbgstr_an(small, sizeof(small)));
    /* Wine does as Windows XP did. */
    todo_wine ok(!small[sizeof(small) - 1], "no NUL\n");
}

static void test_system_file_names(void)
{
    static const char *const names[] = { "kernel32.dll", "kernelbase.dll", "ntdll.dll" };
    char path[MAX_PATH], expected[2 * MAX_PATH];
    size_t i;

    for (i = 0; i < ARRAY_SIZE(names); i++) {
        GetSystemDirectoryA(expected, MAX_PATH);
        strcat(strcat(expected, "\\"), names[i]);
        ok_value(GetModuleFileNameA(GetModuleHandleA(names[i]), path, sizeof(path)),
                 strlen(expected));
        ok(!_stricmp(path, expected), "%s, expected %s\n", path, expected);
    }
}

START_TEST(module)
{
    test_handles();
    test_functions();
    test_file_name();
    test_system_file_names();
}
