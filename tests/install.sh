#!/bin/sh
# SPDX-License-Identifier: MIT
# What `make install` put down is complete: a program builds with the installed ntmm-cc, and with
# a plain compiler and pkg-config's flags, and runs; `make uninstall` takes all of it away.

fail() {
    echo "$*"
    exit 1
}

unset MAKEFLAGS MAKELEVEL
make -s --no-print-directory -C "$NTMM_BUILDDIR" install DESTDIR="$PWD/root" >log 2>&1 ||
    fail "make install: $(tail -n 5 log)"
cc=$(find root -name ntmm-cc)
prefix=$(cd "$(dirname "$cc")/.." && pwd) || exit 1

cat >app.c <<'END'
#include <windows.h>
#include <stdio.h>
int wmain(int argc, wchar_t **argv)
{
    HANDLE section = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 1, NULL);
    DWORD *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    char folder[4096];
    *view = 42;
    GetSystemDirectoryA(folder, sizeof folder);
    printf("%d %ls %lu %d %s\n", argc, argv[1], *view, 1, folder);
    return 0;
}
END
# shellcheck disable=SC2086 # flags are words
"$prefix/bin/ntmm-cc" $NTMM_SANITIZERS app.c -o app || fail "the installed ntmm-cc does not link"
system=$(dirname "$(find "$prefix" -name kernel32.dll)" | tr / '\\')
said=$(./app word)
[ "$said" = "2 word 42 1 $system" ] || fail "built with ntmm-cc, it says: $said"

# shellcheck disable=SC2086
"$prefix/bin/ntmm-cc" $NTMM_SANITIZERS -DNO_ANSWER "$NTMM_SRCDIR/tests/headers/seh.c" -o app ||
    fail "the installed ntmm-cc does not know __try"
case $(./app) in caught*) ;; *) fail "with __try, it catches nothing" ;; esac

libdir=$(dirname "$(find "$prefix" -name ntmm.pc)")/..
if command -v pkg-config >/dev/null && [ -r "$libdir/libntmmstart.a" ]; then
    # The flags are those for the final place: this one is in front of it.
    root=${prefix%"$(PKG_CONFIG_PATH=$libdir/pkgconfig pkg-config --variable=prefix ntmm)"}
    flags=$(PKG_CONFIG_PATH=$libdir/pkgconfig pkg-config --cflags --libs ntmm) || fail "pkg-config"
    final=${prefix#"$root"}
    flags=$(echo "$flags" | sed "s|$final/|$prefix/|g; s|$final\$|$prefix|")
    # shellcheck disable=SC2086
    $NTMM_TEST_CC $NTMM_SANITIZERS app.c -o app $flags -Wno-format ||
        fail "does not link with pkg-config's flags: $flags"
    said=$(./app word)
    [ "$said" = "2 word 42 1 $system" ] || fail "built with pkg-config's flags, it says: $said"
fi

make -s --no-print-directory -C "$NTMM_BUILDDIR" uninstall DESTDIR="$PWD/root" >log 2>&1 ||
    fail "make uninstall: $(tail -n 5 log)"
left=$(find root -type f -o -type l)
[ -z "$left" ] || fail "left by make uninstall: $left"
rm -rf root app.c app log
