/* SPDX-License-Identifier: MIT */
/* First source of a program. */
#include <stdio.h>
#include <windows.h>

DWORD answer(void);

int main(void)
{
    printf("%lu %I64d\n", answer(), (LONGLONG)-1);
    return 0;
}
