/* SPDX-License-Identifier: MIT */
/* Entered at _tmain, narrow or wide. */
#include <tchar.h>

int _tmain(int argc, _TCHAR **argv)
{
    return argc == 2 && _tcslen(argv[1]) == (sizeof(_TCHAR) == 2 ? 2 : 4) ? 0 : 1;
}
