/* SPDX-License-Identifier: MIT */
/* Entered at wmain with wide arguments. */
#include <wchar.h>

int wmain(int argc, wchar_t **argv);

int wmain(int argc, wchar_t **argv)
{
    return argc == 2 && !wcscmp(argv[1], L"x\x20ac") && !argv[2] ? 0 : 1;
}
