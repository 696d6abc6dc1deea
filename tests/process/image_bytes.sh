#!/bin/sh
# SPDX-License-Identifier: MIT
# image_bytes: DLLs that mingw built, mapped as images, have the bytes and the
# protections that they have under Wine.
# Time limit: 300 s
compiler=$(command -v x86_64-w64-mingw32-gcc)
wine=$(PATH=$PATH:/usr/lib/wine command -v wine64 || command -v wine)
if [ -z "$compiler" ] || [ -z "$wine" ]; then
    echo "no mingw or no Wine"
    exit 77
fi

server=$(dirname "$(readlink -f "$wine")")/wineserver
[ -x "$server" ] || server=$(command -v wineserver) || server=:
mkdir work && cd work || exit 99
export WINEPREFIX="$PWD/wine" WINEDEBUG=-all TMPDIR="$PWD"
export WINEDLLOVERRIDES='winemenubuilder.exe,mscoree,mshtml=d'
trap '"$server" -k; "$server" -w; cd .. && rm -rf work' EXIT

cat >small.c <<'END'
__attribute__((__dllexport__)) int data[5000] = { 1, 2, 3 };
__attribute__((__dllexport__)) int bss[5000];
__attribute__((__section__(".shared"))) int shared = 7;
__attribute__((__dllexport__)) int *address(int i) { return i ? data : bss; }
END
"$compiler" -shared -o small.dll small.c || exit 1
"$compiler" -shared -s -Wl,--file-alignment,4096 -o aligned.dll small.c || exit 1
"$compiler" -D__USE_MINGW_ANSI_STDIO=0 -o bytes.exe "$NTMM_SRCDIR/tests/process/image_bytes.c" ||
    exit 1
set -- small.dll aligned.dll bytes.exe
for file in $(ls "$(dirname "$("$compiler" -print-libgcc-file-name)")"/*.dll 2>/dev/null); do
    cp "$file" . && set -- "$@" "$(basename "$file")"
done

timeout 280 "$wine" bytes.exe "$@" 2>messages | tr -d '\r' >wine.out
"$NTMM_BUILDDIR/tests/process/image_bytes" "$@" >ours.out || exit 1
[ "$(wc -l <ours.out)" -gt 40 ] || exit 1
diff wine.out ours.out | head -n 20 >difference
cat difference
echo "$# files, $(wc -l <ours.out) pages"
[ ! -s difference ]
