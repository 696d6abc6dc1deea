// SPDX-License-Identifier: MIT
// points_users: scenes of points.c between several users, which only root can play.
#ifndef PROCESS_POINTS_USERS_H
#define PROCESS_POINTS_USERS_H

#include <sys/stat.h>

/* What another user has put at the name is no object, and stays. Needs root. */
static void foreign_stays(void)
{
    struct flock lock = { .l_type = F_RDLCK, .l_len = 1 };
    struct stat st;
    int fd;

    DOES(A, CREATE, CREATED);
    REQUIRE(stat(leaf, &st) == 0);
    DOES(A, CLOSE, ERROR_SUCCESS);
    fd = open(leaf, O_CREAT | O_EXCL | O_RDWR, 0600);
    REQUIRE(fd >= 0);
    if (fchown(fd, 65534, (gid_t)-1)) {
        printf("foreign_stays: skipped, not root\n");
        close(fd);
        return;
    }
    for (int published = 0; published < 3; published++) {
        REQUIRE(ftruncate(fd, published ? st.st_size : 0) == 0);
        REQUIRE(fchmod(fd, published == 2 ? 0666 : 0600) == 0);
        DOES(A, OPEN, NONE);
        DOES(A, CREATE, ERROR_ACCESS_DENIED);
        DOES(A, SWEEP, ERROR_INVALID_FUNCTION);
        CHECK(leaf_exists());
    }
    REQUIRE(fcntl(fd, F_OFD_SETLK, &lock) == 0);
    DOES(A, OPEN, ERROR_ACCESS_DENIED);
    DOES(A, CREATE, ERROR_ACCESS_DENIED);
    close(fd);
}

/* Only its user may unlink a corpse: who wants its name makes a new object of it. */
static void everyones_corpse_is_taken_over(void)
{
    struct stat before, after;

    make_corpse(CREATE_FOR_EVERYONE);
    REQUIRE(stat(leaf, &before) == 0);
    DOES(B, OPEN, NONE);
    DOES(B, CREATE_FOR_EVERYONE, CREATED);
    REQUIRE(stat(leaf, &after) == 0);
    CHECK(before.st_ino == after.st_ino);
    check_one_object(B, B, A);
    check_one_object(B, B, C);
    DOES(B, CLOSE, ERROR_SUCCESS);
    DOES(A, OPEN, NONE);
    DOES(A, CREATE_FOR_EVERYONE, CREATED);
    check_one_object(A, A, B);
}

/* The last one to close may not unlink the name, and its view stays. */
static void view_keeps_its_memory(void)
{
    int mark;

    DOES(A, CREATE_FOR_EVERYONE, CREATED);
    DOES(B, OPEN, OPENED);
    tell(B, READ, "");
    mark = hear(B).mark;
    CHECK(mark == pids[A]);
    DOES(A, CLOSE, ERROR_SUCCESS);
    DOES(B, CLOSE_HANDLE, ERROR_SUCCESS);
    start(E);
    DOES(E, CREATE_FOR_EVERYONE, ERROR_ACCESS_DENIED);
    tell(B, READ, "");
    CHECK(hear(B).mark == mark, "the view has lost its memory");
    DOES(B, UNMAP, ERROR_INVALID_FUNCTION);
    DOES(E, CREATE_FOR_EVERYONE, CREATED);
    check_one_object(E, E, B);
    kill_actor(E);
}

/* B looked at A's object, which is dead and half of it another's when B has its hold. */
static void joined_is_taken_over(void)
{
    DOES(A, CREATE_FOR_EVERYONE, CREATED);
    STOPS(B, OPEN, "join: looked");
    kill_actor(A);
    start(E);
    STOPS(E, CREATE_FOR_EVERYONE, "create: filled");
    CHECK(moves(B) && moves(B)); /* it has its hold, and has looked again */
    tell(B, GO, "*");
    CHECK(strcmp(hear(B).point, "open: opened") == 0, "B joins what is not whole");
    ENDS(E, CREATED);
    ENDS(B, OPENED);
    check_one_object(B, E, C);
    kill_actor(E);
}

/* The same, and it is of another kind now. */
static void kind_is_taken_over(void)
{
    DOES(A, CREATE_FOR_EVERYONE, CREATED);
    STOPS(B, OPEN, "join: looked");
    kill_actor(A);
    start(E);
    DOES(E, CREATE_EVENT_FOR_EVERYONE, CREATED);
    ENDS(B, ERROR_INVALID_HANDLE);
    kill_actor(E);
    DOES(B, OPEN, NONE); /* nobody holds it */
}

/* The file is everyone's, the object would be. */
static void private_object_takes_nothing_over(void)
{
    make_corpse(CREATE_FOR_EVERYONE);
    DOES(B, CREATE, ERROR_ACCESS_DENIED);
    DOES(A, CREATE, CREATED);
    DOES(B, OPEN, ERROR_ACCESS_DENIED);
    check_one_object(A, A, A);
}

/* Not even root, who could, joins or buries another user's own. */
static void private_is_private(void)
{
    DOES(A, CREATE, CREATED);
    DOES(C, OPEN, ERROR_ACCESS_DENIED);
    kill_actor(A);
    DOES(C, OPEN, NONE);
    DOES(C, CREATE, ERROR_ACCESS_DENIED);
    CHECK(leaf_exists());
}

#endif
