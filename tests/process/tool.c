// SPDX-License-Identifier: MIT
// tool: objects, views and files for tool.sh to look at with ntmm; lives until its input ends.
//
//     tool hold WORD     makes all of them, WORD in the names, and prints its number and where the
//                        views are: shared, copied, untouched, of a file
//     tool open WORD     opens the section and prints its number
#define _GNU_SOURCE
#include <windows.h>

#include <string.h>

#include "plant.h"

enum { PAGE = 4096 };

static const char *word;

static const char *name_of(const char *format)
{
    static char name[128];

    snprintf(name, sizeof name, format, word);
    return name;
}

static void make_dispatchers(void)
{
    WCHAR name[64];

    REQUIRE(CreateEventA(NULL, FALSE, FALSE, name_of("Global\\%s an event")));
    REQUIRE(CreateEventA(NULL, TRUE, TRUE, name_of("%s an event, set")));
    REQUIRE(CreateMutexA(NULL, FALSE, name_of("Local\\%s mutant")));
    REQUIRE(CreateSemaphoreA(NULL, 1, 3, name_of("Local\\%s semaphore")));
    REQUIRE(CreateWaitableTimerA(NULL, TRUE, name_of("Local\\%s timer")));
    _snwprintf(name, 64, L"Local\\%hs wide \u00e4\u20ac\U0001d11e/%lc\u202e", word, 27);
    REQUIRE(CreateEventW(NULL, FALSE, FALSE, name));
}

/* Names that no file's name can hold: they are written behind the objects' records. */
static void make_long_names(void)
{
    char name[512], more[257];

    memset(more, 'x', 256);
    more[256] = 0;
    snprintf(name, sizeof name, "Local\\%s long section %s", word, more);
    REQUIRE(CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READONLY, 0, 2 * PAGE, name));
    snprintf(name, sizeof name, "Local\\%s long event %s", word, more);
    REQUIRE(CreateEventA(NULL, FALSE, FALSE, name));
}

/* What somebody leaves in the folder who knows how objects are held, but not what they are. */
static void make_hostile(const char *format, size_t size)
{
    char path[160], bytes[8192];

    snprintf(path, sizeof path, "/dev/shm/%s", name_of(format));
    memset(bytes, 0xff, sizeof bytes);
    REQUIRE(size <= sizeof bytes);
    plant(path, bytes, size, (off_t)size, 1 + ((off_t)getpid() << 20 | 3));
}

static volatile char *map(HANDLE section, DWORD access)
{
    volatile char *view = MapViewOfFile(section, access, 0, 0, 0);

    REQUIRE(view);
    return view;
}

static void hold(void)
{
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 3 * PAGE,
                                        name_of("Local\\%s section"));
    HANDLE reserved = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE | SEC_RESERVE,
                                         0, 16 * PAGE, name_of("Local\\%s reserved"));
    HANDLE unnamed = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 2 * PAGE,
                                        NULL);
    HANDLE file = CreateFileA("tool.data", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0,
                              NULL);
    HANDLE of_file = CreateFileMappingA(file, NULL, PAGE_READONLY, 0, 0, name_of("Local\\%s file"));
    volatile char *shared, *copied, *untouched, *read;

    REQUIRE(section && reserved && unnamed && of_file);
    shared = map(section, FILE_MAP_WRITE);
    copied = map(section, FILE_MAP_COPY);
    untouched = map(unnamed, FILE_MAP_WRITE);
    read = map(of_file, FILE_MAP_READ);
    for (int page = 0; page < 3; page++)
        shared[page * PAGE] = 1;
    REQUIRE(copied[PAGE] == 1);
    copied[0] = copied[2 * PAGE] = 2;
    REQUIRE(read[0] == 'x');
    make_long_names();
    make_dispatchers();
    make_hostile("ntmm.g.%s-garbage", PAGE + 9);    /* a section with a body, which is none */
    make_hostile("ntmm.g.%s-no-kind", PAGE + 16);
    make_hostile("ntmm.g.%s-no-pages", 2);          /* an event */
    make_hostile("ntmm.g.%s-no-section", PAGE + 1); /* a section that allows nothing */
    make_hostile("ntmm.g.%s-unpublished", 0);
    make_hostile("ntmm.s4294967294.%s-other", PAGE + 2);
    make_hostile("ntmm.%s\033]0;", PAGE + 2);
    printf("%d %012llx %012llx %012llx %012llx\n", getpid(), (ULONGLONG)shared, (ULONGLONG)copied,
           (ULONGLONG)untouched, (ULONGLONG)read);
}

int main(int argc, char **argv)
{
    char byte;

    REQUIRE(argc == 3);
    word = argv[2];
    if (strcmp(argv[1], "hold") == 0) {
        hold();
    } else {
        REQUIRE(OpenFileMappingA(FILE_MAP_READ, FALSE, name_of("Local\\%s section")));
        printf("%d\n", getpid());
    }
    fflush(stdout);
    REQUIRE(read(0, &byte, 1) == 0);
    return 0;
}
