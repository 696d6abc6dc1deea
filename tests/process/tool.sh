#!/bin/sh
# SPDX-License-Identifier: MIT
# tool: what ntmm says of objects and views that are known, of dead ones, and of hostile files.

# Where that is allowed, in a folder of its own, in which nobody else sweeps.
if [ -z "$OWN_SHM" ]; then
    . "$NTMM_SRCDIR/tests/process/own-shm.sh"
    own_shm 64 "$0"
    status=$?
    [ $status -ne 77 ] && exit $status
fi

word=tool$$
program=$(readlink -f "$NTMM_BUILDDIR/tests/process/tool")
long=$(printf 'x%.0s' $(seq 256)) # as tool.c has it
failures=0

ntmm() {
    timeout 30 "$NTMM_BUILDDIR/tools/ntmm" "$@"
}

# same WHAT: the files `expected` and `said` have the same lines.
same() {
    diff -u expected said >difference && return
    echo "$1:"
    cat difference
    failures=$((failures + 1))
}

# status EXPECTED ARGUMENT...: ntmm ends with this status, and says why if it is an error.
status() {
    expected=$1
    shift
    ntmm "$@" >said 2>complaint
    got=$?
    if [ $got -ne "$expected" ] || { [ "$expected" -ne 0 ] && [ ! -s complaint ]; }; then
        echo "ntmm $*: status $got, not $expected; $(cat complaint)"
        failures=$((failures + 1))
    fi
}

clean() {
    rm -rf /dev/shm/ntmm.*"$word"*
    rm -f expected said difference complaint go answer tool.data picture.svg
}
trap clean EXIT

# start: a process that holds everything; its number and addresses are in the variables.
start() {
    rm -f go answer
    mkfifo go answer
    "$program" hold "$word" <go >answer &
    exec 3>go
    read -r holder shared copied untouched file <answer || exit 99
}

echo x >tool.data
start
mkfifo go2 answer2
"$program" open "$word" <go2 >answer2 3>&- &
exec 4>go2
read -r opener <answer2 || exit 99
rm go2 answer2
both=$(printf '%s\n' "$holder" "$opener" | sort -n | paste -sd,)
mkdir "/dev/shm/ntmm.g.$word-folder"
mkfifo "/dev/shm/ntmm.g.$word-pipe"
ln -s /dev/zero "/dev/shm/ntmm.g.$word-link"

# --- ls: by file, KIND SIZE PROTECTION HOLDERS NAME --------------------------------------------
# Here a run of spaces is one.
cat >expected <<END
? - - - Global\\$word-folder: a folder
? - - - Global\\$word-garbage: no record
? - - - Global\\$word-link: a symbolic link
? - - - Global\\$word-no-kind: no record
? - - - Global\\$word-no-pages: no record
? - - - Global\\$word-no-section: no record
? - - - Global\\$word-pipe: a pipe
? - - - Global\\$word-unpublished: not published
? - - - ntmm.$word%1b]0;: no object's name
event - - $holder Global\\$word an event
event - - $holder Local\\$word an event, set
event - - $holder Local\\$word long event $long
event - - $holder Local\\$word wide ä€𝄞/%1b%u202e
event - - $holder Session\\4294967294\\$word-other
mutant - - $holder Local\\$word mutant
section 12288 READWRITE $both Local\\$word section
section 2 READONLY $holder Local\\$word file
section 8192 READONLY $holder Local\\$word long section $long
section 65536 READWRITE $holder Local\\$word reserved
semaphore - - $holder Local\\$word semaphore
timer - - $holder Local\\$word timer
END
ntmm ls >all || exit 1
grep "$word" all | tr -s ' ' | LC_ALL=C sort >said
LC_ALL=C sort -o expected expected
same ls
head -n 1 all | tr -s ' ' >said
echo "KIND SIZE PROTECTION HOLDERS NAME" >expected
same "the first line of ls"
rm all

# --- show ---------------------------------------------------------------------------------------
user=$(id -u)
cat >expected <<END
name        Local\\$word section
file        /dev/shm/ntmm.s$user.$word%20section
user        $user
kind        section
size        12288 bytes
protection  READWRITE
attributes  SEC_COMMIT
memory      of the page file
END
ntmm show "Local\\$word section" >said
sed -i '/^holders/,$d' said
same "show of a section"

cat >expected <<END
name        Local\\$word file
file        /dev/shm/ntmm.s$user.$word%20file
user        $user
kind        section
size        2 bytes
protection  READONLY
attributes  SEC_FILE
memory      $(readlink -f tool.data)
holders     $holder $program

name        Global\\$word an event
file        /dev/shm/ntmm.g.$word%20an%20event
user        $user
kind        event
reset       automatic reset
state       not signalled
holders     $holder $program
END
ntmm show "$word file" "Global\\$word an event" >said
same "show of two"

ntmm show "$word an event, set" "$word mutant" "$word semaphore" "$word timer" |
    grep -E '^(kind|reset|state|count|timer)' >said
cat >expected <<END
kind        event
reset       manual reset
state       signalled
kind        mutant
state       free
kind        semaphore
count       1 of 3
kind        timer
reset       manual reset
state       not signalled
END
same "show of states"

cat >expected <<END
name        Global\\$word-garbage
file        /dev/shm/ntmm.g.$word-garbage
user        $user
kind        none
fault       no record

name        Global\\$word-pipe
file        /dev/shm/ntmm.g.$word-pipe
user        $user
kind        none
fault       a pipe
END
ntmm show "ntmm.g.$word-garbage" "Global\\$word-pipe" >said
same "show of what is no object"

# --- vmmap: by address, which the program chose ---------------------------------------------------
view() {
    printf '%s %s 0 %s %s %s %s %s\n     %s\n' "$@"
}
{
    view "$shared" 12288 3 0 0 READWRITE "Local\\$word section" sss
    view "$copied" 12288 1 2 0 WRITECOPY "Local\\$word section" CsC
    view "$untouched" 8192 0 0 2 READWRITE "(unnamed)" ..
    view "$file" 4096 1 0 0 READONLY "$(readlink -f tool.data)" s
} | paste - - | LC_ALL=C sort | tr '\t' '\n' | tr -s ' ' >expected
sed -i "1i\\
process $holder $program\\
BASE SIZE OFFSET SHARED COPIED ABSENT PROTECTION SECTION" expected
ntmm vmmap "$holder" | tr -s ' ' >said
same vmmap

status 0 vmmap "$holder" --svg picture.svg
status 0 vmmap --svg picture.svg "$holder"
# One for each page, and the legend has one of each.
for colour in 56b4e9=6 d55e00=3 e8e8e8=3 999999=1; do
    [ "$(grep -c "height=\"12\" fill=\"#${colour%=*}\"" picture.svg)" = "${colour#*=}" ] || {
        echo "picture: not ${colour#*=} rectangles of ${colour%=*}"
        failures=$((failures + 1))
    }
done
tail -n 1 picture.svg >said
echo "</svg>" >expected
same "the picture's end"

# --- statuses -----------------------------------------------------------------------------------
status 0 --help
status 0 --version
status 0 doctor
status 0 show "$word long event $long"
status 1 show "Local\\$word nothing"
status 1 show "Local\\$word\\nothing"
status 1 vmmap 4194305
status 1 vmmap --svg /nowhere/picture.svg "$holder"
status 2
status 2 nothing
status 2 ls x
status 2 gc x
status 2 doctor x
status 2 show
status 2 vmmap
status 2 vmmap x
status 2 vmmap --svg picture.svg
status 2 vmmap "$holder" --svg
status 2 vmmap "$holder" "$holder"
ntmm ls >/dev/full 2>complaint && {
    echo "ls into a full device: no error"
    failures=$((failures + 1))
}

# --- another user, where this one may become it ---------------------------------------------------
if [ "$user" = 0 ] && cp "$NTMM_BUILDDIR/tools/ntmm" . && chmod 755 . ntmm &&
    setpriv --reuid 65534 --clear-groups ./ntmm --version >/dev/null 2>&1; then
    setpriv --reuid 65534 --clear-groups ./ntmm ls | grep "$word" | tr -s ' ' |
        grep -v 'long' |
        grep -E 'section|semaphore|garbage|event, set' | LC_ALL=C sort >said
    cat >expected <<END
? - - - Global\\$word-garbage: no record
? - - - Global\\$word-no-section: no record
event - - $holder Session\\0\\$word an event, set
section - READONLY $holder Session\\0\\$word file
section - READWRITE $holder Session\\0\\$word reserved
section 12288 READWRITE $both Session\\0\\$word section
semaphore - - $holder Session\\0\\$word semaphore
END
    same "ls of another user"
    setpriv --reuid 65534 --clear-groups ./ntmm gc | grep "$word" >said
    : >expected
    same "gc of another user"
    setpriv --reuid 65534 --clear-groups ./ntmm vmmap "$holder" >said 2>&1 && echo ended >>said
    echo "ntmm: process $holder: Permission denied" >expected
    same "vmmap of another user"
fi
rm -f ntmm

# --- gc -----------------------------------------------------------------------------------------
# While they are held, nothing goes.
ntmm gc >all
grep "$word" all >said
: >expected
same "gc of the living"
rm all

exec 4>&-
wait "$opener"
# In a folder that others sweep, they may have been first: another attempt then.
for attempt in 1 2 3 4 5 6 7 8 9 10; do
    kill -s KILL "$holder"
    wait "$holder" 2>/dev/null
    exec 3>&-
    cat >expected <<END
removed Global\\$word an event
removed Global\\$word-garbage
removed Global\\$word-no-kind
removed Global\\$word-no-pages
removed Global\\$word-no-section
removed Global\\$word-unpublished
removed Local\\$word an event, set
removed Local\\$word file
removed Local\\$word long event $long
removed Local\\$word long section $long
removed Local\\$word mutant
removed Local\\$word reserved
removed Local\\$word section
removed Local\\$word semaphore
removed Local\\$word timer
removed Local\\$word wide ä€𝄞/%1b%u202e
removed Session\\4294967294\\$word-other
END
    ntmm gc >all
    grep "$word" all | LC_ALL=C sort >said
    LC_ALL=C sort -o expected expected
    rm all
    cmp -s expected said && break
    [ "$attempt" = 10 ] || start
done
same gc
ntmm ls | grep "$word" | tr -s ' ' >said
cat >expected <<END
? - - - Global\\$word-folder: a folder
? - - - Global\\$word-link: a symbolic link
? - - - Global\\$word-pipe: a pipe
? - - - ntmm.$word%1b]0;: no object's name
END
same "what gc left"

exit $((failures > 0))
