/* SPDX-License-Identifier: MIT */
/* Second source of a program: no main here. */
#include <windows.h>

DWORD answer(void);

DWORD answer(void)
{
    return 42;
}
