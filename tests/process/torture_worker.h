// SPDX-License-Identifier: MIT
// torture: the processes that make, open, write, fork, close and end, and are killed.
#ifndef NTMM_TESTS_TORTURE_WORKER_H
#define NTMM_TESTS_TORTURE_WORKER_H

#include "torture.h"

#ifdef OB_POINTS
#include "ob/point.h"
#endif

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdnoreturn.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

enum { RUSH = 40, LOOPS_OF_CHILD = 30 };

/* --- what one thread holds, and what must be true of it ------------------------------------- */

static __thread struct hold {
    HANDLE handle;
    atomic_ulong *view; /* it may stay when the handle is closed */
    unsigned long file, object; /* as others see them in the slot */
} holds[NAMES];

/* A descriptor, which another thread may close at any time, as what it is at one instant. */
static bool is_leaf(DIR *folder, const char *descriptor, const char *leaf, struct stat *st)
{
    int fd = openat(dirfd(folder), descriptor, O_PATH | O_CLOEXEC);
    char path[32], text[300] = "";
    size_t length = strlen(leaf);
    bool known;

    if (fd < 0)
        return false;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    known = readlink(path, text, sizeof text - 1) > 0 && fstat(fd, st) == 0;
    close(fd);
    return known && strncmp(text, leaf, length) == 0 && (!text[length] || text[length] == ' ');
}

/* The file that this process has open for the name. One without a link may be an old view's. */
static bool find_file(int index, struct stat *st)
{
    DIR *folder = opendir("/proc/self/fd");
    const char *leaf = leaf_of(index);
    struct dirent *entry;
    struct stat seen;
    bool found = false;

    while (folder && (entry = readdir(folder)))
        if (is_leaf(folder, entry->d_name, leaf, &seen) && (!found || seen.st_nlink)) {
            found = true;
            *st = seen;
        }
    closedir(folder);
    return found;
}

/* All living processes that hold the name have the same file and the same memory. */
static void compare(int index)
{
    for (int i = 0; i < WORKERS * ROLES; i++) {
        struct slot *slot = &shared->slots[i / ROLES][i % ROLES];
        unsigned changes = slot->changes;
        unsigned long file = slot->file[index], object = slot->object[index];
        pid_t pid = slot->pid;

        if (slot == own || changes % 2 || !file ||
            (file == holds[index].file && object == holds[index].object))
            continue;
        if (pid && is_alive(pid) && slot->pid == pid && slot->changes == changes)
            VIOLATION("two objects under name %d: %lu, file %lu; process %d: %lu, file %lu", index,
                      holds[index].object, holds[index].file, pid, object, file);
    }
}

static void check_held(int index)
{
    struct hold *hold = &holds[index];
    struct stat st, named;

    shared->checks++;
    if (!find_file(index, &st) || st.st_nlink == 0)
        VIOLATION("a living handle without its name %d", index);
    else if (stat(leaf_of(index), &named) || named.st_ino != st.st_ino)
        VIOLATION("name %d is another object's", index);
    else if (hold->file != st.st_ino)
        VIOLATION("name %d has changed hands", index);
    if (hold->view && is_memory(index) && *hold->view != hold->object)
        VIOLATION("the memory of name %d has changed hands", index);
    compare(index);
}

/* Whoever is first writes the object's number; those who come later find it. */
static void map(int index, bool created, unsigned long before)
{
    struct hold *hold = &holds[index];
    MEMORY_BASIC_INFORMATION info;
    unsigned long none = 0;

    hold->view = MapViewOfFile(hold->handle, FILE_MAP_ALL_ACCESS, 0, 0, 0);
    if (!hold->view) {
        VIOLATION("name %d is not mapped: error %lu", index, GetLastError());
        return;
    }
    if (kind_of(index) == RESERVED)
        VirtualAlloc((void *)hold->view, size_of(index), MEM_COMMIT, PAGE_READWRITE);
    if (!VirtualQuery((void *)hold->view, &info, sizeof info) || info.RegionSize != size_of(index))
        VIOLATION("name %d has %zu bytes", index, (size_t)info.RegionSize);
    if (is_memory(index)) {
        atomic_compare_exchange_strong(hold->view, &none, ++shared->objects);
        if (created && *hold->view <= before)
            VIOLATION("the new object %d is an old one", index);
        own->object[index] = hold->object = *hold->view;
    }
    hold->view[choose(size_of(index) / sizeof *hold->view - 1) + 1] = random_state;
}

static void unmap(int index)
{
    if (holds[index].view)
        UnmapViewOfFile((void *)holds[index].view);
    holds[index].view = NULL;
}

static HANDLE create_or_open(int index, bool *created)
{
    bool creating = choose(2);
    HANDLE handle;
    DWORD error;

    SetLastError(ERROR_SUCCESS);
    handle = creating ? create(index) : open_as(kind_of(index), index);
    error = GetLastError();
    if (!handle && (creating || error != ERROR_FILE_NOT_FOUND))
        VIOLATION("%s name %d: error %lu", creating ? "create" : "open", index, error);
    *created = creating && error != ERROR_ALREADY_EXISTS;
    *(!handle ? &shared->missed : *created ? &shared->created : &shared->opened) += 1;
    return handle;
}

static void acquire(int index)
{
    struct hold *hold = &holds[index];
    unsigned long before = shared->objects;
    struct stat st;
    bool creating;

    unmap(index);
    hold->handle = create_or_open(index, &creating);
    if (!hold->handle)
        return;
    own->changes++;
    if (kind_of(index) <= OF_FILE)
        map(index, creating, before);
    own->file[index] = hold->file = find_file(index, &st) ? st.st_ino : ~0ul;
    own->changes++;
    check_held(index);
    use(index, hold->handle);
}

static void release(int index)
{
    own->changes++;
    own->file[index] = own->object[index] = 0;
    own->changes++;
    holds[index].file = holds[index].object = 0;
    if (choose(4))
        unmap(index);
    if (!CloseHandle(holds[index].handle))
        VIOLATION("close name %d, handle %p: error %lu", index, holds[index].handle,
                  GetLastError());
    holds[index].handle = NULL;
}

static void open_wrong(int index)
{
    HANDLE handle = open_as(kind_of(index) == EVENT ? SECTION : EVENT, index);
    DWORD error = GetLastError();

    if (handle || (error != ERROR_INVALID_HANDLE &&
                   (holds[index].handle || error != ERROR_FILE_NOT_FOUND)))
        VIOLATION("name %d as another kind: error %lu", index, error);
}

/* Little time is spent on anything but making and giving up names: most kills are to come there. */
static void rush(void)
{
    for (int i = 0; i < RUSH; i++) {
        bool created;
        HANDLE handle = create_or_open((int)choose(NAMES), &created);

        if (handle)
            CloseHandle(handle);
    }
}

static int count_held(void)
{
    int held = 0;

    for (int i = 0; i < NAMES; i++)
        held += holds[i].handle != NULL;
    return held;
}

/* Something is held. */
static int choose_held(void)
{
    int index = (int)choose(NAMES);

    while (!holds[index].handle)
        index = (index + 1) % NAMES;
    return index;
}

static void step(void)
{
    int index = (int)choose(NAMES);

    if (choose(16) == 0) {
        open_wrong(index);
    } else if (choose(3) == 0) {
        rush();
    } else if (!holds[index].handle) {
        if (count_held() == HELD_MOST)
            release(choose_held());
        acquire(index);
    } else if (choose(3)) {
        release(index);
    } else {
        check_held(index);
    }
}

/* In place of the library's own: all are slow where another may come in between, and some die. */
#ifdef OB_POINTS
void ob_point(const char *point)
{
    (void)point;
    if (!own) /* the director */
        return;
    if (choose(10) == 0)
        usleep(choose(200));
    if (!shared->peace && choose(3000) == 0)
        kill(getpid(), SIGKILL);
}
#endif

/* --- the processes -------------------------------------------------------------------------- */

static void clear(struct slot *slot, pid_t pid)
{
    if (!atomic_compare_exchange_strong(&slot->pid, &pid, CLEARING))
        return;
    slot->changes |= 1;
    for (int i = 0; i < NAMES; i++)
        slot->file[i] = slot->object[i] = 0;
    slot->changes++;
    slot->pid = 0;
}

/* False: the slot is that of a child whose worker was killed. */
static bool take(struct slot *slot)
{
    pid_t nobody = 0;

    own = slot;
    return atomic_compare_exchange_strong(&slot->pid, &nobody, getpid());
}

static void release_all(void)
{
    for (int i = 0; i < NAMES; i++)
        if (holds[i].handle)
            release(i);
}

/* In war some do not even give their names up. */
static noreturn void end(void)
{
    if (shared->peace || choose(2))
        exit(0);
    _exit(0);
}

/* Holds what its parent does, for a while, longer than the parent perhaps. */
static void be_child(struct slot *slot)
{
    prctl(PR_SET_PDEATHSIG, 0);
    if (!take(slot))
        end();
    own->changes |= 1;
    for (int i = 0; i < NAMES; i++) {
        own->file[i] = holds[i].file;
        own->object[i] = holds[i].object;
    }
    own->changes++;
    for (int i = 0; i < NAMES; i++)
        if (holds[i].handle)
            check_held(i);
    for (int i = 0; i < LOOPS_OF_CHILD; i++)
        step();
    if (choose(2))
        release_all();
    clear(own, getpid());
    end();
}

/* A program of its own, which has one handle. Nobody compares with it. */
static noreturn void be_heir(char **argv)
{
    static struct slot slot;
    int index = atoi(argv[0]);
    struct stat st;

    own = &slot;

    seed_random((unsigned long)getpid());
    holds[index].handle = (HANDLE)strtoul(argv[1], NULL, 10);
    holds[index].file = find_file(index, &st) ? st.st_ino : ~0ul;
    if (kind_of(index) <= OF_FILE)
        map(index, false, 0);
    check_held(index);
    use(index, holds[index].handle);
    for (int i = 0; i < LOOPS_OF_CHILD; i++)
        step();
    end();
}

static void have_heir(void)
{
    STARTUPINFOA startup = { .cb = sizeof startup };
    PROCESS_INFORMATION process;
    char line[64];
    int index;

    if (!count_held())
        return;
    index = choose_held();
    shared->heirs++;
    snprintf(line, sizeof line, "torture %d %d %zu %lu", director, index,
             (size_t)holds[index].handle, seed);
    SetHandleInformation(holds[index].handle, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
    if (!CreateProcessA("/proc/self/exe", line, NULL, NULL, TRUE, 0, NULL, NULL, &startup,
                        &process)) {
        VIOLATION("no program: error %lu", GetLastError());
        return;
    }
    SetHandleInformation(holds[index].handle, HANDLE_FLAG_INHERIT, 0);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
}

static void note_end(pid_t pid, int status)
{
    if (WIFSIGNALED(status))
        shared->killed++;
    if (WIFSIGNALED(status) ? WTERMSIG(status) != SIGKILL : WEXITSTATUS(status) != 0)
        VIOLATION("process %d ended with status %#x", pid, status);
}

static void reap_child(struct slot *slot)
{
    int status;
    pid_t pid = waitpid(-1, &status, WNOHANG);

    if (pid <= 0)
        return;
    note_end(pid, status);
    clear(slot, pid);
}

static void have_child(int worker)
{
    struct slot *slot = &shared->slots[worker][CHILD];
    unsigned long seed_of_child = choose(~0u);
    pid_t pid;

    reap_child(slot);
    pid = slot->pid;
    if (pid > 0 && !is_alive(pid))
        clear(slot, pid);
    if (slot->pid)
        return;
    shared->forks++;
    pid = fork();
    REQUIRE(pid >= 0);
    if (pid == 0) {
        seed_random(seed_of_child);
        be_child(slot);
    }
}

static atomic_bool leaving;

static void *be_thread(void *argument)
{
    take(argument);
    seed_random((unsigned long)((char *)own - (char *)shared) + (unsigned long)getpid());
    while (!leaving)
        step();
    release_all();
    return NULL;
}

static void be_worker(int worker, unsigned long generation)
{
    pthread_t thread;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    take(&shared->slots[worker][MAIN]);
    seed_random(generation);
    if (worker % 2)
        REQUIRE(pthread_create(&thread, NULL, be_thread, &shared->slots[worker][THREAD]) == 0);
    while (!shared->finish && choose(shared->peace ? 50 : 400)) {
        step();
        if (choose(20) == 0)
            have_child(worker);
        if (choose(20) == 0)
            have_heir();
    }
    leaving = true;
    if (worker % 2)
        pthread_join(thread, NULL);
    if (choose(2))
        release_all(); /* else exit() does */
    for (int role = MAIN; role <= THREAD; role++)
        clear(&shared->slots[worker][role], getpid());
    exit(0);
}

#endif
