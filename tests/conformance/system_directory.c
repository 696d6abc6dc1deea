// SPDX-License-Identifier: MIT
// The system's folder, and the files of its modules, mapped as data and as images: headers, names.

#include <windows.h>
#include "wine/test.h"
#include "check.h"
#include <winternl.h>

static IMAGE_NT_HEADERS *(NTAPI *pRtlImageNtHeader)(void *);
static void *(NTAPI *pRtlImageDirectoryEntryToData)(void *, BOOLEAN, USHORT, ULONG *);
static void *(NTAPI *pRtlImageRvaToVa)(IMAGE_NT_HEADERS *, void *, ULONG, IMAGE_SECTION_HEADER **);

#ifdef __aarch64__
#define THIS_MACHINE IMAGE_FILE_MACHINE_ARM64
#else
#define THIS_MACHINE IMAGE_FILE_MACHINE_AMD64
#endif

static void test_folder(const char *name, UINT(WINAPI *narrow)(LPSTR, UINT),
                        UINT(WINAPI *wide)(LPWSTR, UINT))
{
    char path[MAX_PATH], small[4] = "xyz";
    WCHAR wpath[MAX_PATH];
    DWORD attributes;
    UINT length, i;

    winetest_push_context("%s", name);
    length = narrow(path, sizeof(path));
    ok(length > 0 && length == strlen(path), "length is %u of %s\n", length, path);
    ok(path[length - 1] != '\\', "%s ends in a separator\n", path);
    attributes = GetFileAttributesA(path);
    ok(attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY),
       "%s is no folder\n", path);
    ok_value(narrow(path, length + 1), length);
    ok_value(narrow(small, 3), length + 1);
    ok(!strcmp(small, "xyz"), "too small a buffer was written to\n");
    ok_value(narrow(NULL, 0), length + 1);
    ok_value(wide(wpath, ARRAY_SIZE(wpath)), length);
    for (i = 0; i <= length && wpath[i] == (unsigned char)path[i]; i++)
        ;
    ok(i == length + 1, "%s and %s\n", path, wine_dbgstr_w(wpath));
    ok_value(wide(NULL, 0), length + 1);
    winetest_pop_context();
}

static void test_folders(void)
{
    char system[MAX_PATH], windows[MAX_PATH], shared[MAX_PATH];

    test_folder("GetSystemDirectory", GetSystemDirectoryA, GetSystemDirectoryW);
    test_folder("GetWindowsDirectory", GetWindowsDirectoryA, GetWindowsDirectoryW);
    test_folder("GetSystemWindowsDirectory", GetSystemWindowsDirectoryA,
                GetSystemWindowsDirectoryW);
    GetSystemDirectoryA(system, sizeof(system));
    GetWindowsDirectoryA(windows, sizeof(windows));
    GetSystemWindowsDirectoryA(shared, sizeof(shared));
    ok(!strcmp(windows, shared), "%s and %s\n", windows, shared);
    ok(!strncmp(system, windows, strlen(windows)) && system[strlen(windows)] == '\\',
       "%s is not below %s\n", system, windows);
}

/* A module's file as plain data or as an image; NULL: failed, and said so. */
static void *map(const char *module, DWORD sec)
{
    char path[2 * MAX_PATH];
    HANDLE file, section;
    void *view;

    GetSystemDirectoryA(path, MAX_PATH);
    strcat(path, "\\");
    strcat(path, module);
    file = CreateFileA(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    ok(file != INVALID_HANDLE_VALUE, "cannot open %s, error %lu\n", path, GetLastError());
    if (file == INVALID_HANDLE_VALUE)
        return NULL;
    section = CreateFileMappingA(file, NULL, PAGE_READONLY | sec, 0, 0, NULL);
    ok(section != NULL, "CreateFileMapping failed, error %lu\n", GetLastError());
    view = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);
    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    CloseHandle(section);
    CloseHandle(file);
    return view;
}

/* What an address of the image is in the view. */
static void *at(void *view, BOOL mapped, DWORD rva)
{
    return mapped ? (char *)view + rva : pRtlImageRvaToVa(pRtlImageNtHeader(view), view, rva, NULL);
}

static void test_exports(void *view, BOOL mapped, const char *module, const char *wanted)
{
    HMODULE handle = GetModuleHandleA(module);
    const IMAGE_EXPORT_DIRECTORY *exports;
    DWORD *names, *functions, i, unsorted = 0, unknown = 0, outside = 0;
    const char *name, *last = "";
    BOOL found = FALSE;
    WORD *ordinals;
    ULONG size = 0;

    exports = pRtlImageDirectoryEntryToData(view, mapped, IMAGE_DIRECTORY_ENTRY_EXPORT, &size);
    ok(exports != NULL && size > sizeof(*exports), "no export directory\n");
    if (!exports)
        return;
    name = at(view, mapped, exports->Name);
    ok(name && !_stricmp(name, module), "is called %s\n", name);
    names = at(view, mapped, exports->AddressOfNames);
    functions = at(view, mapped, exports->AddressOfFunctions);
    ordinals = at(view, mapped, exports->AddressOfNameOrdinals);
    ok(names && functions && ordinals, "tables in no section\n");
    ok(exports->NumberOfNames > 0 && exports->NumberOfFunctions >= exports->NumberOfNames,
       "%lu names, %lu functions\n", exports->NumberOfNames, exports->NumberOfFunctions);
    for (i = 0; i < exports->NumberOfNames; i++, last = name) {
        name = at(view, mapped, names[i]);
        unsorted += strcmp(last, name) >= 0;
        unknown += !GetProcAddress(handle, name);
        outside += ordinals[i] >= exports->NumberOfFunctions || !functions[ordinals[i]];
        found |= !strcmp(name, wanted);
    }
    ok(!unsorted, "%lu names out of order\n", unsorted);
    ok(!unknown, "%lu names that GetProcAddress does not know\n", unknown);
    ok(!outside, "%lu names without a function\n", outside);
    ok(found, "no %s\n", wanted);
}

static void test_modules(DWORD sec)
{
    static const struct {
        const char *module, *function;
    } rows[] = {
        { "kernel32.dll", "CreateFileMappingW" },
        { "kernelbase.dll", "MapViewOfFile" },
        { "ntdll.dll", "NtCreateSection" },
    };
    size_t i;

    for (i = 0; i < ARRAY_SIZE(rows); i++) {
        IMAGE_NT_HEADERS *headers;
        void *view;

        winetest_push_context("%s 0x%lx", rows[i].module, sec);
        view = map(rows[i].module, sec);
        headers = view ? pRtlImageNtHeader(view) : NULL;
        ok(headers != NULL, "no headers\n");
        if (headers) {
            ok_value(headers->FileHeader.Machine, THIS_MACHINE);
            ok_value(headers->OptionalHeader.Magic, IMAGE_NT_OPTIONAL_HDR64_MAGIC);
            ok(headers->FileHeader.Characteristics & IMAGE_FILE_DLL, "is no DLL\n");
            ok(headers->FileHeader.Characteristics & IMAGE_FILE_EXECUTABLE_IMAGE, "not linked\n");
            test_exports(view, sec != 0, rows[i].module, rows[i].function);
        }
        ok(UnmapViewOfFile(view), "cannot unmap, error %lu\n", GetLastError());
        winetest_pop_context();
    }
}

START_TEST(system_directory)
{
    HMODULE ntdll = GetModuleHandleA("ntdll.dll");

    pRtlImageNtHeader = (void *)GetProcAddress(ntdll, "RtlImageNtHeader");
    pRtlImageDirectoryEntryToData = (void *)GetProcAddress(ntdll, "RtlImageDirectoryEntryToData");
    pRtlImageRvaToVa = (void *)GetProcAddress(ntdll, "RtlImageRvaToVa");
    test_folders();
    test_modules(0);
    test_modules(SEC_IMAGE);
}
