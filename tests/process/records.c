// SPDX-License-Identifier: MIT
// records: whatever lies in a named object's file, who opens it gets an object or an error.
#define _GNU_SOURCE
#include <windows.h>

#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include "check.h"
#include "dice.h"
#include "plant.h"

#define PAGE 4096u
#define ROUNDS 20000
#define PATIENCE 20 /* seconds that no round takes */

/* --- records as the library writes them ------------------------------------------------------- */

enum kind {
    SECTION, RESERVED, FILE_SECTION, IMAGE, LONG_NAME, EVENT, MUTEX, SEMAPHORE, TIMER, KINDS
};

static struct { char *bytes; size_t size; } records[KINDS];

static const char *word;
static char name[512], leaf[512];

/* Names too long for a file name end in a hash there; this one's is looked for once. */
static void choose(enum kind kind)
{
    int length = snprintf(name, sizeof name, "%s-%d", word, kind);

    snprintf(leaf, sizeof leaf, "/dev/shm/ntmm.s%u.%s", geteuid(), name);
    if (kind == LONG_NAME) {
        memset(name + length, 'x', 300);
        name[length + 300] = 0;
    }
}

static HANDLE create(enum kind kind)
{
    char path[MAX_PATH];
    HANDLE file = INVALID_HANDLE_VALUE, made;
    DWORD attributes = PAGE_READWRITE, size = 3 * PAGE;

    switch (kind) {
    case EVENT: return CreateEventA(NULL, TRUE, FALSE, name);
    case MUTEX: return CreateMutexA(NULL, FALSE, name);
    case SEMAPHORE: return CreateSemaphoreA(NULL, 1, 9, name);
    case TIMER: return CreateWaitableTimerA(NULL, FALSE, name);
    case RESERVED:
        attributes |= SEC_RESERVE;
        break;
    case FILE_SECTION:
        file = CreateFileA("records.data", GENERIC_READ | GENERIC_WRITE, 7, NULL, CREATE_ALWAYS, 0,
                           NULL);
        break;
    case IMAGE:
        GetSystemDirectoryA(path, sizeof path);
        strcat(path, "\\kernel32.dll");
        file = CreateFileA(path, GENERIC_READ, 7, NULL, OPEN_EXISTING, 0, NULL);
        attributes = PAGE_READONLY | SEC_IMAGE;
        size = 0;
        break;
    default:
        break;
    }
    made = CreateFileMappingA(file, NULL, attributes, 0, size, name);
    if (file != INVALID_HANDLE_VALUE)
        CloseHandle(file);
    return made;
}

static void find_long_leaf(void)
{
    char command[600];
    FILE *list;

    snprintf(command, sizeof command, "ls /dev/shm/ntmm.s%u.%s-*~*", geteuid(), word);
    list = popen(command, "r");
    REQUIRE(list && fgets(leaf, sizeof leaf, list));
    pclose(list);
    leaf[strcspn(leaf, "\n")] = 0;
}

static char long_leaf[512];

static void record(enum kind kind)
{
    struct stat stat;
    HANDLE object;
    int fd;

    choose(kind);
    object = create(kind);
    REQUIRE(object != NULL);
    if (kind == LONG_NAME) {
        find_long_leaf();
        strcpy(long_leaf, leaf);
    }
    fd = open(leaf, O_RDONLY);
    REQUIRE(fd >= 0 && fstat(fd, &stat) == 0);
    records[kind].size = (size_t)stat.st_size;
    records[kind].bytes = malloc(records[kind].size);
    REQUIRE(pread(fd, records[kind].bytes, records[kind].size, 0) == stat.st_size);
    close(fd);
    CloseHandle(object);
}

/* --- records as nobody writes them ------------------------------------------------------------ */

/* Where the library looks: the last pages, and the first. */
static size_t interesting(size_t size)
{
    size_t from_end = roll(2) ? roll(64) : roll(2 * PAGE);

    if (roll(4) == 0)
        return roll(PAGE) % size;
    from_end += size % PAGE + 1;
    return from_end < size ? size - from_end : 0;
}

static void spoil(char *bytes, size_t size)
{
    static const uint64_t numbers[] = {
        0, 1, 0xfff, 0x1000, 0x7fffffff, 0x80000000, UINT32_MAX, INT64_MAX, UINT64_MAX - 4095,
        UINT64_MAX
    };
    unsigned changes = 1 + roll(4);

    while (changes--) {
        size_t at = interesting(size);
        uint64_t number = numbers[roll(sizeof numbers / sizeof *numbers)];
        size_t width = (size_t)1 << roll(4);

        if (roll(2)) {
            bytes[at] = (char)roll(256);
            continue;
        }
        at &= ~(width - 1);
        memcpy(bytes + at, &number, width < size - at ? width : size - at);
    }
}

/* Pages come and go, or the code behind them is another. It stays published. */
static size_t spoil_size(size_t size)
{
    size_t pages = size / PAGE, code = size % PAGE;

    switch (roll(6)) {
    case 0: pages = roll(8); break;
    case 1: pages += 1 + roll(1 << 20); break;
    case 2: code = 1 + roll(PAGE - 1); break;
    case 3: code = (code & ~(size_t)7) | roll(8); break;
    default: break;
    }
    return pages * PAGE + (code ? code : 1);
}

/* A file at the name, held as if a process had the object open. */
static int plant_spoiled(enum kind kind)
{
    size_t size = records[kind].size, length = spoil_size(size);
    char *bytes = malloc(size);
    off_t holder;
    int fd;

    REQUIRE(bytes);
    memcpy(bytes, records[kind].bytes, size);
    if (roll(8))
        spoil(bytes, size);
    holder = (off_t)(roll(3) ? (unsigned)getpid() : roll(1 << 22)) << 20 | roll(1 << 10);
    fd = plant(leaf, bytes, size, (off_t)length, 1 + holder);
    free(bytes);
    return fd;
}

/* --- what a program does with what it opens --------------------------------------------------- */

static HANDLE open_as(enum kind kind)
{
    switch (kind) {
    case EVENT: return OpenEventA(EVENT_ALL_ACCESS, FALSE, name);
    case MUTEX: return OpenMutexA(MUTEX_ALL_ACCESS, FALSE, name);
    case SEMAPHORE: return OpenSemaphoreA(SEMAPHORE_ALL_ACCESS, FALSE, name);
    case TIMER: return OpenWaitableTimerA(TIMER_ALL_ACCESS, FALSE, name);
    case IMAGE: return OpenFileMappingA(FILE_MAP_READ, FALSE, name);
    default: return OpenFileMappingA(FILE_MAP_WRITE, FALSE, name);
    }
}

static void use_view(volatile char *view)
{
    MEMORY_BASIC_INFORMATION info;

    if (!VirtualQuery((void *)view, &info, sizeof info))
        return;
    VirtualAlloc((void *)view, PAGE, MEM_COMMIT, PAGE_READWRITE);
    IsBadReadPtr((void *)view, 1);
    IsBadWritePtr((void *)view, 1);
    IsBadReadPtr((char *)view + info.RegionSize - 1, 1);
    IsBadWritePtr((char *)view + info.RegionSize - 1, 1);
    FlushViewOfFile((void *)view, 0);
}

static void use_section(HANDLE section, enum kind kind)
{
    static const DWORD ways[] = { FILE_MAP_READ, FILE_MAP_WRITE, FILE_MAP_COPY };

    for (size_t i = 0; i < (kind == IMAGE ? 1 : 3); i++) {
        char *view = MapViewOfFile(section, ways[i], 0, 0, 0);

        if (!view)
            view = MapViewOfFile(section, ways[i], 0, 0, PAGE);
        if (!view)
            continue;
        use_view(view);
        CHECK(UnmapViewOfFile(view), "error %lu", GetLastError());
    }
}

static void use_waited(HANDLE object, enum kind kind)
{
    LARGE_INTEGER due = { .QuadPart = -1 };
    HANDLE both[2] = { object, object };

    for (int i = 0; i < 2; i++) {
        WaitForSingleObject(object, 0);
        WaitForMultipleObjects(1, both, FALSE, 0);
        switch (kind) {
        case EVENT: SetEvent(object); ResetEvent(object); PulseEvent(object); break;
        case MUTEX: ReleaseMutex(object); break;
        case SEMAPHORE: ReleaseSemaphore(object, 1, NULL); break;
        default: SetWaitableTimer(object, &due, 1, NULL, NULL, FALSE); break;
        }
    }
}

/* An error that says something of the object, and none of what this process did. */
static bool is_told(DWORD error)
{
    switch (error) {
    case ERROR_FILE_NOT_FOUND: case ERROR_ACCESS_DENIED: case ERROR_INVALID_HANDLE:
    case ERROR_NOT_ENOUGH_MEMORY: case ERROR_FILE_INVALID: case ERROR_BAD_EXE_FORMAT:
    case ERROR_INVALID_PARAMETER: case ERROR_COMMITMENT_LIMIT:
        return true;
    default:
        return false;
    }
}

static unsigned opened, refused;

static void round_of(uint64_t seed)
{
    enum kind kind, as;
    HANDLE object;
    int fd;

    dice_seed(seed);
    kind = roll(KINDS);
    as = roll(4) ? kind : roll(KINDS);
    choose(kind);
    if (kind == LONG_NAME)
        strcpy(leaf, long_leaf);
    fd = plant_spoiled(kind);
    alarm(PATIENCE);
    object = open_as(as);
    if (object) {
        opened++;
        if (roll(4) == 0)
            REQUIRE(ftruncate(fd, (off_t)(roll(4) * PAGE + 1)) == 0);
        if (as >= EVENT)
            use_waited(object, as);
        else
            use_section(object, as);
        CHECK(CloseHandle(object), "seed %llu: error %lu", (unsigned long long)seed,
              GetLastError());
    } else {
        refused++;
        CHECK(is_told(GetLastError()), "seed %llu: error %lu", (unsigned long long)seed,
              GetLastError());
    }
    alarm(0);
    close(fd);
    unlink(leaf);
}

int main(int argc, char **argv)
{
    const char *one = getenv("NTMM_SEED");
    uint64_t seed = one ? strtoull(one, NULL, 10) : 1;
    uint64_t end = one ? seed + 1 : seed + ROUNDS;
    int before;

    REQUIRE(argc == 2);
    word = argv[1];
    for (enum kind kind = 0; kind < KINDS; kind++)
        record(kind);
    round_of(seed); /* what is opened once stays open */
    before = descriptors();
    for (; seed < end; seed++) {
        if (one)
            printf("seed %llu\n", (unsigned long long)seed);
        round_of(seed);
    }
    CHECK(one || (opened > ROUNDS / 10 && refused > ROUNDS / 10), "%u opened, %u refused", opened,
          refused);
    CHECK(descriptors() <= before + 4, "%d descriptors, then %d", before, descriptors());
    printf("records: %u opened, %u refused, %d failures\n", opened, refused, failures);
    return failures != 0;
}
