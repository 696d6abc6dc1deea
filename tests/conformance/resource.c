// SPDX-License-Identifier: MIT
// Resources of files mapped with LoadLibraryEx: finding, listing, loading; sound files and broken.

#include <windows.h>
#include "wine/test.h"
#include "check.h"
#include "scratch.h"
#include "image_file.h"

#ifndef LDR_IS_DATAFILE
#define LDR_IS_DATAFILE(handle) (((ULONG_PTR)(handle)) & (ULONG_PTR)1)
#define LDR_IS_IMAGEMAPPING(handle) (((ULONG_PTR)(handle)) & (ULONG_PTR)2)
#endif

/* The resources of the file, in the order of a linker: strings first, and sorted. */
struct resource {
    const char *type; /* a number below 0x10000 or upper case */
    const char *name;
    WORD language;
    const char *bytes;
};

#define ID(number) ((const char *)(ULONG_PTR)(number))
#define GERMAN     MAKELANGID(LANG_GERMAN, SUBLANG_GERMAN)
#define SWISS      MAKELANGID(LANG_GERMAN, SUBLANG_GERMAN_SWISS)
#define US_ENGLISH MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US)
#define FRENCH     MAKELANGID(LANG_FRENCH, SUBLANG_FRENCH)

static const struct resource table[] = {
    { "TEXTS", "FIRST", US_ENGLISH, "the first" },
    { "TEXTS", "SECOND", GERMAN, "das zweite" },
    { "TEXTS", ID(7), 0, "number seven" },
    { "TEXTS", ID(7), GERMAN, "nummer sieben" },
    { "TEXTS", ID(7), US_ENGLISH, "number seven in the US" },
    { "TEXTS", ID(8), MAKELANGID(LANG_GERMAN, SUBLANG_NEUTRAL), "acht" },
    { "TEXTS", ID(8), FRENCH, "huit" },
    { ID(10), ID(1), 0, "raw data" },
};

#define AREA 0x1000

/* The tree being laid out: folders and entries grow from the front, strings and bytes behind. */
struct area {
    unsigned char bytes[AREA];
    DWORD folders, rest;
};

static BOOL same_key(const char *one, const char *other)
{
    return one == other || (!IS_INTRESOURCE(one) && !IS_INTRESOURCE(other) && !strcmp(one, other));
}

static const char *key_at(size_t row, int level)
{
    return level == 0 ? table[row].type : level == 1 ? table[row].name : ID(table[row].language);
}

static DWORD put_string(struct area *area, const char *text)
{
    DWORD at = area->rest;
    WORD length = (WORD)strlen(text), i;

    memcpy(area->bytes + at, &length, sizeof(length));
    for (i = 0; i < length; i++)
        area->bytes[at + 2 + 2 * i] = (unsigned char)text[i];
    area->rest += (2 + 2 * length + 3) & ~3;
    return at;
}

static DWORD put_resource(struct area *area, const char *text, DWORD rva)
{
    IMAGE_RESOURCE_DATA_ENTRY *entry = (void *)(area->bytes + area->folders);

    area->folders += sizeof(*entry);
    entry->OffsetToData = rva + area->rest;
    entry->Size = (DWORD)strlen(text);
    memcpy(area->bytes + area->rest, text, entry->Size);
    area->rest += (entry->Size + 3) & ~(DWORD)3;
    return (DWORD)((unsigned char *)entry - area->bytes);
}

/* The folder for the rows [from, to), which are alike above this level; its offset. */
static DWORD put_folder(struct area *area, size_t from, size_t to, int level, DWORD rva)
{
    IMAGE_RESOURCE_DIRECTORY *folder = (void *)(area->bytes + area->folders);
    IMAGE_RESOURCE_DIRECTORY_ENTRY *entry = (void *)(folder + 1);
    DWORD at = area->folders;
    size_t row, end;

    area->folders += sizeof(*folder);
    for (row = from; row < to; row++)
        if (row == from || !same_key(key_at(row, level), key_at(row - 1, level)))
            area->folders += sizeof(*entry);
    for (row = from; row < to; row = end, entry++) {
        const char *key = key_at(row, level);

        for (end = row + 1; end < to && same_key(key_at(end, level), key);)
            end++;
        if (IS_INTRESOURCE(key)) {
            folder->NumberOfIdEntries++;
            entry->Name = (DWORD)(ULONG_PTR)key;
        } else {
            folder->NumberOfNamedEntries++;
            entry->Name = put_string(area, key) | IMAGE_RESOURCE_NAME_IS_STRING;
        }
        entry->OffsetToData = level == 2 ? put_resource(area, table[row].bytes, rva)
                                         : put_folder(area, row, end, level + 1, rva) |
                                               IMAGE_RESOURCE_DATA_IS_DIRECTORY;
    }
    return at;
}

static ULONGLONG buffer[(IMAGE_HEADERS_SIZE + 0x200 + AREA) / sizeof(ULONGLONG)];

/* A file with .text in front, so that .rsrc lies elsewhere than in memory. */
static void make(struct image_file *image, BOOL wide)
{
    static struct area area;
    IMAGE_SECTION_HEADER *section;

    memset(&area, 0, sizeof(area));
    area.rest = AREA / 2;
    put_folder(&area, 0, ARRAY_SIZE(table), 0, 2 * IMAGE_STEP);
    image_file_init(image, buffer, sizeof(buffer), wide);
    image_file_add(image, ".text", NULL, 0x10);
    section = image_file_add(image, ".rsrc", area.bytes, AREA);
    image->directories[IMAGE_DIRECTORY_ENTRY_RESOURCE].VirtualAddress = section->VirtualAddress;
    image->directories[IMAGE_DIRECTORY_ENTRY_RESOURCE].Size = AREA;
}

static HMODULE load(const char *path, DWORD flags)
{
    HMODULE module = LoadLibraryExA(path, NULL, flags);

    ok(module != NULL, "LoadLibraryEx 0x%lx failed, error %lu\n", flags, GetLastError());
    return module;
}

#define ok_text(module, resource, text)                                                            \
    do {                                                                                           \
        HRSRC ok_resource = (resource);                                                            \
                                                                                                   \
        ok(ok_resource != NULL, "%s not found, error %lu\n", #resource, GetLastError());           \
        if (ok_resource)                                                                           \
            check_text(module, ok_resource, text);                                                 \
    } while (0)

static void check_text(HMODULE module, HRSRC resource, const char *text)
{
    DWORD size = SizeofResource(module, resource);
    const void *bytes = LockResource(LoadResource(module, resource));

    ok(size == strlen(text), "%lu bytes, expected %s\n", size, text);
    ok(bytes && !memcmp(bytes, text, strlen(text)), "got %s, expected %s\n",
       bytes ? wine_dbgstr_an(bytes, (int)size) : "nothing", text);
}

static void test_find(HMODULE module)
{
    ok_text(module, FindResourceA(module, "FIRST", "TEXTS"), "the first");
    ok_text(module, FindResourceA(module, "first", "Texts"), "the first");
    ok_text(module, FindResourceW(module, L"First", L"texts"), "the first");
    ok_text(module, FindResourceA(module, MAKEINTRESOURCEA(1), (LPCSTR)RT_RCDATA), "raw data");
    ok_text(module, FindResourceA(module, "#1", "#10"), "raw data");
    ok_text(module, FindResourceW(module, L"#7", L"TEXTS"), "number seven");

    ok_fails(FindResourceA(module, "FIRST", "NOTHING"), ERROR_RESOURCE_TYPE_NOT_FOUND);
    ok_fails(FindResourceA(module, "FIRST", MAKEINTRESOURCEA(11)), ERROR_RESOURCE_TYPE_NOT_FOUND);
    ok_fails(FindResourceA(module, "THIRD", "TEXTS"), ERROR_RESOURCE_NAME_NOT_FOUND);
    ok_fails(FindResourceA(module, "FIRS", "TEXTS"), ERROR_RESOURCE_NAME_NOT_FOUND);
    ok_fails(FindResourceA(module, MAKEINTRESOURCEA(9), "TEXTS"), ERROR_RESOURCE_NAME_NOT_FOUND);
    ok_fails(FindResourceA(NULL, "FIRST", "TEXTS"), ERROR_RESOURCE_DATA_NOT_FOUND);
}

static void test_languages(HMODULE module)
{
    const char *seven = MAKEINTRESOURCEA(7), *eight = MAKEINTRESOURCEA(8);

    ok_text(module, FindResourceExA(module, "TEXTS", seven, 0), "number seven");
    ok_text(module, FindResourceExA(module, "TEXTS", seven, GERMAN), "nummer sieben");
    ok_text(module, FindResourceExA(module, "TEXTS", seven, US_ENGLISH), "number seven in the US");
    ok_text(module, FindResourceExW(module, L"TEXTS", L"#7", GERMAN), "nummer sieben");
    /* none of its own: the language in no country, then no language */
    ok_text(module, FindResourceExA(module, "TEXTS", eight, SWISS), "acht");
    ok_text(module, FindResourceExA(module, "TEXTS", seven, FRENCH), "number seven");
    ok_fails(FindResourceExA(module, "TEXTS", "FIRST", FRENCH), ERROR_RESOURCE_LANG_NOT_FOUND);
    /* no language asked for: any will do */
    ok_text(module, FindResourceA(module, "SECOND", "TEXTS"), "das zweite");
    ok_text(module, FindResourceA(module, eight, "TEXTS"), "acht");
}

/* What a callback is given, in one line. */
static char seen[256];
static BOOL stop;

static const char *show(const char *key)
{
    return IS_INTRESOURCE(key) ? wine_dbg_sprintf("#%u", (unsigned)(ULONG_PTR)key) : key;
}

static BOOL CALLBACK see_type(HMODULE module, LPSTR type, LONG_PTR parameter)
{
    ok(parameter == 42, "another parameter\n");
    strcat(strcat(seen, show(type)), " ");
    (void)module;
    return !stop;
}

static BOOL CALLBACK see_type_w(HMODULE module, LPWSTR type, LONG_PTR parameter)
{
    char narrow[32];
    size_t i = 0;

    if (!IS_INTRESOURCE(type))
        for (; type[i] && i + 1 < sizeof(narrow); i++)
            narrow[i] = (char)type[i];
    narrow[i] = 0;
    return see_type(module, IS_INTRESOURCE(type) ? (char *)type : narrow, parameter);
}

static BOOL CALLBACK see_name(HMODULE module, LPCSTR type, LPSTR name, LONG_PTR parameter)
{
    ok(IS_INTRESOURCE(type) || !_stricmp(type, "TEXTS"), "another type\n");
    return see_type(module, name, parameter);
}

static BOOL CALLBACK see_language(HMODULE module, LPCSTR type, LPCSTR name, WORD language,
                                  LONG_PTR parameter)
{
    ok(!_stricmp(type, "TEXTS") && IS_INTRESOURCE(name), "another type or name\n");
    return see_type(module, (LPSTR)(ULONG_PTR)language, parameter);
}

#define ok_lists(call, expected)                                                                   \
    do {                                                                                           \
        *seen = 0;                                                                                 \
        ok(call, "%s failed, error %lu\n", #call, GetLastError());                                 \
        ok(!strcmp(seen, expected), "%s: got %s, expected %s\n", #call, seen, expected);           \
    } while (0)

static void test_lists(HMODULE module)
{
    ok_lists(EnumResourceTypesA(module, see_type, 42), "TEXTS #10 ");
    ok_lists(EnumResourceTypesW(module, see_type_w, 42), "TEXTS #10 ");
    ok_lists(EnumResourceNamesA(module, "Texts", see_name, 42), "FIRST SECOND #7 #8 ");
    ok_lists(EnumResourceNamesA(module, (LPCSTR)RT_RCDATA, see_name, 42), "#1 ");
    ok_lists(EnumResourceLanguagesA(module, "TEXTS", MAKEINTRESOURCEA(7), see_language, 42),
             "#0 #1031 #1033 ");
    ok_fails(EnumResourceNamesA(module, "NOTHING", see_name, 42), ERROR_RESOURCE_TYPE_NOT_FOUND);
    ok_fails(EnumResourceLanguagesA(module, "TEXTS", "THIRD", see_language, 42),
             ERROR_RESOURCE_NAME_NOT_FOUND);

    stop = TRUE;
    *seen = 0;
    SetLastError(NO_ERROR_YET);
    ok(!EnumResourceNamesA(module, "TEXTS", see_name, 42), "TRUE though the callback stopped it\n");
    todo_wine ok_error(ERROR_RESOURCE_ENUM_USER_STOP);
    ok(!strcmp(seen, "FIRST "), "went on after that: %s\n", seen);
    stop = FALSE;
}

/* Nobody may write to the file while the module is there. */
static void test_exclusive(const char *path)
{
    HMODULE module = load(path, LOAD_LIBRARY_AS_DATAFILE_EXCLUSIVE);
    HANDLE writer;

    ok(LDR_IS_DATAFILE(module), "handle %p\n", module);
    SetLastError(NO_ERROR_YET);
    writer = CreateFileA(path, GENERIC_WRITE, SCRATCH_SHARE, NULL, OPEN_EXISTING, 0, NULL);
    if (writer == INVALID_HANDLE_VALUE)
        ok_error(ERROR_SHARING_VIOLATION);
    else
        skip("no share modes\n");
    CloseHandle(writer);
    ok(FreeLibrary(module), "FreeLibrary failed, error %lu\n", GetLastError());
    CloseHandle(scratch_open(path, GENERIC_WRITE));
}

/* Any view of an image is a module as far as resources go. */
static void test_view(const char *path)
{
    HANDLE file = scratch_open(path, GENERIC_READ);
    HANDLE section = CreateFileMappingA(file, NULL, PAGE_READONLY | SEC_IMAGE, 0, 0, NULL);
    void *view = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);

    ok(view != NULL, "cannot map the image, error %lu\n", GetLastError());
    CloseHandle(section);
    CloseHandle(file);
    test_find(view);
    test_lists(view);
    ok(UnmapViewOfFile(view), "cannot unmap, error %lu\n", GetLastError());
}

static void test_sound(BOOL wide)
{
    struct image_file image;
    char path[MAX_PATH];
    HMODULE module;

    winetest_push_context(wide ? "PE32+" : "PE32");
    make(&image, wide);
    scratch_path(path, "dll");
    ok(image_file_write(path, image.bytes, image.size), "cannot write, error %lu\n",
       GetLastError());
    module = load(path, LOAD_LIBRARY_AS_DATAFILE);
    ok(LDR_IS_DATAFILE(module) && !LDR_IS_IMAGEMAPPING(module), "handle %p\n", module);
    test_find(module);
    test_languages(module);
    test_lists(module);
    ok(FreeLibrary(module), "FreeLibrary failed, error %lu\n", GetLastError());
    ok_fails(FreeLibrary(module), ERROR_BAD_EXE_FORMAT);

    test_exclusive(path);

    module = load(path, LOAD_LIBRARY_AS_IMAGE_RESOURCE);
    ok(LDR_IS_IMAGEMAPPING(module) && !LDR_IS_DATAFILE(module), "handle %p\n", module);
    test_find(module);
    test_languages(module);
    test_lists(module);
    ok(FreeLibrary(module), "FreeLibrary failed, error %lu\n", GetLastError());
    test_view(path);
    scratch_delete(path);
    winetest_pop_context();
}

static void test_load_errors(void)
{
    char path[MAX_PATH], system[MAX_PATH];
    HMODULE module;

    ok_fails(LoadLibraryExA("no-such-file.dll", NULL, LOAD_LIBRARY_AS_DATAFILE),
             ERROR_FILE_NOT_FOUND);
    ok_fails(LoadLibraryExA("no-such-file.dll", NULL, LOAD_LIBRARY_AS_IMAGE_RESOURCE),
             ERROR_FILE_NOT_FOUND);
    ok_fails(LoadLibraryA("no-such-file.dll"), ERROR_MOD_NOT_FOUND);
    ok_fails(LoadLibraryExA(NULL, NULL, LOAD_LIBRARY_AS_DATAFILE), ERROR_INVALID_PARAMETER);
    ok_fails(LoadLibraryExA("", NULL, LOAD_LIBRARY_AS_DATAFILE), ERROR_INVALID_PARAMETER);
    ok_fails(FreeLibrary(NULL), ERROR_INVALID_HANDLE);

    scratch_path(path, "none.dll");
    ok(image_file_write(path, "", 0), "cannot write, error %lu\n", GetLastError());
    ok_fails(LoadLibraryExA(path, NULL, LOAD_LIBRARY_AS_DATAFILE), ERROR_FILE_INVALID);
    ok(image_file_write(path, "hello", 5), "cannot write, error %lu\n", GetLastError());
    ok_fails(LoadLibraryExA(path, NULL, LOAD_LIBRARY_AS_DATAFILE), ERROR_BAD_EXE_FORMAT);
    ok_fails(LoadLibraryExA(path, NULL, LOAD_LIBRARY_AS_DATAFILE_EXCLUSIVE), ERROR_BAD_EXE_FORMAT);
    ok_fails(LoadLibraryA(path), ERROR_BAD_EXE_FORMAT);
    scratch_delete(path); /* nobody has it open */

    /* modules that are there already, by name, with or without .dll */
    module = LoadLibraryA("kernel32.dll");
    ok(module == GetModuleHandleA("kernel32"), "another kernel32\n");
    ok(LoadLibraryA("KERNEL32") == module, "another kernel32\n");
    ok(FreeLibrary(module) && FreeLibrary(module), "FreeLibrary failed, error %lu\n",
       GetLastError());
    ok(GetModuleHandleA("kernel32") == module, "kernel32 is gone\n");

    GetSystemDirectoryA(system, sizeof(system));
    strcat(system, "\\kernel32.dll");
    module = load(system, LOAD_LIBRARY_AS_DATAFILE);
    ok(FindResourceA(module, MAKEINTRESOURCEA(1), (LPCSTR)RT_VERSION) != NULL,
       "kernel32.dll has no version, error %lu\n", GetLastError());
    ok(FreeLibrary(module), "FreeLibrary failed, error %lu\n", GetLastError());
}

/* Trees with every byte of their folders broken in turn: nothing is read outside, nothing hangs. */
static BOOL CALLBACK ignore_type(HMODULE module, LPSTR type, LONG_PTR parameter)
{
    (void)module, (void)type, (void)parameter;
    return TRUE;
}

static BOOL CALLBACK ignore_name(HMODULE module, LPCSTR type, LPSTR name, LONG_PTR parameter)
{
    return ignore_type(module, name, parameter) && type;
}

static void try_loaded(const char *path, DWORD flags)
{
    HMODULE module = LoadLibraryExA(path, NULL, flags);
    HRSRC resource;

    if (!module)
        return;
    EnumResourceTypesA(module, ignore_type, 0);
    EnumResourceNamesA(module, "TEXTS", ignore_name, 0);
    resource = FindResourceA(module, "SECOND", "TEXTS");
    if (resource && SizeofResource(module, resource) == 10)
        LoadResource(module, resource);
    FreeLibrary(module);
}

static void try_broken(const char *path, const struct image_file *image)
{
    ok(image_file_write(path, image->bytes, image->size), "cannot write, error %lu\n",
       GetLastError());
    try_loaded(path, LOAD_LIBRARY_AS_DATAFILE);
    try_loaded(path, LOAD_LIBRARY_AS_IMAGE_RESOURCE);
}

static void test_broken(void)
{
    IMAGE_RESOURCE_DIRECTORY_ENTRY *entry;
    IMAGE_RESOURCE_DIRECTORY *root;
    struct image_file image;
    char path[MAX_PATH];
    HMODULE module;
    DWORD offset;

    scratch_path(path, "broken");
    make(&image, TRUE);
    image.directories[IMAGE_DIRECTORY_ENTRY_RESOURCE].VirtualAddress = 0;
    ok(image_file_write(path, image.bytes, image.size), "cannot write, error %lu\n",
       GetLastError());
    module = load(path, LOAD_LIBRARY_AS_DATAFILE);
    ok_fails(FindResourceA(module, "FIRST", "TEXTS"), ERROR_RESOURCE_DATA_NOT_FOUND);
    ok_fails(EnumResourceTypesA(module, ignore_type, 0), ERROR_RESOURCE_DATA_NOT_FOUND);
    FreeLibrary(module);

    if (!strcmp(winetest_platform, "wine")) {
        skip("Wine follows every offset\n");
        scratch_delete(path);
        return;
    }
    for (offset = 0; offset < 0x100; offset++) {
        make(&image, TRUE);
        image.bytes[image.sections[1].PointerToRawData + offset] ^= 0xff;
        try_broken(path, &image);
    }
    /* a type whose folder is the root: the levels end all the same */
    make(&image, TRUE);
    root = (void *)(image.bytes + image.sections[1].PointerToRawData);
    entry = (void *)(root + 1);
    entry->OffsetToDirectory = 0;
    try_broken(path, &image);
    /* more entries than the directory has room for */
    make(&image, TRUE);
    root->NumberOfIdEntries = 0xffff;
    try_broken(path, &image);
    module = load(path, LOAD_LIBRARY_AS_DATAFILE);
    ok_fails(FindResourceA(module, "FIRST", "TEXTS"), ERROR_RESOURCE_DATA_NOT_FOUND);
    FreeLibrary(module);
    /* a directory that claims more than the file has */
    make(&image, TRUE);
    image.directories[IMAGE_DIRECTORY_ENTRY_RESOURCE].Size = 0x7fffffff;
    root->NumberOfIdEntries = 0xffff;
    try_broken(path, &image);
    /* a file that ends in the tree, and one that ends before it */
    make(&image, TRUE);
    image.size = image.sections[1].PointerToRawData + 0x20;
    try_broken(path, &image);
    image.size = image.sections[1].PointerToRawData - 1;
    try_broken(path, &image);
    image.size = image.sections[1].PointerToRawData;
    image.sections[1].PointerToRawData = 0x7ffff000;
    try_broken(path, &image);
    scratch_delete(path);
}

START_TEST(resource)
{
    test_sound(TRUE);
    test_sound(FALSE);
    test_load_errors();
    test_broken();
}
