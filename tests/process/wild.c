// SPDX-License-Identifier: MIT
// wild: whatever the native calls are given, they answer, and nothing of it stays behind.
#define _GNU_SOURCE
#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include <winternl.h>

#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "check.h"
#include "dice.h"

#define ROUNDS 24
#define CALLS 1500
#define PATIENCE 60 /* seconds that no round takes */
#define PAGE 4096u
#define NOTHING (256 * 1024u) /* more than any call is given as a length that could be there */
#define ARGUMENTS 11

#define ANY_OF(values) values[roll(sizeof values / sizeof *values)]

/* --- the calls -------------------------------------------------------------------------------- */

typedef void function(void);
typedef NTSTATUS NTAPI wild_function(ULONG64, ULONG64, ULONG64, ULONG64, ULONG64, ULONG64, ULONG64,
                                     ULONG64, ULONG64, ULONG64, ULONG64);

/*
 * What the arguments are, a letter each. Handles: e event, m mutant, q semaphore, t timer,
 * s section, f file, p process, h thread, ? any; S this process. O object attributes, P where a
 * result goes, I an I/O status block, B where a base address is, Z where a size is, A an address,
 * D data, H an array of handles, R rights, C a class of information, L a length, N a number,
 * V a page protection, M kinds of allocation, G how memory is freed, F a flag. Not left to chance:
 * W a time to wait that ends, Y where the base of memory is that is this test's, 0 nothing.
 */
#define CALL(name, arguments) { #name, (function *)name, arguments }

static const struct call {
    const char *name;
    function *function;
    const char *arguments;
} calls[] = {
    CALL(NtAllocateVirtualMemory, "SB0ZMV"),
    CALL(NtAllocateVirtualMemoryEx, "SBZMVPN"),
    CALL(NtAreMappedFilesTheSame, "AA"),
    CALL(NtCancelTimer, "tP"),
    CALL(NtClearEvent, "e"),
    CALL(NtClose, "?"),
    CALL(NtCompareObjects, "??"),
    CALL(NtCreateDirectoryObject, "PRO"),
    CALL(NtCreateEvent, "PROFF"),
    CALL(NtCreateFile, "PROIPNNNNPL"),
    CALL(NtCreateMutant, "PROF"),
    CALL(NtCreateSection, "PROZVMf"),
    CALL(NtCreateSemaphore, "PRONN"),
    CALL(NtCreateTimer, "PROF"),
    CALL(NtDelayExecution, "FW"),
    CALL(NtDeleteFile, "O"),
    CALL(NtDuplicateObject, "S?SPRNN"),
    CALL(NtExtendSection, "sZ"),
    CALL(NtFlushBuffersFile, "fI"),
    CALL(NtFlushVirtualMemory, "SBZI"),
    CALL(NtFreeVirtualMemory, "SBZG"),
    CALL(NtGetWriteWatch, "SFALPZP"),
    CALL(NtLockVirtualMemory, "SBZF"),
    CALL(NtMakePermanentObject, "?"),
    CALL(NtMakeTemporaryObject, "?"),
    CALL(NtMapViewOfSection, "sSBNNZZFMV"),
    CALL(NtMapViewOfSectionEx, "sSBZZMVPN"),
    CALL(NtOpenDirectoryObject, "PRO"),
    CALL(NtOpenEvent, "PRO"),
    CALL(NtOpenFile, "PROINN"),
    CALL(NtOpenMutant, "PRO"),
    CALL(NtOpenProcess, "PROP"),
    CALL(NtOpenSection, "PRO"),
    CALL(NtOpenSemaphore, "PRO"),
    CALL(NtOpenThread, "PROP"),
    CALL(NtOpenTimer, "PRO"),
    CALL(NtProtectVirtualMemory, "SYZVP"),
    CALL(NtPulseEvent, "eP"),
    CALL(NtQueryAttributesFile, "OP"),
    CALL(NtQueryEvent, "eCPLP"),
    CALL(NtQueryInformationFile, "fIPLC"),
    CALL(NtQueryInformationProcess, "pCPLP"),
    CALL(NtQueryInformationThread, "hCPLP"),
    CALL(NtQueryMutant, "mCPLP"),
    CALL(NtQueryObject, "?CPLP"),
    CALL(NtQueryPerformanceCounter, "PP"),
    CALL(NtQuerySection, "sCPLP"),
    CALL(NtQuerySemaphore, "qCPLP"),
    CALL(NtQueryTimer, "tCPLP"),
    CALL(NtQueryVirtualMemory, "SACPLP"),
    CALL(NtQueryVolumeInformationFile, "fIPLC"),
    CALL(NtReadFile, "f000IPLZP"),
    CALL(NtReadVirtualMemory, "SAPLP"),
    CALL(NtReleaseMutant, "mP"),
    CALL(NtReleaseSemaphore, "qNP"),
    CALL(NtResetEvent, "eP"),
    CALL(NtResetWriteWatch, "SAL"),
    CALL(NtSetEvent, "eP"),
    CALL(NtSetInformationFile, "fIDLC"),
    CALL(NtSetInformationObject, "?CDL"),
    CALL(NtSetInformationThread, "hCDL"),
    CALL(NtSetTimer, "tZ00FNP"),
    CALL(NtSignalAndWaitForSingleObject, "??FW"),
    CALL(NtUnlockVirtualMemory, "SBZF"),
    CALL(NtUnmapViewOfSection, "SA"),
    CALL(NtUnmapViewOfSectionEx, "SAN"),
    CALL(NtWaitForMultipleObjects, "NHFFW"),
    CALL(NtWaitForSingleObject, "?FW"),
    CALL(NtWriteFile, "f000IDLZP"),
    CALL(NtWriteVirtualMemory, "SADLP"),
    CALL(NtYieldExecution, ""),
};

#define COUNT (sizeof calls / sizeof *calls)

/* --- what they are given ---------------------------------------------------------------------- */

static const char kinds[] = "emqtsfph";

enum { KINDS = sizeof kinds - 1, BASES = 6, NAMES = 6, VALUES = 384 };

static HANDLE handles[KINDS + 3]; /* and the pseudo handles, and none */
static ULONG64 bases[BASES];

/* One page that can be written to, one to be read, then nothing. */
static struct memory {
    ULONG64 values[VALUES];
    OBJECT_ATTRIBUTES attributes[2 * NAMES];
    UNICODE_STRING strings[NAMES];
    WCHAR texts[NAMES][24];
} *memory;

static WCHAR word[16]; /* in the names of this process */

static void make_objects(void)
{
    handles[0] = CreateEventW(NULL, FALSE, FALSE, NULL);
    handles[1] = CreateMutexW(NULL, FALSE, NULL);
    handles[2] = CreateSemaphoreW(NULL, 1, 5, NULL);
    handles[3] = CreateWaitableTimerW(NULL, FALSE, NULL);
    handles[4] = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 0x10000, NULL);
    handles[5] = CreateFileA("wild.data", GENERIC_READ | GENERIC_WRITE, 7, NULL, OPEN_ALWAYS, 0,
                             NULL);
    handles[6] = OpenProcess(PROCESS_ALL_ACCESS, FALSE, GetCurrentProcessId());
    handles[7] = OpenThread(THREAD_ALL_ACCESS, FALSE, GetCurrentThreadId());
    handles[8] = GetCurrentProcess();
    handles[9] = GetCurrentThread();
    bases[0] = (ULONG64)MapViewOfFile(handles[4], FILE_MAP_WRITE, 0, 0, 0);
    bases[1] = (ULONG64)MapViewOfFile(handles[4], FILE_MAP_COPY, 0, 0, 0);
    bases[2] = (ULONG64)VirtualAlloc(NULL, 0x20000, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    bases[3] = (ULONG64)VirtualAlloc(NULL, 0x20000, MEM_RESERVE | MEM_COMMIT | MEM_WRITE_WATCH,
                                     PAGE_READWRITE);
    bases[4] = (ULONG64)VirtualAlloc(NULL, 0x20000, MEM_RESERVE, PAGE_READWRITE);
    bases[5] = (ULONG64)VirtualAlloc2(NULL, NULL, 0x20000, MEM_RESERVE | MEM_RESERVE_PLACEHOLDER,
                                      PAGE_NOACCESS, NULL, 0);
}

#ifdef __SANITIZE_ADDRESS__ /* as an address, the sanitizer's own memory follows */
#define LONG_ABOUT_MOST 0x7fff0000
#else
#define LONG_ABOUT_MOST 0x7fffffff
#endif

static ULONG64 any_number(void)
{
    static const ULONG64 numbers[] = {
        0, 1, 2, 3, 4, 7, 8, 0x10, 0x18, 0x40, 0x100, 0x1000, 0x2000, 0x4000, 0x8000, 0x10000,
        0x40000, 0x400000, 0x8000000, 0x10000000, 0x1fffff, 0xf001f, LONG_ABOUT_MOST, INT64_MAX,
        0xffffffff80000000, 0xffffffff40000000, (ULONG64)INT64_MIN, (ULONG64)-1, (ULONG64)-2,
        (ULONG64)-10000, 0xdead0,
    };

    return ANY_OF(numbers);
}

/* Sizes of what is made have bounds: nobody waits for gigabytes. */
static ULONG64 any_size(void)
{
    static const ULONG64 sizes[] = {
        0, 1, PAGE - 1, PAGE, PAGE + 1, 0x10000, 0x20000, 1ull << 46, 1ull << 62, (ULONG64)-1,
        (ULONG64)-(LONG64)PAGE,
    };

    return roll(2) ? (ULONG64)roll(32) * PAGE : ANY_OF(sizes);
}

static ULONG64 any_pointer(void)
{
    ULONG64 page = (ULONG64)memory;

    switch (roll(10)) {
    case 0: return 0;
    case 1: return 8;
    case 2: return 0xffff800000000000;         /* the kernel's */
    case 3: return 0x0123456789abcdef;         /* nobody's */
    case 4: return page + PAGE - roll(33);     /* what follows cannot be written to, */
    case 5: return page + 2 * PAGE - roll(33); /* or not be read */
    case 6: return page + 2 * PAGE + roll(PAGE);
    case 7: return page + roll(PAGE);
    default: return (ULONG64)&memory->values[roll(VALUES)];
    }
}

static ULONG64 any_base(void)
{
    if (roll(6) == 0)
        return roll(2) ? any_pointer() : any_number();
    return bases[roll(BASES)] + (roll(4) ? 0 : roll(32) * PAGE) + (roll(8) ? 0 : roll(PAGE));
}

static ULONG64 any_handle(void)
{
    return (ULONG64)handles[roll(KINDS + 3)];
}

static ULONG64 anything(void)
{
    switch (roll(4)) {
    case 0: return any_number();
    case 1: return any_handle();
    case 2: return (ULONG64)&memory->attributes[roll(2 * NAMES)];
    default: return any_pointer();
    }
}

static void fill_names(void)
{
    static const WCHAR *const before[NAMES] = {
        L"\\BaseNamedObjects\\", L"", L"\\BaseNamedObjects\\Local\\", L"\\??\\", L"\\", L"\\"
    };

    for (int i = 0; i < NAMES; i++) {
        UNICODE_STRING *string = &memory->strings[i];

        lstrcpyW(memory->texts[i], before[i]);
        lstrcatW(memory->texts[i], i == 5 ? L"BaseNamedObjects" : word);
        RtlInitUnicodeString(string, memory->texts[i]);
        if (roll(8) == 0)
            string->Length = (USHORT)any_number();
        if (roll(8) == 0)
            string->Buffer = (WCHAR *)any_pointer();
    }
    for (int i = 0; i < 2 * NAMES; i++) {
        OBJECT_ATTRIBUTES *attributes = &memory->attributes[i];

        InitializeObjectAttributes(attributes, &memory->strings[i % NAMES], any_number() & 0xff,
                                   NULL, NULL);
        if (roll(8) == 0)
            attributes->Length = roll(64);
        if (roll(8) == 0)
            attributes->RootDirectory = (HANDLE)any_handle();
        if (roll(8) == 0)
            attributes->ObjectName = (UNICODE_STRING *)any_pointer();
        if (roll(8) == 0)
            attributes->SecurityDescriptor = (void *)any_pointer();
    }
}

static void fill(void)
{
    DWORD old;

    VirtualProtect(memory, PAGE, PAGE_READWRITE, &old); /* some call may have changed it */
    for (int i = 0; i < VALUES; i++)
        memory->values[i] = anything();
    fill_names();
}

static ULONG64 place_of(ULONG64 value)
{
    ULONG64 *place = &memory->values[roll(VALUES)];

    *place = value;
    return (ULONG64)place;
}

static ULONG64 handle_array(void)
{
    ULONG64 *array = &memory->values[roll(VALUES - MAXIMUM_WAIT_OBJECTS)];

    for (int i = 0; i < MAXIMUM_WAIT_OBJECTS; i++)
        array[i] = any_handle();
    return (ULONG64)array;
}

static ULONG64 likely(char letter)
{
    static const ULONG64 protections[] = { 1, 2, 4, 8, 0x10, 0x20, 0x40, 0x80, 0x102, 0x104, 0 };
    static const ULONG64 allocations[] = {
        MEM_COMMIT, MEM_RESERVE, MEM_COMMIT | MEM_RESERVE, MEM_RESET, MEM_RESET_UNDO,
        MEM_RESERVE | MEM_TOP_DOWN, MEM_RESERVE | MEM_WRITE_WATCH, SEC_COMMIT, SEC_RESERVE,
        SEC_IMAGE, MEM_RESERVE | MEM_RESERVE_PLACEHOLDER, MEM_COMMIT | MEM_REPLACE_PLACEHOLDER,
    };
    static const ULONG64 frees[] = { MEM_DECOMMIT, MEM_RELEASE, MEM_RELEASE | 1, MEM_RELEASE | 2 };
    const char *kind = strchr(kinds, letter);

    if (kind)
        return (ULONG64)handles[kind - kinds];
    switch (letter) {
    case '?': return any_handle();
    case 'S': return roll(6) ? (ULONG64)GetCurrentProcess() : any_handle();
    case 'O': return (ULONG64)&memory->attributes[roll(2 * NAMES)];
    case 'B': return place_of(any_base());
    case 'Z': return place_of(any_size());
    case 'A': return any_base();
    case 'H': return handle_array();
    case 'R': return roll(2) ? MAXIMUM_ALLOWED : any_number();
    case 'C': return roll(60);
    case 'L': return roll(3) ? roll(128) : any_size();
    case 'N': return roll(2) ? roll(8) : any_number();
    case 'V': return ANY_OF(protections);
    case 'M': return ANY_OF(allocations) | (roll(4) ? 0 : ANY_OF(allocations));
    case 'G': return ANY_OF(frees);
    case 'F': return roll(2);
    default: return any_pointer();
    }
}

static ULONG64 argument(char letter)
{
    static LARGE_INTEGER time;

    switch (letter) {
    case '0':
        return 0;
    case 'W':
        time.QuadPart = -(LONGLONG)roll(2000);
        return (ULONG64)&time;
    case 'Y':
        return place_of(bases[roll(BASES)] + roll(40) * PAGE);
    case 'M': case 'Z': case 'F':
        return likely(letter);
    default:
        return roll(10) ? likely(letter) : anything();
    }
}

/* --- rounds ----------------------------------------------------------------------------------- */

/* Read by the parent when the round has died. */
static struct {
    unsigned done;
    const char *name;
    ULONG64 arguments[ARGUMENTS];
    unsigned succeeded, faulted;
} *last;

static void call_one(void)
{
    const struct call *call = &calls[roll(COUNT)];
    ULONG64 *a = last->arguments;
    NTSTATUS status;

    if (roll(4) == 0)
        fill();
    memset(a, 0, sizeof last->arguments);
    for (size_t i = 0; call->arguments[i]; i++)
        a[i] = argument(call->arguments[i]);
    last->name = call->name;
    last->done++;
    status = ((wild_function *)call->function)(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7],
                                               a[8], a[9], a[10]);
    last->succeeded += NT_SUCCESS(status);
    last->faulted += status == STATUS_ACCESS_VIOLATION;
}

/* All that can have been made. */
static void tidy(void)
{
    MEMORY_BASIC_INFORMATION info;
    char *address = NULL;

    for (ULONG64 value = 4; value < 4 * 8192; value += 4) {
        SetHandleInformation((HANDLE)value, HANDLE_FLAG_PROTECT_FROM_CLOSE, 0);
        NtClose((HANDLE)value);
    }
    while (VirtualQuery(address, &info, sizeof info)) {
        if (info.State != MEM_FREE && info.Type != MEM_IMAGE && !VirtualFree(info.AllocationBase,
                                                                             0, MEM_RELEASE))
            UnmapViewOfFile(info.AllocationBase);
        address = (char *)info.BaseAddress + info.RegionSize;
    }
}

static void use(ULONG64 seed)
{
    dice_seed(seed);
    for (int i = 0; i < CALLS; i++) {
        if (i % 64 == 0)
            make_objects();
        call_one();
    }
    tidy();
}

static void round_of(ULONG64 seed)
{
    int before;

    alarm(PATIENCE);
    memory = mmap(NULL, 2 * PAGE + NOTHING, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(sizeof *memory <= PAGE && mprotect(memory, PAGE, PROT_READ | PROT_WRITE) == 0 &&
            mprotect((char *)memory + PAGE, PAGE, PROT_READ) == 0);
    fill();
    use(seed); /* what is opened once stays open */
    before = descriptors();
    use(seed);
    CHECK(descriptors() <= before, "seed %llu: %d descriptors, then %d",
          (unsigned long long)seed, before, descriptors());
}

static void report(ULONG64 seed, int status)
{
    CHECK(false, "seed %llu: status %#x after %u calls, in %s(", (unsigned long long)seed,
          (unsigned)status, last->done, last->name);
    for (int i = 0; i < ARGUMENTS; i++)
        printf("  %#llx\n", (unsigned long long)last->arguments[i]);
}

int main(int argc, char **argv)
{
    const char *one = getenv("NTMM_SEED");
    ULONG64 seed = one ? strtoull(one, NULL, 10) : 1;
    ULONG64 end = one ? seed + 1 : seed + ROUNDS;
    int status;

    REQUIRE(argc == 2);
    for (int i = 0; argv[1][i] && i < 15; i++)
        word[i] = (WCHAR)argv[1][i];
    last = mmap(NULL, sizeof *last, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    REQUIRE(last != MAP_FAILED);
    for (; seed < end; seed++) {
        pid_t pid;

        fflush(stdout);
        last->done = 0;
        pid = fork();
        if (pid == 0) {
            failures = 0;
            round_of(seed);
            fflush(stdout);
            _exit(failures != 0);
        }
        REQUIRE(pid > 0 && waitpid(pid, &status, 0) == pid);
        if (status)
            report(seed, status);
    }
    CHECK(one || (last->succeeded > ROUNDS * CALLS / 8 && last->faulted > ROUNDS * CALLS / 8),
          "%u succeeded, %u faulted", last->succeeded, last->faulted);
    printf("wild: %u calls succeeded, %u faulted, %d failures\n", last->succeeded, last->faulted,
           failures);
    return failures != 0;
}
