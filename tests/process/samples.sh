#!/bin/sh
# SPDX-License-Identifier: MIT
# Compiles each sample program, runs it as its first comment says, and compares all it prints.
# NTMM_CC is the compiler driver; where it is not set, the build folder's own is used.

NTMM_CC=${NTMM_CC:-${NTMM_BUILDDIR:-.}/tools/ntmm-cc}
source=${NTMM_SRCDIR:-$(cd "$(dirname "$0")/../.." && pwd)}/samples
if ! [ -x "$NTMM_CC" ]; then
    echo "samples: no compiler driver at $NTMM_CC"
    exit 77
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/samples.XXXXXX") || exit 1
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
bin="$folder/bin with a space"
mkdir "$bin" "$folder/tmp" || exit 1
TMPDIR=$folder/tmp
export TMPDIR
failed=0

fail() {
    echo "not ok - $*"
    failed=$((failed + 1))
}

# build NAME SOURCE [OPTION...]
build() {
    name=$1
    file=$2
    shift 2
    # shellcheck disable=SC2086 # sanitizers are several options
    "$NTMM_CC" ${NTMM_SANITIZERS-} -Wall -O1 "$@" "$source/$file" -o "$bin/$name" \
        >"$folder/messages" 2>&1 || {
        cat "$folder/messages"
        fail "$name: does not compile"
        return
    }
    [ ! -s "$folder/messages" ] || {
        cat "$folder/messages"
        fail "$name: compiles with warnings"
    }
}

# An address becomes a word of the same width: mask hides it, number says which are the same.
mask() {
    sed 's/[0-9A-F]\{16\}/----address-----/g'
}

number() {
    awk '
    BEGIN {
        quarter = "[0-9A-F][0-9A-F][0-9A-F][0-9A-F]"
        address = quarter quarter quarter quarter
    }
    {
        line = ""
        while (match($0, address)) {
            value = substr($0, RSTART, RLENGTH)
            if (!(value in seen))
                seen[value] = ++count
            line = line substr($0, 1, RSTART - 1) "address-" seen[value]
            $0 = substr($0, RSTART + RLENGTH)
        }
        print line $0
    }' | sed 's/handle 0x[0-9A-F]*[048C],/handle 0xHANDLE,/'
}

# A system message ends in a carriage return and a line feed.
plain() {
    tr -d '\r'
}

# same NAME: the expected output is on standard input, the real one in $folder/output.
same() {
    if diff -u - "$folder/output" >"$folder/difference"; then
        echo "ok - $1"
    else
        fail "$1"
        cat "$folder/difference"
    fi
}

# check STATUS FILTER PROGRAM [ARGUMENT...], the expected output on standard input
check() {
    status=$1
    filter=$2
    shift 2
    program=$1
    shift
    title="$program${1+ ${1##*/}}"
    "$bin/$program" "$@" >"$folder/raw" 2>&1 </dev/null
    got=$?
    "$filter" <"$folder/raw" >"$folder/output"
    [ $got -eq "$status" ] || fail "$title: exit status $got, not $status"
    same "$title"
}

for sample in shm_writer shm_reader bigfile_view file_edit cow_pages inherit_handle ring_buffer \
    reserve_commit page_error producer consumer survivor; do
    build $sample $sample.c
done
build shm_writer_wide shm_writer.c -DUNICODE -D_UNICODE
build shm_reader_wide shm_reader.c -DUNICODE -D_UNICODE
[ $failed -eq 0 ] || exit 1

# --- a named section, two programs -------------------------------------------------------------
# The reader is looked for in the writer's own folder first.
check 0 cat shm_writer shm_reader <<'END'
shm_writer: wrote 37 characters to Local\SharedNote
shm_reader: "Greetings from the process next door."
shm_writer: the reader ended with exit code 0
END

check 0 cat shm_writer_wide "$bin/shm_reader_wide" <<'END'
shm_writer: wrote 37 characters to Local\SharedNote
shm_reader: "Greetings from the process next door."
shm_writer: the reader ended with exit code 0
END

check 1 cat shm_writer_wide shm_reader <<'END'
shm_writer: wrote 37 characters to Local\SharedNote
shm_reader: this is no note of a writer built as I am
shm_writer: the reader ended with exit code 1
END

# A writer in a writer: the name is taken.
check 1 cat shm_writer shm_writer shm_reader <<'END'
shm_writer: wrote 37 characters to Local\SharedNote
shm_writer: Local\SharedNote exists already; is another writer running?
shm_writer: the reader ended with exit code 1
END

# No writer: no name. The words of the message are the system's.
for reader in shm_reader shm_reader_wide; do
    check 1 plain $reader <<'END'
shm_reader: OpenFileMapping failed with error 2
shm_reader: The system cannot find the file specified.
END
done

# By hand: the writer waits for a key on its terminal while somebody runs the reader. A key that is
# typed before somebody waits for it is the terminal's to show; this one shows none.
if command -v script >/dev/null 2>&1; then
    mkfifo "$folder/keys" "$folder/screen"
    script -qefc "stty -echo; exec '$bin/shm_writer'" /dev/null <"$folder/keys" >"$folder/screen" 2>&1 &
    writer=$!
    exec 7>"$folder/keys" 8<"$folder/screen"
    : >"$folder/raw"
    while IFS= read -r line <&8; do
        printf '%s\n' "$line" >>"$folder/raw"
        case $line in
        *"press a key here"*) break ;;
        esac
    done
    "$bin/shm_reader" >>"$folder/raw" 2>&1
    printf x >&7
    cat <&8 >>"$folder/raw"
    exec 7>&- 8<&-
    wait $writer || fail "shm_writer with a key: exit status $?"
    plain <"$folder/raw" >"$folder/output"
    same "shm_writer, shm_reader, a key" <<'END'
shm_writer: wrote 37 characters to Local\SharedNote
shm_writer: start shm_reader now, then press a key here
shm_reader: "Greetings from the process next door."
END
else
    echo "skipped - shm_writer with a key: no script(1) here to make a terminal"
fi

# --- files --------------------------------------------------------------------------------------
check 0 cat bigfile_view <<'END'
file size                 5368709120  (0x140000000)
allocation granularity         65536
wanted file offset        4296201863  (0x10012D687)
view starts at            4296146944  (0x100120000)
wanted bytes are at            54919  bytes into the view
view size                      54952
through the view        "a needle in five gibibytes of hay"
read from the file      "A NEEDLE in five gibibytes of hay"
END

check 0 cat file_edit <<'END'
size:   45 bytes before CreateFileMapping
size:   68 bytes after it
edited: "fox" at offset 16
edited: "dog" at offset 40
added:  23 bytes at offset 45
flushed
the file, read back (68 bytes):
The quick brown FOX
jumps over the lazy DOG.
The dog does not mind.
END

# --- processes ------------------------------------------------------------------------------------
check 0 mask cow_pages <<'END'
Before process 1 writes to page C:

     process 1               physical memory               process 2
    | page A | -----------------> [ page A ] <------------ | page A |
    | page B | -----------------> [ page B ] <------------ | page B |
    | page C | -----------------> [ page C ] <------------ | page C |

+---------+------+------------------+----------------+---------------+--------------+
| process | page | address          | protection     | contents      | memory       |
+---------+------+------------------+----------------+---------------+--------------+
|    1    |  A   | ----address----- | PAGE_WRITECOPY | page A        | shared       |
|    1    |  B   | ----address----- | PAGE_WRITECOPY | page B        | shared       |
|    1    |  C   | ----address----- | PAGE_WRITECOPY | page C        | shared       |
+---------+------+------------------+----------------+---------------+--------------+
|    2    |  A   | ----address----- | PAGE_WRITECOPY | page A        | shared       |
|    2    |  B   | ----address----- | PAGE_WRITECOPY | page B        | shared       |
|    2    |  C   | ----address----- | PAGE_WRITECOPY | page C        | shared       |
+---------+------+------------------+----------------+---------------+--------------+

After it:

     process 1               physical memory               process 2
    | page A | -----------------> [ page A ] <------------ | page A |
    | page B | -----------------> [ page B ] <------------ | page B |
    | page C | ---> [ copy of C ] [ page C ] <------------ | page C |

+---------+------+------------------+----------------+---------------+--------------+
| process | page | address          | protection     | contents      | memory       |
+---------+------+------------------+----------------+---------------+--------------+
|    1    |  A   | ----address----- | PAGE_WRITECOPY | page A        | shared       |
|    1    |  B   | ----address----- | PAGE_WRITECOPY | page B        | shared       |
|    1    |  C   | ----address----- | PAGE_READWRITE | page C, mine  | private copy |
+---------+------+------------------+----------------+---------------+--------------+
|    2    |  A   | ----address----- | PAGE_WRITECOPY | page A        | shared       |
|    2    |  B   | ----address----- | PAGE_WRITECOPY | page B        | shared       |
|    2    |  C   | ----address----- | PAGE_WRITECOPY | page C        | shared       |
+---------+------+------------------+----------------+---------------+--------------+

The file still holds: "page A" "page B" "page C"
END

check 0 number inherit_handle <<'END'
parent: made section handle 0xHANDLE, mapped at address-1
parent: 3 planets: Venus Earth Mars
child:  inherited section handle 0xHANDLE, mapped at address-1
child:  3 planets: Venus Earth Mars
parent: the child ended with exit code 0
parent: 5 planets: Venus Earth Mars Jupiter Saturn
END

check 0 cat ring_buffer <<'END'
65536 bytes, twice in a row
"message 2564 in one piece" begins 5 bytes before the end
"message 5084 in one piece" begins 21 bytes before the end
"message 7605 in one piece" begins 11 bytes before the end
7605 messages
END

check 0 cat reserve_commit <<'END'
Reserved 1000 pages.
No more than 20 pages, please.
The exception handler ends the loop.
Wrote 81920 bytes; 20 exceptions committed a page.
Committed: 20 pages, one after the other.
END

printf '%020000d' 0 >page_error.tmp
check 0 cat page_error page_error.tmp 'truncate -s 8192 page_error.tmp' <<'END'
Mapped 20000 bytes.
Block at 0: sum 196608
Block at 4096: sum 196608
Block at 8192: cannot be read
Block at 12288: cannot be read
Block at 16384: cannot be read
3 blocks lost.
END
rm page_error.tmp

# --- two semaphores and a mutex over a ring --------------------------------------------------
check 0 cat producer <<'END'
producer: 1000 orders, 2 consumers
producer: 500500 is the sum, 500500 what the consumers have
END

check 0 cat producer 5 3333 <<'END'
producer: 3333 orders, 5 consumers
producer: 5556111 is the sum, 5556111 what the consumers have
END

check 2 cat producer 0 <<'END'
usage: producer [CONSUMERS [ORDERS]], with 1 to 16 consumers
END

check 0 cat survivor <<'END'
before: 1000 and 0, together 1000
the writer has the mutex: WAIT_TIMEOUT
the writer is killed: WAIT_ABANDONED
as it was left: 700 and 0, together 700
after going back: 1000 and 0, together 1000
the next wait: WAIT_OBJECT_0
END

# The samples clean up after themselves.
left=$(find "$TMPDIR" -mindepth 1)
[ -z "$left" ] || fail "left behind: $left"

[ $failed -eq 0 ]
