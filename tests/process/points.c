// SPDX-License-Identifier: MIT
// points: the protocol of names at each of its points: a process stops there, or dies there, while
// others act. Linked with a build of libntmm/ob that has points (ob/point.h).
#define _GNU_SOURCE
#include "actors.h"

#include <sys/syscall.h>

#include "points_users.h"

/* --- what one process does while another is in the middle ------------------------------------- */

/* A's new file is being reaped when A comes to lock it. */
static void newborn_is_taken(void)
{
    struct answer a, b;

    STOPS(A, CREATE, "create: made");
    STOPS(B, CREATE, "reap: locked");
    moves(A);
    moves(A);
    tell(B, GO, "");
    tell(A, GO, "");
    a = hear(A);
    b = hear(B);
    CHECK((a.result == CREATED && b.result == OPENED) ||
          (a.result == OPENED && b.result == CREATED), "%lu and %lu", a.result, b.result);
    check_one_object(A, B, C);
}

/* A's new file was reaped and replaced before A locks it. */
static void newborn_is_gone(void)
{
    STOPS(A, CREATE, "create: made");
    DOES(B, CREATE, CREATED);
    ENDS(A, OPENED);
    check_one_object(A, B, C);
}

/* Whoever meets a new file gives its creator some time. */
static void newborn_has_time(void)
{
    STOPS(A, CREATE, "create: made");
    STOPS(B, CREATE, "bury: looked");
    tell(B, GO, "*");
    CHECK(strcmp(hear(B).point, "claim: waits") == 0, "B does not wait");
    ENDS(A, CREATED);
    ENDS(B, OPENED);
    check_one_object(A, B, C);
}

/* The file was free when B looked, but its creator has locked it since. */
static void newborn_is_locked(void)
{
    STOPS(A, CREATE, "create: made");
    STOPS(B, CREATE, "open: queried");
    ENDS(A, CREATED);
    ENDS(B, OPENED);
    check_one_object(A, B, C);
}

/* B's object is no more when it comes to join it, and then A's has its name. */
static void joined_is_gone(void)
{
    DOES(A, CREATE, CREATED);
    STOPS(B, OPEN, "join: looked");
    DOES(A, CLOSE, ERROR_SUCCESS);
    ENDS(B, NONE);

    DOES(A, CREATE, CREATED);
    STOPS(B, OPEN, "join: looked");
    DOES(A, CLOSE, ERROR_SUCCESS);
    DOES(A, CREATE, CREATED);
    ENDS(B, OPENED);
    check_one_object(A, B, C);
}

/* B joins while the last holder is between lock and unlink. */
static void joined_is_closing(void)
{
    DOES(A, CREATE, CREATED);
    STOPS(B, OPEN, "join: looked");
    STOPS(A, CLOSE, "close: locked");
    moves(B);
    moves(B);
    ENDS(A, ERROR_SUCCESS);
    ENDS(B, NONE);
}

static void refused_dies(void)
{
    DOES(A, CREATE, CREATED);
    STOPS(B, OPEN, "join: looked");
    STOPS(A, CLOSE, "close: locked");
    CHECK(moves(B));
    kill_actor(B);
    ENDS(A, ERROR_SUCCESS);
    CHECK(!leaf_exists());
    DOES(C, CREATE, CREATED);
}

/* B meets A's object before it is whole. */
static void joined_is_half_made(void)
{
    static const struct { enum deed deed; const char *point; } cases[] = {
        { CREATE, "hold: locked" },
        { CREATE, "create: filled" },
        { CREATE_RESERVED, "record: sized" },
        { CREATE_RESERVED, "record: half made" },
        { CREATE_RESERVED, "create: filled" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        STOPS(A, cases[i].deed, cases[i].point);
        STOPS(B, OPEN, "join: looked");
        tell(B, GO, "*");
        CHECK(strcmp(hear(B).point, "claim: waits") == 0, "B does not wait");
        ENDS(A, CREATED);
        ENDS(B, OPENED);
        DOES(A, CLOSE, ERROR_SUCCESS);
        DOES(B, CLOSE, ERROR_SUCCESS);
        CHECK(!leaf_exists());
    }
}

/* B has only looked at A's file, when A publishes it and dies: nobody holds it. */
static void looker_is_no_holder(void)
{
    STOPS(A, CREATE, "create: filled");
    STOPS(B, OPEN, "join: looked");
    ENDS(A, CREATED);
    kill_actor(A);
    DOES(C, OPEN, NONE);
    ENDS(B, NONE);
}

/* The same with an open of the wrong kind. */
static void wrong_kind_is_no_holder(void)
{
    DOES(A, CREATE, CREATED);
    DOES(B, OPEN_EVENT, ERROR_INVALID_HANDLE);
    STOPS(B, OPEN_EVENT, "join: looked");
    if (moves(B)) { /* it should be done */
        kill_actor(A);
        DOES(C, OPEN, NONE);
    }
    CHECK(leaf_exists());
}

/* A found a corpse, but B has a new object under the name when A comes to reap. */
static void corpse_is_replaced(void)
{
    make_corpse(CREATE);
    STOPS(A, OPEN, "bury: looked");
    DOES(B, CREATE, CREATED);
    tell(A, GO, "");
    hear(A); /* there was an instant without the name: any answer is right */
    check_one_object(B, B, C);
}

static void corpse_is_nothing(void)
{
    make_corpse(CREATE);
    DOES(A, OPEN, NONE);
    CHECK(!leaf_exists());
    make_corpse(CREATE);
    DOES(A, CREATE, CREATED);
    check_one_object(A, A, C);
}

/* B looks while A reaps, and A dies of it. */
static void reaper_dies(void)
{
    make_corpse(CREATE);
    STOPS(A, OPEN, "reap: locked");
    STOPS(B, OPEN, "open: queried");
    kill_actor(A);
    ENDS(B, NONE);
    CHECK(!leaf_exists());
}

/* Who was stopped in the middle is not waited for without end. */
static void stopped_is_not_awaited(void)
{
    DWORD result;

    make_corpse(CREATE);
    STOPS(A, OPEN, "reap: locked");
    tell(B, OPEN, "");
    result = hear(B).result;
    CHECK(result != NONE && result != OPENED, "%lu", result);
    ENDS(A, NONE);
    STOPS(A, CREATE, "create: filled");
    tell(B, OPEN, "");
    result = hear(B).result;
    CHECK(result != NONE && result != OPENED, "%lu", result);
    ENDS(A, CREATED);
    DOES(B, OPEN, OPENED);
}

/* --- closing ---------------------------------------------------------------------------------- */

static void first_close_leaves_the_name(void)
{
    DOES(A, CREATE, CREATED);
    DOES(B, OPEN, OPENED);
    DOES(A, CLOSE, ERROR_SUCCESS);
    check_one_object(B, B, C);
}

static void last_close_takes_the_name(void)
{
    DOES(A, CREATE, CREATED);
    DOES(A, CLOSE, ERROR_SUCCESS);
    CHECK(!leaf_exists());
    for (int first = A; first <= B; first++) {
        DOES(A, CREATE, CREATED);
        DOES(B, OPEN, OPENED);
        DOES(first, CLOSE, ERROR_SUCCESS);
        CHECK(leaf_exists());
        DOES(A + B - first, CLOSE, ERROR_SUCCESS);
        CHECK(!leaf_exists());
    }
    /* both at once, neither alone when it tries */
    DOES(A, CREATE, CREATED);
    DOES(B, OPEN, OPENED);
    STOPS(A, CLOSE, "close: unlocked");
    STOPS(B, CLOSE, "close: unlocked");
    ENDS(A, ERROR_SUCCESS);
    ENDS(B, ERROR_SUCCESS);
    CHECK(!leaf_exists());
}

/* A child between vfork and exec has a copy of every descriptor. */
static void ghost_holds_nothing(void)
{
    for (int haunted = A; haunted <= B; haunted++) {
        DOES(A, CREATE, CREATED);
        DOES(B, OPEN, OPENED);
        DOES(haunted, GHOST, ERROR_INVALID_FUNCTION);
        DOES(haunted, CLOSE, ERROR_SUCCESS);
        DOES(A + B - haunted, CLOSE, ERROR_SUCCESS);
        DOES(C, OPEN, NONE);
    }
}

static void tell_of(int who, enum deed deed, int actor)
{
    struct order order = { .deed = deed, .actor = actor };

    tell_order(who, &order);
}

/* Parent and child have one description: what the one closes is still the other's. */
static void both_hold(enum deed birth)
{
    int pair[] = { A, D };

    for (int first = 0; first < 2; first++) {
        DOES(A, CREATE, CREATED);
        tell_of(A, birth, D);
        hear(A);
        hear(D);
        DOES(pair[first], CLOSE, ERROR_SUCCESS);
        check_one_object(pair[1 - first], pair[1 - first], C);
        DOES(pair[1 - first], CLOSE, ERROR_SUCCESS);
        CHECK(!leaf_exists());
        DOES(D, LEAVE, ERROR_INVALID_FUNCTION);
    }
}

static void forked_hold_both(void)
{
    both_hold(FORK);
}

static void heirs_hold_both(void)
{
    both_hold(INHERIT);
}

static bool sleeps_on_lock(pid_t pid)
{
    char path[48], number[8] = "";
    FILE *file;

    snprintf(path, sizeof path, "/proc/%d/task/%d/syscall", pid, pid);
    file = fopen(path, "r");
    REQUIRE(file && fgets(number, sizeof number, file));
    fclose(file);
    return atoi(number) == SYS_futex;
}

/* A's thread waits for B, who is in the middle; A has other names to open. */
static void others_are_not_kept(void)
{
    STOPS(B, CREATE, "create: filled");
    tell_of(A, THREAD, D);
    STOPS(D, OPEN, "claim: waits");
    DOES(A, OPEN_OTHER, NONE);
    ENDS(B, CREATED);
    ENDS(D, OPENED);
    check_one_object(B, D, C);
}

/* A forks while its thread is in the middle: the child knows of what the thread makes. */
static void fork_waits_for_others(void)
{
    struct pollfd child = { .fd = channels[E].answer[0], .events = POLLIN };
    struct order close_it = { .deed = CLOSE };
    struct answer made;

    tell_of(A, THREAD, D);
    STOPS(D, CREATE, "hold: locked");
    tell_of(A, FORK, E);
    while (poll(&child, 1, 1) == 0 && !sleeps_on_lock(pids[A]))
        ;
    tell(D, GO, "");
    made = hear(D);
    CHECK(!made.stopped && made.result == CREATED, "%lu", made.result);
    hear(A);
    hear(E);
    close_it.handle = made.handle;
    tell_order(E, &close_it);
    CHECK(hear(E).result == ERROR_SUCCESS, "the child has not inherited it");
    check_one_object(D, D, C);
    DOES(D, CLOSE, ERROR_SUCCESS);
    CHECK(!leaf_exists());
}

/* A's thread gets a new handle between the last one's end and the name's. */
static void released_is_opened_again(void)
{
    tell_of(A, THREAD, D);
    DOES(A, CREATE, CREATED);
    STOPS(A, CLOSE, "name: to be released");
    DOES(D, OPEN, OPENED);
    ENDS(A, ERROR_SUCCESS);
    check_one_object(D, D, C);
}

static void sweep_takes_the_dead_only(void)
{
    make_corpse(CREATE);
    DOES(A, SWEEP, ERROR_INVALID_FUNCTION);
    CHECK(!leaf_exists());
    DOES(A, CREATE, CREATED);
    DOES(A, SWEEP, ERROR_INVALID_FUNCTION);
    DOES(B, SWEEP, ERROR_INVALID_FUNCTION);
    check_one_object(A, A, C);
}

/* --- the scenes ------------------------------------------------------------------------------- */

#define SCENE(function) { #function, function, false }
#define SCENE_AMONG_USERS(function) { #function, function, true }

static const struct { const char *title; void (*play)(void); bool among_users; } scenes[] = {
    SCENE(newborn_is_taken), SCENE(newborn_is_gone), SCENE(newborn_has_time),
    SCENE(newborn_is_locked), SCENE(joined_is_gone), SCENE(joined_is_closing),
    SCENE(refused_dies), SCENE(joined_is_half_made), SCENE(looker_is_no_holder),
    SCENE(wrong_kind_is_no_holder),
    SCENE(corpse_is_replaced), SCENE(corpse_is_nothing), SCENE(reaper_dies),
    SCENE(stopped_is_not_awaited), SCENE(first_close_leaves_the_name),
    SCENE(last_close_takes_the_name), SCENE(ghost_holds_nothing), SCENE(forked_hold_both),
    SCENE(heirs_hold_both), SCENE(others_are_not_kept), SCENE(fork_waits_for_others),
    SCENE(released_is_opened_again),
    SCENE(sweep_takes_the_dead_only), SCENE(foreign_stays),
    SCENE_AMONG_USERS(everyones_corpse_is_taken_over), SCENE_AMONG_USERS(view_keeps_its_memory),
    SCENE_AMONG_USERS(joined_is_taken_over), SCENE_AMONG_USERS(kind_is_taken_over),
    SCENE_AMONG_USERS(private_object_takes_nothing_over), SCENE_AMONG_USERS(private_is_private),
};

static pid_t director;

/* A dead object's, where a scene failed; or does not go on. */
static void remove_leaf(void)
{
    if (getpid() == director)
        unlink(leaf);
}

static void play(size_t index)
{
    char number[16];
    int before = failures;

    snprintf(number, sizeof number, "%zu", index);
    scene = scenes[index].title;
    among_users = scenes[index].among_users;
    choose_name(number);
    REQUIRE(pipe(ghosts) == 0);
    for (int who = A; who < ACTORS; who++)
        REQUIRE(pipe(channels[who].order) == 0 && pipe(channels[who].answer) == 0);
    for (int who = A; who <= C; who++)
        start(who);
    scenes[index].play();
    for (int who = A; who <= C; who++)
        if (pids[who])
            kill_actor(who);
    close(ghosts[0]);
    close(ghosts[1]);
    while (wait(NULL) > 0) /* the actors' own children */
        ;
    for (int who = A; who < ACTORS; who++)
        for (int end = 0; end < 2; end++) {
            close(channels[who].order[end]);
            close(channels[who].answer[end]);
        }
    remove_leaf();
    if (failures != before)
        printf("in scene %s\n", scene);
}

static int play_all(const char *title)
{
    size_t played = 0;

    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++)
        if (!title || strcmp(title, scenes[i].title) == 0) {
            if (scenes[i].among_users && geteuid())
                printf("%s: skipped, not root\n", scenes[i].title);
            else
                play(i);
            played++;
        }
    REQUIRE(played);
    printf("points: %zu scenes, %d failures\n", played, failures);
    return failures != 0;
}

int main(int argc, char **argv)
{
    if (argc == 4)
        return be_heir(argv);
    setvbuf(stdout, NULL, _IOLBF, 0);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    director = getpid();
    atexit(remove_leaf);
    return play_all(argc > 1 ? argv[1] : NULL);
}
