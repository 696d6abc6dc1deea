#!/bin/sh
# SPDX-License-Identifier: MIT
# The Windows headers compile with ntmm-cc in each dialect, and programs link and start as they do
# on Windows. NTMM_CC: ntmm-cc (default: the one of the build tree).
# It compiles some sixty programs:
# Time limit: 600 s
set -u

src=$(cd "$(dirname "$0")" && pwd)
cc=${NTMM_CC:-${NTMM_BUILDDIR:-$src/../..}/tools/ntmm-cc}
case $cc in /*) ;; *) cc=$(cd "$(dirname "$cc")" && pwd)/${cc##*/} ;; esac
[ -x "$cc" ] || { echo "no ntmm-cc: $cc" >&2; exit 99; }
[ -z "${NTMM_TEST_CC:-}" ] || { CC=$NTMM_TEST_CC; export CC; }
[ -z "${NTMM_TEST_CXX:-}" ] || { CXX=$NTMM_TEST_CXX; export CXX; }
sanitizers=${NTMM_SANITIZERS:-}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 99
passed=0
failed=0

pass() {
    passed=$((passed + 1))
}

fail() {
    failed=$((failed + 1))
    echo "FAIL: $*"
    [ ! -s log ] || sed 's/^/    /' log | head -20
}

# accepts WHAT COMMAND...: it succeeds and says nothing
accepts() {
    what=$1
    shift
    if "$@" >log 2>&1 && [ ! -s log ]; then pass; else fail "$what"; fi
}

# refuses WHAT TEXT COMMAND...: it fails and says TEXT
refuses() {
    what=$1
    text=$2
    shift 2
    if "$@" >log 2>&1; then
        fail "$what: was accepted"
    elif grep -q -e "$text" log; then
        pass
    else
        fail "$what: does not say \"$text\""
    fi
}

# says WHAT TEXT COMMAND...: it succeeds and prints exactly TEXT
says() {
    what=$1
    text=$2
    shift 2
    if [ "$("$@" 2>log)" = "$text" ]; then pass; else fail "$what: not \"$text\""; fi
}

# shellcheck disable=SC2086 # flags are words
compile() {
    accepts "$*" "$cc" $sanitizers -Wall -Wextra -Werror "$@"
}

have_cxx=
echo 'int main() { return 0; }' >probe.cpp
if "$cc" probe.cpp -o probe >log 2>&1; then
    have_cxx=1
else
    echo "SKIP: C++ (no compiler)"
fi

# --- headers --------------------------------------------------------------------------------------

# Each dialect once, each way to include at least twice.
while read -r flags; do
    # shellcheck disable=SC2086
    compile $flags -c "$src/sizes.c" -o sizes.o
    # shellcheck disable=SC2086
    compile $flags -c "$src/wchar_alone.c" -o alone.o
done <<EOF
-std=gnu89
-std=gnu89 -DUNICODE -D_UNICODE
-std=gnu99 -DWIN32_LEAN_AND_MEAN
-std=c99 -DUNICODE -D_UNICODE
-std=c11 -DUNICODE -D_UNICODE -DWIN32_LEAN_AND_MEAN
-std=gnu11
-std=gnu17 -DUNICODE -D_UNICODE -DWIN32_LEAN_AND_MEAN
EOF
while read -r flags; do
    [ -n "$have_cxx" ] || break
    # shellcheck disable=SC2086
    compile $flags -x c++ -c "$src/sizes.c" -o sizes.o
    # shellcheck disable=SC2086
    compile $flags "$src/cxx.cpp" -o cxx
    says "cxx $flags" narrow ./cxx
    for source in wstring_object wstring_use; do
        # shellcheck disable=SC2086
        refuses "$source $flags" 'wchar_t is 16-bit.*u16string' \
            "$cc" $flags -c "$src/$source.cpp" -o wstring.o
    done
done <<EOF
-std=gnu++11
-std=gnu++14 -DUNICODE -D_UNICODE
-std=c++17 -DNOMINMAX -DWIN32_LEAN_AND_MEAN
-std=gnu++20 -DUNICODE -D_UNICODE -DNOMINMAX
EOF

# --- what must be refused -------------------------------------------------------------------------

# shellcheck disable=SC2046,SC2086 # flags are words
refuses '__try without ntmm-cc' 'compile with ntmm-cc' \
    ${CC:-cc} $("$cc" --cflags) -c "$src/seh.c" -o seh.o
[ -z "$have_cxx" ] ||
    refuses '__try in C++' '__try is for C sources' "$cc" -x c++ -c "$src/seh.c" -o seh.o
refuses 'a missing function' 'CreateWindowExA' "$cc" "$src/missing.c" -o missing
refuses 'a missing function, shared' 'CreateWindowExA' "$cc" -shared "$src/missing.c" -o missing
refuses 'an undeclared function' 'there_is_no_such_function' "$cc" "$src/undeclared.c" -o undeclared
case $(uname -m) in
x86_64) refuses NtCurrentTeb '__readgsqword' "$cc" "$src/teb.c" -o teb ;;
esac

# --- entries --------------------------------------------------------------------------------------

compile "$src/entry_wmain.c" -o wmain
accepts wmain ./wmain 'x€'
if [ -n "$have_cxx" ]; then
    compile "$src/entry_wmain.cpp" -o wmain_cxx
    accepts 'wmain in C++' ./wmain_cxx 'x€'
fi
for flags in '-DANSI' '-DUNICODE -D_UNICODE -municode'; do
    # shellcheck disable=SC2086
    compile $flags "$src/entry_tmain.c" -o tmain
    accepts "_tmain $flags" ./tmain 'x€'
    # shellcheck disable=SC2086
    compile $flags -mwindows "$src/entry_winmain.c" -o winmain
    accepts "_tWinMain $flags" ./winmain 'x€'
done

compile -shared "$src/dll.c" -o libdll.so
compile "$src/dll_user.c" ./libdll.so -Wl,-rpath,"$work" -o dll_user
says DllMain detached ./dll_user

# --- the driver -----------------------------------------------------------------------------------

compile "$src/program.c" "$src/common.c" -lkernel32 -l user32 -lntdll -mconsole -o program
says 'two sources' '42 -1' ./program
compile -c "$src/program.c" "$src/common.c"
compile program.o common.o -o objects
says 'two objects' '42 -1' ./objects
ar rc libcommon.a common.o
compile "$src/program.c" -L. -lcommon -o archive
says 'an archive' '42 -1' ./archive
compile -S "$src/common.c" -o common.s
compile common.s "$src/program.c" -o assembled
says 'assembled' '42 -1' ./assembled
if "$cc" -E "$src/program.c" 2>log | grep -q '%I64d'; then pass; else fail -E; fi
compile "$src/program.c" "$src/common.c"
says 'no -o' '42 -1' ./a.out
# shellcheck disable=SC2046,SC2086 # flags are words
accepts --cflags ${CC:-cc} $sanitizers $("$cc" --cflags) -c "$src/program.c" "$src/common.c"
# shellcheck disable=SC2046,SC2086
accepts --libs ${CC:-cc} $sanitizers program.o common.o $("$cc" --libs) -o plain
says 'with --cflags and --libs' '42 -1' ./plain

# --- __try: two steps instead of one ---------------------------------------------------------------

caught='caught 42 at line 18 of seh.c'
echo 'int answer(void) { return 42; }' >answer.c
compile "$src/seh.c" answer.c -o seh
says 'two sources, one with __try' "$caught" ./seh
compile -O2 -g -MD -c answer.c "$src/seh.c"
compile seh.o answer.o -o seh
says 'two objects, one with __try' "$caught" ./seh
for word in seh.o: seh.c _ntmm.h windows.h; do
    if tr ' ' '\n' <seh.d | grep -q "$word\$"; then pass; else fail "-MD: no $word"; fi
done
compile -DNO_ANSWER "-DSPACE=a b" -c "$src/seh.c" -MMD -MF other.d -MT target -o other.o
if grep -q '^target:.*seh.c' other.d; then pass; else fail '-MMD -MF -MT'; fi
compile other.o -o seh
says '-MMD -MF -MT' "$caught" ./seh
compile -DNO_ANSWER -S "$src/seh.c" -o seh.s
compile seh.s -o seh
says '-S with __try' "$caught" ./seh
"$cc" -DNO_ANSWER -E "$src/seh.c" -o seh.i 2>log || fail '-E with __try'
compile seh.i -o seh
says '-E with __try' "$caught" ./seh
compile -DNO_ANSWER -fsyntax-only "$src/seh.c"
compile -DNO_ANSWER -x c "$src/seh.c" -x none answer.o -o seh
says '-x c with __try' "$caught" ./seh

printf '#define TRY __try\n' >try.h
printf '#include "try.h"\nint main(void)\n{\n    TRY { return 0; } __finally { }\n}\n' >hidden.c
refuses '__try in a header' 'compile with ntmm-cc --seh' "$cc" -c hidden.c -o hidden.o
accepts '--seh' "$cc" --seh hidden.c -o hidden
accepts '--seh, run' ./hidden
printf 'int main(void)\n{\n    __try { return undeclared; }\n    __finally { }\n}\n' >bad.c
refuses 'the line of an error' '^bad.c:3:.*undeclared' "$cc" -c bad.c -o bad.o
printf 'int main(void)\n{\n    __try { }\n    return 0;\n}\n' >bad.c
refuses '__try alone' '^bad.c:3: error: __try has neither' "$cc" -c bad.c -o bad.o
printf 'int main(void)\n{\n    /* __try */\n    __leave;\n}\n' >bad.c
refuses '__leave alone' '^bad.c:4: error: __leave is not in' "$cc" -c bad.c -o bad.o

if "$cc" --version | grep -q ntmm; then pass; else fail --version; fi
if "$cc" --help | grep -q Usage; then pass; else fail --help; fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
