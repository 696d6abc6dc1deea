/* SPDX-License-Identifier: MIT */
/* Entered at WinMain or wWinMain with the rest of the command line. */
#include <tchar.h>
#include <windows.h>

int WINAPI _tWinMain(HINSTANCE instance, HINSTANCE previous, LPTSTR line, int show)
{
    return instance && !previous && _tcslen(line) >= 2 && line[0] == 'x' && show == SW_SHOWDEFAULT
               ? 0
               : 1;
}
