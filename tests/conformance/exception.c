// SPDX-License-Identifier: MIT
// Exceptions: vectored handlers, the unhandled filter, raising.

#include <windows.h>
#include "wine/test.h"
#include "check.h"
#include "child.h"

#define PAGES 8

/* What handlers leave; the compiler cannot know that they run. */
static volatile unsigned int calls, inner_calls;
static volatile EXCEPTION_RECORD seen;
static char *volatile memory;

static char load(const volatile char *at)
{
    return *at;
}

static void store(volatile char *at, char value)
{
    *at = value;
}

static void reset(void)
{
    static const EXCEPTION_RECORD none;

    calls = inner_calls = 0;
    seen = none;
}

static LONG CALLBACK commit_missing_page(EXCEPTION_POINTERS *pointers)
{
    calls++;
    seen = *pointers->ExceptionRecord;
    if (seen.ExceptionCode != EXCEPTION_ACCESS_VIOLATION)
        return EXCEPTION_CONTINUE_SEARCH;
    if (!VirtualAlloc((void *)seen.ExceptionInformation[1], 1, MEM_COMMIT, PAGE_READWRITE))
        return EXCEPTION_CONTINUE_SEARCH;
    return EXCEPTION_CONTINUE_EXECUTION;
}

/* The documented pattern: memory is reserved, and committed where it is touched. */
static void test_commit_on_touch(void)
{
    void *handler = AddVectoredExceptionHandler(1, commit_missing_page);
    volatile char *at;
    int i;

    ok(handler != NULL, "no handler\n");
    memory = VirtualAlloc(NULL, PAGES * PAGE, MEM_RESERVE, PAGE_NOACCESS);
    ok(memory != NULL, "VirtualAlloc failed, error %lu\n", GetLastError());
    for (i = 0; i < PAGES; i++) { /* S-PRO-04 */
        reset();
        at = memory + i * PAGE + i;
        store(at, (char)(i + 1));
        ok(calls == 1, "page %d: %u calls\n", i, calls);
        ok(seen.ExceptionCode == EXCEPTION_ACCESS_VIOLATION, "code %#lx\n", seen.ExceptionCode);
        ok(seen.ExceptionFlags == 0, "flags %#lx\n", seen.ExceptionFlags);
        ok(seen.NumberParameters == 2, "%lu parameters\n", seen.NumberParameters);
        ok(seen.ExceptionInformation[0] == 1, "kind %d\n", (int)seen.ExceptionInformation[0]);
        ok(seen.ExceptionInformation[1] == (ULONG_PTR)at, "address %p\n",
           (void *)seen.ExceptionInformation[1]);
        ok(*at == i + 1, "the write is lost\n");
        ok(calls == 1, "page %d: %u calls\n", i, calls);
    }
    VirtualFree(memory, 0, MEM_RELEASE);
    reset();
    memory = VirtualAlloc(NULL, PAGE, MEM_RESERVE, PAGE_NOACCESS);
    at = memory;
    ok(load(at) == 0, "read %d\n", *at);
    ok(calls == 1 && seen.ExceptionInformation[0] == 0, "%u calls, kind %d\n", calls,
       (int)seen.ExceptionInformation[0]);
    VirtualFree(memory, 0, MEM_RELEASE);
    ok(RemoveVectoredExceptionHandler(handler) != 0, "not removed\n");
    ok(RemoveVectoredExceptionHandler(handler) == 0, "removed twice\n");
}

#ifdef __x86_64__
static char target;

static LONG CALLBACK redirect_write(EXCEPTION_POINTERS *pointers)
{
    CONTEXT *context = pointers->ContextRecord;

    calls++;
    ok(context->Rax == 16, "Rax is %#I64x\n", context->Rax);
    ok(context->Rbx == 0x1122334455667788, "Rbx is %#I64x\n", context->Rbx);
    ok(context->Rip == (DWORD64)(ULONG_PTR)pointers->ExceptionRecord->ExceptionAddress,
       "Rip is %#I64x, the exception at %p\n", context->Rip,
       pointers->ExceptionRecord->ExceptionAddress);
    context->Rax = (DWORD64)(ULONG_PTR)&target;
    context->Rbx = 42;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static LONG CALLBACK skip_instruction(EXCEPTION_POINTERS *pointers)
{
    calls++;
    pointers->ContextRecord->Rip += 3;
    return EXCEPTION_CONTINUE_EXECUTION;
}

/* The instruction runs again with the registers that the handler left. */
static void test_changed_registers(void)
{
    unsigned __int64 rax = 16, rbx = 0x1122334455667788;
    double before = 1.25, after;
    void *handler = AddVectoredExceptionHandler(1, redirect_write);

    reset();
    target = 0;
    __asm__ volatile("movsd %3, %%xmm7\n\t"
                     "movb $7, (%%rax)\n\t"
                     "movsd %%xmm7, %2"
                     : "+a"(rax), "+b"(rbx), "=m"(after) : "m"(before) : "memory", "xmm7");
    ok(calls == 1, "%u calls\n", calls);
    ok(target == 7, "target is %d\n", target);
    ok(rbx == 42, "Rbx is %#I64x\n", rbx);
    ok(after == before, "Xmm7 is %f\n", after);
    RemoveVectoredExceptionHandler(handler);

    handler = AddVectoredExceptionHandler(1, skip_instruction);
    reset();
    rax = 16;
    __asm__ volatile("movb $7, (%%rax)" : "+a"(rax) : : "memory");
    ok(calls == 1, "%u calls\n", calls);
    RemoveVectoredExceptionHandler(handler);
}
#else
static void test_changed_registers(void)
{
    skip("registers of another processor\n");
}
#endif

static char order[16];

static LONG CALLBACK note_a(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    strcat(order, "a");
    return EXCEPTION_CONTINUE_SEARCH;
}

static LONG CALLBACK note_b(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    strcat(order, "b");
    return EXCEPTION_CONTINUE_SEARCH;
}

static LONG CALLBACK take_c(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    strcat(order, "c");
    return EXCEPTION_CONTINUE_EXECUTION;
}

static LONG CALLBACK continue_d(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    strcat(order, "d");
    return EXCEPTION_CONTINUE_SEARCH;
}

static void test_order(void)
{
    void *c = AddVectoredExceptionHandler(0, take_c);
    void *b = AddVectoredExceptionHandler(1, note_b);
    void *a = AddVectoredExceptionHandler(1, note_a);
    void *late = AddVectoredExceptionHandler(0, note_a);
    void *d = AddVectoredContinueHandler(1, continue_d);

    order[0] = 0;
    RaiseException(0xe0000001, 0, 0, NULL);
    /* Wine calls no continue handlers after raised exceptions. */
    todo_wine ok(strcmp(order, "abcd") == 0, "order is %s\n", order);
    RemoveVectoredExceptionHandler(b);
    order[0] = 0;
    RaiseException(0xe0000001, 0, 0, NULL);
    todo_wine ok(strcmp(order, "acd") == 0, "order is %s\n", order);
    ok(RemoveVectoredContinueHandler(a) == 0, "removed from the wrong list\n");
    ok(RemoveVectoredContinueHandler(d) != 0, "not removed\n");
    RemoveVectoredExceptionHandler(a);
    RemoveVectoredExceptionHandler(late);
    RemoveVectoredExceptionHandler(c);
}

static LONG CALLBACK note_record(EXCEPTION_POINTERS *pointers)
{
    calls++;
    seen = *pointers->ExceptionRecord;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static void test_raise(void)
{
    void *handler = AddVectoredExceptionHandler(1, note_record);
    ULONG_PTR arguments[20];
    int i;

    for (i = 0; i < 20; i++)
        arguments[i] = 100 + i;
    reset();
    SetLastError(NO_ERROR_YET);
    RaiseException(0xe1234567, 0, 3, arguments);
    ok(calls == 1, "%u calls\n", calls);
    ok(seen.ExceptionCode == 0xe1234567, "code %#lx\n", seen.ExceptionCode);
    ok(seen.ExceptionRecord == NULL, "record %p\n", seen.ExceptionRecord);
    ok(seen.ExceptionAddress != NULL, "no address\n");
    ok(seen.NumberParameters == 3, "%lu parameters\n", seen.NumberParameters);
    ok(seen.ExceptionInformation[2] == 102, "parameter %d\n", (int)seen.ExceptionInformation[2]);
    ok(GetLastError() == NO_ERROR_YET, "last error is %lu\n", GetLastError());

    reset();
    RaiseException(0xf0000001, 0, 20, arguments);
    ok(seen.ExceptionCode == 0xf0000001, "code %#lx\n", seen.ExceptionCode);
    ok(seen.NumberParameters == EXCEPTION_MAXIMUM_PARAMETERS, "%lu parameters\n",
       seen.NumberParameters);
    reset();
    RaiseException(0xe0000001, 0, 5, NULL);
    ok(seen.NumberParameters == 0, "%lu parameters\n", seen.NumberParameters);
    RemoveVectoredExceptionHandler(handler);
}

static LONG CALLBACK fault_in_handler(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    inner_calls++;
    if (inner_calls == 1)
        store(memory + PAGE, 'i'); /* a fault of its own, which comes back here */
    return EXCEPTION_CONTINUE_SEARCH;
}

/* A handler that faults is interrupted by handlers. */
static void test_nested(void)
{
    void *committing = AddVectoredExceptionHandler(1, commit_missing_page);
    void *faulting = AddVectoredExceptionHandler(1, fault_in_handler);

    memory = VirtualAlloc(NULL, 2 * PAGE, MEM_RESERVE, PAGE_NOACCESS);
    reset();
    store(memory, 'o');
    ok(inner_calls == 2 && calls == 2, "%u and %u calls\n", inner_calls, calls);
    ok(memory[0] == 'o' && memory[PAGE] == 'i', "the writes are lost\n");
    RemoveVectoredExceptionHandler(faulting);
    RemoveVectoredExceptionHandler(committing);
    VirtualFree(memory, 0, MEM_RELEASE);
}

/* S-PRO-06: a guard page catches one touch and is an ordinary page from then on. */
static void check_guard(char *page, DWORD protect, const char *what)
{
    void *handler = AddVectoredExceptionHandler(1, note_record);
    MEMORY_BASIC_INFORMATION info;
    DWORD old = 0;

    winetest_push_context("%s", what);
    ok(VirtualProtect(page, PAGE, protect | PAGE_GUARD, &old), "error %lu\n", GetLastError());
    ok(old == protect, "old protection %#lx\n", old);
    VirtualQuery(page, &info, sizeof(info));
    ok(info.Protect == (protect | PAGE_GUARD), "protection %#lx\n", info.Protect);
    ok(info.RegionSize == PAGE, "size %#Ix\n", info.RegionSize);
    reset();
    ok(load(page) == 'g', "contents lost\n");
    ok(calls == 1, "%u calls\n", calls);
    ok(seen.ExceptionCode == STATUS_GUARD_PAGE_VIOLATION, "code %#lx\n", seen.ExceptionCode);
    ok(seen.NumberParameters == 2, "%lu parameters\n", seen.NumberParameters);
    ok(seen.ExceptionInformation[0] == 0, "kind %d\n", (int)seen.ExceptionInformation[0]);
    ok(seen.ExceptionInformation[1] == (ULONG_PTR)page, "address %p\n",
       (void *)seen.ExceptionInformation[1]);
    VirtualQuery(page, &info, sizeof(info));
    ok(info.Protect == protect, "protection %#lx\n", info.Protect);
    ok(load(page) == 'g', "contents lost\n");
    ok(calls == 1, "%u calls\n", calls);
    winetest_pop_context();
    RemoveVectoredExceptionHandler(handler);
}

static void test_guard(void)
{
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4 * PAGE,
                                        NULL);
    char *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);

    memory = VirtualAlloc(NULL, 4 * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    memset(memory, 'g', 4 * PAGE);
    memset(view, 'g', 4 * PAGE);
    check_guard(memory + PAGE, PAGE_READWRITE, "private memory");
    check_guard(memory + PAGE, PAGE_READWRITE, "private memory again");
    check_guard(view + 2 * PAGE, PAGE_READWRITE, "view");
    VirtualFree(memory, 0, MEM_RELEASE);
    memory = VirtualAlloc(NULL, PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    memset(memory, 'g', PAGE);
    check_guard(memory, PAGE_READWRITE, "a page of its own");
    VirtualFree(memory, 0, MEM_RELEASE);
    UnmapViewOfFile(view);
    CloseHandle(section);
}

/* Faults that the memory manager mends are nobody's to see. */
static void test_copy_on_write_is_silent(void)
{
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, PAGE, NULL);
    char *view = MapViewOfFile(section, FILE_MAP_COPY, 0, 0, 0);
    void *handler = AddVectoredExceptionHandler(1, note_record);

    reset();
    ok(view != NULL, "MapViewOfFile failed, error %lu\n", GetLastError());
    store(view, 'c'); /* S-COW-01 */
    ok(calls == 0, "%u calls\n", calls);
    RemoveVectoredExceptionHandler(handler);
    UnmapViewOfFile(view);
    CloseHandle(section);
}

static LONG WINAPI end_it(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    return EXCEPTION_EXECUTE_HANDLER;
}

static LONG WINAPI commit_filter(EXCEPTION_POINTERS *pointers)
{
    return commit_missing_page(pointers);
}

static LONG CALLBACK exit_with_code(EXCEPTION_POINTERS *pointers)
{
    ExitProcess(pointers->ExceptionRecord->ExceptionCode);
}

/* Calls itself until the stack ends: what was written is never what was read. */
static DWORD CALLBACK descend(void *above)
{
    volatile char room[500];

    room[0] = (char)(*(volatile char *)above + 1);
    return room[0] == *(volatile char *)above ? 0 : descend((void *)room) + (DWORD)room[0];
}

static void overflow(BOOL main_thread)
{
    char zero = 0;
    HANDLE thread;

    if (main_thread)
        descend(&zero);
    thread = CreateThread(NULL, 0, descend, &zero, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
}

static void child(const char *what)
{
    if (strcmp(what, "fault") == 0) {
        SetUnhandledExceptionFilter(end_it);
        memory = (char *)16;
        store(memory, 1);
    } else if (strcmp(what, "raise") == 0) {
        SetUnhandledExceptionFilter(end_it);
        RaiseException(0xe0000042, 0, 0, NULL);
    } else if (strncmp(what, "overflow", 8) == 0) {
        if (strstr(what, "filter"))
            SetUnhandledExceptionFilter(end_it);
        else
            AddVectoredExceptionHandler(1, exit_with_code);
        overflow(strstr(what, "main") != NULL);
    }
    ExitProcess(1);
}

static void test_filter(void)
{
    LPTOP_LEVEL_EXCEPTION_FILTER before = SetUnhandledExceptionFilter(commit_filter);

    ok(SetUnhandledExceptionFilter(commit_filter) == commit_filter, "another filter\n");
    memory = VirtualAlloc(NULL, PAGE, MEM_RESERVE, PAGE_NOACCESS);
    reset();
    store(memory, 'f');
    ok(calls == 1, "%u calls\n", calls);
    VirtualFree(memory, 0, MEM_RELEASE);
    SetUnhandledExceptionFilter(before);

    ok_value(child_exit_code(child_start(FALSE, "fault")), (DWORD)EXCEPTION_ACCESS_VIOLATION);
    ok_value(child_exit_code(child_start(FALSE, "raise")), 0xe0000042);
}

/* S-PRO-04: an exception like others, for those that no block handles. */
static void test_overflow(void)
{
    static const char *const cases[] = {
        "overflow-filter-main", "overflow-filter", "overflow-vectored-main", "overflow-vectored"
    };
    int i;

    for (i = 0; i < 4; i++) {
        DWORD code = child_exit_code(child_start(FALSE, "%s", cases[i]));

        /* Wine's way to the filter needs more of the stack than there is. */
        todo_wine_if(i < 2)
        ok(code == (DWORD)STATUS_STACK_OVERFLOW, "%s: code %#lx\n", cases[i], code);
    }
}

START_TEST(exception)
{
    char **argv;
    int argc = winetest_get_mainargs(&argv);

    if (argc > 2) {
        child(argv[2]);
        return;
    }
    test_commit_on_touch();
    test_changed_registers();
    test_order();
    test_raise();
    test_nested();
    test_guard();
    test_copy_on_write_is_silent();
    test_filter();
    test_overflow();
}
