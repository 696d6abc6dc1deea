// SPDX-License-Identifier: MIT
// The entry of a program that has no main: calls wmain, WinMain or wWinMain.
//
// This is linked from an archive, so only into such programs. The entries are weak: which one is
// there is seen here. In C++ a wmain has a C++ name, unlike with Microsoft's compiler, which
// knows the word; so those names are tried too.
#include "arguments.h"

#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

typedef int wide_main(int argc, wchar_t **argv, wchar_t **environment);

#define WEAK __attribute__((__weak__))
WEAK wide_main wmain;
WEAK wide_main wmain_cxx __asm__("_Z5wmainiPPw");
WEAK wide_main wmain_cxx_const __asm__("_Z5wmainiPPKw");
WEAK wide_main wmain_cxx_environment __asm__("_Z5wmainiPPwS0_");
WEAK wide_main wmain_cxx_none __asm__("_Z5wmainv");
WEAK int WINAPI WinMain(HINSTANCE instance, HINSTANCE previous, LPSTR line, int show);
WEAK int WINAPI wWinMain(HINSTANCE instance, HINSTANCE previous, LPWSTR line, int show);

int main(int argc, char **argv, char **environment);

/* Behind the program's name, which may be quoted. */
#define SKIP_NAME(line)                                    \
    do {                                                   \
        int quoted = 0;                                    \
                                                           \
        for (; *line && (quoted || (*line != ' ' && *line != '\t')); line++) \
            quoted ^= *line == '"';                        \
        while (*line == ' ' || *line == '\t')              \
            line++;                                        \
    } while (0)

static LPSTR narrow_line(void)
{
    LPSTR line = GetCommandLineA();

    SKIP_NAME(line);
    return line;
}

static LPWSTR wide_line(void)
{
    LPWSTR line = GetCommandLineW();

    SKIP_NAME(line);
    return line;
}

static wide_main *find_wide_main(void)
{
    wide_main *candidates[] = {wmain, wmain_cxx, wmain_cxx_const, wmain_cxx_environment,
                               wmain_cxx_none};

    for (size_t i = 0; i < sizeof candidates / sizeof candidates[0]; i++)
        if (candidates[i])
            return candidates[i];
    return NULL;
}

int main(int argc, char **argv, char **environment)
{
    wide_main *wide = find_wide_main();
    static wchar_t **volatile wide_environment; /* in memory, where leak checkers look for it */

    if (!wide && !wWinMain && WinMain)
        return WinMain((HINSTANCE)GetModuleHandleW(NULL), NULL, narrow_line(), SW_SHOWDEFAULT);
    if (!wide && !wWinMain) {
        fputs("ntmm: this program has no main, wmain, WinMain or wWinMain\n", stderr);
        return EXIT_FAILURE;
    }
    __wargv = ntmm_wide_vector(argv);
    wide_environment = ntmm_wide_vector(environment);
    if (!__wargv || !wide_environment) {
        fputs("ntmm: no memory for wide arguments\n", stderr);
        return EXIT_FAILURE;
    }
    if (wide)
        return wide(argc, __wargv, wide_environment);
    return wWinMain((HINSTANCE)GetModuleHandleW(NULL), NULL, wide_line(), SW_SHOWDEFAULT);
}
