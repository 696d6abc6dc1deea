// SPDX-License-Identifier: MIT
// ReadProcessMemory and WriteProcessMemory: of this process and of a child, whose copies are its
// own.

#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include <winternl.h>
#include <psapi.h>
#include "wine/test.h"
#include "check.h"
#include "scratch.h"
#include "child.h"

#define UNTOUCHED ((SIZE_T)-1)

/* Four pages: to write, to read, closed, to write; behind them nothing is committed. */
static char *allocate(void)
{
    char *memory = VirtualAlloc(NULL, 16 * PAGE, MEM_RESERVE, PAGE_READWRITE);
    DWORD old;

    ok(VirtualAlloc(memory, 4 * PAGE, MEM_COMMIT, PAGE_READWRITE) == memory, "error %lu\n",
       GetLastError());
    memset(memory, 'm', 4 * PAGE);
    ok_succeeds(VirtualProtect(memory + PAGE, PAGE, PAGE_READONLY, &old));
    ok_succeeds(VirtualProtect(memory + 2 * PAGE, PAGE, PAGE_NOACCESS, &old));
    return memory;
}

static void check_read(HANDLE process, const char *from, SIZE_T size, DWORD error, SIZE_T expected)
{
    static char buffer[4 * PAGE];
    SIZE_T done = UNTOUCHED;
    BOOL result;

    memset(buffer, 0, sizeof(buffer));
    SetLastError(NO_ERROR_YET);
    result = ReadProcessMemory(process, from, buffer, size, &done);
    ok(result == !error, "result %d\n", result);
    ok_error(error ? error : NO_ERROR_YET);
    ok_value(done, expected);
    if (expected && result)
        ok(buffer[0] == 'm' && buffer[expected - 1] == 'm', "it read %c\n", buffer[0]);
}

static void check_write(HANDLE process, char *to, SIZE_T size, DWORD error, SIZE_T expected)
{
    static char buffer[4 * PAGE];
    SIZE_T done = UNTOUCHED;
    BOOL result;

    memset(buffer, 'm', sizeof(buffer));
    SetLastError(NO_ERROR_YET);
    result = WriteProcessMemory(process, to, buffer, size, &done);
    ok(result == !error, "result %d\n", result);
    ok_error(error ? error : NO_ERROR_YET);
    ok_value(done, expected);
}

static void check_open(HANDLE process, char *memory)
{
    check_read(process, memory, 1, 0, 1);
    check_read(process, memory + 10, 2 * PAGE - 10, 0, 2 * PAGE - 10);
    check_read(process, memory, 0, 0, 0);
    check_write(process, memory, 4, 0, 4);
    check_write(process, memory + 3 * PAGE, PAGE, 0, PAGE);
    check_read(process, memory + PAGE, PAGE, 0, PAGE);
}

/* Wine is no witness here: it reads and writes as a debugger would. */
static void check_closed(HANDLE process, char *memory)
{
    if (winetest_platform_is_wine) {
        skip("Wine looks past protections\n");
        return;
    }
    check_read(process, memory + 2 * PAGE, 4, ERROR_PARTIAL_COPY, 0);
    check_read(process, memory + 2 * PAGE - 3, 8, ERROR_PARTIAL_COPY, 3);
    check_read(process, memory + 4 * PAGE - 3, 8, ERROR_PARTIAL_COPY, 3);
    check_read(process, memory + 5 * PAGE, 8, ERROR_PARTIAL_COPY, 0);
    check_write(process, memory + PAGE, 4, ERROR_NOACCESS, 0);
    check_write(process, memory + 2 * PAGE, 4, ERROR_NOACCESS, 0);
    check_write(process, memory + PAGE - 3, 8, ERROR_PARTIAL_COPY, 3);
    check_write(process, memory + 5 * PAGE, 4, ERROR_INVALID_ADDRESS, 0);
}

static void test_self(void)
{
    char *memory = allocate(), buffer[8] = "12345678";
    HANDLE self = OpenProcess(PROCESS_ALL_ACCESS, FALSE, GetCurrentProcessId()), weak;

    check_open(GetCurrentProcess(), memory);
    check_open(self, memory);
    check_closed(GetCurrentProcess(), memory);
    check_closed(self, memory);

    ok_succeeds(WriteProcessMemory(self, memory + 100, buffer, 8, NULL));
    ok(!memcmp(memory + 100, "12345678", 8), "it wrote something else\n");
    ok_succeeds(ReadProcessMemory(self, memory + 104, buffer, 4, NULL));
    ok(!memcmp(buffer, "56785678", 8), "it read %.8s\n", buffer);

    ok_fails(ReadProcessMemory(self, memory, memory + 8 * PAGE, 4, NULL), ERROR_NOACCESS);
    ok_fails(ReadProcessMemory((HANDLE)0xdeadbee4, memory, buffer, 4, NULL), ERROR_INVALID_HANDLE);
    weak = OpenProcess(PROCESS_VM_WRITE | PROCESS_VM_OPERATION, FALSE, GetCurrentProcessId());
    ok_fails(ReadProcessMemory(weak, memory, buffer, 4, NULL), ERROR_ACCESS_DENIED);
    ok_succeeds(WriteProcessMemory(weak, memory, "mmmm", 4, NULL));
    ok_succeeds(CloseHandle(weak));
    weak = OpenProcess(PROCESS_VM_READ, FALSE, GetCurrentProcessId());
    ok_fails(WriteProcessMemory(weak, memory, "mmmm", 4, NULL), ERROR_ACCESS_DENIED);
    ok_succeeds(ReadProcessMemory(weak, memory, buffer, 4, NULL));
    ok_succeeds(CloseHandle(weak));
    ok_succeeds(CloseHandle(self));
    ok_succeeds(VirtualFree(memory, 0, MEM_RELEASE));
}

static void test_native(void)
{
    NTSTATUS(NTAPI * read)(HANDLE, const void *, void *, SIZE_T, SIZE_T *) =
        (void *)GetProcAddress(GetModuleHandleA("ntdll.dll"), "NtReadVirtualMemory");
    NTSTATUS(NTAPI * write)(HANDLE, void *, const void *, SIZE_T, SIZE_T *) =
        (void *)GetProcAddress(GetModuleHandleA("ntdll.dll"), "NtWriteVirtualMemory");
    char *memory = allocate(), buffer[8] = "";
    SIZE_T done = UNTOUCHED;

    ok_status(read(GetCurrentProcess(), memory, buffer, 8, &done), STATUS_SUCCESS);
    ok_value(done, 8);
    ok_status(write(GetCurrentProcess(), memory, buffer, 8, &done), STATUS_SUCCESS);
    ok_value(done, 8);
    if (!winetest_platform_is_wine) {
        ok_status(read(GetCurrentProcess(), memory + 4 * PAGE - 4, buffer, 8, &done),
                  STATUS_PARTIAL_COPY);
        ok_value(done, 4);
        ok_status(write(GetCurrentProcess(), memory + PAGE, buffer, 8, &done),
                  STATUS_PARTIAL_COPY);
        ok_value(done, 0);
    }
    ok_succeeds(VirtualFree(memory, 0, MEM_RELEASE));
}

/* --- a child's -------------------------------------------------------------------------------- */

/* What parent and child tell each other. */
struct talk {
    char *memory;
    char *copies;  /* a copy-on-write view of the shared section; its second page was written to */
    char *changed; /* the same section, whose pages became copy-on-write later */
    HANDLE ready, go;
};

#define PAGES 64 /* more than one write opens */

static BOOL is_shared(void *address)
{
    PSAPI_WORKING_SET_EX_INFORMATION page = { .VirtualAddress = address };
    BOOL(WINAPI * query)(HANDLE, void *, DWORD) =
        (void *)GetProcAddress(GetModuleHandleA("kernel32.dll"), "K32QueryWorkingSetEx");

    ok(query(GetCurrentProcess(), &page, sizeof(page)), "error %lu\n", GetLastError());
    return page.VirtualAttributes.Shared;
}

static void child(const char *talk_name, const char *section_name)
{
    HANDLE talk_section = OpenFileMappingA(FILE_MAP_WRITE, FALSE, talk_name);
    HANDLE section = OpenFileMappingA(FILE_MAP_ALL_ACCESS, FALSE, section_name);
    struct talk *talk = MapViewOfFile(talk_section, FILE_MAP_WRITE, 0, 0, 0);
    char *shared = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    DWORD old;
    SIZE_T i;

    ok(talk && shared, "MapViewOfFile failed, error %lu\n", GetLastError());
    talk->memory = allocate();
    talk->copies = MapViewOfFile(section, FILE_MAP_COPY, 0, 0, 0);
    ok(talk->copies != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    talk->copies[PAGE] = 'c';
    talk->changed = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    ok_succeeds(VirtualProtect(talk->changed, 2 * PAGE, PAGE_WRITECOPY, &old));
    ok_succeeds(SetEvent(talk->ready));
    ok_value(WaitForSingleObject(talk->go, 60000), WAIT_OBJECT_0);

    /* the parent wrote a p here and there */
    ok_value(talk->copies[0], 'p');
    ok_value(talk->copies[PAGE], 'p');
    ok_value(talk->copies[PAGE + 1], 's');
    ok_value(talk->copies[(PAGES - 1) * PAGE], 'p');
    ok_value(talk->changed[0], 's');
    if (!winetest_platform_is_wine) {
        ok_value(talk->changed[PAGE], 'p');
        ok(!is_shared(talk->copies), "the page is shared\n");
        ok(!is_shared(talk->changed + PAGE), "the page is shared\n");
        ok(is_shared(talk->changed), "the page is not shared\n");
    }
    for (i = 2; i < PAGES - 1; i++)
        ok(talk->copies[i * PAGE] == 's', "page %Iu changed\n", i);
    for (i = 0; i < PAGES; i++)
        ok(shared[i * PAGE] == 's', "shared page %Iu changed\n", i);
    /* and what the child writes itself goes on as ever */
    talk->copies[0] = 'x';
    talk->copies[2 * PAGE] = 'x';
    ok(shared[0] == 's' && shared[2 * PAGE] == 's', "a shared page changed\n");
}

static void poke(HANDLE process, char *address)
{
    char byte = 0;

    ok_succeeds(WriteProcessMemory(process, address, "p", 1, NULL));
    ok_succeeds(ReadProcessMemory(process, address, &byte, 1, NULL));
    ok_value(byte, 'p');
}

static void test_child(void)
{
    SECURITY_ATTRIBUTES inherit = { sizeof(inherit), NULL, TRUE };
    char talk_name[64], section_name[64];
    HANDLE talk_section, section, process;
    struct talk *talk;
    char *shared, byte = 0;
    SIZE_T i;

    strcpy(talk_name, scratch_name("talk"));
    strcpy(section_name, scratch_name("section"));
    talk_section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE,
                                      talk_name);
    talk = MapViewOfFile(talk_section, FILE_MAP_WRITE, 0, 0, 0);
    section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGES * PAGE,
                                 section_name);
    shared = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    ok(talk && shared, "MapViewOfFile failed, error %lu\n", GetLastError());
    memset(shared, 's', PAGES * PAGE);
    talk->ready = CreateEventA(&inherit, TRUE, FALSE, NULL);
    talk->go = CreateEventA(&inherit, TRUE, FALSE, NULL);
    process = child_start(TRUE, "%s %s", talk_name, section_name);
    ok_value(WaitForSingleObject(talk->ready, 60000), WAIT_OBJECT_0);

    check_open(process, talk->memory);
    check_closed(process, talk->memory);
    ok_succeeds(ReadProcessMemory(process, talk->copies + PAGE, &byte, 1, NULL));
    ok_value(byte, 'c');
    poke(process, talk->copies);
    poke(process, talk->copies + PAGE);
    poke(process, talk->copies + (PAGES - 1) * PAGE);
    if (!winetest_platform_is_wine) /* where such pages are shared */
        poke(process, talk->changed + PAGE);
    for (i = 0; i < PAGES; i++)
        ok(shared[i * PAGE] == 's', "shared page %Iu changed\n", i);
    ok_succeeds(SetEvent(talk->go));
    winetest_wait_child_process(process);
    ok_fails(ReadProcessMemory(process, talk->memory, &byte, 1, NULL), ERROR_ACCESS_DENIED);
    CloseHandle(process);
    CloseHandle(talk->ready);
    CloseHandle(talk->go);
    UnmapViewOfFile(shared);
    UnmapViewOfFile(talk);
    CloseHandle(section);
    CloseHandle(talk_section);
}

START_TEST(process_memory)
{
    char **argv;

    if (winetest_get_mainargs(&argv) == 4) {
        child(argv[2], argv[3]);
        return;
    }
    test_self();
    test_native();
    test_child();
}
