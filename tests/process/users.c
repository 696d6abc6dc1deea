// SPDX-License-Identifier: MIT
// users: what two users and root can do to each other's objects, by calls and behind their backs.
#define _GNU_SOURCE
#include <windows.h>
#include <sddl.h>

#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "check.h"

#define SIZE 65536
#define NONE ERROR_FILE_NOT_FOUND
#define PATIENCE 60 /* seconds until a call counts as hanging */

/* --- users: processes that do as they are told ---------------------------------------------- */

enum { ANNA, BERT, ROOT, USERS };

static const uid_t ids[USERS] = { 65533, 65534, 0 };

typedef DWORD deed(int argument);

struct order {
    deed *what;
    int argument;
};

static struct { pid_t pid; int orders, answers; } users[USERS];

static const char *word, *folder;
static char name[128];

static void serve(int orders, int answers)
{
    struct order order;

    while (read(orders, &order, sizeof order) == sizeof order) {
        DWORD answer = order.what(order.argument);

        fflush(stdout);
        REQUIRE(write(answers, &answer, sizeof answer) == sizeof answer);
    }
    _exit(failures != 0);
}

static void start(int user)
{
    int orders[2], answers[2];

    REQUIRE(pipe(orders) == 0 && pipe(answers) == 0);
    fflush(stdout);
    users[user].pid = fork();
    REQUIRE(users[user].pid >= 0);
    if (users[user].pid == 0) {
        failures = 0;
        for (int i = 0; i < USERS; i++)
            if (i != user && users[i].pid) {
                close(users[i].orders);
                close(users[i].answers);
            }
        close(orders[1]);
        REQUIRE(setgroups(0, NULL) == 0 && setresgid(ids[user], ids[user], ids[user]) == 0);
        REQUIRE(setresuid(ids[user], ids[user], ids[user]) == 0);
        REQUIRE(prctl(PR_SET_PDEATHSIG, SIGKILL) == 0);
        serve(orders[0], answers[1]);
    }
    close(orders[0]);
    close(answers[1]);
    users[user].orders = orders[1];
    users[user].answers = answers[0];
}

static void end(int user, int signal)
{
    int status;

    if (signal)
        kill(users[user].pid, signal);
    close(users[user].orders);
    close(users[user].answers);
    REQUIRE(waitpid(users[user].pid, &status, 0) == users[user].pid);
    CHECK(signal ? WIFSIGNALED(status) : status == 0, "user %d ended with %#x", user, status);
    users[user].pid = 0;
}

static DWORD does(int user, deed *what, int argument)
{
    struct order order = { what, argument };
    DWORD answer;

    alarm(PATIENCE);
    REQUIRE(write(users[user].orders, &order, sizeof order) == sizeof order);
    REQUIRE(read(users[user].answers, &answer, sizeof answer) == sizeof answer);
    alarm(0);
    return answer;
}

#define DOES(user, what, argument, expected) \
    do { \
        DWORD got_ = does(user, what, argument); \
        CHECK(got_ == (DWORD)(expected), "%s: %lu, not %lu", name, got_, (DWORD)(expected)); \
    } while (0)

/* --- deeds ---------------------------------------------------------------------------------- */

enum kind { SECTION, EVENT, MUTEX, SEMAPHORE, TIMER, KINDS };

static HANDLE object;
static volatile unsigned *view;

/* What is chosen before the users start is known to them all. */
static void choose(const char *space, const char *what)
{
    snprintf(name, sizeof name, "%s%s-%s", space, word, what);
}

/* The last error, or for a handle that was there already, that it was. */
static DWORD keep(HANDLE made)
{
    DWORD error = GetLastError();

    if (made)
        object = made;
    return error;
}

static DWORD make(enum kind kind, SECURITY_ATTRIBUTES *security)
{
    SetLastError(ERROR_SUCCESS);
    switch (kind) {
    case SECTION:
        return keep(CreateFileMappingA(INVALID_HANDLE_VALUE, security, PAGE_READWRITE, 0, SIZE,
                                       name));
    case EVENT: return keep(CreateEventA(security, FALSE, FALSE, name));
    case MUTEX: return keep(CreateMutexA(security, FALSE, name));
    case SEMAPHORE: return keep(CreateSemaphoreA(security, 0, 9, name));
    default: return keep(CreateWaitableTimerA(security, FALSE, name));
    }
}

static DWORD create(int kind)
{
    return make(kind, NULL);
}

static DWORD create_for_all(int kind)
{
    SECURITY_DESCRIPTOR descriptor;
    SECURITY_ATTRIBUTES security = { sizeof security, &descriptor, FALSE };

    InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION);
    SetSecurityDescriptorDacl(&descriptor, TRUE, NULL, FALSE);
    return make(kind, &security);
}

static DWORD open_object(int kind)
{
    SetLastError(ERROR_SUCCESS);
    switch (kind) {
    case SECTION: return keep(OpenFileMappingA(FILE_MAP_ALL_ACCESS, FALSE, name));
    case EVENT: return keep(OpenEventA(EVENT_ALL_ACCESS, FALSE, name));
    case MUTEX: return keep(OpenMutexA(MUTEX_ALL_ACCESS, FALSE, name));
    case SEMAPHORE: return keep(OpenSemaphoreA(SEMAPHORE_ALL_ACCESS, FALSE, name));
    default: return keep(OpenWaitableTimerA(TIMER_ALL_ACCESS, FALSE, name));
    }
}

static DWORD close_object(int unused)
{
    BOOL closed = CloseHandle(object);

    (void)unused;
    object = NULL;
    return closed ? ERROR_SUCCESS : GetLastError();
}

static DWORD map(int unused)
{
    (void)unused;
    SetLastError(ERROR_SUCCESS);
    view = MapViewOfFile(object, FILE_MAP_WRITE, 0, 0, 0);
    return GetLastError();
}

static DWORD unmap(int unused)
{
    (void)unused;
    return UnmapViewOfFile((void *)view) ? ERROR_SUCCESS : GetLastError();
}

static DWORD put(int value)
{
    *view = (unsigned)value;
    return ERROR_SUCCESS;
}

static DWORD get(int unused)
{
    (void)unused;
    return *view;
}

/* Each kind's own way to become signalled, or to be had, and to be waited for. */
static DWORD signal_it(int kind)
{
    const LARGE_INTEGER now = { .QuadPart = 0 };

    switch (kind) {
    case EVENT: return !SetEvent(object);
    case MUTEX: return !ReleaseMutex(object);
    case SEMAPHORE: return !ReleaseSemaphore(object, 1, NULL);
    default: return !SetWaitableTimer(object, &now, 0, NULL, NULL, FALSE);
    }
}

static DWORD wait_for_it(int milliseconds)
{
    return WaitForSingleObject(object, (DWORD)milliseconds);
}

/* --- by the calls ----------------------------------------------------------------------------- */

static void fresh(const char *space, const char *what)
{
    for (int user = 0; user < USERS; user++)
        if (users[user].pid)
            end(user, 0);
    choose(space, what);
    for (int user = 0; user < USERS; user++)
        start(user);
}

/* S-NAM-07: without a descriptor an object is its creator's alone, for root as well. */
static void check_default(void)
{
    fresh("Global\\", "default");
    for (int kind = SECTION; kind < KINDS; kind++) {
        DOES(ANNA, create, kind, ERROR_SUCCESS);
        DOES(BERT, open_object, kind, ERROR_ACCESS_DENIED);
        DOES(BERT, create, kind, ERROR_ACCESS_DENIED);
        DOES(BERT, create_for_all, kind, ERROR_ACCESS_DENIED);
        DOES(ROOT, open_object, kind, ERROR_ACCESS_DENIED);
        DOES(ROOT, create, kind, ERROR_ACCESS_DENIED);
        DOES(ANNA, close_object, 0, ERROR_SUCCESS);
        DOES(BERT, create, kind, ERROR_SUCCESS);
        DOES(ANNA, open_object, kind, ERROR_ACCESS_DENIED);
        DOES(BERT, close_object, 0, ERROR_SUCCESS);
    }
}

/* S-NAM-07: with a NULL DACL a global object is everyone's. */
static void check_everyone(void)
{
    fresh("Global\\", "everyone");
    DOES(ANNA, create_for_all, SECTION, ERROR_SUCCESS);
    DOES(BERT, open_object, SECTION, ERROR_SUCCESS);
    DOES(ROOT, create, SECTION, ERROR_ALREADY_EXISTS);
    for (int user = 0; user < USERS; user++)
        DOES(user, map, 0, ERROR_SUCCESS);
    for (int user = 0; user < USERS; user++) {
        DOES(user, put, 100 + user, ERROR_SUCCESS);
        for (int other = 0; other < USERS; other++)
            DOES(other, get, 0, 100 + user);
    }
    for (int kind = EVENT; kind < KINDS; kind++) {
        fresh("Global\\", "everyone");
        DOES(ANNA, create_for_all, kind, ERROR_SUCCESS);
        DOES(BERT, open_object, kind, ERROR_SUCCESS);
        DOES(ROOT, create_for_all, kind, ERROR_ALREADY_EXISTS);
        DOES(BERT, open_object, (kind + 1) % KINDS, ERROR_INVALID_HANDLE);
        if (kind == MUTEX)
            DOES(ANNA, wait_for_it, 0, WAIT_OBJECT_0);
        DOES(BERT, wait_for_it, 0, WAIT_TIMEOUT);
        DOES(ANNA, signal_it, kind, 0);
        DOES(BERT, wait_for_it, INFINITE, WAIT_OBJECT_0);
        DOES(ROOT, wait_for_it, 0, WAIT_TIMEOUT);
        DOES(BERT, signal_it, kind, 0);
        DOES(ROOT, wait_for_it, INFINITE, WAIT_OBJECT_0);
    }
}

/* S-NAM-07, and that an owner who dies is told across users. */
static void check_abandoned(void)
{
    fresh("Global\\", "abandoned");
    DOES(ANNA, create_for_all, MUTEX, ERROR_SUCCESS);
    DOES(BERT, open_object, MUTEX, ERROR_SUCCESS);
    DOES(ANNA, wait_for_it, 0, WAIT_OBJECT_0);
    end(ANNA, SIGKILL);
    DOES(BERT, wait_for_it, INFINITE, WAIT_ABANDONED);
    DOES(BERT, signal_it, MUTEX, 0);
}

static void check_umask(void)
{
    umask(077);
    fresh("Global\\", "umask");
    umask(022);
    DOES(ANNA, create_for_all, SECTION, ERROR_SUCCESS);
    DOES(BERT, open_object, SECTION, ERROR_SUCCESS);
}

/* S-NAM-01: a local name is the user's own, whatever its descriptor says. */
static void check_local(void)
{
    fresh("Local\\", "local");
    DOES(ANNA, create_for_all, SECTION, ERROR_SUCCESS);
    DOES(BERT, open_object, SECTION, NONE);
    DOES(BERT, create_for_all, SECTION, ERROR_SUCCESS);
    fresh("Session\\65533\\", "local");
    DOES(ANNA, create_for_all, SECTION, ERROR_SUCCESS);
    DOES(BERT, open_object, SECTION, ERROR_PATH_NOT_FOUND);
    DOES(ROOT, create, SECTION, ERROR_PATH_NOT_FOUND);
}

/* --- what a DACL lets others do --------------------------------------------------------------- */

static const struct { const char *text; bool everyone; } dacls[] = {
    { "D:NO_ACCESS_CONTROL", true },
    { "D:(A;;GA;;;WD)", true },
    { "D:(A;;GA;;;AU)", true },
    { "D:(A;;GA;;;BU)", true },
    { "D:(A;;0xF001F;;;WD)", true },                 /* SECTION_ALL_ACCESS */
    { "D:(A;;GR;;;WD)(A;;0xF001E;;;AU)", true },     /* all, by two entries */
    { "D:(D;OICI;GA;;;BG)(D;OICI;GA;;;AN)(A;OICI;GA;;;WD)", true },
    { "D:(A;;GA;;;SY)(A;;GA;;;WD)(D;;GA;;;WD)", true }, /* in their order */
    { "O:BAG:BAS:(ML;;NW;;;LW)D:(A;;GA;;;WD)", true },
    { "", false },
    { "O:BAG:BA", false },
    { "D:", false },
    { "D:(A;;GR;;;WD)", false },
    { "D:(A;;GRGWGX;;;WD)", false },
    { "D:(A;;GA;;;BA)(A;;GA;;;SY)", false },
    { "D:(A;;GA;;;S-1-5-21-1-2-3-1001)", false },
    { "D:(A;IO;GA;;;WD)", false },
    { "D:(D;;GA;;;WD)(A;;GA;;;WD)", false },
    { "D:(D;;GW;;;BA)(A;;GA;;;WD)", false },
    { "D:(A;;0x2000000;;;WD)", false },              /* MAXIMUM_ALLOWED is no right */
};

static DWORD create_by_text(int index)
{
    SECURITY_ATTRIBUTES security = { .nLength = sizeof security };
    DWORD error;

    if (!ConvertStringSecurityDescriptorToSecurityDescriptorA(
            dacls[index].text, SDDL_REVISION_1, &security.lpSecurityDescriptor, NULL))
        return GetLastError();
    error = make(SECTION, &security);
    LocalFree(security.lpSecurityDescriptor);
    return error;
}

static void check_dacls(void)
{
    fresh("Global\\", "dacl");
    for (size_t i = 0; i < sizeof dacls / sizeof *dacls; i++) {
        DWORD got;

        DOES(ANNA, create_by_text, (int)i, ERROR_SUCCESS);
        got = does(BERT, open_object, SECTION);
        CHECK(got == (dacls[i].everyone ? ERROR_SUCCESS : ERROR_ACCESS_DENIED), "%s: %lu",
              dacls[i].text, got);
        if (got == ERROR_SUCCESS)
            DOES(BERT, close_object, 0, ERROR_SUCCESS);
        DOES(ANNA, close_object, 0, ERROR_SUCCESS);
    }
}

/* --- the life of what is everyone's ----------------------------------------------------------- */

/* Who did not make the file cannot unlink it; the name is gone all the same, and free. */
static void check_last_close(enum kind kind)
{
    fresh("Global\\", "last");
    DOES(ANNA, create_for_all, kind, ERROR_SUCCESS);
    DOES(BERT, open_object, kind, ERROR_SUCCESS);
    DOES(ANNA, close_object, 0, ERROR_SUCCESS);
    DOES(ANNA, open_object, kind, ERROR_SUCCESS);
    DOES(ANNA, close_object, 0, ERROR_SUCCESS);
    DOES(BERT, close_object, 0, ERROR_SUCCESS);
    DOES(ANNA, open_object, kind, NONE);
    DOES(BERT, open_object, kind, NONE);
    DOES(BERT, create_for_all, kind, ERROR_SUCCESS);
    DOES(ANNA, open_object, kind, ERROR_SUCCESS);
    DOES(BERT, close_object, 0, ERROR_SUCCESS);
    DOES(ANNA, close_object, 0, ERROR_SUCCESS);
    /* as another kind, too */
    DOES(ROOT, create_for_all, (kind + 1) % KINDS, ERROR_SUCCESS);
    DOES(BERT, open_object, (kind + 1) % KINDS, ERROR_SUCCESS);
}

/* The creator was killed: what it left is emptied and taken over, by those who let everyone in. */
static void check_killed(void)
{
    fresh("Global\\", "killed");
    DOES(ANNA, create_for_all, SECTION, ERROR_SUCCESS);
    DOES(ANNA, map, 0, ERROR_SUCCESS);
    DOES(ANNA, put, 77, ERROR_SUCCESS);
    end(ANNA, SIGKILL);
    DOES(BERT, open_object, SECTION, NONE);
    DOES(BERT, create, SECTION, ERROR_ACCESS_DENIED); /* Anna could read it */
    DOES(BERT, create_for_all, SECTION, ERROR_SUCCESS);
    DOES(BERT, map, 0, ERROR_SUCCESS);
    DOES(BERT, get, 0, 0);
    start(ANNA);
    DOES(ANNA, create_for_all, SECTION, ERROR_ALREADY_EXISTS);
    end(BERT, SIGKILL);
    DOES(ANNA, close_object, 0, ERROR_SUCCESS);
    DOES(ANNA, create, SECTION, ERROR_SUCCESS);
    start(BERT);
    DOES(BERT, open_object, SECTION, ERROR_ACCESS_DENIED);
}

/*
 * S-UNM-02: a view without a handle keeps its memory, which the next object under the name spares.
 */
static void check_view_lives(void)
{
    fresh("Global\\", "view");
    DOES(ANNA, create_for_all, SECTION, ERROR_SUCCESS);
    DOES(BERT, open_object, SECTION, ERROR_SUCCESS);
    DOES(BERT, map, 0, ERROR_SUCCESS);
    DOES(BERT, put, 55, ERROR_SUCCESS);
    DOES(BERT, close_object, 0, ERROR_SUCCESS);
    end(ANNA, SIGKILL);
    DOES(BERT, open_object, SECTION, NONE);
    DOES(BERT, create_for_all, SECTION, ERROR_ACCESS_DENIED);
    DOES(BERT, get, 0, 55);
    DOES(BERT, unmap, 0, ERROR_SUCCESS);
    DOES(BERT, create_for_all, SECTION, ERROR_SUCCESS);
    DOES(BERT, map, 0, ERROR_SUCCESS);
    DOES(BERT, get, 0, 0);
}

/* --- files ------------------------------------------------------------------------------------ */

static HANDLE file;

static const char *path_of(int number)
{
    static char path[256];

    snprintf(path, sizeof path, "%s/%s.%d", folder, word, number);
    return path;
}

/* A new file of the mode given; its number is the mode. */
static DWORD make_file(int mode)
{
    int fd = open(path_of(mode), O_RDWR | O_CREAT | O_TRUNC, 0600);

    REQUIRE(fd >= 0 && ftruncate(fd, SIZE) == 0 && fchmod(fd, (mode_t)mode) == 0);
    close(fd);
    return ERROR_SUCCESS;
}

static DWORD create_of_file(int mode)
{
    SECURITY_DESCRIPTOR descriptor;
    SECURITY_ATTRIBUTES security = { sizeof security, &descriptor, FALSE };
    DWORD error;

    file = CreateFileA(path_of(mode), GENERIC_READ | GENERIC_WRITE, 7, NULL, OPEN_EXISTING, 0,
                       NULL);
    if (file == INVALID_HANDLE_VALUE)
        return GetLastError();
    InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION);
    SetSecurityDescriptorDacl(&descriptor, TRUE, NULL, FALSE);
    SetLastError(ERROR_SUCCESS);
    error = keep(CreateFileMappingA(file, &security, PAGE_READWRITE, 0, 0, name));
    CloseHandle(file);
    return error;
}

/* A section of a file gives others what they may do with the file itself, and no more. */
static void check_files(void)
{
    fresh("Global\\", "file");
    DOES(ANNA, make_file, 0666, ERROR_SUCCESS);
    DOES(ANNA, create_of_file, 0666, ERROR_SUCCESS);
    DOES(BERT, open_object, SECTION, ERROR_SUCCESS);
    DOES(BERT, map, 0, ERROR_SUCCESS);
    DOES(BERT, put, 9, ERROR_SUCCESS);
    DOES(ANNA, map, 0, ERROR_SUCCESS);
    DOES(ANNA, get, 0, 9);

    fresh("Global\\", "private");
    DOES(ANNA, make_file, 0600, ERROR_SUCCESS);
    DOES(ANNA, create_of_file, 0600, ERROR_SUCCESS);
    DOES(BERT, open_object, SECTION, ERROR_ACCESS_DENIED);

    /* nobody is led to a file of one's own by a name that another user made */
    fresh("Global\\", "led");
    DOES(BERT, make_file, 0646, ERROR_SUCCESS);
    DOES(ANNA, create_of_file, 0646, ERROR_SUCCESS);
    DOES(BERT, open_object, SECTION, ERROR_ACCESS_DENIED);
}

/* --- behind the library's back ---------------------------------------------------------------- */

static char leaf[256];

static void choose_leaf(int owner)
{
    const char *last = strrchr(name, '\\') + 1;

    if (strncmp(name, "Global", 6) == 0)
        snprintf(leaf, sizeof leaf, "/dev/shm/ntmm.g.%s", last);
    else
        snprintf(leaf, sizeof leaf, "/dev/shm/ntmm.s%u.%s", ids[owner], last);
}

enum squat {
    LINK, PIPE, FOLDER, PRIVATE, EMPTY, PUBLISHED, PUBLISHED_HELD, SQUATS, EMPTY_HELD, EMPTY_TAKEN
};

/* A lock that the file's own description keeps until the process ends. */
static void hold(int fd, short type)
{
    struct flock lock = { .l_type = type, .l_whence = SEEK_SET, .l_len = 4096 };

    REQUIRE(fcntl(fd, F_OFD_SETLK, &lock) == 0);
}

static DWORD squat(int how)
{
    const off_t published = 16 * 4096 + (1 | 4 << 4); /* a section's size, as record.h has it */
    int fd;

    switch (how) {
    case LINK: REQUIRE(symlink("/etc/passwd", leaf) == 0); return 0;
    case PIPE: REQUIRE(mkfifo(leaf, 0666) == 0 && chmod(leaf, 0666) == 0); return 0;
    case FOLDER: REQUIRE(mkdir(leaf, 0777) == 0); return 0;
    }
    fd = open(leaf, O_RDWR | O_CREAT | O_EXCL, 0600);
    REQUIRE(fd >= 0);
    if (how != PRIVATE)
        REQUIRE(fchmod(fd, 0666) == 0);
    if (how == PUBLISHED || how == PUBLISHED_HELD || how == PRIVATE)
        REQUIRE(ftruncate(fd, published) == 0);
    if (how == PUBLISHED_HELD || how == EMPTY_HELD)
        hold(fd, F_RDLCK);
    else if (how == EMPTY_TAKEN)
        hold(fd, F_WRLCK);
    else
        close(fd);
    return 0;
}

static DWORD clear(int how)
{
    REQUIRE((how == FOLDER ? rmdir(leaf) : unlink(leaf)) == 0);
    return 0;
}

/*
 * What lies at a name without being an object of this user's is told, and not used. The errors that
 * may come: of who has no rights; of no object; of an object of another kind.
 */
static bool is_told(DWORD error)
{
    return error == ERROR_ACCESS_DENIED || error == NONE || error == ERROR_INVALID_HANDLE;
}

static void check_squats(const char *space)
{
    for (int how = 0; how < SQUATS; how++) {
        DWORD opened, created;

        choose(space, "squat");
        choose_leaf(BERT);
        fresh(space, "squat");
        DOES(ANNA, squat, how, 0);
        opened = does(BERT, open_object, SECTION);
        CHECK(is_told(opened), "%s %d: %lu", space, how, opened);
        created = does(BERT, create, SECTION);
        CHECK(created != NONE && is_told(created), "%s %d: %lu", space, how, created);
        created = does(BERT, create_for_all, SECTION);
        if (how != EMPTY && how != PUBLISHED) /* corpses of what was everyone's */
            CHECK(created != NONE && is_told(created), "%s %d: %lu", space, how, created);
        DOES(ANNA, clear, how, 0);
    }
}

/* Somebody who never finishes, at a name that is everyone's, is not waited for without an end. */
static void check_stuck(enum squat how)
{
    choose("Global\\", "stuck");
    choose_leaf(BERT);
    fresh("Global\\", "stuck");
    DOES(ANNA, squat, how, 0);
    DOES(BERT, open_object, SECTION, ERROR_SEM_TIMEOUT);
    DOES(ANNA, clear, how, 0);
}

static int cut_fd;

static DWORD open_leaf(int unused)
{
    (void)unused;
    cut_fd = open(leaf, O_RDWR);
    REQUIRE(cut_fd >= 0);
    return 0;
}

/* The bytes of the first page all become the one given; or for -1 the file has none any more. */
static DWORD spoil(int byte)
{
    char page[4096];

    memset(page, byte, sizeof page);
    REQUIRE(byte < 0 ? ftruncate(cut_fd, 0) == 0 : pwrite(cut_fd, page, sizeof page, 0) > 0);
    return 0;
}

/* Whatever it comes to: that it comes to anything. */
static DWORD use(int kind)
{
    signal_it(kind);
    for (int i = 0; i < 3; i++) {
        HANDLE twice[2] = { object, GetCurrentProcess() };

        WaitForSingleObject(object, 0);
        WaitForMultipleObjects(2, twice, FALSE, 1);
        signal_it(kind);
    }
    return 0;
}

static DWORD use_and_open(int kind)
{
    HANDLE first = object;
    DWORD error;

    CloseHandle(first);
    error = open_object(kind);
    if (error == ERROR_SUCCESS)
        CloseHandle(object);
    object = NULL;
    return is_told(error) || error == ERROR_SUCCESS || error == ERROR_SEM_TIMEOUT ? 0 : error;
}

/* Whose object it is may spoil it for the others, and not their processes. */
static void check_spoilt(void)
{
    static const int bytes[] = { 0, 1, 0x41, 0x7f, 0xff, -1 };

    for (int kind = EVENT; kind < KINDS; kind++)
        for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++) {
            choose("Global\\", "spoilt");
            choose_leaf(ANNA);
            fresh("Global\\", "spoilt");
            DOES(ANNA, create_for_all, kind, ERROR_SUCCESS);
            DOES(ANNA, open_leaf, 0, 0);
            DOES(BERT, open_object, kind, ERROR_SUCCESS);
            DOES(BERT, wait_for_it, 0, kind == MUTEX ? WAIT_OBJECT_0 : WAIT_TIMEOUT);
            DOES(ANNA, spoil, bytes[i], 0);
            DOES(BERT, use, kind, 0);
            if (bytes[i] < 0) /* its name would be waited for */
                continue;
            DOES(ANNA, spoil, bytes[i], 0);
            DOES(BERT, use_and_open, kind, 0);
        }
}

int main(int argc, char **argv)
{
    REQUIRE(argc == 3);
    word = argv[1];
    folder = argv[2];
    check_default();
    check_everyone();
    check_abandoned();
    check_umask();
    check_local();
    check_dacls();
    check_last_close(SECTION);
    check_last_close(EVENT);
    check_last_close(MUTEX);
    check_killed();
    check_view_lives();
    check_files();
    check_squats("Global\\");
    check_squats("Local\\");
    check_spoilt();
    check_stuck(EMPTY_HELD);
    check_stuck(EMPTY_TAKEN);
    for (int user = 0; user < USERS; user++)
        end(user, 0);
    printf("users: %d failures\n", failures);
    return failures != 0;
}
