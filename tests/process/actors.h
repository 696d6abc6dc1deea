// SPDX-License-Identifier: MIT
// actors: processes and threads that do as they are told and stop at points of the protocol of
// names.
#ifndef PROCESS_ACTORS_H
#define PROCESS_ACTORS_H

#include <windows.h>

#include "ob/name.h"
#include "ob/path.h"
#include "ob/point.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "check.h"

#define SIZE 65536
#ifndef LIMIT
#define LIMIT 20 /* seconds in which whatever is awaited happens, or never will */
#endif

static char name[64], leaf[96];
static const char *scene;
static bool among_users; /* each actor is a user of its own */

static void choose_name(const char *what)
{
    char word[40];

    snprintf(word, sizeof word, "points-%d-%s", getpid(), what);
    snprintf(name, sizeof name, "%s%s", among_users ? "Global\\" : "", word);
    if (among_users)
        snprintf(leaf, sizeof leaf, "/dev/shm/" OB_LEAF_PREFIX "g.%s", word);
    else
        snprintf(leaf, sizeof leaf, "/dev/shm/" OB_LEAF_PREFIX "s%u.%s", geteuid(), word);
}

static bool leaf_exists(void)
{
    return access(leaf, F_OK) == 0;
}

enum { A, B, C, D, E, ACTORS };

/* A and D are one user, C is root. */
static const uid_t users[ACTORS] = { 65533, 65534, 0, 65533, 65532 };

enum deed {
    CREATE, CREATE_RESERVED, CREATE_FOR_EVERYONE, CREATE_EVENT_FOR_EVERYONE, OPEN, OPEN_EVENT,
    OPEN_OTHER, CLOSE, CLOSE_HANDLE, UNMAP, READ, SWEEP, GHOST, FORK, INHERIT, THREAD, LEAVE, GO
};

struct order {
    enum deed deed;
    int actor;       /* FORK, INHERIT, THREAD: as whom the new one serves */
    HANDLE handle;   /* CLOSE: this one, else the actor's own */
    char stop[32];   /* the point to stop at; "*": the next one; empty: nowhere */
};

/* What a deed came to. CREATED and OPENED say that the actor holds the object. */
enum { CREATED = ERROR_SUCCESS, OPENED = ERROR_ALREADY_EXISTS, NONE = ERROR_FILE_NOT_FOUND };

struct answer {
    bool stopped; /* at `point`, else done */
    DWORD result;
    int mark;     /* the object's first word: the process that made it */
    HANDLE handle;
    char point[32];
};

static struct channel { int order[2], answer[2]; } channels[ACTORS];
static int ghosts[2]; /* its end lets go what GHOST made */
static pid_t pids[ACTORS];

static __thread struct channel *own; /* of an actor */
static __thread char stop_at[32];
static __thread HANDLE held;
static __thread volatile int *view;

static void answer(const struct answer *text)
{
    REQUIRE(write(own->answer[1], text, sizeof *text) == sizeof *text);
}

static struct order await_order(void)
{
    struct order order;

    if (read(own->order[0], &order, sizeof order) != sizeof order)
        _exit(0);
    memcpy(stop_at, order.stop, sizeof stop_at);
    return order;
}

/* In place of the library's own. */
void ob_point(const char *point)
{
    struct answer text = { .stopped = true };

    if (!own || (strcmp(stop_at, point) != 0 && strcmp(stop_at, "*") != 0))
        return;
    strncpy(text.point, point, sizeof text.point - 1);
    answer(&text);
    await_order();
}

static void look_at(struct answer *text)
{
    if (!view && held)
        view = MapViewOfFile(held, FILE_MAP_ALL_ACCESS, 0, 0, sizeof *view);
    if (!view)
        return;
    VirtualAlloc((void *)view, sizeof *view, MEM_COMMIT, PAGE_READWRITE);
    if (text->result == CREATED && *view) /* somebody else's memory */
        text->result = ERROR_INVALID_DATA;
    if (text->result == CREATED)
        *view = getpid();
    text->mark = *view;
}

/* Lets every user do everything. */
static SECURITY_ATTRIBUTES *for_everyone(void)
{
    static SECURITY_DESCRIPTOR descriptor;
    static SECURITY_ATTRIBUTES security = { sizeof security, &descriptor, FALSE };

    InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION);
    SetSecurityDescriptorDacl(&descriptor, TRUE, NULL, FALSE);
    return &security;
}

static void create(DWORD protection, SECURITY_ATTRIBUTES *security, struct answer *text)
{
    held = CreateFileMappingA(INVALID_HANDLE_VALUE, security, protection, 0, SIZE, name);
    text->result = GetLastError();
    look_at(text);
}

static void unmap(void)
{
    if (view)
        UnmapViewOfFile((void *)view);
    view = NULL;
}

static void close_handle(HANDLE handle, struct answer *text)
{
    text->result = CloseHandle(handle ? handle : held) ? ERROR_SUCCESS : GetLastError();
    if (!handle)
        held = NULL;
}

static void *serve(void *channel) __attribute__((__noreturn__));

/* A child that knows nothing of what it keeps open, as one between vfork() and exec. */
static void make_ghost(void)
{
    char byte;

    if (_Fork() == 0) {
        close(ghosts[1]);
        _exit(read(ghosts[0], &byte, 1) != 0);
    }
}

/* A program of its own, with nothing of this one's but the handle. */
static DWORD start_heir(int actor)
{
    STARTUPINFOA startup = { .cb = sizeof startup };
    PROCESS_INFORMATION process;
    char line[64];

    snprintf(line, sizeof line, "heir %d %d %zu", channels[actor].order[0],
             channels[actor].answer[1], (size_t)held);
    if (!SetHandleInformation(held, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT) ||
        !CreateProcessA("/proc/self/exe", line, NULL, NULL, TRUE, 0, NULL, NULL, &startup,
                        &process))
        return GetLastError();
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    return ERROR_SUCCESS;
}

/* What such a program does: its arguments are the line's. */
static int be_heir(char **argv)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    channels[0].order[0] = atoi(argv[1]);
    channels[0].answer[1] = atoi(argv[2]);
    own = &channels[0];
    held = (HANDLE)strtoul(argv[3], NULL, 10);
    answer(&(struct answer) { .handle = held });
    serve(own);
    return 0;
}

static bool do_deed(const struct order *order, struct answer *text)
{
    pthread_t thread;

    switch (order->deed) {
    case CREATE: create(PAGE_READWRITE, NULL, text); break;
    case CREATE_RESERVED: create(PAGE_READWRITE | SEC_RESERVE, NULL, text); break;
    case CREATE_FOR_EVERYONE: create(PAGE_READWRITE, for_everyone(), text); break;
    case CREATE_EVENT_FOR_EVERYONE:
        held = CreateEventA(for_everyone(), TRUE, FALSE, name);
        text->result = GetLastError();
        break;
    case OPEN:
        held = OpenFileMappingA(FILE_MAP_ALL_ACCESS, FALSE, name);
        text->result = held ? OPENED : GetLastError();
        look_at(text);
        break;
    case OPEN_EVENT:
        held = OpenEventA(EVENT_ALL_ACCESS, FALSE, name);
        text->result = held ? OPENED : GetLastError();
        break;
    case OPEN_OTHER: /* that there is not, and nobody is in the middle of */
        OpenEventA(EVENT_ALL_ACCESS, FALSE, "points-other");
        text->result = GetLastError();
        break;
    case CLOSE:
        unmap();
        close_handle(order->handle, text);
        break;
    case CLOSE_HANDLE: close_handle(NULL, text); break;
    case UNMAP: unmap(); break;
    case READ: look_at(text); break;
    case SWEEP: ob_name_sweep(); break;
    case GHOST: make_ghost(); break;
    case FORK:
        if (fork() == 0) {
            own = &channels[order->actor];
            prctl(PR_SET_PDEATHSIG, SIGKILL);
        }
        break;
    case INHERIT: text->result = start_heir(order->actor); break;
    case THREAD:
        REQUIRE(pthread_create(&thread, NULL, serve, &channels[order->actor]) == 0);
        return false;
    case LEAVE:
        answer(text);
        _exit(0);
    case GO: return false;
    }
    return true;
}

static void *serve(void *channel)
{
    own = channel;
    for (;;) {
        struct order order = await_order();
        struct answer text = { .result = ERROR_INVALID_FUNCTION };

        if (!do_deed(&order, &text))
            continue;
        text.handle = held;
        stop_at[0] = 0;
        answer(&text);
    }
}

/* --- the director ---------------------------------------------------------------------------- */

static void tell_order(int who, const struct order *order)
{
    REQUIRE(write(channels[who].order[1], order, sizeof *order) == sizeof *order);
}

static void tell(int who, enum deed deed, const char *stop)
{
    struct order order = { .deed = deed };

    strncpy(order.stop, stop, sizeof order.stop - 1);
    tell_order(who, &order);
}

static struct answer hear(int who)
{
    struct pollfd ready = { .fd = channels[who].answer[0], .events = POLLIN };
    struct answer text;

    if (poll(&ready, 1, LIMIT * 1000) != 1) {
        printf("actor %c does not answer in scene %s\n", 'A' + who, scene);
        exit(1);
    }
    REQUIRE(read(channels[who].answer[0], &text, sizeof text) == sizeof text);
    return text;
}

static void start(int who)
{
    pids[who] = fork();
    REQUIRE(pids[who] >= 0);
    if (pids[who] == 0) {
        if (among_users)
            REQUIRE(setresgid(users[who], users[who], users[who]) == 0 &&
                    setresuid(users[who], users[who], users[who]) == 0);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        serve(&channels[who]);
    }
    tell(who, SWEEP, ""); /* else its first create would */
    hear(who);
}

/* The deed begins, and stops at the point. */
#define STOPS(who, deed, at) \
    do { \
        struct answer answer_; \
        tell(who, deed, at); \
        answer_ = hear(who); \
        CHECK(answer_.stopped && strcmp(answer_.point, at) == 0, "%s, %lu", answer_.point, \
              answer_.result); \
    } while (0)

/* Goes on from its point to the end of the deed. */
#define ENDS(who, result_) \
    do { \
        struct answer answer_; \
        tell(who, GO, ""); \
        answer_ = hear(who); \
        CHECK(!answer_.stopped && answer_.result == (result_), "%s, %lu", answer_.point, \
              answer_.result); \
    } while (0)

#define DOES(who, deed, result_) \
    do { \
        struct answer answer_; \
        tell(who, deed, ""); \
        answer_ = hear(who); \
        CHECK(!answer_.stopped && answer_.result == (result_), "%s, %lu", answer_.point, \
              answer_.result); \
    } while (0)

/* One point further, wherever that is; false: the deed is done. */
static bool moves(int who)
{
    tell(who, GO, "*");
    return hear(who).stopped;
}

static void kill_actor(int who)
{
    kill(pids[who], SIGKILL);
    REQUIRE(waitpid(pids[who], NULL, 0) == pids[who]);
    pids[who] = 0;
}

/* The two hold one and the same object, and a third process finds it under its name. */
static void check_one_object(int one, int other, int finder)
{
    int mark;

    tell(one, READ, "");
    mark = hear(one).mark;
    tell(other, READ, "");
    CHECK(hear(other).mark == mark, "the two hold different objects");
    tell(finder, OPEN, "");
    CHECK(hear(finder).mark == mark && mark, "the name is another object's, or gone");
    DOES(finder, CLOSE, ERROR_SUCCESS);
}

static void make_corpse(enum deed deed)
{
    start(D);
    DOES(D, deed, CREATED);
    kill_actor(D);
}

#endif
