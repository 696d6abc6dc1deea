#!/bin/sh
# SPDX-License-Identifier: MIT
# points-mutants: each check of the protocol of names is needed: without it, its scene fails.
# Time limit: 300 s

. "$NTMM_SRCDIR/tests/process/points-build.sh"

failed=0
count=0

build() {
    points_compile "points/$1.c" "points/$1.o"
}

# mutant SCENE FILE WHAT SED: takes one check out, with the sed script, and plays the scene.
mutant() {
    count=$((count + 1))
    cp "points/$2.c" points/whole.c
    cp "points/$2.o" points/whole.o
    sed "$4" points/whole.c >"points/$2.c"
    if cmp -s points/whole.c "points/$2.c"; then
        echo "$3: the script changes nothing: $4"
        failed=1
    elif ! build "$2" || ! points_link points/mutant points/points.o points/claim.o points/name.o \
        points/record.o; then
        echo "$3: does not compile"
        failed=1
    elif points/mutant "$1" >points/log 2>&1; then
        echo "$3: survives $1"
        failed=1
    elif ! grep -q "$1" points/log; then # the scene's own end, not a crash of the director
        echo "$3: $1 ends otherwise:"
        cat points/log
        failed=1
    fi
    mv points/whole.c "points/$2.c"
    mv points/whole.o "points/$2.o"
}

trap 'rm -rf points' EXIT
mkdir points && points_sources points && build claim && build name && build record &&
    points_compile "$NTMM_SRCDIR/tests/process/points.c" points/points.o -DLIMIT=4 || exit 99

# --- holding: what is found under the lock counts
for scene in newborn_is_taken joined_is_closing; do
    mutant $scene claim "a refused hold is taken for one" \
        '/^static int hold_and_look/,/^}/s/if (result == -EAGAIN)/result = 0; if (0)/'
done
for scene in newborn_is_gone joined_is_gone; do
    mutant $scene claim "a file without a link is held" \
        '/^static int hold_and_look/,/^}/s/stat->links ?/1 ?/'
done

# --- joining: only what is held, whole, of the kind, and only then with a lock
mutant corpse_is_nothing claim "a file that nobody holds is joined" 's/held == SYS_OFD_FREE ?/0 ?/'
mutant reaper_dies claim "a file under the reaper's lock is joined" \
    's/held == SYS_OFD_EXCLUSIVE ?/0 ?/'
mutant joined_is_half_made claim "a file that is not published is joined" \
    '/^static int step_join/,/^}/s/if (!ob_size_published(stat.size))/if (0)/'
mutant looker_is_no_holder claim "the lock is taken to look" \
    '/^static int step_join/,/^}/s/int result = sys_shm_stat/int result = hold_and_look/'
mutant wrong_kind_is_no_holder claim "the kind is not compared" \
    's/if (ob_size_kind(stat.size) != kind)/if (0)/'
mutant joined_is_half_made record "the body is written before the file has whole pages" \
    's/result = sys_file_truncate(fd, .*/result = 0;/'

# --- reaping: only under the exclusive lock, only while the file has the name
mutant newborn_is_locked claim "a file is reaped without its lock" \
    '/^static int reap/,/^}/s/if (result)/if (0)/'
mutant corpse_is_replaced claim "a file without a link is reaped" \
    '/^static int reap/,/^}/s/ && stat.links//'
mutant newborn_has_time claim "a new file is reaped at once" \
    's/ && \*turns < NEWBORN_TURNS/ \&\& 0/'
mutant stopped_is_not_awaited claim "others are waited for without end" \
    's/return -ETIMEDOUT/*turns = 0/'

# --- closing: the name goes with the last holder, not before
mutant first_close_leaves_the_name claim "who made it unlinks without the lock" \
    '/^static void drop_alone/,/^}/s/HOLD_START, REAP_LENGTH) == 0)/HOLD_START, REAP_LENGTH) <= 0)/'
mutant last_close_takes_the_name claim "who is not alone leaves the name to others" \
    '/^static void drop_alone/,/^}/s/reap(claim->fd, leaf);//'
mutant ghost_holds_nothing claim "the lock is left to close()" \
    's/sys_ofd_try(claim->fd, SYS_OFD_FREE, HOLD_START, 0);//'
mutant forked_hold_both name "a description from before a fork is taken for one's own" \
    's/if (name->fork != fork_count)/if (0)/'
mutant forked_hold_both claim "who shared the description leaves the name to others" \
    '/^static void drop_shared/,/^}/s/ob_claim_reap(leaf);//'
mutant heirs_hold_both name "a description that a child inherits is still taken for one's own" \
    '/^void ob_name_pack/,/^}/s/claim.shared = true/claim.shared = false/'
mutant heirs_hold_both name "an inherited description is taken for one's own" \
    '/^NTSTATUS ob_name_unpack/,/^}/s/.shared = true/.shared = false/'
mutant fork_waits_for_others name "fork does not wait for who is in the middle" \
    '/^void ob_name_fork/,/^}/s/sys_lock_[a-z]*(&names_lock);//'
mutant released_is_opened_again name "a name is given up in spite of a new handle" \
    '/^void ob_name_release/,/^}/s/ && atomic_load(&object->handles) == 0//'

# --- other users' files
if [ "$(id -u)" = 0 ]; then
    mutant foreign_stays claim "another user's file is joined" \
        '/^static int step_join/,/^}/s/if (!is_for_us(leaf, &stat))/if (0)/'
    mutant foreign_stays claim "another user's file is buried" \
        '/^static int step_bury/,/^}/s/if (!is_for_us(leaf, &stat))/if (0)/'
    mutant foreign_stays claim "another user's file is swept" \
        '/^int ob_claim_reap/,/^}/s/stat.ours ?/1 ?/'
fi

echo "points-mutants: $count mutants"
exit $failed
