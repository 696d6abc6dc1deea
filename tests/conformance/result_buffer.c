// SPDX-License-Identifier: MIT
// Results that calls leave in copy-on-write pages that nobody touched yet, and where they cannot.

#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include "wine/test.h"
#include "check.h"
#include "child.h"
#include "nt.h"
#include "scratch.h"

#define SIZE   (3 * PAGE)
#define BEFORE 8 /* bytes that lie in the page before the border: all of a small result */

static HANDLE section, file;
static void *memory; /* some that can be asked about, and protected */

static BOOL get_temp_path_a(void *to)
{
    return GetTempPathA(MAX_PATH, to) != 0;
}

static BOOL get_temp_path_w(void *to)
{
    return GetTempPathW(MAX_PATH, to) != 0;
}

static BOOL get_current_directory_a(void *to)
{
    return GetCurrentDirectoryA(MAX_PATH, to) != 0;
}

static BOOL get_current_directory_w(void *to)
{
    return GetCurrentDirectoryW(MAX_PATH, to) != 0;
}

static BOOL get_module_file_name_a(void *to)
{
    return GetModuleFileNameA(NULL, to, MAX_PATH) != 0;
}

static BOOL get_module_file_name_w(void *to)
{
    return GetModuleFileNameW(NULL, to, MAX_PATH) != 0;
}

static BOOL get_full_path_name(void *to)
{
    return GetFullPathNameA("a", MAX_PATH, to, NULL) != 0;
}

static BOOL get_environment_variable(void *to)
{
    return GetEnvironmentVariableA("NTMM_RESULT", to, MAX_PATH) == 6;
}

static BOOL multi_byte_to_wide_char(void *to)
{
    return MultiByteToWideChar(CP_ACP, 0, "result", -1, to, 100) == 7;
}

static BOOL wide_char_to_multi_byte(void *to)
{
    return WideCharToMultiByte(CP_ACP, 0, L"result", -1, to, 100, NULL, NULL) == 7;
}

static BOOL format_message(void *to)
{
    return FormatMessageA(FORMAT_MESSAGE_FROM_STRING, "result", 0, 0, to, 100, NULL) == 6;
}

static BOOL get_file_size_ex(void *to)
{
    return GetFileSizeEx(file, to);
}

static BOOL set_file_pointer_ex(void *to)
{
    LARGE_INTEGER none = { .QuadPart = 1234 };

    return SetFilePointerEx(file, none, to, FILE_BEGIN);
}

static BOOL get_handle_information(void *to)
{
    return GetHandleInformation(file, to);
}

static BOOL get_exit_code_process(void *to)
{
    return GetExitCodeProcess(GetCurrentProcess(), to);
}

static BOOL get_system_info(void *to)
{
    GetSystemInfo(to);
    return TRUE;
}

static BOOL virtual_protect(void *to)
{
    return VirtualProtect(memory, PAGE, PAGE_READWRITE, to);
}

static BOOL virtual_query(void *to)
{
    return VirtualQuery(memory, to, sizeof(MEMORY_BASIC_INFORMATION)) != 0;
}

static BOOL nt_query_section(void *to)
{
    return !pNtQuerySection(section, NT_SECTION_BASIC, to, sizeof(struct nt_section_basic), NULL);
}

static BOOL nt_query_section_size(void *to)
{
    struct nt_section_basic info;

    return !pNtQuerySection(section, NT_SECTION_BASIC, &info, sizeof(info), to);
}

static BOOL nt_query_virtual_memory(void *to)
{
    return !pNtQueryVirtualMemory(NT_THIS_PROCESS, memory, NT_MEMORY_BASIC, to,
                                  sizeof(MEMORY_BASIC_INFORMATION), NULL);
}

static BOOL read_file_count(void *to)
{
    char bytes[100];
    OVERLAPPED at = { .Offset = 10 };

    return ReadFile(file, bytes, sizeof(bytes), to, &at);
}

static const struct {
    const char *name;
    BOOL (*call)(void *to);
} calls[] = {
    { "GetTempPathA", get_temp_path_a },
    { "GetTempPathW", get_temp_path_w },
    { "GetCurrentDirectoryA", get_current_directory_a },
    { "GetCurrentDirectoryW", get_current_directory_w },
    { "GetModuleFileNameA", get_module_file_name_a },
    { "GetModuleFileNameW", get_module_file_name_w },
    { "GetFullPathNameA", get_full_path_name },
    { "GetEnvironmentVariableA", get_environment_variable },
    { "MultiByteToWideChar", multi_byte_to_wide_char },
    { "WideCharToMultiByte", wide_char_to_multi_byte },
    { "FormatMessageA", format_message },
    { "GetFileSizeEx", get_file_size_ex },
    { "SetFilePointerEx", set_file_pointer_ex },
    { "GetHandleInformation", get_handle_information },
    { "GetExitCodeProcess", get_exit_code_process },
    { "GetSystemInfo", get_system_info },
    { "VirtualProtect", virtual_protect },
    { "VirtualQuery", virtual_query },
    { "NtQuerySection", nt_query_section },
    { "NtQuerySection size", nt_query_section_size },
    { "NtQueryVirtualMemory", nt_query_virtual_memory },
    { "ReadFile count", read_file_count },
};

/* S-COW-05: at the border of two untouched pages; the section sees nothing of it. */
static void test_results(void)
{
    unsigned char plain[2 * MAX_PATH + BEFORE];
    size_t i, j;

    for (i = 0; i < ARRAY_SIZE(calls); i++) {
        unsigned char *view = MapViewOfFile(section, FILE_MAP_COPY, 0, 0, 0);
        unsigned char *shared = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);
        unsigned char *at = view + PAGE - BEFORE;
        DWORD written = 0;

        winetest_push_context("%s", calls[i].name);
        memset(plain, 0, sizeof(plain));
        ok(calls[i].call(plain), "failed, error %lu\n", GetLastError());
        ok(calls[i].call(at), "failed in the view, error %lu\n", GetLastError());
        ok(!memcmp(plain, at, sizeof(plain)), "another result\n");
        for (j = 0; j < SIZE; j++)
            written += shared[j];
        ok(!written, "the section was written\n");
        UnmapViewOfFile(shared);
        UnmapViewOfFile(view);
        winetest_pop_context();
    }
}

/* S-NT-01, S-NT-02: a native call that cannot leave its result says so. */
static void test_refused(void)
{
    unsigned char *view = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);
    void *bad[] = { NULL, view, memory };
    struct nt_section_basic basic;
    MEMORY_BASIC_INFORMATION info;
    DWORD old;
    size_t i;

    ok_succeeds(VirtualProtect(memory, PAGE, PAGE_NOACCESS, &old));
    for (i = 0; i < ARRAY_SIZE(bad); i++) {
        winetest_push_context("place %u", (unsigned)i);
        ok_status(pNtQuerySection(section, NT_SECTION_BASIC, bad[i], sizeof(basic), NULL),
                  STATUS_ACCESS_VIOLATION);
        ok_status(pNtQueryVirtualMemory(NT_THIS_PROCESS, view, NT_MEMORY_BASIC, bad[i],
                                        sizeof(info), NULL),
                  STATUS_ACCESS_VIOLATION);
        winetest_pop_context();
    }
    ok_succeeds(VirtualProtect(memory, PAGE, PAGE_READWRITE, &old));
    UnmapViewOfFile(view);
}

START_TEST(result_buffer)
{
    char path[MAX_PATH];

    nt_load();
    SetEnvironmentVariableA("NTMM_RESULT", "result");
    file = scratch_create(path, "file", SIZE);
    memory = VirtualAlloc(NULL, PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, SIZE, NULL);
    ok(memory && section, "no memory\n");
    test_results();
    test_refused();
    CloseHandle(section);
    VirtualFree(memory, 0, MEM_RELEASE);
    CloseHandle(file);
    scratch_delete(path);
}
